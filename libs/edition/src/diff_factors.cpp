// SPDX-License-Identifier: Apache-2.0
#include "diff_factors.hpp"

#include "diff_panels.hpp"
#include "diff_studies.hpp"
#include "halflight/dossier/studies.hpp"
#include "halflight/io/csv.hpp"
#include "text_blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace halflight::edition {

namespace {

using What = Factor::What;
using How = Factor::How;

struct ClaimRow {
    std::string file;
    TextPiece piece;
};
using ClaimRows = std::map<std::string, ClaimRow>; ///< by id, whatever the file

bool is_claims_file(const std::string& name) {
    return name.starts_with("claims/");
}

/// Told with the study that was run on it.
bool is_of_study(const std::string& name) {
    return name.starts_with("studies/") || name.starts_with("results/");
}

ClaimRows claim_rows(const dossier::Files& text) {
    ClaimRows rows;
    for (const auto& [name, bytes] : text) {
        if (is_claims_file(name)) {
            for (TextPiece& piece : csv_rows(bytes)) {
                std::string id = piece.id;
                rows.emplace(std::move(id), ClaimRow{name, std::move(piece)});
            }
        }
    }
    return rows;
}

What what_of(const std::string& file) {
    constexpr std::pair<std::string_view, What> kinds[] = {
        {"sources.toml", What::source},     {"codes.toml", What::code},
        {"relations.toml", What::relation}, {"verdicts.toml", What::verdict},
        {"measures.toml", What::measure},   {"report.md", What::report}};
    for (const auto& [name, what] : kinds) {
        if (file == name) {
            return what;
        }
    }
    return What::other;
}

/// "value 29,237 -> 29,240", column by column.
std::vector<std::string> column_changes(const TextPiece& before, const TextPiece& after) {
    std::set<std::string> columns;
    for (const auto* piece : {&before, &after}) {
        for (const auto& [column, value] : piece->fields) {
            columns.insert(column);
        }
    }
    const auto value = [](const TextPiece& piece, const std::string& column) {
        const auto found = piece.fields.find(column);
        return found == piece.fields.end() ? std::string("(empty)") : found->second;
    };
    std::vector<std::string> changes;
    for (const std::string& column : columns) {
        const std::string from = value(before, column);
        const std::string to = value(after, column);
        if (from != to) {
            changes.push_back(fmt::format("{} {} -> {}", column, from, to));
        }
    }
    return changes;
}

std::string without_piece(const std::string& text, const TextPiece& piece) {
    return text.substr(0, piece.begin) + text.substr(piece.end);
}

/// A row as a file of its own, with every column that must be there.
std::string as_file(const TextPiece& row) {
    std::map<std::string, std::string> fields = row.fields;
    for (const char* column :
         {"id", "indicator", "area", "start", "unit", "kind", "source", "known_since"}) {
        fields.emplace(column, "");
    }
    std::vector<std::string_view> names;
    std::vector<std::string_view> values;
    for (const auto& [name, value] : fields) {
        names.emplace_back(name);
        values.emplace_back(value);
    }
    return io::csv_line(names) + io::csv_line(values);
}

std::string field(const TextPiece& row, const char* column) {
    const auto found = row.fields.find(column);
    return found == row.fields.end() ? std::string() : found->second;
}

class Finder {
  public:
    Finder(const ReadEdition& before, const ReadEdition& after)
        : m_before(before), m_after(after), m_base(base_text(before, after)),
          m_old_rows(claim_rows(m_base)), m_new_rows(claim_rows(after.text)) {}

    std::vector<Trial> run() {
        compare_claims();
        compare_panels();
        compare_studies();
        for (const std::string& file : other_files()) {
            compare_file(file);
        }
        if (m_before.manifest.inputs.as_of != m_after.manifest.inputs.as_of) {
            compare_dates();
        }
        return std::move(m_trials);
    }

  private:
    Trial& add(What what, How how, const std::string& id, const std::string& file) {
        Trial trial;
        trial.factor.what = what;
        trial.factor.how = how;
        trial.factor.id = id;
        trial.factor.file = file;
        trial.as_of = m_before.manifest.inputs.as_of;
        m_trials.push_back(std::move(trial));
        return m_trials.back();
    }

    /// The file as changed by a trial so far, else as it was.
    std::string& file_of(Trial& trial, const std::string& name) {
        const auto found = m_base.find(name);
        return trial.text.emplace(name, found == m_base.end() ? "" : found->second).first->second;
    }

    void compare_claims() {
        for (const auto& [id, row] : m_new_rows) {
            const auto old = m_old_rows.find(id);
            if (old == m_old_rows.end()) {
                Trial& trial = add(What::claim, How::added, id, row.file);
                trial.factor.claims = {id};
                trial.text[own_file] = as_file(row.piece);
            } else if (old->second.piece.fields != row.piece.fields) {
                Trial& trial = add(What::claim, How::changed, id, row.file);
                trial.factor.claims = {id};
                trial.factor.details = column_changes(old->second.piece, row.piece);
                std::string& text = file_of(trial, old->second.file);
                text = without_piece(text, old->second.piece);
                trial.text[own_file] = as_file(row.piece);
            }
        }
        compare_removed();
    }

    /// Claims that are gone. Those of one source that was taken out are one factor.
    void compare_removed() {
        std::map<std::string, std::vector<std::string>> withheld;
        for (const auto& [id, row] : m_old_rows) {
            if (m_new_rows.contains(id)) {
                continue;
            }
            const std::string source = field(row.piece, "source");
            if (std::ranges::binary_search(m_after.manifest.withheld, source)) {
                withheld[source].push_back(id);
                continue;
            }
            Trial& trial = add(What::claim, How::removed, id, row.file);
            trial.factor.claims = {id};
            std::string& text = file_of(trial, row.file);
            text = without_piece(text, row.piece);
        }
        for (auto& [source, ids] : withheld) {
            Trial& trial = add(What::source, How::removed, source, "sources.toml");
            trial.factor.details = {
                fmt::format("taken out, with {} claim{}", ids.size(), ids.size() == 1 ? "" : "s")};
            trial.factor.claims = ids;
            cut_rows(trial, ids);
        }
    }

    void cut_rows(Trial& trial, const std::vector<std::string>& ids) {
        std::vector<const ClaimRow*> rows;
        for (const std::string& id : ids) {
            rows.push_back(&m_old_rows.at(id));
        }
        std::ranges::sort(rows, std::greater<>{},
                          [](const ClaimRow* row) { return row->piece.begin; });
        for (const ClaimRow* row : rows) { // from the end, so that places before it stay
            std::string& text = file_of(trial, row->file);
            text = without_piece(text, row->piece);
        }
    }

    [[nodiscard]] std::set<std::string> other_files() const {
        std::set<std::string> names;
        for (const auto* text : {&m_base, &m_after.text}) {
            for (const auto& [name, bytes] : *text) {
                if (!is_claims_file(name) && !name.starts_with("panels/") && !is_of_study(name) &&
                    name != "figures.toml") {
                    names.insert(name);
                }
            }
        }
        return names;
    }

    void compare_panels() {
        for (PanelChange& change : panel_changes(m_base, m_after.text)) {
            if (std::ranges::binary_search(m_after.manifest.withheld, change.source)) {
                change.details = {"taken out with its source " + change.source};
            }
            Trial& trial = add(change.is_raster ? What::raster : What::panel, change.how, change.id,
                               change.file);
            trial.factor.details = std::move(change.details);
            trial.factor.claims = std::move(change.claims);
            trial.text = std::move(change.text);
        }
    }

    void compare_studies() {
        for (StudyChange& change : study_changes(m_base, m_after.text)) {
            Trial& trial = add(What::study, change.how, change.id, dossier::study_file(change.id));
            trial.factor.details = std::move(change.details);
            trial.text = std::move(change.text);
        }
    }

    void compare_file(const std::string& file) {
        const auto old = m_base.find(file);
        const auto fresh = m_after.text.find(file);
        const std::string before = old == m_base.end() ? "" : old->second;
        const std::string after = fresh == m_after.text.end() ? "" : fresh->second;
        const PieceChanges changes = compare_pieces(file, before, after);
        const auto each = [&](const std::vector<std::string>& ids, How how) {
            for (const std::string& id : ids) {
                change_piece(file, id, how, before, after);
            }
        };
        each(changes.changed, How::changed);
        each(changes.added, How::added);
        each(changes.removed, How::removed);
    }

    void change_piece(const std::string& file, const std::string& id, How how,
                      const std::string& before, const std::string& after) {
        if (file == "dossier.toml" && (id == "lights" || id.starts_with("lights."))) {
            return; // told with its panel
        }
        const std::vector<TextPiece> old_pieces = pieces_of(file, before);
        const std::vector<TextPiece> new_pieces = pieces_of(file, after);
        const auto old = std::ranges::find(old_pieces, id, &TextPiece::id);
        const auto fresh = std::ranges::find(new_pieces, id, &TextPiece::id);
        const std::string source = id.starts_with("source.") ? id.substr(7) : "";
        if (how == How::removed && std::ranges::binary_search(m_after.manifest.withheld, source)) {
            return; // told with its claims
        }
        Trial& trial = add(what_of(file), how, id, file);
        std::string& text = trial.text[file];
        text = before;
        if (how == How::added) {
            text += (text.empty() || text.ends_with('\n') ? "" : "\n") + fresh->text;
        } else {
            text = before.substr(0, old->begin) + (how == How::changed ? fresh->text : "") +
                   before.substr(old->end);
        }
    }

    void compare_dates() {
        const auto& from = m_before.manifest.inputs.as_of;
        const auto& to = m_after.manifest.inputs.as_of;
        const auto words = [](const std::optional<Date>& date) {
            return date ? to_string(*date) : std::string("the latest");
        };
        Trial& trial = add(What::as_of, How::changed, "", "");
        trial.factor.details = {fmt::format("{} -> {}", words(from), words(to))};
        trial.as_of = to;
    }

    static constexpr const char* own_file = "claims/~changed.csv";
    const ReadEdition& m_before;
    const ReadEdition& m_after;
    dossier::Files m_base;
    ClaimRows m_old_rows;
    ClaimRows m_new_rows;
    std::vector<Trial> m_trials;
};

} // namespace

dossier::Files base_text(const ReadEdition& before, const ReadEdition& after) {
    dossier::Files text = before.text;
    const auto fresh = after.text.find("sources.toml");
    if (fresh == after.text.end()) {
        return text;
    }
    std::string& sources = text["sources.toml"];
    const PieceChanges changes = compare_pieces("sources.toml", sources, fresh->second);
    for (const TextPiece& piece : toml_blocks(fresh->second)) {
        if (std::ranges::binary_search(changes.added, piece.id) && !piece.id.empty()) {
            sources += (sources.empty() || sources.ends_with('\n') ? "" : "\n") + piece.text;
        }
    }
    return text;
}

std::vector<Trial> factors_between(const ReadEdition& before, const ReadEdition& after) {
    return Finder(before, after).run();
}

dossier::Files changed_text(const dossier::Files& base, const Trial& trial) {
    dossier::Files text = base;
    for (const auto& [name, bytes] : trial.text) {
        if (bytes.empty() && is_of_study(name)) {
            text.erase(name); // a study that is gone has no file
        } else {
            text.insert_or_assign(name, bytes);
        }
    }
    return text;
}

} // namespace halflight::edition

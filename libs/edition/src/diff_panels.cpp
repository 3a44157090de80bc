// SPDX-License-Identifier: Apache-2.0
#include "diff_panels.hpp"

#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"
#include "night_panels.hpp"
#include "text_blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace halflight::edition {

namespace {

using How = Factor::How;
using dossier::PanelRaster;
using dossier::PanelRecord;

constexpr const char* dossier_file = "dossier.toml";

std::string file_of(const dossier::Files& text, const std::string& name) {
    const auto found = text.find(name);
    return found == text.end() ? std::string() : found->second;
}

/// One side of a comparison.
struct Side {
    Side(const dossier::Files& text, const std::string& name)
        : rows(file_of(text, dossier::panel_rows_file(name))), record(panel_record(text, name)) {
        for (const dossier::LightsTable& candidate : dossier::lights_tables(text)) {
            if (candidate.name == name) {
                table = candidate;
            }
        }
        for (const TextPiece& piece : toml_blocks(file_of(text, dossier_file))) {
            if (piece.key == "lights." + name || (name == "lights" && piece.key == "lights")) {
                block = piece;
            }
        }
    }
    std::string rows;
    std::optional<PanelRecord> record;
    std::optional<dossier::LightsTable> table;
    std::optional<TextPiece> block;
};

std::string head_of(const std::string& rows) {
    return rows.substr(0, rows.find('\n'));
}

/// Whether nothing but rasters can be what changed the rows.
bool only_rasters(const Side& before, const Side& after) {
    return before.record && after.record && before.block && after.block &&
           before.block->text == after.block->text && before.record->files == after.record->files &&
           before.record->zones == after.record->zones &&
           head_of(before.rows) == head_of(after.rows);
}

const PanelRaster* find(const PanelRecord& record, const std::string& path) {
    const auto found = std::ranges::find(record.rasters, path, &PanelRaster::path);
    return found == record.rasters.end() ? nullptr : &*found;
}

/// A row, by what it is about.
using Row = std::map<std::string, std::string>;
struct RowText {
    Row fields;
    std::string line;
};
std::map<std::pair<std::string, std::string>, RowText> rows_of(const std::string& csv) {
    std::map<std::pair<std::string, std::string>, RowText> rows;
    for (TextPiece& piece : csv_rows(csv)) {
        std::pair key(piece.fields["period"], piece.fields["zone"]);
        rows.emplace(std::move(key), RowText{std::move(piece.fields), std::move(piece.text)});
    }
    return rows;
}

class Comparison {
  public:
    Comparison(const std::string& name, const dossier::Files& before, const dossier::Files& after)
        : m_name(name), m_text(before), m_before(before, name), m_after(after, name) {}

    void run(std::vector<PanelChange>& changes) {
        const bool same_block =
            m_before.block && m_after.block && m_before.block->text == m_after.block->text;
        const bool same_record =
            m_before.record && m_after.record &&
            dossier::to_json(*m_before.record) == dossier::to_json(*m_after.record);
        if (same_block && same_record && m_before.rows == m_after.rows) {
            return;
        }
        if (only_rasters(m_before, m_after)) {
            compare_rasters(changes);
        } else {
            changes.push_back(whole());
        }
    }

  private:
    [[nodiscard]] PanelChange blank() const {
        PanelChange change;
        change.file = dossier::panel_rows_file(m_name);
        change.source = m_before.table ? m_before.table->source : std::string();
        return change;
    }

    void compare_rasters(std::vector<PanelChange>& changes) {
        std::set<std::string> paths;
        for (const Side* side : {&m_before, &m_after}) {
            for (const PanelRaster& raster : side->record->rasters) {
                paths.insert(raster.path);
            }
        }
        m_old_rows = rows_of(m_before.rows);
        m_new_rows = rows_of(m_after.rows);
        for (const std::string& path : paths) {
            const PanelRaster* old = find(*m_before.record, path);
            const PanelRaster* fresh = find(*m_after.record, path);
            if (old == nullptr || fresh == nullptr || !(*old == *fresh)) {
                changes.push_back(one_raster(path, old, fresh));
            }
        }
    }

    PanelChange one_raster(const std::string& path, const PanelRaster* old,
                           const PanelRaster* fresh) {
        constexpr std::size_t digits = 8;
        PanelChange change = blank();
        change.is_raster = true;
        change.id = path;
        change.how = old == nullptr ? How::added : fresh == nullptr ? How::removed : How::changed;
        std::set<std::string> periods;
        for (const PanelRaster* raster : {old, fresh}) {
            if (raster != nullptr) {
                periods.insert(raster->periods.begin(), raster->periods.end());
            }
        }
        if (old != nullptr && fresh != nullptr) {
            change.details = {fmt::format("sha256 {} -> {}", old->sha256.substr(0, digits),
                                          fresh->sha256.substr(0, digits))};
        }
        PanelRecord record = *m_before.record;
        std::erase_if(record.rasters, [&](const PanelRaster& r) { return r.path == path; });
        if (fresh != nullptr) {
            record.rasters.push_back(*fresh);
        }
        change.text[dossier::panel_record_file(m_name)] = dossier::to_json(record);
        change.text[dossier::panel_rows_file(m_name)] = rows_with(periods, change.claims);
        return change;
    }

    /// The old rows, but the new ones for some periods.
    std::string rows_with(const std::set<std::string>& periods, std::vector<std::string>& claims) {
        std::string text = head_of(m_before.rows) + "\n";
        for (const auto& [key, row] : m_old_rows) {
            text += periods.contains(key.first) ? std::string() : row.line;
        }
        for (const auto& [key, row] : m_new_rows) {
            if (!periods.contains(key.first)) {
                continue;
            }
            text += row.line;
            const auto old = m_old_rows.find(key);
            for (const raster::Statistic& statistic : m_after.table->panel.statistics) {
                if (old == m_old_rows.end() || differs(old->second, row, statistic.name)) {
                    claims.push_back(
                        fmt::format("{}/{}/{}@{}", m_name, statistic.name, key.second, key.first));
                }
            }
        }
        return text;
    }

    static bool differs(const RowText& a, const RowText& b, const std::string& column) {
        const auto value = [&column](const RowText& row) {
            const auto found = row.fields.find(column);
            return found == row.fields.end() ? std::string() : found->second;
        };
        return value(a) != value(b);
    }

    [[nodiscard]] PanelChange whole() const {
        PanelChange change = blank();
        change.id = m_name;
        change.file = dossier_file;
        change.how = !m_before.block ? How::added : !m_after.block ? How::removed : How::changed;
        if (m_before.block && m_after.block) {
            change.details = {m_before.block->text == m_after.block->text
                                  ? "its zones or another file beside its rasters"
                                  : "its table"};
        }
        change.text[dossier_file] = with_block();
        change.text[dossier::panel_rows_file(m_name)] = m_after.rows;
        change.text[dossier::panel_record_file(m_name)] =
            m_after.record ? dossier::to_json(*m_after.record) : std::string();
        return change;
    }

    [[nodiscard]] std::string with_block() const {
        const std::string text = file_of(m_text, dossier_file);
        const std::string fresh = m_after.block ? m_after.block->text : std::string();
        if (m_before.block) {
            return text.substr(0, m_before.block->begin) + fresh + text.substr(m_before.block->end);
        }
        return text + (text.empty() || text.ends_with('\n') ? "" : "\n") + fresh;
    }

    std::string m_name;
    const dossier::Files& m_text;
    Side m_before;
    Side m_after;
    std::map<std::pair<std::string, std::string>, RowText> m_old_rows;
    std::map<std::pair<std::string, std::string>, RowText> m_new_rows;
};

} // namespace

std::vector<PanelChange> panel_changes(const dossier::Files& before, const dossier::Files& after) {
    std::set<std::string> names;
    for (const auto* text : {&before, &after}) {
        for (const dossier::LightsTable& table : dossier::lights_tables(*text)) {
            names.insert(table.name);
        }
    }
    std::vector<PanelChange> changes;
    for (const std::string& name : names) {
        Comparison(name, before, after).run(changes);
    }
    return changes;
}

} // namespace halflight::edition

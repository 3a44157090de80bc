// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/redact.hpp"

#include "halflight/base/text.hpp"
#include "halflight/dossier/studies.hpp"
#include "halflight/io/csv.hpp"
#include "night_panels.hpp"
#include "redact_names.hpp"
#include "redact_parts.hpp"
#include "redact_watch.hpp"
#include "text_blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace halflight::edition {

namespace {

using ledger::Ledger;
using ledger::Source;

class Redactor {
  public:
    Redactor(const dossier::Files& text, const RedactSpec& spec)
        : m_dossier(dossier::load(text)), m_taken(sources_to_take(m_dossier.ledger, spec)),
          m_redistributable_only(spec.redistributable_only) {
        m_redaction.text = text;
        m_redaction.sources.assign(m_taken.begin(), m_taken.end());
        collect_names();
    }

    Redaction run() {
        withhold_prices();
        if (m_names.empty() && m_prices.empty()) {
            return std::move(m_redaction);
        }
        withhold_studies();
        withhold_panels();
        for (auto& [name, bytes] : m_redaction.text) {
            if (name.ends_with(".csv") && !name.starts_with("panels/") &&
                !name.starts_with("prices/")) {
                bytes = cut_rows(bytes);
            }
        }
        edit("sources.toml", [this](const TextPiece& block) {
            return block.key.starts_with("source.") && m_taken.contains(block.key.substr(7));
        });
        edit("codes.toml", [](const TextPiece&) { return false; });
        cut_conversions();
        // Each may name what was cut from those before it.
        for (const char* file :
             {"relations.toml", "verdicts.toml", "measures.toml", "figures.toml"}) {
            edit(file, [this](const TextPiece& block) {
                return !block.id.empty() && needs(m_names, block.text);
            });
        }
        if (const auto watch = m_redaction.text.find("watch.toml");
            watch != m_redaction.text.end()) {
            watch->second = redact_watch(watch->second, m_names, m_prices);
        }
        edit("dossier.toml", [](const TextPiece&) { return false; });
        strike_rules();
        strike_report();
        return std::move(m_redaction);
    }

  private:
    void collect_names() {
        const Ledger& ledger = m_dossier.ledger;
        std::set<std::string> kept_phrases;
        for (const Source& source : ledger.sources()) {
            if (!m_taken.contains(source.id)) {
                kept_phrases.insert({source.title, source.url});
            }
        }
        for (const Source& source : ledger.sources()) {
            if (!m_taken.contains(source.id)) {
                continue;
            }
            m_names.add_id(source.id);
            for (const std::string& phrase : {source.title, source.url}) {
                if (!kept_phrases.contains(phrase)) {
                    m_names.add_phrase(phrase);
                }
            }
        }
        for (const auto& [name, bytes] : m_redaction.text) {
            if (name.starts_with("claims/")) {
                collect_claims(bytes);
            }
        }
        collect_panels();
        std::ranges::sort(m_redaction.claims);
    }

    void collect_panels() {
        const Ledger& ledger = m_dossier.ledger;
        for (const ledger::Claim& claim : ledger.claims()) {
            const bool derived = ledger.text(claim.id).find('/') != std::string_view::npos;
            if (derived && m_taken.contains(ledger.sources()[claim.source].id)) {
                m_redaction.claims.emplace_back(ledger.text(claim.id));
            }
        }
    }

    /// From the text, not from the ledger: a row that does not read is none the less one of theirs.
    void collect_claims(const std::string& bytes) {
        for (const TextPiece& row : csv_rows(bytes)) {
            const auto source = row.fields.find("source");
            if (source != row.fields.end() && m_taken.contains(source->second)) {
                m_names.add_id(row.id);
                m_redaction.claims.push_back(row.id);
            }
        }
    }

    /// A study that rests on such a source goes as a whole, with its tables: so does what names its
    /// numbers.
    void withhold_studies() {
        for (const dossier::Study& study : m_dossier.studies) {
            const auto rests_on_one = [this](const std::string& source) {
                return m_taken.contains(source);
            };
            const measures::Declaration& declaration = study.declaration;
            const auto named = declaration.parameters.find("sources");
            const bool declared =
                named != declaration.parameters.end() &&
                std::ranges::any_of(named->second.items, rests_on_one, &measures::Item::text);
            if (!declared && std::ranges::none_of(study.sources, rests_on_one)) {
                continue;
            }
            m_redaction.text.erase(dossier::study_file(declaration.id));
            m_redaction.text.erase(dossier::result_file(declaration.id));
            for (const auto& [key, parameter] : declaration.parameters) {
                for (const measures::Item& item : parameter.items) {
                    m_redaction.text.erase("studies/" + item.text);
                }
            }
            m_names.add_id(declaration.id);
            m_redaction.measures.push_back(declaration.id);
            for (const measures::Table& table : study.tables) {
                m_names.add_id(table.id);
            }
        }
    }

    /// A table of prices goes with its source, and with it what watches it. Of one that names no
    /// source nothing says that it may be passed on.
    void withhold_prices() {
        for (const watch::PriceTable& table : m_dossier.plan.prices) {
            const bool unsourced = m_redistributable_only && table.source.empty();
            if (unsourced || m_taken.contains(table.source)) {
                m_redaction.text.erase(table.file);
                m_redaction.prices += 1;
                m_redaction.prices_unsourced += unsourced ? 1U : 0U;
                m_prices.add_id(table.id);
            }
        }
    }

    /// Panels of those sources lose rows, rasters and options. Indicators and codes of zones stay,
    /// without values, so that what names them still reads.
    void withhold_panels() {
        for (const dossier::LightsTable& table : dossier::lights_tables(m_redaction.text)) {
            if (!m_taken.contains(table.source)) {
                continue;
            }
            dossier::PanelRecord kept;
            kept.withheld = true;
            if (const auto record = panel_record(m_redaction.text, table.name)) {
                kept.zones = record->zones;
                kept.statistics = record->statistics;
            }
            const std::string area =
                table.area.empty() ? "" : fmt::format("area = \"{}\"\n", table.area);
            std::string names;
            for (const raster::Statistic& statistic : table.panel.statistics) {
                names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", statistic.name);
            }
            const std::string text =
                fmt::format("[lights.{}]\nwithheld = true\nindicator = \"{}\"\n{}statistics = "
                            "[{}]\n\n",
                            table.name, table.indicator, area, names);
            replace_block("lights." + table.name, text);
            m_redaction.text.erase(dossier::panel_rows_file(table.name));
            m_redaction.text[dossier::panel_record_file(table.name)] = dossier::to_json(kept);
        }
    }

    void replace_block(const std::string& key, const std::string& text) {
        std::string& file = m_redaction.text.at("dossier.toml");
        std::string out;
        bool done = false;
        for (const TextPiece& block : toml_blocks(file)) {
            const bool meant =
                block.key == key || (key == "lights.lights" && block.key == "lights");
            out += !meant ? block.text : done ? std::string() : text;
            done = done || meant;
        }
        file = std::move(out);
    }

    /// A table without rows of those sources; names in notes are struck out.
    [[nodiscard]] std::string cut_rows(const std::string& bytes) const {
        const std::vector<TextPiece> rows = csv_rows(bytes);
        std::string out = bytes.substr(0, rows.empty() ? bytes.size() : rows.front().begin);
        std::vector<std::string> header;
        io::CsvReader reader(bytes);
        for (auto row = rows.begin(); reader.next();) {
            const auto fields = reader.fields();
            if (header.empty()) {
                for (const io::CsvField& field : fields) {
                    header.emplace_back(trim(field.text));
                }
                continue;
            }
            const auto source = row->fields.find("source");
            if (source == row->fields.end() || !m_taken.contains(source->second)) {
                out += struck_row(*row, header, fields);
            }
            ++row;
        }
        return out;
    }

    [[nodiscard]] std::string struck_row(const TextPiece& row,
                                         const std::vector<std::string>& header,
                                         std::span<const io::CsvField> fields) const {
        std::size_t count = 0;
        std::vector<std::string> values;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const bool prose =
                i < header.size() &&
                (header[i] == "note" || header[i] == "locator" || header[i] == "label");
            values.push_back(prose ? m_names.strike(fields[i].text, count)
                                   : std::string(fields[i].text));
        }
        const std::vector<std::string_view> views(values.begin(), values.end());
        return count == 0 ? row.text : io::csv_line(views);
    }

    template <class Cut>
    void edit(const std::string& file, Cut cut) {
        const auto found = m_redaction.text.find(file);
        if (found == m_redaction.text.end()) {
            return;
        }
        std::string out;
        for (const TextPiece& block : toml_blocks(found->second)) {
            if (cut(block)) {
                note_cut(block);
            } else {
                out += struck_block(block.text);
            }
        }
        found->second = std::move(out);
    }

    /// What else names an entry that is cut must go as well.
    void note_cut(const TextPiece& block) {
        const std::size_t blank = block.id.find(' ');
        if (block.key == "verdict" || blank == std::string::npos) {
            return;
        }
        const std::string id = block.id.substr(blank + 1);
        m_names.add_id(id);
        if (block.key == "measure") {
            m_redaction.measures.push_back(id);
        } else if (block.key == "figure") {
            m_redaction.figures.push_back(id);
        }
    }

    /// Names struck out of prose and comments.
    [[nodiscard]] std::string struck_block(const std::string& text) const {
        std::string out;
        std::size_t count = 0;
        const std::vector<std::string_view> lines = split(text, '\n');
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const std::string_view code =
                is_prose(lines[i]) ? std::string_view() : without_comment(lines[i]);
            out += code;
            out += m_names.strike(lines[i].substr(code.size()), count);
            out += i + 1 < lines.size() ? "\n" : "";
        }
        return out;
    }

    /// A conversion with the factor of such a source.
    void cut_conversions() {
        const auto found = m_redaction.text.find("codes.toml");
        if (found == m_redaction.text.end()) {
            return;
        }
        std::string out;
        std::string part;
        bool cut = false;
        const auto flush = [&] {
            out += cut ? "" : part;
            part.clear();
            cut = false;
        };
        const std::vector<std::string_view> lines = split(found->second, '\n');
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (trim(lines[i]).starts_with('[')) {
                flush();
            }
            const std::string_view key = trim(lines[i].substr(0, lines[i].find('=')));
            cut = cut || (key == "source" && m_names.in(lines[i]));
            part += lines[i];
            part += i + 1 < lines.size() ? "\n" : "";
        }
        flush();
        found->second = std::move(out);
    }

    /// A reference to a statement that is gone becomes one to nothing: binding marks it.
    /// A rule stays without the statements that quoted it: nobody shown does.
    void strike_rules() {
        std::size_t count = 0;
        for (auto& [name, bytes] : m_redaction.text) {
            if (name.starts_with("rules/")) {
                bytes = m_names.strike(bytes, count);
            }
        }
    }

    void strike_report() {
        const auto found = m_redaction.text.find("report.md");
        if (found != m_redaction.text.end()) {
            found->second = m_names.strike(found->second, m_redaction.passages);
        }
    }

    dossier::Dossier m_dossier;
    std::set<std::string> m_taken;
    bool m_redistributable_only = false;
    Names m_names;
    Names m_prices; ///< ids of tables, which are common words elsewhere
    Redaction m_redaction;
};

} // namespace

Redaction redact(const dossier::Files& text, const RedactSpec& spec) {
    return Redactor(text, spec).run();
}

} // namespace halflight::edition

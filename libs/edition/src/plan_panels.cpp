// SPDX-License-Identifier: Apache-2.0
#include "plan_panels.hpp"

#include "halflight/base/hash.hpp"
#include "halflight/dossier/lights.hpp"
#include "halflight/io/csv.hpp"
#include "json.hpp"
#include "night_panels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

namespace halflight::edition {

namespace {

/// What goes into an edition of one panel.
struct PanelData {
    std::string rows;
    std::string record;
};

/// The part of a panel that was known on a day, by the claims that its rows are.
class KnownPart {
  public:
    KnownPart(const ledger::Ledger& ledger, const dossier::LightsTable& table, Date day)
        : m_ledger(ledger), m_table(table), m_day(day) {}

    PanelData of(const std::string& rows, dossier::PanelRecord record) {
        PanelData data;
        io::CsvReader reader(rows);
        for (bool header = true; reader.next(); header = false) {
            const auto fields = reader.fields();
            if (header || is_known(fields[0].text, fields[2].text)) {
                std::vector<std::string_view> texts;
                std::ranges::transform(fields, std::back_inserter(texts), &io::CsvField::text);
                data.rows += io::csv_line(texts);
            } else {
                ++m_left_out;
            }
        }
        drop_rasters(record);
        Json json = Json::parse(dossier::to_json(record));
        json["as_of"] = to_json_date(m_day);
        json["rows_left_out"] = m_left_out;
        data.record = dump(json);
        return data;
    }

  private:
    /// All rows of a period are known since one day.
    bool is_known(std::string_view zone, std::string_view period) {
        const auto seen = m_known.find(period);
        if (seen != m_known.end()) {
            return seen->second;
        }
        const auto claim = m_ledger.find_claim(fmt::format(
            "{}/{}/{}@{}", m_table.name, m_table.panel.statistics.front().name, zone, period));
        const bool known = claim && m_ledger.claims()[*claim].known_since <= m_day;
        return m_known.emplace(period, known).first->second;
    }

    /// Of periods that have no row nothing is left out.
    void drop_rasters(dossier::PanelRecord& record) const {
        std::erase_if(record.rasters, [this](const dossier::PanelRaster& raster) {
            return !raster.periods.empty() &&
                   std::ranges::all_of(raster.periods, [this](const std::string& period) {
                       const auto seen = m_known.find(period);
                       return seen != m_known.end() && !seen->second;
                   });
        });
    }

    const ledger::Ledger& m_ledger;
    const dossier::LightsTable& m_table;
    Date m_day;
    std::map<std::string, bool, std::less<>> m_known; ///< by period
    std::size_t m_left_out = 0;
};

Inputs panel_inputs(const dossier::PanelRecord& record) {
    Inputs inputs{{"options", sha256(record.options)}};
    for (const dossier::PanelRaster& raster : record.rasters) {
        inputs.emplace(raster.path, raster.sha256);
    }
    for (const auto& [file, hash] : record.files) {
        inputs.emplace(file, hash);
    }
    return inputs;
}

} // namespace

std::string panels_dictionary(const dossier::Files& text) {
    std::string lines;
    for (const dossier::LightsTable& table : dossier::lights_tables(text)) {
        const auto record = panel_record(text, table.name);
        const std::string file = dossier::panel_rows_file(table.name);
        if (!record || !text.contains(file)) {
            continue;
        }
        const std::string said = (record->note.empty() ? "" : " (" + record->note + ")") +
                                 std::string(record->synthetic ? " (made data)" : "");
        const auto line = [&](std::string_view column, const std::string& meaning,
                              std::string_view unit, std::string_view missing) {
            lines += io::csv_line({file, column, meaning, unit, missing});
        };
        line("zone", "code of the dimension zone", "", "never");
        line("name", "of the zone, for readers", "", "never");
        line("period", "what the rasters are about", "", "never");
        line("missing",
             "why the zone has no value: empty_zone, no_raster, outside_grid, not_observed, "
             "not_usable",
             "", "empty: it has one");
        for (const dossier::PanelStatistic& statistic : record->statistics) {
            line(statistic.name, statistic.definition + said, statistic.unit,
                 "empty: see missing; in a row without one the product does not give it");
        }
    }
    return lines;
}

std::vector<Step> panel_steps(const Values& values, std::optional<Date> as_of) {
    std::vector<Step> steps;
    for (const dossier::LightsTable& table : dossier::lights_tables(values.text)) {
        auto record = panel_record(values.text, table.name);
        const auto rows = values.text.find(dossier::panel_rows_file(table.name));
        if (!record || rows == values.text.end()) {
            continue;
        }
        // Only where rasters are told of by name does the plan say which of them changed.
        Inputs inputs = panel_inputs(*record);
        const ledger::Ledger& ledger = values.publication.analysed.dossier.ledger;
        PanelData data = as_of
                             ? KnownPart(ledger, table, *as_of).of(rows->second, std::move(*record))
                             : PanelData{rows->second, dossier::to_json(*record)};
        inputs.emplace("record", sha256(data.record));
        steps.push_back({"panel/" + table.name, std::move(inputs),
                         [file = "data/" + rows->first, data = std::move(data)] {
                             return Outputs{{file, data.rows}, {file + ".json", data.record}};
                         }});
    }
    return steps;
}

} // namespace halflight::edition

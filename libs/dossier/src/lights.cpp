// SPDX-License-Identifier: Apache-2.0
// What panels of night lights add to the code lists, and what is wrong with them.
#include "halflight/base/text.hpp"
#include "loading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace halflight::dossier {
namespace {

constexpr const char* dimension_id = "zone";

class LightsDeclarer {
  public:
    LightsDeclarer(const Files& files, Loading& loading) : m_files(files), m_loading(loading) {}

    void declare(LoadedPanel& panel) {
        check_names(panel.table);
        if (!find_record(panel)) {
            panel.record.statistics.clear();
        }
        if (panel.table.claims) {
            declare_indicators(panel);
            declare_zones(panel);
        }
        check_made(panel);
        for (const std::string& skipped : panel.record.skipped) {
            m_loading.report.warning(FaultCode::no_panel, place_of(panel.table, "rasters"),
                                     "left out of the panel: " + skipped,
                                     "mend the file, or take skip-bad out to stop at it");
        }
    }

  private:
    static Place place_of(const LightsTable& table, std::string_view key) {
        const auto found = table.places.find(key);
        return found == table.places.end() ? table.place : found->second;
    }

    void check_names(LightsTable& table) {
        if (!table.source.empty() && !m_loading.ledger().find_source(table.source)) {
            m_loading.unknown_source(table.source, place_of(table, "source"));
            table.sound = false;
        }
        if (!table.area.empty() && !m_loading.is_area(table.area)) {
            m_loading.unknown_area("area", table.area, place_of(table, "area"));
            table.sound = false;
        }
    }

    /// The record and the rows of a table; false where there are none.
    bool find_record(LoadedPanel& panel) {
        const LightsTable& table = panel.table;
        const auto record = m_files.find(panel_record_file(table.name));
        if (record == m_files.end()) {
            if (table.sound) {
                fault(table, "rasters", {"the panel has not been computed", "", 0});
            }
            return false;
        }
        auto parsed = parse_panel_record(record->second);
        if (!parsed) {
            fault(table, "", parsed.fault());
            return false;
        }
        panel.record = std::move(*parsed);
        if (!panel.record.fault.message.empty()) {
            fault(table, panel.record.fault_key, panel.record.fault);
            return false;
        }
        return table.withheld || find_rows(panel);
    }

    bool find_rows(LoadedPanel& panel) {
        const LightsTable& table = panel.table;
        const auto rows = m_files.find(panel_rows_file(table.name));
        if (rows == m_files.end() || panel.record.options != table.options) {
            m_loading.report.error(
                FaultCode::other_panel, table.place,
                rows == m_files.end() ? fmt::format("{} is missing", panel_rows_file(table.name))
                                      : fmt::format("{} was computed with other options than these",
                                                    panel_rows_file(table.name)),
                fmt::format("remove {} and its rows, so that the panel is computed from its "
                            "rasters, or write the options of its record",
                            panel_record_file(table.name)));
            return false;
        }
        panel.rows = rows->second;
        return true;
    }

    void fault(const LightsTable& table, std::string_view key, const Fault& fault) {
        m_loading.report.error(FaultCode::no_panel, place_of(table, key), fault.message,
                               fault.hint);
    }

    void declare_indicators(LoadedPanel& panel) {
        const LightsTable& table = panel.table;
        for (const raster::Statistic& statistic : table.panel.statistics) {
            ledger::Indicator indicator;
            indicator.id = fmt::format("{}.{}", table.indicator, statistic.name);
            indicator.name = name_of(panel, statistic.name);
            indicator.place = place_of(table, "indicator");
            if (auto unit = unit_of(panel, statistic.name)) {
                indicator.type =
                    unit->text == "1" ? ledger::IndicatorType::ratio : ledger::IndicatorType::level;
                indicator.units.push_back(std::move(*unit));
            }
            auto& indicators = m_loading.ledger().codes.indicators;
            const auto [known, fresh] = indicators.emplace(indicator.id, indicator);
            if (!fresh) {
                m_loading.report.error(FaultCode::indicator_taken, indicator.place,
                                       fmt::format("indicator {} of lights {} is declared already",
                                                   in_quotes(indicator.id), in_quotes(table.name)),
                                       R"(choose another name, as indicator = "lights.county")",
                                       {{"it is declared here", known->second.place}});
                panel.table.sound = false;
            }
        }
    }

    static std::string name_of(const LoadedPanel& panel, const std::string& statistic) {
        const PanelRecord& record = panel.record;
        std::string name = "Night lights, " + statistic;
        if (!record.product.empty() && record.product != "declared") {
            name += ", " + record.product;
        }
        return record.note.empty() ? name : fmt::format("{} ({})", name, record.note);
    }

    static const PanelStatistic* find(const PanelRecord& record, const std::string& name) {
        const auto found = std::ranges::find(record.statistics, name, &PanelStatistic::name);
        return found == record.statistics.end() ? nullptr : &*found;
    }

    std::optional<Unit> unit_of(LoadedPanel& panel, const std::string& statistic) {
        const PanelStatistic* known = find(panel.record, statistic);
        if (known == nullptr) {
            return parse_unit("1").value(); // a panel that is not there has no values
        }
        std::string text = known->unit.empty() ? "1" : known->unit;
        if (text.ends_with(" km2")) { // the grammar writes a product with '-'
            text[text.size() - 4] = '-';
        }
        auto unit = parse_unit(text);
        if (unit) {
            return *unit;
        }
        if (panel.table.sound) {
            m_loading.report.error(
                FaultCode::unknown_unit, place_of(panel.table, "unit"),
                fmt::format("{} of lights {} has the unit {}, which the ledger does not know",
                            statistic, in_quotes(panel.table.name), in_quotes(known->unit)),
                R"(declare it, as unit = "nW/cm2/sr", or unit = "1" for plain numbers)");
        }
        panel.table.sound = false;
        return parse_unit("1").value();
    }

    void declare_zones(const LoadedPanel& panel) {
        if (panel.record.zones.empty()) {
            return;
        }
        ledger::Dimension& dimension = m_loading.ledger().codes.dimensions[dimension_id];
        if (dimension.id.empty()) {
            dimension.id = dimension_id;
            dimension.name = "Zone";
            dimension.place = panel.table.place;
        }
        std::set<std::string, std::less<>> known;
        for (const ledger::Code& code : dimension.codes) {
            known.insert(code.id);
        }
        for (const PanelZone& zone : panel.record.zones) {
            if (known.insert(zone.code).second) {
                ledger::Code code;
                code.id = zone.code;
                code.name = zone.name;
                code.place = place_of(panel.table, "zones");
                dimension.codes.push_back(std::move(code));
            }
        }
    }

    void check_made(const LoadedPanel& panel) {
        const LightsTable& table = panel.table;
        const auto source = m_loading.ledger().find_source(table.source);
        if (panel.record.synthetic && source && !m_loading.ledger().sources()[*source].synthetic) {
            m_loading.report.error(
                FaultCode::made_rasters, place_of(table, "source"),
                fmt::format("the rasters of lights {} are made, their source {} says observed",
                            in_quotes(table.name), in_quotes(table.source)),
                fmt::format("add synthetic = true to [source.{}]", table.source));
        }
    }

    const Files& m_files;
    Loading& m_loading;
};

} // namespace

std::string zone_code(std::string_view id) {
    std::string code;
    for (const char c : id) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_';
        if (plain || c == ' ') {
            code += plain ? c : '_';
        } else {
            code += fmt::format("_{:02x}", static_cast<unsigned char>(c));
        }
    }
    return is_name(code, true) ? code : "z" + code;
}

std::vector<LoadedPanel> declare_lights(const TomlFile& file, const Files& files,
                                        Loading& loading) {
    std::vector<LoadedPanel> panels;
    LightsDeclarer declarer(files, loading);
    for (LightsTable& table : read_lights(file, loading.report)) {
        if (table.area.empty()) {
            const auto area = file.root["area"].value<std::string>();
            table.area = area.value_or("");
        }
        panels.push_back({std::move(table), {}, {}});
        declarer.declare(panels.back());
    }
    return panels;
}

} // namespace halflight::dossier

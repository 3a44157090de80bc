// SPDX-License-Identifier: Apache-2.0
#include "series_build.hpp"

#include "halflight/base/text.hpp"
#include "halflight/raster/statistic.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace halflight::lights {

using Json = nlohmann::json;

SeriesBuilder::SeriesBuilder(std::string panel, std::string_view statistic)
    : m_panel(std::move(panel)) {
    m_series.statistic = statistic;
}

void SeriesBuilder::take_metadata(const std::string& text, const std::string& place) {
    try {
        const Json json = Json::parse(text);
        const Json& product = json.at("product");
        m_series.product = product.at("name").get<std::string>();
        m_series.note = product.at("note").get<std::string>();
        m_series.synthetic = json.at("synthetic").get<bool>();
        m_series.zones_hash = json.at("zones").at("hash").get<std::string>();
        if (json.contains("table")) { // rows in a file of their own
            m_series.table_hash = json.at("table").at("hash").get<std::string>();
        }
        for (const Json& statistic : json.at("statistics")) {
            const auto name = statistic.at("name").get<std::string>();
            m_units[name] = statistic.at("unit").get<std::string>();
            m_known += (m_known.empty() ? "" : ", ") + name;
        }
    } catch (const Json::exception&) {
        throw Error(ErrorCode::parse,
                    fmt::format("'{}' is no metadata of a panel; make the panel again with "
                                "`halflight lights panel`",
                                place));
    }
}

std::string
SeriesBuilder::take_columns(const std::map<std::string, std::size_t, std::less<>>& names) {
    const std::string& statistic = m_series.statistic;
    m_columns.count = names.size();
    const auto find = [&names](const std::string& name) -> std::optional<std::size_t> {
        const auto found = names.find(name);
        return found == names.end() ? std::nullopt : std::optional(found->second);
    };
    std::string fault;
    const auto need = [&](const std::string& name) {
        const auto found = find(name);
        if (!found && fault.empty()) {
            fault = fmt::format("there is no column '{}'", name);
        }
        return found.value_or(0);
    };
    m_columns.zone = need("zone");
    m_columns.period = need("period");
    m_columns.missing = need("missing");
    if (!fault.empty()) {
        return fault;
    }
    if (!m_units.contains(statistic)) {
        throw Error(ErrorCode::not_found, fmt::format("'{}' has no statistic '{}'; it has {}",
                                                      m_panel, statistic, m_known));
    }
    m_series.unit = m_units[statistic];
    m_columns.value = need(statistic);
    m_columns.name = find("name");
    m_columns.low = find(statistic + "_low");
    m_columns.high = find(statistic + "_high");
    m_columns.error = find(statistic + "_se");
    m_columns.valid_share = find("valid_share");
    m_series.has_valid_share = m_columns.valid_share.has_value();
    return fault;
}

std::string SeriesBuilder::add(SeriesRow row) {
    const auto period = parse_period(row.period);
    if (!period) {
        return period.fault().message;
    }
    if (row.cell.missing.empty() && std::isnan(row.cell.value)) {
        row.cell.missing = raster::to_string(raster::Missing::not_given);
    }
    auto known = m_zones.find(row.zone);
    if (known == m_zones.end()) {
        known = m_zones.emplace(row.zone, m_series.zones.size()).first;
        m_series.zones.emplace_back(row.zone);
        if (m_columns.name) {
            m_series.names.emplace_back(row.name);
        }
    }
    const bool is_new = m_rows.try_emplace({known->second, *period}, std::move(row.cell)).second;
    return is_new ? std::string()
                  : fmt::format("zone '{}' stands twice in {}", row.zone, to_string(*period));
}

std::string SeriesBuilder::finish() {
    for (const auto& [key, cell] : m_rows) {
        m_series.periods.push_back(key.second);
    }
    std::ranges::sort(m_series.periods);
    m_series.periods.erase(std::ranges::unique(m_series.periods).begin(), m_series.periods.end());
    if (m_rows.size() != m_series.zones.size() * m_series.periods.size()) {
        return "some zones lack a row in some periods";
    }
    for (auto& [key, cell] : m_rows) { // zone after zone, period after period
        m_series.cells.push_back(std::move(cell));
    }
    return {};
}

} // namespace halflight::lights

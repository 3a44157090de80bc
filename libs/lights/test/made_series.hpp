// SPDX-License-Identifier: Apache-2.0
// made_series.hpp - series of a panel from numbers.
#pragma once

#include "halflight/lights/series.hpp"

#include <cmath>

namespace halflight::lights {

/// Months from the first on; NaN is "not_observed".
inline Series made_series(const std::vector<std::vector<double>>& zones,
                          const std::string& first = "2019-01") {
    Series series;
    series.statistic = "mean";
    series.unit = "nW/cm2/sr";
    series.product = "VNP46A3";
    series.has_valid_share = true;
    series.zones_hash = "zones";
    Date day = parse_period(first).value().first;
    for (std::size_t i = 0; i < zones.front().size(); ++i) {
        series.periods.push_back(period_at(day, Frequency::month));
        day = series.periods.back().end;
    }
    for (const std::vector<double>& values : zones) {
        series.zones.push_back("z" + std::to_string(series.zones.size()));
        for (const double value : values) {
            SeriesCell cell;
            cell.value = value;
            cell.valid_share = std::isnan(value) ? 0 : 1;
            cell.missing = std::isnan(value) ? "not_observed" : "";
            series.cells.push_back(cell);
        }
    }
    return series;
}

inline Period period(const char* text) {
    return parse_period(text).value();
}

} // namespace halflight::lights

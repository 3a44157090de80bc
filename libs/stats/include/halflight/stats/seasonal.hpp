// SPDX-License-Identifier: Apache-2.0
// halflight/stats/seasonal.hpp - a series as season, trend and remainder.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "halflight/stats/estimate.hpp"

namespace halflight::stats {

/// Windows are in cells (of one season's sub-series for the season), odd; an even one is raised
/// by 1.
struct SeasonalSpec {
    std::size_t period = 12;
    std::optional<std::size_t> season_window =
        std::nullopt;      ///< without: the same season every year
    int season_degree = 0; ///< of the local polynomial, 0 or 1
    std::optional<std::size_t> trend_window =
        std::nullopt; ///< 1.5 period / (1 - 1.5 / season_window)
    int trend_degree = 1;
    std::optional<std::size_t> low_pass_window = std::nullopt; ///< without: the period
    std::optional<int> low_pass_degree = std::nullopt;         ///< without: that of the trend
    bool robust = true; ///< weights from remainders: outlying cells bend neither season nor trend
    std::optional<std::size_t> inner = std::nullopt; ///< passes; without: 1 robust, 2 else
    std::optional<std::size_t> outer =
        std::nullopt; ///< robustness passes; without: 15 robust, 0 else
    /// Smooth only every so many cells and join by lines, as R's `stl` does with a tenth of each
    /// window.
    bool jumps = false;
    bool operator==(const SeasonalSpec&) const = default;
};

struct SeasonalFit {
    std::vector<double> season = {};
    std::vector<double> trend = {};
    std::vector<double> remainder = {}; ///< NaN where the cell is missing
    std::vector<double> adjusted = {};  ///< the series less its season; NaN where missing
    std::vector<double> weights = {};   ///< of robustness, 0 to 1; 0 where missing
    Warnings warnings = {};
};

/// Seasonal-trend decomposition by loess: Cleveland, Cleveland, McRae and Terpenning (1990), with
/// the defaults of R's `stl(robust = TRUE)`. A missing cell (NaN) has weight 0: season and trend
/// are known there, the remainder is not. Refuses infinities, a period below 2, fewer than two
/// whole periods, a season of which no cell is observed, fewer than half of the cells observed.
/// Warnings: "missing_left_out", "gap" (a gap of a whole period or more: season and trend are
/// interpolated there).
[[nodiscard]] SeasonalFit seasonal(std::span<const double> series, const SeasonalSpec& spec);

} // namespace halflight::stats

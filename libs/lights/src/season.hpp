// SPDX-License-Identifier: Apache-2.0
// Levels of two sets of periods, over all that was seen or over matched calendar months.
#pragma once

#include "halflight/lights/compare.hpp"

#include <cmath>

namespace halflight::lights {

/// A mean over cells, with the mean of their bounds and the error of the mean.
struct Level {
    double value = SeriesCell::none;
    double low = SeriesCell::none;
    double high = SeriesCell::none;
    double error = SeriesCell::none;
    [[nodiscard]] bool has_bounds() const { return !std::isnan(low) && !std::isnan(high); }
};
struct Levels {
    Level period, base;
};

/// Indices of a series' periods, ascending.
struct PeriodSets {
    std::vector<std::size_t> period, base;
};

/// Means over the calendar months of which both sets have a value; several periods of one month are
/// averaged first. Fills months, periods, filled and left_out.
[[nodiscard]] Levels matched_levels(const Series& series, std::size_t zone, const PeriodSets& sets,
                                    Comparison& result);
/// Means over all periods with a value. Fills periods, filled and left_out.
[[nodiscard]] Levels plain_levels(const Series& series, std::size_t zone, const PeriodSets& sets,
                                  Comparison& result);

} // namespace halflight::lights

// SPDX-License-Identifier: Apache-2.0
// A line with its slope shrunk by ridge, the penalty chosen by leaving out.
#pragma once

#include "halflight/stats/estimate.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace halflight::studies {

/// y = mean_y + slope (x - mean_x). Errors are those of the chosen penalty with each left out.
struct Line {
    double mean_x = 0;
    double mean_y = 0;
    double slope = 0;
    double penalty = 0; ///< over the sum of squares of x; infinite: slope 0
    double left_out_mse = stats::undefined;
    std::size_t years = 0;
    [[nodiscard]] double at(double x) const { return mean_y + slope * (x - mean_x); }
};

/// Ridge with the level unpenalised; leave-one-out in closed form. Of equals the larger penalty.
/// Needs two points.
[[nodiscard]] Line ridge_line(std::span<const double> x, std::span<const double> y);

/// One year of one sector.
struct PooledPoint {
    std::size_t sector = 0;
    int year = 0;
    double x = 0;
    double y = 0;
};
/// One slope for all, a level for each sector; whole years are left out. The lines of all sectors.
[[nodiscard]] std::vector<Line> pooled_lines(std::span<const PooledPoint> points,
                                             std::size_t sectors);

} // namespace halflight::studies

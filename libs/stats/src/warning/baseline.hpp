// SPDX-License-Identifier: Apache-2.0
// baseline.hpp - the observed cells that a time is held against.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "halflight/stats/count_alarm.hpp"

namespace halflight::stats {

/// Mean and standard deviation (n - 1) of observed cells; `enough` where there are as many as asked
/// for.
struct Baseline {
    double cells = 0;
    double sum = 0;
    double mean = undefined;
    double deviation = undefined;
    bool enough = false;
};

[[nodiscard]] Baseline baseline_of(std::span<const double> cells, double least_share,
                                   std::size_t least);

/// The cells of the same season before `time` (0-based). Refuses a window that begins before the
/// series.
[[nodiscard]] std::vector<double> season_cells(std::span<const double> counts,
                                               const SeasonWindow& window, std::size_t time);

/// 0-based first time to judge: `first` (from 1), or, for 0, the first with `before` cells before
/// it.
[[nodiscard]] std::size_t first_time(std::size_t first, std::size_t before, std::size_t rows);

/// An alarm with row, observed and the state that follows from the cell being there.
[[nodiscard]] Alarm time_of(std::span<const double> counts, std::size_t time);

/// Alarm where the observed count lies above the threshold; `needed` is the next whole count.
void judge_above(double threshold, Alarm& alarm);

/// In-control means of the times from `first`: as given (one or all), or the mean of what is
/// before.
[[nodiscard]] std::vector<double> control_means(std::span<const double> counts, std::size_t first,
                                                const std::vector<double>& given);

} // namespace halflight::stats

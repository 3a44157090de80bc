// SPDX-License-Identifier: Apache-2.0
// farrington_baseline.hpp - which rows a time is held against, and in which season they fall.
#pragma once

#include <span>

#include "halflight/stats/farrington.hpp"
#include "warning/season_glm.hpp"

namespace halflight::stats {

/// Rows are 0-based; level `seasons` - 1 is that of the time itself.
struct FarringtonBaseline {
    std::vector<std::size_t> rows = {};
    std::vector<std::size_t> levels = {};
};

/// The rows a year, two years, ... before, latest first; empty where one of them is not in the
/// series.
[[nodiscard]] std::vector<std::size_t> reference_rows(std::size_t time, std::span<const int> days,
                                                      const FarringtonSpec& spec);

/// Missing counts are still among the rows. Empty where a window begins before the series.
[[nodiscard]] FarringtonBaseline farrington_baseline(std::size_t time, std::span<const int> days,
                                                     const FarringtonSpec& spec);

} // namespace halflight::stats

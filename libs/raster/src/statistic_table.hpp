// SPDX-License-Identifier: Apache-2.0
// Every statistic but quantiles: name, unit, definition, what it needs and how it is worked out.
#pragma once

#include "halflight/raster/statistic.hpp"

#include <span>
#include <string_view>

namespace halflight::raster::detail {

enum class Unit : std::uint8_t { value, value_area, area, share, cells, observations };

/// Groups of sums as bits.
enum Group : std::uint8_t {
    group_areas = 1,
    group_moments = 2,
    group_floor = 4,
    group_states = 8,
    group_observations = 16,
    group_error = 32
};

struct StatisticEntry {
    std::string_view name;
    Unit unit;
    unsigned groups;
    bool needs_value; ///< missing where no cell is used
    std::string_view definition;
    double (*value)(const ZoneSums& sums, double floor);
};

[[nodiscard]] std::span<const StatisticEntry> statistic_table() noexcept;
/// Null for a name that is not in the table.
[[nodiscard]] const StatisticEntry* find_statistic(std::string_view name) noexcept;

} // namespace halflight::raster::detail

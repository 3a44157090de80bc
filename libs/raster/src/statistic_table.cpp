// SPDX-License-Identifier: Apache-2.0
// Every statistic but quantiles.
#include "statistic_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace halflight::raster::detail {
namespace {

using Sums = const ZoneSums&;

/// Least share of the valid area that must have a deviation and two observations.
constexpr double error_cover = 0.9;

double share(double part, double whole) noexcept {
    return whole > 0 ? std::clamp(part / whole, 0.0, 1.0)
                     : std::numeric_limits<double>::quiet_NaN();
}

double over(double part, double whole) noexcept {
    return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
}

template <CellState state>
double state_share(Sums s, double) noexcept {
    return share(s.state_area[static_cast<std::size_t>(state)], s.touched_area);
}

bool error_known(Sums s) noexcept {
    return s.area > 0 && s.error_area >= error_cover * s.area;
}

double mean_se(Sums s, double) noexcept {
    return error_known(s) ? std::sqrt(s.error_squares) / s.error_area
                          : std::numeric_limits<double>::quiet_NaN();
}

double sum_se(Sums s, double) noexcept {
    return error_known(s) ? std::sqrt(s.error_plain_squares) * (s.count / s.error_count)
                          : std::numeric_limits<double>::quiet_NaN();
}

constexpr unsigned areas = group_areas;
constexpr unsigned on_floor = group_areas | group_floor;

constexpr std::array table{
    StatisticEntry{"mean", Unit::value, areas, true,
                   "mean of the used cells, weighted by covered area",
                   [](Sums s, double) { return over(s.area_sum, s.area); }},
    StatisticEntry{"sum", Unit::value, 0, true,
                   "sum over the used cells of covered share times value (counts cells)",
                   [](Sums s, double) { return s.sum; }},
    StatisticEntry{"integral", Unit::value_area, areas, true,
                   "sum over the used cells of covered area times value",
                   [](Sums s, double) { return s.area_sum; }},
    StatisticEntry{
        "sd", Unit::value, areas | group_moments, true,
        "standard deviation of the used cells, weighted by covered area (population)",
        [](Sums s, double) { return std::sqrt(std::max(0.0, over(s.squares, s.area))); }},
    StatisticEntry{"min", Unit::value, areas | group_moments, true,
                   "smallest value of a used cell, whatever its covered share",
                   [](Sums s, double) { return s.smallest; }},
    StatisticEntry{"max", Unit::value, areas | group_moments, true,
                   "largest value of a used cell, whatever its covered share",
                   [](Sums s, double) { return s.largest; }},
    StatisticEntry{"cells", Unit::cells, 0, false,
                   "cells that the zone touches in the rasters, used or not",
                   [](Sums s, double) { return static_cast<double>(s.cells); }},
    StatisticEntry{"count", Unit::cells, 0, false, "sum of the covered shares of the used cells",
                   [](Sums s, double) { return s.count; }},
    StatisticEntry{"valid_share", Unit::share, areas, false,
                   "area of the used cells over the area that the rasters cover",
                   [](Sums s, double) { return share(s.area, s.touched_area); }},
    StatisticEntry{
        "gap_filled_share", Unit::share, areas | group_states, false,
        "area of cells that the product filled from other days or from history, over the "
        "area that the rasters cover",
        state_share<CellState::gap_filled>},
    StatisticEntry{"snow_share", Unit::share, areas | group_states, false,
                   "area of cells marked snow or ice, used or not, over the area that the rasters "
                   "cover",
                   [](Sums s, double) { return share(s.snow_area, s.touched_area); }},
    StatisticEntry{"cloud_share", Unit::share, areas | group_states, false,
                   "area of cells refused by a cloud mask, over the area that the rasters cover",
                   state_share<CellState::cloud>},
    StatisticEntry{
        "masked_share", Unit::share, areas | group_states, false,
        "area of cells under a mask of the analyst, over the area that the rasters cover",
        state_share<CellState::masked>},
    StatisticEntry{"observations", Unit::observations, areas | group_observations, true,
                   "mean number of clear observations of a used cell, weighted by covered area",
                   [](Sums s, double) { return over(s.observation_area, s.area); }},
    StatisticEntry{"zone_area", Unit::area, 0, false, "area of the zone", nullptr},
    StatisticEntry{"covered_area", Unit::area, areas, false,
                   "area of the zone that the rasters cover, whatever stands in the cells",
                   [](Sums s, double) { return s.touched_area; }},
    StatisticEntry{"valid_area", Unit::area, areas, false, "area of the used cells",
                   [](Sums s, double) { return s.area; }},
    StatisticEntry{
        "below_floor_share", Unit::share, on_floor, true,
        "area of used cells below the product's floor or set to 0 by it, over the area of "
        "the used cells",
        [](Sums s, double) { return share(s.below_area, s.below_area + s.lit_area); }},
    StatisticEntry{"lit_area", Unit::area, on_floor, true,
                   "area of used cells at or above the product's floor",
                   [](Sums s, double) { return s.lit_area; }},
    StatisticEntry{"mean_se", Unit::value, areas | group_error, true,
                   "sampling error of the mean from deviation and number of observations of each "
                   "cell (cells independent), taken from cells with two observations or more; "
                   "missing where these make up less than 90 percent of the valid area",
                   mean_se},
    StatisticEntry{"sum_se", Unit::value, areas | group_error, true,
                   "sampling error of the sum as in mean_se, scaled by count from cells with two "
                   "observations or more to all used cells; missing as mean_se is",
                   sum_se},
    StatisticEntry{"mean_low", Unit::value, on_floor, true,
                   "mean with the cells below the product's floor at 0",
                   [](Sums s, double) { return over(s.lit_area_sum, s.area); }},
    StatisticEntry{
        "mean_high", Unit::value, on_floor, true,
        "mean with the cells below the product's floor at the floor",
        [](Sums s, double floor) { return over(s.lit_area_sum + floor * s.below_area, s.area); }},
    StatisticEntry{"sum_low", Unit::value, on_floor, true,
                   "sum with the cells below the product's floor at 0",
                   [](Sums s, double) { return s.lit_sum; }},
    StatisticEntry{"sum_high", Unit::value, on_floor, true,
                   "sum with the cells below the product's floor at the floor",
                   [](Sums s, double floor) { return s.lit_sum + floor * s.below_count; }},
    StatisticEntry{"integral_low", Unit::value_area, on_floor, true,
                   "integral with the cells below the product's floor at 0",
                   [](Sums s, double) { return s.lit_area_sum; }},
    StatisticEntry{"integral_high", Unit::value_area, on_floor, true,
                   "integral with the cells below the product's floor at the floor",
                   [](Sums s, double floor) { return s.lit_area_sum + floor * s.below_area; }},
};

} // namespace

std::span<const StatisticEntry> statistic_table() noexcept {
    return table;
}

const StatisticEntry* find_statistic(std::string_view name) noexcept {
    const auto found = std::ranges::find(table, name, &StatisticEntry::name);
    return found == table.end() ? nullptr : &*found;
}

} // namespace halflight::raster::detail

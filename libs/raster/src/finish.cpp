// SPDX-License-Identifier: Apache-2.0
// From the sums of a zone to its row of a panel.
#include "halflight/raster/statistic.hpp"

#include "statistic_table.hpp"

#include <array>
#include <limits>

namespace halflight::raster {
namespace {

constexpr double missing_value = std::numeric_limits<double>::quiet_NaN();

double area_of(const ZoneSums& sums, CellState state) noexcept {
    return sums.state_area[static_cast<std::size_t>(state)];
}

/// Why no cell is used. Without states nothing tells a refused cell from one never seen.
Missing reason(const ZoneSums& sums, double zone_area_km2) noexcept {
    if (!(zone_area_km2 > 0))
        return Missing::empty_zone;
    if (sums.cells == 0)
        return Missing::outside_grid;
    if (sums.count > 0)
        return Missing::none;
    using enum CellState;
    const double refused = area_of(sums, observed) + area_of(sums, poor_quality) +
                           area_of(sums, cloud) + area_of(sums, masked) + area_of(sums, outlier);
    return refused > 0 ? Missing::not_usable : Missing::not_observed;
}

unsigned groups_of(const Wanted& wanted) noexcept {
    const auto bit = [](bool given, detail::Group group) { return given ? unsigned{group} : 0U; };
    return bit(wanted.areas, detail::group_areas) | bit(wanted.moments, detail::group_moments) |
           bit(wanted.floor, detail::group_floor) | bit(wanted.states, detail::group_states) |
           bit(wanted.observations, detail::group_observations) |
           bit(wanted.error, detail::group_error);
}

double value_of(const detail::StatisticEntry& entry, const ZoneSums& sums, double zone_area_km2,
                const Wanted& wanted) {
    if (entry.value == nullptr)
        return zone_area_km2;
    if ((entry.groups & ~groups_of(wanted)) != 0 || (entry.needs_value && !(sums.count > 0)))
        return missing_value;
    return entry.value(sums, wanted.floor_value);
}

} // namespace

std::string_view to_string(Missing reason) noexcept {
    constexpr std::array<std::string_view, 7> names{"none",         "empty_zone",   "no_raster",
                                                    "outside_grid", "not_observed", "not_usable",
                                                    "not_given"};
    const auto place = static_cast<std::size_t>(reason);
    return place < names.size() ? names[place] : "unknown";
}

void finish(const ZoneSums& sums, double zone_area_km2, const Wanted& wanted,
            std::span<const Statistic> statistics, std::span<const double> quantiles,
            ZoneRow& row) {
    row.missing = reason(sums, zone_area_km2);
    row.values.clear();
    row.values.reserve(statistics.size());
    std::size_t quantile = 0;
    for (const Statistic& statistic : statistics) {
        double value = missing_value;
        if (statistic.probability >= 0) {
            if (quantile < quantiles.size() && sums.count > 0)
                value = quantiles[quantile];
            ++quantile;
        } else if (const auto* entry = detail::find_statistic(statistic.name)) {
            value = value_of(*entry, sums, zone_area_km2, wanted);
        }
        row.values.push_back(value);
    }
}

ZoneRow finish(const ZoneSums& sums, double zone_area_km2, const Wanted& wanted,
               std::span<const Statistic> statistics, std::span<const double> quantiles) {
    ZoneRow row;
    finish(sums, zone_area_km2, wanted, statistics, quantiles, row);
    return row;
}

} // namespace halflight::raster

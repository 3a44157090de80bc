// SPDX-License-Identifier: Apache-2.0
// halflight/raster/statistic.hpp - from sums to the numbers of a panel, each with its definition.
#pragma once

#include "halflight/raster/zonal.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::raster {

/// One column of a panel. Names as they stand in files and on the command line:
///
/// mean (area-weighted), sum (sum of covered share times value: counts cells, as exactextract and
/// blackmarbler do), integral (area-integrated: value times km2), sd (area-weighted, population),
/// min, max, median, qNN (quantile NN percent, q05 to q99; also q2.5), cells (touched), count
/// (covered shares of cells with a used value), valid_share, gap_filled_share, snow_share,
/// cloud_share, masked_share (all of the covered area), observations (mean clear observations a
/// used cell, area-weighted), zone_area, covered_area, valid_area (km2), below_floor_share (of the
/// valid area), lit_area (km2 at or above the floor), mean_se and sum_se (sampling error from the
/// number of observations, cells independent), and for left-censoring mean_low, mean_high, sum_low,
/// sum_high, integral_low, integral_high (cells below the floor all at 0, all at the floor).
///
/// The sampling error is that of the cells with a deviation and two observations or more:
/// mean_se = sqrt(sum of (c a)^2 s^2 / n) / (sum of c a), sum_se = sqrt(sum of c^2 s^2 / n) *
/// (count of used cells) / (count of those). Missing where they are less than 90 percent of the
/// valid area: what is left out has an error that nobody knows.
struct Statistic {
    std::string name;
    double probability = -1; ///< of a quantile; -1 for the others
    bool operator==(const Statistic&) const = default;
};

/// Unit ("nW/cm2/sr", with `value_unit` put in place) and one-line definition for the data
/// dictionary.
struct StatisticInfo {
    std::string unit;
    std::string definition;
};
[[nodiscard]] StatisticInfo describe(const Statistic& statistic, std::string_view value_unit);

/// "mean,sum,q90". A fault names the unknown word and the ones that are known.
[[nodiscard]] Result<std::vector<Statistic>> parse_statistics(std::string_view list);
/// What these need to be summed; `floor` as of the product (absent: statistics on the floor are
/// missing).
[[nodiscard]] Wanted wanted_for(std::span<const Statistic> statistics, std::optional<double> floor);
[[nodiscard]] bool needs_quantiles(std::span<const Statistic> statistics) noexcept;

/// Why a zone has no value in a period.
enum class Missing : std::uint8_t {
    none,         ///< it has one
    empty_zone,   ///< the zone has no area
    no_raster,    ///< no raster was given for the period
    outside_grid, ///< the rasters of the period hold no cell of the zone
    not_observed, ///< no clear observation in any of its cells
    not_usable,   ///< observed, but every cell refused by quality, cloud, mask or outlier rules
    not_given     ///< the product does not give what the statistic needs (per statistic)
};
[[nodiscard]] std::string_view to_string(Missing reason) noexcept;

/// Values in the order of `statistics`; NaN where missing. A zone without a used cell has no value
/// for mean, sum and the like (never 0) but has its areas and shares. Statistics on what the
/// product does not give are NaN: those of groups that `wanted` does not hold. The caller knows of
/// no_raster and not_given.
struct ZoneRow {
    Missing missing = Missing::none;
    std::vector<double> values;
};
/// `quantiles` holds the results for the quantile statistics among `statistics`, in their order.
[[nodiscard]] ZoneRow finish(const ZoneSums& sums, double zone_area_km2, const Wanted& wanted,
                             std::span<const Statistic> statistics,
                             std::span<const double> quantiles);
/// The same into a row whose memory is used again.
void finish(const ZoneSums& sums, double zone_area_km2, const Wanted& wanted,
            std::span<const Statistic> statistics, std::span<const double> quantiles, ZoneRow& row);

} // namespace halflight::raster

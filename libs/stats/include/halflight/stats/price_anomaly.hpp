// SPDX-License-Identifier: Apache-2.0
// halflight/stats/price_anomaly.hpp - the FAO's indicator of food price anomalies.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "halflight/stats/estimate.hpp"

namespace halflight::stats {

/// Whose growth a month's growth is held against, always that of the same calendar month.
enum class AnomalyBaseline : unsigned char {
    past,        ///< years before: what was known when the month was still to come
    inclusive,   ///< and this year
    full_sample, ///< all years, later ones too: the published indicator, and a revision each year
};

struct PriceAnomalySpec {
    AnomalyBaseline baseline = AnomalyBaseline::past;
    double quarterly_weight = 0.4; ///< gamma: weight of the quarterly against the annual growth
    double high = 1;               ///< abnormally high from here on
    double moderate = 0.5;         ///< moderately high from here on
    std::size_t least_years = 3;   ///< of growth in the baseline
    std::size_t first_month = 1;   ///< calendar month of the first price
    bool operator==(const PriceAnomalySpec&) const = default;
};

enum class PriceState : unsigned char { unknown, normal, moderately_high, abnormally_high };

struct PriceMonth {
    std::size_t row = 0; ///< counted from 1
    double price = undefined;
    double quarterly_growth = undefined; ///< compound, a month, over 3 months
    double annual_growth = undefined;    ///< over 12
    double indicator = undefined;
    PriceState state = PriceState::unknown;
    double needed = undefined; ///< least price at which the month would have been abnormally high
};

struct PriceAnomalyFit {
    std::vector<PriceMonth> months = {};
    Warnings warnings = {};
};

/// The indicator of price anomalies, SDG 2.c.1 (Baquedano 2015): gamma z(quarterly growth) + (1 -
/// gamma) z(annual growth), z by mean and standard deviation of the same calendar month, the years
/// weighted 1, 2, ... from the oldest, the variance over (Y - 1) / Y of the weights. `prices`: a
/// price a month, at equal steps, above zero; a missing one (NaN) leaves undefined what needs it,
/// never zero. `needed` is solved for the price with the baseline of `past`; for the other two,
/// where the baseline holds the month itself, it is NaN. Refuses prices of 0 or less, infinities,
/// fewer than 13 months. Warnings: "missing_left_out", "no_variation" (a calendar month whose
/// growth never varies).
[[nodiscard]] PriceAnomalyFit price_anomaly(std::span<const double> prices,
                                            const PriceAnomalySpec& spec);

} // namespace halflight::stats

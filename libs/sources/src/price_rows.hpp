// SPDX-License-Identifier: Apache-2.0
// What rows of prices say of each other: repeated, contradicted, in other currencies.
#pragma once

#include "halflight/base/date.hpp"
#include "halflight/base/diagnostic.hpp"
#include "halflight/watch/price.hpp"

#include <vector>

namespace halflight::sources {

/// A row that could be read by itself.
struct ReadPrice {
    watch::PriceRow row;
    Date day;    ///< the row keeps its month only
    Place place; ///< of the price
};

/// The rows that count, in their order: of rows about the same market, commodity, unit, kind of
/// price, currency and day the first where all have one price (W126), and none where they
/// contradict each other (W127). Forecasts are held against forecasts. A series in more than one
/// currency is told (W128).
[[nodiscard]] std::vector<watch::PriceRow> settle_prices(std::vector<ReadPrice> read,
                                                         Diagnostics& diagnostics);

} // namespace halflight::sources

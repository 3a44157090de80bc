// SPDX-License-Identifier: Apache-2.0
// halflight/sources/wfp_prices.hpp - food prices by market as the World Food Programme publishes
// them.
#pragma once

#include "halflight/base/diagnostic.hpp"
#include "halflight/watch/price.hpp"

#include <string>
#include <string_view>

namespace halflight::sources {

struct WfpPricesSpec {
    std::string file = "prices.csv"; ///< named in messages
    std::string id;                  ///< of the table; empty: the file's name without its ending
};

struct WfpPricesReport {
    watch::PriceTable table; ///< area, source and the like are the caller's to fill
    /// Errors: a header without a column that is needed, no row with a price, two prices of one
    /// thing on one day (neither is read). Warnings: rows left out, with line and column (date,
    /// price, fields), the first 20 of them and then their number; rows that repeat others (each
    /// counts once); a commodity in more than one currency.
    Diagnostics diagnostics;
};

/// Reads a file of any country: columns in any order, others than those needed (date, market,
/// commodity, unit, pricetype, currency, price) may lack or be there; a second row of HXL tags is
/// skipped. A price of 0 or less, or none, is no price. Markets are told apart by admin1 as well.
/// Codes W12x.
[[nodiscard]] WfpPricesReport read_wfp_prices(std::string_view csv, const WfpPricesSpec& spec);

} // namespace halflight::sources

// SPDX-License-Identifier: Apache-2.0
// A price index by commodity from markets that come and go.
#pragma once

#include "halflight/watch/price.hpp"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace halflight::watch::detail {

struct PriceFilter {
    std::string type = "Retail";
    std::string currency;                 ///< empty: that of most rows
    std::vector<std::string> commodities; ///< empty: all
    bool food = true; ///< leaves out the category "non-food" (fuel, wages, exchange rates)
};

/// Rows that pass and were known on `day`, without forecasts; all in one currency.
[[nodiscard]] std::vector<const PriceRow*> known_rows(const PriceTable& table,
                                                      const PriceFilter& filter, Date day);
/// Why there are none: what the last of them lacked.
[[nodiscard]] std::string why_none(const PriceTable& table, const PriceFilter& filter, Date day);

/// Months since the year 0, so that they can be counted.
[[nodiscard]] int month_number(const Period& month) noexcept;
[[nodiscard]] Period month_of(int number) noexcept;

/// A chain of matched pairs: a month's level is that of the latest of the 12 months before with a
/// market in common, times the median over those markets of the price relative (in logarithms;
/// rows of one market and month by their geometric mean). So a market that enters or leaves moves
/// nothing by being dear or cheap. It begins at the median price of its first month; where no month
/// has a market in common it begins anew, and what was before is left out.
struct CommodityIndex {
    std::string commodity;            ///< with its unit: "Rice (red nadu), KG"
    int first = 0;                    ///< month number of level[0]
    std::vector<double> level;        ///< NaN for a month without price
    std::vector<std::size_t> markets; ///< with a price
    std::size_t begun_anew = 0;
};
/// By commodity, unit and currency: no mean is taken over two currencies. Each ends with its own
/// last month.
[[nodiscard]] std::vector<CommodityIndex> indices(std::span<const PriceRow* const> rows);

/// The level with its gaps of at most `months` filled in on a straight line of logarithms between
/// the months beside them, which are known by then. Longer gaps stay.
[[nodiscard]] std::vector<double> bridged(std::vector<double> level, std::size_t months);

/// Median over markets of one commodity's price over another's in the same month: (month, logarithm
/// of the ratio).
[[nodiscard]] std::vector<std::pair<int, double>>
ratios(std::span<const PriceRow* const> rows, std::string_view over, std::string_view under);

/// NaN where empty.
[[nodiscard]] double median_of(std::vector<double> values) noexcept;

} // namespace halflight::watch::detail

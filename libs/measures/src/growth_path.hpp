// SPDX-License-Identifier: Apache-2.0
// Growth rates of one series over years, and what they compound to.
#pragma once

#include "halflight/measures/form.hpp"

namespace halflight::measures {

using Labelled = std::vector<std::pair<std::string, ledger::SeriesIndex>>;

/// Rates of one series, as ratios.
struct Path {
    std::vector<Period> years;
    std::vector<Value> rates; ///< as the cells have them
    Unit unit;

    /// Of the first `count` years.
    [[nodiscard]] std::vector<Interval> bounds(std::size_t count) const;
    /// After `count` years, from 1, by the rates as printed; none where one has no printed value.
    [[nodiscard]] std::optional<double> level(std::size_t count) const;
};

[[nodiscard]] Path path_of(const View& view, ledger::SeriesIndex series,
                           const std::vector<Period>& years);

/// Years on end, in order; none after a fault.
[[nodiscard]] std::vector<Period> consecutive_years(const View& view, Arguments& arguments,
                                                    ledger::SeriesIndex series);
/// From the first year to the last.
[[nodiscard]] Period span_of(const std::vector<Period>& years);

/// Whether a series is one of rates; a fault at the parameter `name` if not.
bool are_rates(const View& view, Arguments& arguments, std::string_view name,
               ledger::SeriesIndex series);
bool are_rates(const View& view, Arguments& arguments, std::string_view name,
               const Labelled& series);

/// "compounded: 3.1, -2 to -1"
[[nodiscard]] std::string rates_in_words(const Path& path, std::size_t count);
/// A ratio that rests on the first `count` rates; missing as the first of them that is missing.
[[nodiscard]] Value in_percent(const Path& path, std::size_t count, const Interval& ratio,
                               std::optional<double> point, std::string formula);
/// Growth over the first `count` years.
[[nodiscard]] Value cumulated(const Path& path, std::size_t count);

} // namespace halflight::measures

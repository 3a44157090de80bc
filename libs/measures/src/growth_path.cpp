// SPDX-License-Identifier: Apache-2.0
#include "growth_path.hpp"

#include "halflight/measures/growth.hpp"
#include "table_parts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace halflight::measures {

namespace {

constexpr double percent = 100;

/// The first of the missing rates, if any.
const Value* missing_among(const Path& path, std::size_t count) {
    const auto end = path.rates.begin() + static_cast<std::ptrdiff_t>(count);
    const auto found = std::find_if(
        path.rates.begin(), end, [](const Value& value) { return value.basis == Basis::missing; });
    return found == end ? nullptr : &*found;
}

} // namespace

std::vector<Interval> Path::bounds(std::size_t count) const {
    std::vector<Interval> out;
    for (std::size_t i = 0; i < count; ++i) {
        out.push_back(to_base(rates[i].bounds, unit));
    }
    return out;
}

std::optional<double> Path::level(std::size_t count) const {
    double product = 1;
    for (std::size_t i = 0; i < count; ++i) {
        if (!rates[i].point) {
            return std::nullopt;
        }
        product *= 1 + to_base(*rates[i].point, unit);
    }
    return product;
}

Path path_of(const View& view, ledger::SeriesIndex series, const std::vector<Period>& years) {
    Path path{years, {}, view.unit(series)};
    for (const Period& year : years) {
        path.rates.push_back(view.cell(series, year));
    }
    return path;
}

std::vector<Period> consecutive_years(const View& view, Arguments& arguments,
                                      ledger::SeriesIndex series) {
    std::vector<Period> years = whole_years(view, arguments, series);
    for (std::size_t i = 1; i < years.size(); ++i) {
        if (years[i].first != years[i - 1].end) {
            arguments.fault(
                "periods",
                fmt::format("{} does not follow {}", to_string(years[i]), to_string(years[i - 1])),
                "growth compounds over years on end: give 'from' and 'to'");
            return {};
        }
    }
    return years;
}

Period span_of(const std::vector<Period>& years) {
    return {years.front().first, years.back().end};
}

bool are_rates(const View& view, Arguments& arguments, std::string_view name,
               ledger::SeriesIndex series) {
    if (view.unit(series).dimensionless()) {
        return true;
    }
    arguments.fault(name, fmt::format("'{}' is no growth rate", view.key(series)),
                    "name series in percent");
    return false;
}

bool are_rates(const View& view, Arguments& arguments, std::string_view name,
               const Labelled& series) {
    return std::ranges::all_of(
        series, [&](const auto& entry) { return are_rates(view, arguments, name, entry.second); });
}

std::string rates_in_words(const Path& path, std::size_t count) {
    std::vector<std::string> terms;
    for (std::size_t i = 0; i < count; ++i) {
        terms.push_back(words(path.rates[i]));
    }
    return fmt::format("compounded: {}", fmt::join(terms, ", "));
}

Value in_percent(const Path& path, std::size_t count, const Interval& ratio,
                 std::optional<double> point, std::string formula) {
    if (const Value* const gap = missing_among(path, count)) {
        return missing_like(*gap, scale(ratio, percent));
    }
    return combine(scale(ratio, percent), point ? std::optional(percent * *point) : std::nullopt,
                   std::move(formula), std::span(path.rates).first(count));
}

Value cumulated(const Path& path, std::size_t count) {
    const auto level = path.level(count);
    return in_percent(path, count, cumulative_growth(path.bounds(count)),
                      level ? std::optional(*level - 1) : std::nullopt,
                      rates_in_words(path, count));
}

} // namespace halflight::measures

// SPDX-License-Identifier: Apache-2.0
#include "claim_values.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace halflight::dossier {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::string_view date_hint =
    "write a day or a longer period, as 2019-12-22, 2019-12 or <2019";

double first_day(const Period& period) {
    return period.open_start() ? -infinity : static_cast<double>(period.first.days);
}

double last_day(const Period& period) {
    return period.open_end() ? infinity : static_cast<double>(period.end.days) - 1;
}

Interval between(double lo, double hi) {
    return {lo, hi, lo == -infinity, hi == infinity};
}

Result<Quantity> parse_one_date(std::string_view text) {
    constexpr std::array<std::string_view, 6> signs = {"<=", ">=", "<", ">", "~", "="};
    Quantity quantity;
    if (parse_missing(text, quantity.missing)) {
        quantity.bounds = Interval::all();
        return quantity;
    }
    const auto* const sign = std::find_if(
        signs.begin(), signs.end(), [text](std::string_view s) { return text.starts_with(s); });
    const std::string_view prefix = sign == signs.end() ? std::string_view{} : *sign;
    const auto parsed = parse_period(trim(text.substr(prefix.size())));
    if (!parsed) {
        return parsed.fault();
    }
    const double first = first_day(*parsed);
    const double last = last_day(*parsed);
    quantity.low = first;
    quantity.high = last;
    quantity.bounds = between(first, last);
    if (prefix.starts_with('<')) {
        quantity.form = Form::less_than;
        quantity.low = -infinity;
        quantity.high = prefix.size() == 2 ? last : first;
        quantity.bounds = {-infinity, quantity.high, true, prefix.size() == 1 || last == infinity};
    } else if (prefix.starts_with('>')) {
        quantity.form = Form::more_than;
        quantity.low = prefix.size() == 2 ? first : last;
        quantity.high = infinity;
        quantity.bounds = {quantity.low, infinity, prefix.size() == 1 || first == -infinity, true};
    } else if (prefix == "~") {
        quantity.form = Form::about;
        const double half = first > -infinity && last < infinity ? (last - first + 1) / 2 : 0;
        quantity.bounds = between(first - half, last + half);
    } else if (prefix == "=") {
        quantity.form = Form::exact;
    }
    if (quantity.bounds.empty()) {
        return Fault{"no day can be meant", std::string(date_hint), 0};
    }
    return quantity;
}

Result<Quantity> date_range(std::string_view low, std::string_view high) {
    Quantity range;
    range.form = Form::range;
    range.low = -infinity;
    range.high = infinity;
    range.bounds = Interval::all();
    if (!low.empty()) {
        const auto from = parse_period(low);
        if (!from) {
            return from.fault();
        }
        range.low = first_day(*from);
    }
    if (!high.empty()) {
        const auto to = parse_period(high);
        if (!to) {
            return to.fault();
        }
        range.high = last_day(*to);
    }
    if (range.low > range.high) {
        return Fault{fmt::format("low {} is after high {}", shorten(low), shorten(high)),
                     "write the earlier period as low", 0};
    }
    range.bounds = between(range.low, range.high);
    return range;
}

Result<Date> period_edge(std::string_view text, bool is_start) {
    if (text == "..") {
        return is_start ? Period::no_start() : Period::no_end();
    }
    const auto period = parse_period(text);
    if (!period) {
        return period.fault();
    }
    return is_start ? period->first : period->end;
}

} // namespace

Result<Quantity> parse_date_quantity(std::string_view low, std::string_view value,
                                     std::string_view high) {
    if (value.empty() && low.empty() && high.empty()) {
        return Fault{"no value is given",
                     std::string(date_hint) + ", or why there is none, as not_published", 0};
    }
    if (value.empty()) {
        return date_range(low, high);
    }
    auto stated = parse_one_date(value);
    if (!stated || (low.empty() && high.empty())) {
        return stated;
    }
    if (stated->is_missing()) {
        return Fault{"a missing value cannot have a low or a high", "leave low and high empty", 0};
    }
    const auto range = date_range(low, high);
    if (!range) {
        return range.fault();
    }
    Quantity quantity = *stated;
    quantity.bounds = range->bounds;
    return quantity;
}

Result<Period> parse_claim_period(std::string_view start, std::string_view end) {
    const auto first = period_edge(start, true);
    if (!first) {
        return first.fault();
    }
    const auto last = period_edge(end.empty() ? start : end, false);
    if (!last) {
        return last.fault();
    }
    return Period{*first, *last};
}

bool is_fingerprint(std::string_view text) noexcept {
    constexpr std::string_view prefix = "sha256:";
    constexpr std::size_t digits = 16;
    return text.starts_with(prefix) && text.size() == prefix.size() + digits &&
           text.find_first_not_of("0123456789abcdef", prefix.size()) == std::string_view::npos;
}

} // namespace halflight::dossier

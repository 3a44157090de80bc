// SPDX-License-Identifier: Apache-2.0
// Numbers and claims in words.
#include "context.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::reason {
namespace {

/// Significant digits that tell the two ends apart, three more than the first that differs, between
/// 4 and 10.
int digits_for(const Interval& value) noexcept {
    const double size = std::max(std::abs(value.lo), std::abs(value.hi));
    const double width = value.width();
    if (!value.bounded() || width <= 0 || size <= 0) {
        return 10;
    }
    return std::clamp(static_cast<int>(std::ceil(std::log10(size / width))) + 3, 4, 10);
}

/// Six significant digits: what is computed from printed numbers bears no more.
double six_digits(double value) noexcept {
    if (value == 0 || !std::isfinite(value)) {
        return value;
    }
    const double unit = std::pow(10.0, std::floor(std::log10(std::abs(value))) - 5);
    return unit >= 1 ? std::round(value / unit) * unit
                     : std::round(value * (1 / unit)) / std::round(1 / unit);
}

/// The next number of so many significant digits, upwards or downwards; a hair of rounding error
/// does not count.
double outwards(double value, int digits, bool up) noexcept {
    if (value == 0 || !std::isfinite(value)) {
        return value;
    }
    const double place = std::pow(10.0, std::floor(std::log10(std::abs(value))) - digits + 1);
    const double steps = value / place;
    const double nearest_step = std::round(steps);
    const double whole = std::abs(steps - nearest_step) < 1e-6 ? nearest_step
                         : up                                  ? std::ceil(steps)
                                                               : std::floor(steps);
    return place >= 1 ? whole * place : whole / std::round(1 / place);
}

std::string show_to(const Interval& value, int digits) {
    if (value.empty()) {
        return "nothing";
    }
    if (std::isinf(value.lo) && std::isinf(value.hi)) {
        return "anything";
    }
    if (std::isinf(value.hi)) {
        return (value.lo_open ? "more than " : "at least ") + format_number(value.lo, digits);
    }
    if (std::isinf(value.lo)) {
        return (value.hi_open ? "less than " : "at most ") + format_number(value.hi, digits);
    }
    // Outwards: what is shown must hold every value that is allowed.
    const std::string low = format_number(outwards(value.lo, digits, false), digits);
    const std::string high = format_number(outwards(value.hi, digits, true), digits);
    return low == high ? low : low + " to " + high;
}

/// Money in millions and billions; plain numbers without a unit's name.
template <class Show>
std::string in_unit_words(const Interval& value, std::string_view unit, const Show& words) {
    static constexpr std::array<std::string_view, 6> currencies{"USD", "EUR", "RUB",
                                                                "KRW", "CNY", "JPY"};
    static constexpr std::array<std::pair<double, std::string_view>, 2> steps{
        {{1e9, "billion "}, {1e6, "million "}}};
    const bool money = std::find(currencies.begin(), currencies.end(), unit) != currencies.end();
    const double low = std::isinf(value.lo) ? 0 : std::abs(value.lo);
    const double high = std::isinf(value.hi) ? 0 : std::abs(value.hi);
    for (const auto& [step, word] : steps) {
        if (money && std::max(low, high) >= step) {
            return words(scale(value, 1 / step)) + " " + std::string(word) + std::string(unit);
        }
    }
    return words(value) +
           (unit.empty() || unit == "ratio" || unit == "1" ? "" : " " + std::string(unit));
}

} // namespace

Interval shortened(const Interval& value) noexcept {
    return value.empty()
               ? value
               : Interval{six_digits(value.lo), six_digits(value.hi), value.lo_open, value.hi_open};
}

std::string show(const Interval& value) {
    return show_to(value, digits_for(value));
}

std::string show(const Interval& value, std::string_view unit) {
    return in_unit_words(value, unit, [](const Interval& v) { return show(v); });
}

std::string show_printed_value(const Interval& value, std::string_view unit) {
    return in_unit_words(value, unit, [](const Interval& v) { return show_to(shortened(v), 6); });
}

std::string show_days(const Interval& value) {
    if (value.empty() || (std::isinf(value.lo) && std::isinf(value.hi))) {
        return show(value);
    }
    // The first day and the one after the last.
    const auto first = [&] {
        return Date{static_cast<int>(std::ceil(value.lo)) + (value.lo_open ? 1 : 0)};
    };
    const auto end = [&] {
        return Date{static_cast<int>(std::floor(value.hi)) + (value.hi_open ? 0 : 1)};
    };
    return std::isinf(value.lo)   ? "before " + to_string(end())
           : std::isinf(value.hi) ? "from " + to_string(first())
                                  : to_string(Period{first(), end()});
}

std::string show_printed(const Context& context, ledger::ClaimIndex index) {
    const ledger::Claim& claim = context.claim(index);
    if (!claim.has_value()) {
        return std::string(to_string(claim.missing));
    }
    const Unit& unit = context.unit(claim.series);
    if (unit.is_date()) {
        return show_days(claim.bounds);
    }
    Interval value = printed(claim);
    std::string_view written = context.ledger.text(claim.unit);
    if (const auto as_written = parse_unit(written);
        as_written && as_written->same_dimension(unit)) {
        value = convert(value, unit, *as_written);
    } else {
        written = unit.text;
    }
    const bool point = value.lo == value.hi;
    const std::string about = claim.form == Form::about || claim.form == Form::fraction ? "about "
                              : claim.form == Form::almost                              ? "almost "
                                                                                        : "";
    return about + show(point ? Interval::point(value.lo) : value, written);
}

std::string describe_claim(const Context& context, ledger::ClaimIndex index) {
    const ledger::Claim& claim = context.claim(index);
    const ledger::Source& source = context.source(index);
    const auto& origin = context.ledger.sources()[context.ledger.origin_of(claim.source)];
    return context.id(index) + ": " + show_printed(context, index) + " for " +
           to_string(claim.period) + ", " +
           context.ledger.key_text(context.ledger.series()[claim.series]) +
           " (source: " + source.id + (origin.id == source.id ? "" : ", origin: " + origin.id) +
           ", " + source.reliability + std::to_string(claim.credibility) + ", known " +
           to_string(claim.known_since) + ")";
}

} // namespace halflight::reason

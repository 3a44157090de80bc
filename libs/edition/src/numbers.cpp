// SPDX-License-Identifier: Apache-2.0
#include "numbers.hpp"

#include "halflight/base/date.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::edition {

namespace {

constexpr double largest_grouped = 1e15;
constexpr int digits_of_width = 2;
constexpr int digits_without_width = 6;
constexpr std::size_t longest_exact = 11;

enum class Side { down, up };

/// `value` to a multiple of 10^exponent. What lies within rounding error of a multiple counts as
/// that multiple.
std::string round_to(double value, int exponent, Side side) {
    if (!(std::abs(value) < largest_grouped)) {
        return format_number(value);
    }
    const double step = std::pow(10.0, exponent);
    const double steps = value / step;
    const double slack = 1e-6 + std::abs(steps) * 1e-12;
    const double whole = side == Side::down ? std::floor(steps + slack) : std::ceil(steps - slack);
    const double rounded = exponent >= 0 ? whole * step : whole / std::pow(10.0, -exponent);
    return show_printed(rounded == 0 ? 0 : rounded, std::max(0, -exponent));
}

std::string without_trailing_zeros(std::string text) {
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') {
            text.pop_back();
        }
    }
    return text;
}

int magnitude(double value) {
    return static_cast<int>(std::floor(std::log10(std::abs(value))));
}

/// The end of a half line: as it is where that is short, else rounded.
std::string show_end(double value, Side side) {
    if (value == 0 || format_exact(value).size() <= longest_exact) {
        return format_number(value);
    }
    return without_trailing_zeros(
        round_to(value, magnitude(value) + 1 - digits_without_width, side));
}

std::string show_end(double value, Side side, const Unit& unit) {
    return unit.is_date() ? show(value, unit) : show_end(value, side);
}

/// Both ends of a bounded interval, rounded outwards.
std::pair<std::string, std::string> show_ends(const Interval& interval, const Unit& unit) {
    const double width = interval.width();
    if (unit.is_date()) {
        return {show(interval.lo, unit), show(interval.hi, unit)};
    }
    const int exponent = magnitude(width) + 1 - digits_of_width;
    return {without_trailing_zeros(round_to(interval.lo, exponent, Side::down)),
            without_trailing_zeros(round_to(interval.hi, exponent, Side::up))};
}

std::string in_words(const Interval& interval, const Unit& unit) {
    if (interval.empty()) {
        return "no value at all";
    }
    if (interval.is_point()) {
        return show(interval.lo, unit);
    }
    if (interval.bounded()) {
        const auto [low, high] = show_ends(interval, unit);
        return interval.lo_open || interval.hi_open
                   ? fmt::format("{} {}, {} {}", interval.lo_open ? "more than" : "at least", low,
                                 interval.hi_open ? "less than" : "at most", high)
                   : fmt::format("{} to {}", low, high);
    }
    if (std::isfinite(interval.lo)) {
        return fmt::format("{} {}", interval.lo_open ? "more than" : "at least",
                           show_end(interval.lo, Side::down, unit));
    }
    if (std::isfinite(interval.hi)) {
        return fmt::format("{} {}", interval.hi_open ? "less than" : "at most",
                           show_end(interval.hi, Side::up, unit));
    }
    return "any value";
}

} // namespace

std::string show(double value, const Unit& unit) {
    constexpr double last_day = 2932896; // 9999-12-31
    if (unit.is_date() && std::abs(value) <= last_day) {
        return to_string(Date{static_cast<std::int32_t>(std::floor(value))});
    }
    return format_number(value);
}

std::string show(const Interval& interval, const Unit& unit) {
    const std::string words = in_words(interval, unit);
    const bool has_number = words.find_first_of("0123456789") != std::string::npos;
    return has_number && !unit.is_date() && !unit.text.empty() ? words + ' ' + unit.text : words;
}

std::string show_printed(double value, int decimals) {
    std::string text = fmt::format("{:.{}f}", value, decimals);
    const std::size_t first = text.front() == '-' ? 1 : 0;
    const std::size_t point = std::min(text.find('.'), text.size());
    for (std::size_t at = point; at > first + 3; at -= 3) {
        text.insert(at - 3, 1, ',');
    }
    return text;
}

} // namespace halflight::edition

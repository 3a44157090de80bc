// SPDX-License-Identifier: Apache-2.0
#include "report_number.hpp"

#include "halflight/base/text.hpp"
#include "numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace halflight::edition {

namespace {

using measures::Basis;
using measures::Value;
using Part = NumberStyle::Part;

constexpr int most_digits = 6;     // of a point, whatever its interval bears
constexpr int digits_of_exact = 4; // of one that is no whole number and known without error
constexpr int most_asked = 15;

struct Option {
    std::string_view word;
    Part part;
};
constexpr std::array parts = {Option{"interval", Part::interval}, Option{"point", Part::point},
                              Option{"low", Part::low}, Option{"high", Part::high},
                              Option{"both", Part::both}};

Fault unknown_option(std::string_view text) {
    constexpr std::array<std::string_view, 8> words = {"interval", "point", "low",    "high",
                                                       "both",     "bare",  "as ...", "digits N"};
    const std::string_view word = text.substr(0, text.find(' '));
    const auto near = nearest(word, words);
    return {fmt::format("unknown option '{}'", shorten(text)),
            near ? fmt::format("did you mean '{}'?", *near)
                 : "options are interval, point, low, high, both, bare, as UNIT, digits N",
            0};
}

std::optional<Fault> read_digits(std::string_view text, NumberStyle& style) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), style.digits);
    const bool read = error == std::errc() && end == text.data() + text.size();
    if (!read || style.digits < 1 || style.digits > most_asked) {
        return Fault{fmt::format("'digits' wants a number from 1 to {}, not '{}'", most_asked,
                                 shorten(text)),
                     "for example: digits 3", 0};
    }
    return std::nullopt;
}

std::optional<Fault> read_option(std::string_view text, NumberStyle& style) {
    const auto found = std::ranges::find(parts, text, &Option::word);
    if (found != parts.end()) {
        style.part = found->part;
        return std::nullopt;
    }
    if (text == "bare") {
        style.bare = true;
        return std::nullopt;
    }
    if (text.starts_with("digits ")) {
        return read_digits(trim(text.substr(7)), style);
    }
    if (text.starts_with("as ")) {
        style.unit = trim(text.substr(3));
        const auto unit = parse_unit(style.unit);
        return unit ? std::nullopt : std::optional(unit.fault());
    }
    return unknown_option(text);
}

/// What an option settles: two that settle the same thing differently contradict each other.
std::string_view decides(std::string_view option) {
    const bool is_part = std::ranges::find(parts, option, &Option::word) != parts.end();
    return is_part ? "part" : option.substr(0, option.find(' '));
}

int magnitude(double value) {
    return value == 0 ? 0 : static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-12));
}

double rounded_to(double value, int exponent) {
    const double step = std::pow(10.0, std::abs(exponent));
    return exponent >= 0 ? std::round(value / step) * step : std::round(value * step) / step;
}

std::string decimal(double value, int exponent) {
    const double rounded = rounded_to(value, exponent);
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

/// The place of the last digit that an interval of this width bears: 0 for units.
int last_place(double point, double width) {
    const int finest = magnitude(point) + 1 - most_digits;
    if (width <= 0) {
        return std::min(0, magnitude(point) + 1 - digits_of_exact);
    }
    const int borne = static_cast<int>(std::ceil(std::log10(width / 2) - 1e-9));
    return std::max(borne, std::min(0, finest));
}

std::string show_point(double point, const Interval& bounds, int digits) {
    if (!(std::abs(point) < 1e15)) {
        return format_number(point, most_digits);
    }
    int place = last_place(point, bounds.width());
    if (digits > 0) {
        place = std::max(place, magnitude(point) + 1 - digits);
    }
    const bool exact = bounds.width() <= 0 || !bounds.bounded();
    const std::string text = decimal(point, place);
    return exact ? without_trailing_zeros(text) : text;
}

/// One end of an interval to so many significant digits, outwards.
double outwards(double end, int digits, bool up) {
    if (digits == 0 || !std::isfinite(end) || end == 0) {
        return end;
    }
    const int place = magnitude(end) + 1 - digits;
    const double step = std::pow(10.0, std::abs(place));
    const double steps = place >= 0 ? end / step : end * step;
    const double whole = up ? std::ceil(steps - 1e-9) : std::floor(steps + 1e-9);
    return place >= 0 ? whole * step : whole / step;
}

Interval outwards(Interval bounds, int digits) {
    bounds.lo = outwards(bounds.lo, digits, false);
    bounds.hi = outwards(bounds.hi, digits, true);
    return bounds;
}

Unit without_words(const Unit& unit) {
    Unit bare = unit;
    bare.text.clear();
    return bare;
}

/// True where rounding the point as its interval wants it says the same as the interval.
bool is_narrow(double point, const Interval& bounds) {
    if (!bounds.bounded() || !(std::abs(point) < 1e15)) {
        return false;
    }
    const int place = last_place(point, bounds.width());
    const double rounded = rounded_to(point, place);
    const double slack = bounds.width() * 1e-9 + std::abs(point) * 1e-12;
    // What the rounded number stands for, half a unit of its last place to each side, must hold
    // every value of the interval.
    const double half = 0.5 * std::pow(10.0, place) + slack;
    const bool covers = bounds.lo >= rounded - half && bounds.hi <= rounded + half;
    const bool inside = rounded >= bounds.lo - slack && rounded <= bounds.hi + slack;
    return bounds.width() <= 0 || (place <= 0 && covers && inside);
}

/// True where both ends read the same to as many digits as are ever printed.
bool is_finer_than_print(const Interval& bounds) {
    if (!bounds.bounded() || !(std::abs(bounds.lo) < 1e15)) {
        return false;
    }
    const int place = std::min(0, magnitude(bounds.lo) + 1 - most_digits);
    return rounded_to(bounds.lo, place) == rounded_to(bounds.hi, place);
}

bool says_unit(const Unit& unit) {
    return !unit.is_date() && !unit.text.empty() && unit.text != "ratio" && unit.text != "1";
}

/// "USD" for a unit that is a plain or scaled currency, else empty.
std::string_view currency_of(const Unit& unit) {
    const std::string_view text = unit.text;
    const std::size_t space = text.rfind(' ');
    const std::string_view word = space == std::string_view::npos ? text : text.substr(space + 1);
    constexpr std::array<std::string_view, 6> currencies = {"USD", "EUR", "RUB",
                                                            "KRW", "CNY", "JPY"};
    const bool is_currency = std::ranges::find(currencies, word) != currencies.end();
    const bool alone = text.find(" per ") == std::string_view::npos;
    return is_currency && alone ? word : std::string_view();
}

/// Sums of money are read in millions.
Unit unit_for_readers(const Unit& unit, const Interval& bounds) {
    const std::string_view currency = currency_of(unit);
    if (currency.empty()) {
        return unit;
    }
    const Interval base = to_base(bounds, unit);
    const double size = std::max(std::isfinite(base.lo) ? std::abs(base.lo) : 0,
                                 std::isfinite(base.hi) ? std::abs(base.hi) : 0);
    const std::string_view scale = size >= 1e9 ? "billion" : "million";
    const auto scaled = parse_unit(fmt::format("{} {}", scale, currency));
    return size >= 1e6 && scaled ? *scaled : unit;
}

/// A value in the unit in which it is shown.
struct Shown {
    Interval bounds;
    std::optional<double> point;
    Unit unit;
};

std::string with_unit(const std::string& text, const Shown& shown, bool bare) {
    return bare || !says_unit(shown.unit) ? text : text + ' ' + shown.unit.text;
}

std::string show_interval(const Shown& shown, int digits) {
    return show(outwards(shown.bounds, digits), without_words(shown.unit));
}

/// What one end would hide: that there is no other.
std::string_view mark_of_end(const Interval& bounds, bool low) {
    if (bounds.bounded()) {
        return "";
    }
    return low ? (bounds.lo_open ? "more than " : "at least ")
               : (bounds.hi_open ? "less than " : "at most ");
}

std::string show_end_number(double end, const Shown& shown, const NumberStyle& style) {
    if (shown.unit.is_date()) {
        return show(end, shown.unit);
    }
    const double width = shown.bounds.bounded() ? shown.bounds.width() : 0;
    const int finest = magnitude(end) + 1 - (style.digits > 0 ? style.digits : most_digits);
    const int borne = width > 0 ? magnitude(width) - 1 : finest;
    const int place = std::max(borne, finest);
    const double rounded = outwards(end, magnitude(end) + 1 - place, style.part == Part::high);
    return without_trailing_zeros(decimal(rounded, std::min(0, place)));
}

Result<std::string> show_end(const Shown& shown, const NumberStyle& style) {
    const bool low = style.part == Part::low;
    const double end = low ? shown.bounds.lo : shown.bounds.hi;
    if (!std::isfinite(end)) {
        return Fault{fmt::format("it has no {} end: it is {}", low ? "lower" : "upper",
                                 with_unit(show_interval(shown, 0), shown, false)),
                     "leave the option out", 0};
    }
    return fmt::format("{}{}", mark_of_end(shown.bounds, low), show_end_number(end, shown, style));
}

Result<std::string> show_part(const Shown& shown, const NumberStyle& style) {
    const bool asked = style.part == Part::point || style.part == Part::both;
    if (asked && !shown.point) {
        return Fault{fmt::format("it has no point: it is {}",
                                 with_unit(show_interval(shown, 0), shown, false)),
                     "leave the option out", 0};
    }
    if (style.part == Part::low || style.part == Part::high) {
        return show_end(shown, style);
    }
    const std::string interval = show_interval(shown, style.digits);
    if (shown.unit.is_date() || style.part == Part::interval) {
        return interval;
    }
    const bool points = asked || (shown.point && is_narrow(*shown.point, shown.bounds));
    if (!points && is_finer_than_print(shown.bounds)) {
        return without_trailing_zeros(show_point(shown.bounds.lo, shown.bounds, style.digits));
    }
    return points ? show_point(*shown.point, shown.bounds, style.digits) : interval;
}

Shown in_unit(const Value& value, const Unit& from, const Unit& to) {
    Shown shown{convert(value.bounds, from, to), std::nullopt, to};
    if (value.point) {
        shown.point = convert(Interval::point(*value.point), from, to).lo;
    }
    return shown;
}

} // namespace

Result<NumberStyle> parse_style(const std::vector<std::string_view>& options) {
    NumberStyle style;
    std::vector<std::string_view> before;
    for (const std::string_view text : options) {
        const std::string_view option = trim(text);
        if (auto fault = read_option(option, style)) {
            return std::move(*fault);
        }
        for (const std::string_view other : before) {
            if (decides(other) == decides(option) && other != option) {
                return Fault{fmt::format("the options '{}' and '{}' contradict each other",
                                         shorten(other), shorten(option)),
                             "keep one of the two", 0};
            }
        }
        before.push_back(option);
    }
    return style;
}

Unit unit_or_label(const std::string& text) {
    const auto unit = parse_unit(text);
    if (unit) {
        return *unit;
    }
    Unit plain;
    plain.label = text;
    plain.text = text;
    return plain;
}

bool convertible(const Unit& from, const Unit& to) {
    return from.same_dimension(to) && from.label == to.label;
}

std::string in_words(Missing missing) {
    std::string words(to_string(missing));
    std::ranges::replace(words, '_', ' ');
    return words;
}

Result<std::string> show_number(const Number& number, const NumberStyle& style) {
    const Unit own = unit_or_label(number.unit);
    const Unit wanted = style.unit.empty() ? own : unit_or_label(style.unit);
    if (!convertible(own, wanted)) {
        return Fault{fmt::format("{} is in {}, which does not convert to {}", number.id,
                                 number.unit.empty() ? "plain numbers" : number.unit, style.unit),
                     "name a unit of the same kind", 0};
    }
    if (number.value.basis == Basis::missing) {
        return in_words(number.value.missing);
    }
    const bool chooses = style.unit.empty() && !style.bare;
    const Unit unit = chooses ? unit_for_readers(own, number.value.bounds) : wanted;
    const Shown shown = in_unit(number.value, own, unit);
    const auto text = show_part(shown, style);
    if (!text) {
        return Fault{fmt::format("{}: {}", number.id, text.fault().message), text.fault().hint, 0};
    }
    const std::string printed = with_unit(*text, shown, style.bare);
    return style.part == Part::both
               ? fmt::format("{} ({})", printed, show_interval(shown, style.digits))
               : printed;
}

std::string show_number(const Number& number) {
    const auto text = show_number(number, NumberStyle());
    return text ? *text : text.fault().message;
}

std::string show_bare(const Value& value, const std::string& unit) {
    Number number;
    number.unit = unit;
    number.value = value;
    NumberStyle style;
    style.bare = true;
    const auto text = show_number(number, style);
    return text ? *text : text.fault().message;
}

} // namespace halflight::edition

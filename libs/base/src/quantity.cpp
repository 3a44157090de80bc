// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/quantity.hpp"

#include "halflight/base/text.hpp"
#include "number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace halflight {
namespace {

using decimal::missing_hint;
using decimal::Number;
using decimal::scaled;
using decimal::Scanner;

constexpr double infinity = std::numeric_limits<double>::infinity();

constexpr std::array<std::string_view, static_cast<std::size_t>(Missing::count_)> missing_names{
    "none", "not_collected", "not_published", "suppressed", "late", "not_applicable"};
constexpr std::array<std::string_view, static_cast<std::size_t>(Form::count_)> form_names{
    "printed", "exact", "about", "fraction", "more_than", "less_than", "almost", "range"};

constexpr bool complete(auto& names) {
    return std::none_of(names.begin(), names.end(),
                        [](std::string_view name) { return name.empty(); });
}
static_assert(complete(missing_names) && complete(form_names), "every value has a name");

/// The number moved by `halves` (-1, 0, +1) half units of `place`, which is at most its last
/// place that is not zero.
double moved(const Number& number, int place, int halves) {
    if (!number.short_mantissa || number.place - place > 2)
        return number.value + 0.5 * halves * std::pow(10.0, place);
    std::int64_t k = number.negative ? -number.mantissa : number.mantissa;
    for (int p = number.place; p < place; ++p)
        k /= 10;
    for (int p = number.place; p > place; --p)
        k *= 10;
    return scaled(10 * k + 5 * halves, place - 1);
}

Quantity single(const Number& number, Form form, Interval bounds) {
    return {bounds, number.value, number.value, form, number.decimals, Missing::none};
}

/// Half a unit of `place` to each side.
Quantity around(const Number& number, Form form, int place) {
    return single(number, form,
                  Interval::closed(moved(number, place, -1), moved(number, place, 1)));
}

struct Fraction {
    std::int64_t p = 0;
    std::int64_t q = 1;
};

/// The nearest fraction on one side (-1 below, +1 above) with a denominator of at most `order`.
Fraction farey_neighbour(Fraction of, std::int64_t order, int side) {
    Fraction best{};
    for (std::int64_t q = 1; q <= order; ++q) {
        const std::int64_t whole = of.p * q / of.q; // at or below, as p is not negative
        const bool exact = whole * of.q == of.p * q;
        const Fraction next{side > 0 ? whole + 1 : whole - (exact ? 1 : 0), q};
        if (q == 1 || side * (next.p * best.q - best.p * next.q) < 0)
            best = next;
    }
    return best;
}

double middle(Fraction a, Fraction b) {
    return static_cast<double>(a.p * b.q + b.p * a.q) / static_cast<double>(2 * a.q * b.q);
}

/// "~1/3", read up to the slash; `numerator` holds the 1.
Result<Quantity> finish_fraction(Scanner& scanner, const Number& numerator) {
    constexpr std::int64_t largest_q = 1000;
    constexpr std::int64_t largest_p = 1'000'000;
    const Fault refused =
        scanner.not_a_number("a simple fraction p/q has whole p, and q up to 1000");
    scanner.take("/");
    const Result<Number> denominator = scanner.at_digit() ? scan_last_number(scanner) : refused;
    if (!denominator)
        return denominator.fault();
    const Fraction fraction{numerator.mantissa, denominator->mantissa};
    if (numerator.place != 0 || denominator->place != 0 || !numerator.short_mantissa ||
        !denominator->short_mantissa || fraction.p > largest_p || fraction.q > largest_q ||
        fraction.q < 1)
        return refused;
    const Fraction below = farey_neighbour(fraction, fraction.q + 1, -1);
    const Fraction above = farey_neighbour(fraction, fraction.q + 1, 1);
    const Interval bounds = Interval::closed(middle(below, fraction), middle(fraction, above));
    const double value = static_cast<double>(fraction.p) / static_cast<double>(fraction.q);
    const double signed_value = numerator.negative ? -value : value;
    return Quantity{numerator.negative ? -bounds : bounds,
                    signed_value,
                    signed_value,
                    Form::fraction,
                    0,
                    Missing::none};
}

/// After "~".
Result<Quantity> parse_about(Scanner& scanner) {
    scanner.skip_blanks();
    const Result<Number> number = scan_number(scanner);
    if (!number)
        return number.fault();
    if (scanner.rest().starts_with('/'))
        return finish_fraction(scanner, *number);
    if (const std::optional<Fault> fault = expect_end(scanner))
        return *fault;
    return around(*number, Form::about,
                  number->zero() ? number->place : number->last_nonzero_place());
}

/// After "<~". Below a power of ten the last digit that rounds to it is one place finer: 9.5 rounds
/// to 10, and 95 to 100, while 45 is the least that rounds to 50.
Result<Quantity> parse_almost(Scanner& scanner) {
    scanner.skip_blanks();
    const Result<Number> number = scan_last_number(scanner);
    if (!number)
        return number.fault();
    if (number->negative || number->zero())
        return scanner.not_a_number("\"almost\" needs a number above 0");
    const bool power_of_ten = number->trailing_zeros == number->digits - 1 &&
                              scaled(1, number->leading_place()) == number->value;
    const int place = power_of_ten ? number->leading_place() - 1 : number->last_nonzero_place();
    const double low = moved(*number, place, -1);
    if (low >= number->value) {
        return scanner.not_a_number("the number has more digits than can be told apart");
    }
    return single(*number, Form::almost, {low, number->value, false, true});
}

/// A half line; the operator is written out in `sign`.
Result<Quantity> parse_half_line(Scanner& scanner, std::string_view sign) {
    scanner.skip_blanks();
    const Result<Number> number = scan_last_number(scanner);
    if (!number)
        return number.fault();
    const double v = number->value;
    const bool open = sign.size() == 1;
    Quantity quantity = single(*number, Form::more_than, {});
    if (sign.front() == '>') {
        quantity.bounds = open ? Interval::more_than(v) : Interval::at_least(v);
        quantity.high = infinity;
    } else {
        quantity.form = Form::less_than;
        quantity.bounds = open ? Interval::less_than(v) : Interval::at_most(v);
        quantity.low = -infinity;
    }
    return quantity;
}

Result<Quantity> parse_exact(Scanner& scanner) {
    scanner.skip_blanks();
    const Result<Number> number = scan_last_number(scanner);
    if (!number)
        return number.fault();
    return single(*number, Form::exact, Interval::point(number->value));
}

Result<Quantity> parse_plain(Scanner& scanner) {
    const Result<Number> number = scan_last_number(scanner);
    if (!number)
        return number.fault();
    return around(*number, Form::printed, number->place);
}

Quantity without_value(Missing missing) {
    return {Interval::all(), -infinity, infinity, Form::printed, 0, missing};
}

/// Which column of a claim row a text stands in.
enum class Column : std::uint8_t { low, high };

std::string_view name(Column column) {
    return column == Column::low ? "low" : "high";
}

Fault in_column(std::string_view column, Fault fault) {
    fault.message = fmt::format("{}: {}", column, fault.message);
    return fault;
}

/// One end of a range, as it is printed: its own precision does not widen it.
Result<Quantity> parse_end(std::string_view text, Column column) {
    Result<Quantity> end = parse_quantity(text);
    if (!end)
        return in_column(name(column), end.fault());
    const Form away = column == Column::low ? Form::less_than : Form::more_than;
    Quantity quantity = *end;
    if (quantity.form == Form::printed || quantity.form == Form::exact) {
        const double v = quantity.low;
        quantity.bounds = column == Column::low ? Interval::at_least(v) : Interval::at_most(v);
    } else if (quantity.form == away || quantity.low == quantity.high) {
        return in_column(name(column),
                         {fmt::format("\"{}\" cannot be the end of a range", shorten(trim(text))),
                          column == Column::low ? "write the number, or \">\" and the number"
                                                : "write the number, or \"<\" and the number",
                          0});
    }
    if (quantity.is_missing())
        return in_column(name(column), {"a missing reason stands in the value column", "", 0});
    quantity.form = column == Column::low ? Form::more_than : Form::less_than;
    (column == Column::low ? quantity.high : quantity.low) =
        column == Column::low ? infinity : -infinity;
    return quantity;
}

Result<Quantity> parse_both_ends(std::string_view low, std::string_view high) {
    const Result<Quantity> from = parse_end(low, Column::low);
    if (!from)
        return from.fault();
    const Result<Quantity> to = parse_end(high, Column::high);
    if (!to)
        return to.fault();
    const Interval bounds = intersect(from->bounds, to->bounds);
    if (bounds.empty())
        return Fault{
            fmt::format("low \"{}\" is not below high \"{}\"", shorten(low), shorten(high)), "", 0};
    return Quantity{
        bounds,       from->low, to->high, Form::range, std::max(from->decimals, to->decimals),
        Missing::none};
}

/// A value between two ends: they bound it in place of its own precision.
Result<Quantity> parse_bounded_value(std::string_view low, std::string_view value,
                                     std::string_view high) {
    const Result<Quantity> stated = parse_quantity(value);
    if (!stated)
        return in_column("value", stated.fault());
    if (stated->is_missing() || stated->low != stated->high)
        return in_column("value", {"only a single number stands between a low and a high", "", 0});
    if (low.empty() || high.empty())
        return in_column("value", {"a value has both a low and a high beside it, or neither",
                                   "leave the value empty where only one end is known", 0});
    const Result<Quantity> range = parse_both_ends(low, high);
    if (!range)
        return range.fault();
    if (!range->bounds.contains(stated->low))
        return in_column("value", {fmt::format("{} does not lie between low and high",
                                               format_number(stated->low)),
                                   "", 0});
    Quantity quantity = *stated;
    quantity.bounds = range->bounds;
    return quantity;
}

} // namespace

std::string_view to_string(Missing missing) noexcept {
    return missing_names[static_cast<std::size_t>(missing)];
}

bool parse_missing(std::string_view word, Missing& out) noexcept {
    for (std::size_t i = 1; i < missing_names.size(); ++i) {
        if (missing_names[i] == word) {
            out = static_cast<Missing>(i);
            return true;
        }
    }
    return false;
}

std::string_view to_string(Form form) noexcept {
    return form_names[static_cast<std::size_t>(form)];
}

Result<Quantity> parse_quantity(std::string_view text) {
    Scanner scanner(text);
    if (scanner.done())
        return scanner.fault("no value is given", missing_hint);
    Missing missing = Missing::none;
    if (parse_missing(scanner.rest(), missing))
        return without_value(missing);
    if (scanner.take("="))
        return parse_exact(scanner);
    if (scanner.take("<~"))
        return parse_almost(scanner);
    for (const std::string_view sign : {">=", "<=", ">", "<"}) {
        if (scanner.take(sign))
            return parse_half_line(scanner, sign);
    }
    if (scanner.take("~"))
        return parse_about(scanner);
    return parse_plain(scanner);
}

Result<Quantity> parse_quantity(std::string_view low, std::string_view value,
                                std::string_view high) {
    low = trim(low);
    value = trim(value);
    high = trim(high);
    if (low.empty() && high.empty())
        return parse_quantity(value);
    if (!value.empty())
        return parse_bounded_value(low, value, high);
    if (high.empty())
        return parse_end(low, Column::low);
    if (low.empty())
        return parse_end(high, Column::high);
    return parse_both_ends(low, high);
}

} // namespace halflight

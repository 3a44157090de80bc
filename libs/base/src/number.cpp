// SPDX-License-Identifier: Apache-2.0
#include "number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <system_error>
#include <utility>

namespace halflight::decimal {
namespace {

constexpr int largest_power = 300;

/// Adds digits to a number, the cleaned text of which goes to `clean`.
void add_digits(Number& number, std::string_view digits, std::string& clean) {
    constexpr std::int64_t room = std::numeric_limits<std::int64_t>::max() / 1000;
    for (const char c : digits) {
        if (number.digits > 0 || c != '0') {
            ++number.digits;
            number.trailing_zeros = c == '0' ? number.trailing_zeros + 1 : 0;
        }
        number.short_mantissa = number.short_mantissa && number.mantissa < room;
        if (number.short_mantissa)
            number.mantissa = 10 * number.mantissa + (c - '0');
    }
    clean += digits;
}

/// "34,065": the digits before the point.
std::optional<Fault> scan_whole_part(Scanner& scanner, Number& number, std::string& clean) {
    constexpr std::string_view decimals = "use a point for decimals; a comma groups thousands";
    const std::string_view first = scanner.take_digits();
    if (first.empty())
        return scanner.not_a_number(missing_hint);
    add_digits(number, first, clean);
    if (scanner.rest().starts_with(',') && (first.size() > 3 || first.front() == '0'))
        return scanner.not_a_number(decimals);
    while (scanner.rest().starts_with(',')) {
        Scanner ahead = scanner;
        ahead.take(",");
        const std::string_view group = ahead.take_digits();
        if (group.size() != 3)
            return scanner.not_a_number(decimals);
        add_digits(number, group, clean);
        scanner = ahead;
    }
    return std::nullopt;
}

std::optional<Fault> scan_decimals(Scanner& scanner, Number& number, std::string& clean) {
    if (!scanner.take("."))
        return std::nullopt;
    const std::string_view digits = scanner.take_digits();
    if (digits.empty())
        return scanner.not_a_number("a digit must follow the point");
    clean += '.';
    add_digits(number, digits, clean);
    number.decimals = static_cast<int>(std::min<std::size_t>(digits.size(), 1'000'000));
    number.place = -number.decimals;
    return std::nullopt;
}

std::optional<Fault> scan_exponent(Scanner& scanner, Number& number, std::string& clean) {
    if (!scanner.take("e") && !scanner.take("E"))
        return std::nullopt;
    const bool negative = scanner.take("-");
    if (!negative)
        scanner.take("+");
    const std::string_view digits = scanner.take_digits();
    if (digits.empty())
        return scanner.not_a_number("a digit must follow the e");
    int power = 0;
    for (const char c : digits)
        power = std::min(10 * power + (c - '0'), 10'000'000);
    number.place += negative ? -power : power;
    clean += fmt::format("e{}", negative ? -power : power);
    return std::nullopt;
}

std::optional<Fault> find_value(const Scanner& start, Number& number, const std::string& clean) {
    constexpr std::string_view limits = "numbers lie between 1e-300 and 1e300";
    if (number.zero())
        return std::nullopt;
    if (number.leading_place() > largest_power || number.leading_place() < -largest_power)
        return start.not_a_number(limits);
    double value = 0;
    if (number.short_mantissa)
        value = scaled(number.mantissa, number.place);
    else
        std::from_chars(clean.data(), clean.data() + clean.size(), value);
    if (value > 1e300)
        return start.not_a_number(limits);
    number.value = number.negative ? -value : value;
    return std::nullopt;
}

} // namespace

double scaled(std::int64_t k, int power) {
    constexpr int exact_power = 22; // 10^22 is the largest power of ten that a double holds exactly
    constexpr std::int64_t exact_integer = std::int64_t{1} << 53U;
    if (std::abs(power) <= exact_power && std::abs(k) <= exact_integer) {
        const double ten = std::pow(10.0, std::abs(power));
        return power < 0 ? static_cast<double>(k) / ten : static_cast<double>(k) * ten;
    }
    const std::string text = fmt::format("{}e{}", k, power);
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

Fault Scanner::fault(std::string message, std::string_view hint) const {
    const std::size_t offset =
        m_rest.empty() ? m_whole.size() : static_cast<std::size_t>(m_rest.data() - m_whole.data());
    return {std::move(message), std::string(hint), offset};
}

Fault Scanner::not_a_number(std::string_view hint) const {
    return fault(fmt::format("\"{}\" is not a number", shorten(trim(m_whole))), hint);
}

Result<Number> scan_number(Scanner& scanner) {
    Number number;
    std::string clean;
    const Scanner start = scanner;
    number.negative = scanner.take("-") || scanner.take("\xE2\x88\x92");
    if (!number.negative)
        scanner.take("+");
    for (const auto part : {scan_whole_part, scan_decimals, scan_exponent}) {
        if (const std::optional<Fault> fault = part(scanner, number, clean))
            return *fault;
    }
    if (const std::optional<Fault> fault = find_value(start, number, clean))
        return *fault;
    return number;
}

std::optional<Fault> expect_end(const Scanner& scanner) {
    if (scanner.done())
        return std::nullopt;
    const char c = scanner.rest().front();
    if (c == ',')
        return scanner.not_a_number("a comma groups thousands, before the point only");
    if (c == '.')
        return scanner.not_a_number("a comma groups thousands, a point separates decimals");
    if (c == '/')
        return scanner.not_a_number("an approximate fraction is written \"~1/3\"");
    if (c == ' ' && trim(scanner.rest()).find_first_not_of("0123456789 ") == std::string_view::npos)
        return scanner.not_a_number("group thousands with a comma");
    if (c == '-' || scanner.rest().starts_with("\xE2\x80\x93"))
        return scanner.not_a_number("the ends of a range stand in the columns low and high");
    return scanner.not_a_number("the unit stands in its own column");
}

Result<Number> scan_last_number(Scanner& scanner) {
    const Result<Number> number = scan_number(scanner);
    if (!number)
        return number;
    if (const std::optional<Fault> fault = expect_end(scanner))
        return *fault;
    return number;
}

} // namespace halflight::decimal

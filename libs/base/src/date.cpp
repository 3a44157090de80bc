// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/date.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

// The two conversions count years from 1 March, so that a leap day ends its year, in eras of 400
// years with 146097 days each (Howard Hinnant, "chrono-compatible low-level date algorithms").
namespace halflight {
namespace {

constexpr std::int64_t days_per_era = 146097;
constexpr std::int64_t epoch_shift = 719468; // days from 0000-03-01 to 1970-01-01

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept {
    return a / b - (a % b < 0 ? 1 : 0);
}

bool is_leap(int year) noexcept {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in_month(int year, int month) noexcept {
    if (month == 2)
        return is_leap(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

Date clamped(std::int64_t days) noexcept {
    constexpr std::int64_t least = std::numeric_limits<std::int32_t>::min();
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    return {static_cast<std::int32_t>(std::clamp(days, least, most))};
}

/// The number that `count` digits at `at` stand for, if all of them are digits.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) noexcept {
    int value = 0;
    for (const char c : text.substr(at, count)) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = 10 * value + (c - '0');
    }
    return value;
}

Fault bad_date(std::string_view text, std::size_t offset) {
    return {fmt::format("\"{}\" is not a date", shorten(text)),
            "write year, month and day, for example 2024-02-29", offset};
}

} // namespace

Date to_date(CivilDate civil) noexcept {
    const std::int64_t year = std::int64_t{civil.year} - (civil.month <= 2 ? 1 : 0);
    const std::int64_t era = floor_div(year, 400);
    const std::int64_t year_of_era = year - era * 400;
    const std::int64_t month_from_march = (civil.month + 9) % 12;
    const std::int64_t day_of_year = (153 * month_from_march + 2) / 5 + civil.day - 1;
    const std::int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return clamped(era * days_per_era + day_of_era - epoch_shift);
}

CivilDate to_civil(Date date) noexcept {
    const std::int64_t days = std::int64_t{date.days} + epoch_shift;
    const std::int64_t era = floor_div(days, days_per_era);
    const std::int64_t day_of_era = days - era * days_per_era;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
    const auto day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    const auto month =
        static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    const auto year = static_cast<int>(era * 400 + year_of_era) + (month <= 2 ? 1 : 0);
    return {year, month, day};
}

bool exists(CivilDate civil) noexcept {
    return civil.month >= 1 && civil.month <= 12 && civil.day >= 1 &&
           civil.day <= days_in_month(civil.year, civil.month);
}

Result<Date> parse_date(std::string_view text) {
    constexpr std::string_view pattern = "0000-00-00";
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool fits = i < text.size() &&
                          (pattern[i] == '-' ? text[i] == '-' : text[i] >= '0' && text[i] <= '9');
        if (!fits)
            return bad_date(text, i);
    }
    if (text.size() > pattern.size())
        return bad_date(text, pattern.size());
    const CivilDate civil{*digits(text, 0, 4), *digits(text, 5, 2), *digits(text, 8, 2)};
    if (civil.year == 0 || civil.month < 1 || civil.month > 12)
        return bad_date(text, civil.year == 0 ? 0 : 5);
    if (!exists(civil)) {
        const int last = days_in_month(civil.year, civil.month);
        return Fault{fmt::format("\"{}\" is not in the calendar", text),
                     fmt::format("the last day of that month is {}", last), 8};
    }
    return to_date(civil);
}

std::string to_string(Date date) {
    const CivilDate civil = to_civil(date);
    return fmt::format("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
}

Date add_months(Date date, int months) noexcept {
    const CivilDate civil = to_civil(date);
    const std::int64_t count = std::int64_t{civil.year} * 12 + civil.month - 1 + months;
    const std::int64_t year = floor_div(count, 12);
    if (year > 6'000'000 || year < -6'000'000) // far outside what a Date can hold
        return clamped(year * 400);
    const auto month = static_cast<int>(count - year * 12) + 1;
    const auto civil_year = static_cast<int>(year);
    return to_date({civil_year, month, std::min(civil.day, days_in_month(civil_year, month))});
}

} // namespace halflight

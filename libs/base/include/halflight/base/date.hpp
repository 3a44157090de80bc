// SPDX-License-Identifier: Apache-2.0
// halflight/base/date.hpp - civil dates of the proleptic Gregorian calendar.
#pragma once

#include "halflight/base/error.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace halflight {

/// A day, counted from 1970-01-01 (day 0).
struct Date {
    std::int32_t days = 0;
    auto operator<=>(const Date&) const = default;
};

struct CivilDate {
    int year;
    int month; ///< 1..12
    int day;   ///< 1..31
};

/// Date of a civil day; the day must exist.
[[nodiscard]] Date to_date(CivilDate civil) noexcept;
[[nodiscard]] CivilDate to_civil(Date date) noexcept;
[[nodiscard]] bool exists(CivilDate civil) noexcept;

/// Parses "2024-02-29". Years 0001 to 9999; a day that the calendar lacks is a fault.
[[nodiscard]] Result<Date> parse_date(std::string_view text);
/// "2024-02-29".
[[nodiscard]] std::string to_string(Date date);

/// The same day of the month, `months` later; the last day of the month where that day does not
/// exist.
[[nodiscard]] Date add_months(Date date, int months) noexcept;

} // namespace halflight

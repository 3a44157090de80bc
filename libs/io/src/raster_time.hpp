// SPDX-License-Identifier: Apache-2.0
// The time axis of CF conventions (section 4.4): numbers since a day.
#pragma once

#include "halflight/base/error.hpp"

#include <cstdint>
#include <string>

namespace halflight::io {

struct TimeUnit {
    std::int64_t epoch_day = 0; ///< days since 1970-01-01
    double epoch_part = 0;      ///< of the day, where the epoch has a time
    double per_day = 1;         ///< units in a day
};

/// Reads "days since 1900-01-01 00:00:00"; also hours, minutes and seconds. A fault for another
/// unit (months have no fixed length), for a calendar other than the Gregorian, and for an epoch
/// before 1582-10-15 in a calendar that changes there.
[[nodiscard]] Result<TimeUnit> parse_time_unit(const std::string& units,
                                               const std::string& calendar);

/// The day since 1970-01-01 on which a moment falls. A fault for what is not finite or lies more
/// than ten thousand years off.
[[nodiscard]] Result<std::int64_t> day_of(const TimeUnit& unit, double value);

/// True for text of the form "<unit> since ...".
[[nodiscard]] bool is_time_unit(const std::string& units);

} // namespace halflight::io

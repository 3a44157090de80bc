// SPDX-License-Identifier: Apache-2.0
#include "raster_time.hpp"

#include "halflight/base/date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

namespace halflight::io {
namespace {

Fault fault(std::string message) {
    return {.message = std::move(message), .hint = {}};
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::optional<double> units_in_a_day(std::string_view unit) {
    constexpr std::array<std::pair<std::string_view, double>, 14> known{{{"day", 1},
                                                                         {"days", 1},
                                                                         {"d", 1},
                                                                         {"hour", 24},
                                                                         {"hours", 24},
                                                                         {"hr", 24},
                                                                         {"h", 24},
                                                                         {"minute", 1440},
                                                                         {"minutes", 1440},
                                                                         {"min", 1440},
                                                                         {"second", 86400},
                                                                         {"seconds", 86400},
                                                                         {"sec", 86400},
                                                                         {"s", 86400}}};
    for (const auto& [name, count] : known) {
        if (name == unit) {
            return count;
        }
    }
    return std::nullopt;
}

/// A whole number at the front of `text`, which loses it and one separator behind it.
std::optional<int> take_number(std::string_view& text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number < 0) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.empty()) {
        text.remove_prefix(1);
    }
    return number;
}

/// Share of a day of "00:00:00"; nothing behind the date is midnight.
double part_of_day(std::string_view text) {
    const int hours = take_number(text).value_or(0);
    const int minutes = take_number(text).value_or(0);
    const int seconds = take_number(text).value_or(0);
    return (hours * 3600.0 + minutes * 60.0 + seconds) / 86400.0;
}

constexpr std::string_view since = " since ";

} // namespace

bool is_time_unit(const std::string& units) {
    return units.find(since) != std::string::npos;
}

Result<TimeUnit> parse_time_unit(const std::string& units, const std::string& calendar) {
    const std::size_t split = units.find(since);
    const std::string kind = lower(calendar);
    const bool changes = kind.empty() || kind == "standard" || kind == "gregorian";
    if (!changes && kind != "proleptic_gregorian") {
        return fault(fmt::format("its time axis is in the calendar '{}': only the "
                                 "Gregorian one is read",
                                 calendar));
    }
    const auto per_day =
        split == std::string::npos ? std::nullopt : units_in_a_day(lower(units.substr(0, split)));
    const Fault unknown = fault(fmt::format("its time axis is in '{}': only days, hours, "
                                            "minutes and seconds since a date are read",
                                            units));
    if (!per_day) {
        return unknown;
    }
    std::string_view rest = std::string_view(units).substr(split + since.size());
    const auto year = take_number(rest);
    const auto month = take_number(rest);
    const auto day = take_number(rest);
    if (!year || !month || !day || *year < 1 || *year > 9999 ||
        !exists({.year = *year, .month = *month, .day = *day})) {
        return unknown;
    }
    const Date epoch = to_date({.year = *year, .month = *month, .day = *day});
    if (changes && epoch < to_date({.year = 1582, .month = 10, .day = 15})) {
        return fault(fmt::format("its time axis counts from {}, before the Gregorian "
                                 "calendar began: rewrite it with a later date",
                                 to_string(epoch)));
    }
    return TimeUnit{.epoch_day = epoch.days, .epoch_part = part_of_day(rest), .per_day = *per_day};
}

Result<std::int64_t> day_of(const TimeUnit& unit, double value) {
    const double days = value / unit.per_day + unit.epoch_part;
    constexpr double most = 3'700'000;
    if (!(std::abs(days) <= most)) {
        return fault(fmt::format("its time axis holds {}, which is no date", value));
    }
    // A moment that is a rounding error before midnight belongs to the day that begins.
    return unit.epoch_day + static_cast<std::int64_t>(std::floor(days + 1e-6));
}

} // namespace halflight::io

// SPDX-License-Identifier: Apache-2.0
#include "warning/farrington_baseline.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include <fmt/format.h>

namespace halflight::stats {

namespace {

constexpr std::size_t outside = std::numeric_limits<std::size_t>::max();

/// The same day `years` before; the 29th of February becomes the 1st of March.
int years_before(int day, int years) {
    using namespace std::chrono;
    const year_month_day date{sys_days{std::chrono::days{day}}};
    const year_month_day then{date.year() - std::chrono::years{years}, date.month(), date.day()};
    return static_cast<int>(sys_days{then}.time_since_epoch().count());
}

int weekday(int day) {
    return ((day + 4) % 7 + 7) % 7;
}

/// The nearest day with the weekday of `like`; the one of the same week where two are as near.
int same_weekday(int day, int like) {
    const int same_week = day - (weekday(day) - weekday(like));
    const int other = same_week > day ? same_week - 7 : same_week + 7;
    return std::abs(same_week - day) > std::abs(other - day) ? other : same_week;
}

std::size_t row_of(int day, std::span<const int> days) {
    const auto found = std::lower_bound(days.begin(), days.end(), day);
    return found != days.end() && *found == day ? static_cast<std::size_t>(found - days.begin())
                                                : outside;
}

/// Levels of the rows between two windows: shares of `rows` as equal as can be, the longer ones
/// first.
void share_out(std::size_t begin, std::size_t rows, std::size_t levels,
               std::vector<std::size_t>& level) {
    const std::size_t each = rows / levels;
    const std::size_t rest = rows % levels;
    std::size_t row = begin;
    for (std::size_t one = 0; one < levels; ++one) {
        const std::size_t length = each + (one < rest ? 1 : 0);
        std::fill_n(level.begin() + static_cast<std::ptrdiff_t>(row), length, one);
        row += length;
    }
}

} // namespace

std::vector<std::size_t> reference_rows(std::size_t time, std::span<const int> days,
                                        const FarringtonSpec& spec) {
    std::vector<std::size_t> made;
    for (std::size_t year = 1; year <= spec.years; ++year) {
        std::size_t row = time < year * spec.period ? outside : time - year * spec.period;
        if (!days.empty()) {
            const int then = years_before(days[time], static_cast<int>(year));
            row = row_of(spec.period == 52 ? same_weekday(then, days[time]) : then, days);
        }
        if (row == outside) {
            return {};
        }
        made.push_back(row);
    }
    return made;
}

FarringtonBaseline farrington_baseline(std::size_t time, std::span<const int> days,
                                       const FarringtonSpec& spec) {
    const auto references = reference_rows(time, days, spec);
    const std::size_t w = spec.half_width;
    if (references.empty() || references.back() < w) {
        return {};
    }
    const std::size_t window = spec.seasons - 1;
    std::vector<std::size_t> level(time + 1, outside);
    std::fill(level.end() - static_cast<std::ptrdiff_t>(w + 1), level.end(), window);
    std::size_t later = time;
    for (const std::size_t reference : references) {
        if (later < reference + 2 * w + 1 + window) {
            refuse(fmt::format(
                "windows of {} rows leave {} rows between them, too few for {} seasons: "
                "take fewer seasons or a narrower window",
                2 * w + 1, later > reference + 2 * w + 1 ? later - reference - 2 * w - 1 : 0,
                spec.seasons));
        }
        std::fill_n(level.begin() + static_cast<std::ptrdiff_t>(reference - w), 2 * w + 1, window);
        if (window > 0) {
            share_out(reference + w + 1, later - reference - 2 * w - 1, window, level);
        }
        later = reference;
    }
    const bool original = spec.method == FarringtonMethod::original;
    const std::size_t end = original ? time - w : time - std::min(time, spec.left_out);
    FarringtonBaseline made;
    for (std::size_t row = 0; row < end; ++row) {
        if (level[row] != outside) {
            made.rows.push_back(row);
            made.levels.push_back(level[row]);
        }
    }
    return made;
}

} // namespace halflight::stats

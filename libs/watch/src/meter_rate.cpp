// SPDX-License-Identifier: Apache-2.0
#include "meter_rate.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace halflight::watch {

namespace {

constexpr std::size_t fewest_months = 3;
constexpr int digits = 6;

/// What is known of the months so far, in the unit of the cap.
struct Rate {
    std::size_t months = 0;
    std::size_t unknown = 0;
    Interval sum = Interval::point(0); ///< of the known months
    double lowest = std::numeric_limits<double>::infinity();
    double highest = 0;

    [[nodiscard]] double mean() const {
        return (sum.lo + sum.hi) / 2 / static_cast<double>(months);
    }
};

Rate rate_of(const Deliveries& deliveries, std::size_t last) {
    Rate rate;
    for (std::size_t m = 0; m <= last; ++m) {
        if (!is_known(deliveries, m)) {
            ++rate.unknown;
            continue;
        }
        Interval month = Interval::point(0);
        for (const Supply& supply : deliveries.supplies) {
            month = month + volume_in(supply.own.year, m, m);
        }
        rate.sum = rate.sum + month;
        rate.lowest = std::min(rate.lowest, month.lo);
        rate.highest = std::max(rate.highest, month.hi);
        ++rate.months;
    }
    return rate;
}

/// The day on which what is left of the cap is used up, at so much a month; none before the end.
std::optional<Date> day_at(Date from, double left, double a_month, Date end) {
    constexpr double month_days = 365.2425 / 12;
    const double days = std::ceil(std::max(left, 0.0) / a_month * month_days);
    const bool reached = a_month > 0 && days < static_cast<double>(end.days - from.days);
    return reached ? std::optional(Date{from.days + static_cast<int>(days)}) : std::nullopt;
}

} // namespace

void project(const Deliveries& deliveries, std::size_t last, CapYear& year) {
    if (year.day >= year.span.end || year.breach() == Breach::certain) {
        return;
    }
    const Rate rate = rate_of(deliveries, last);
    if (rate.months < fewest_months) {
        year.rate = fmt::format("no projection: {} of the months so far known, 3 needed",
                                rate.months == 0 ? "none" : std::to_string(rate.months));
        return;
    }
    const auto unknown = static_cast<double>(rate.unknown);
    const Date from = deliveries.months()[last].end;
    const auto day = [&](double used, double a_month) {
        return day_at(from, year.limit - used - unknown * a_month, a_month, year.span.end);
    };
    const Crossing crossing{day(rate.sum.hi, rate.highest), day(rate.sum.lo, rate.lowest)};
    const auto middle = day((rate.sum.lo + rate.sum.hi) / 2, rate.mean());
    if (crossing.first_possible) {
        year.projected = crossing;
    }
    year.rate =
        fmt::format("at the mean of the {} months known, {} {} a month (lowest {}, highest {}): {}",
                    rate.months, format_number(rate.mean(), digits), year.unit,
                    format_number(rate.lowest, digits), format_number(rate.highest, digits),
                    middle ? "passed on " + to_string(*middle) : "not passed in the span");
}

} // namespace halflight::watch

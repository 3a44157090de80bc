// SPDX-License-Identifier: Apache-2.0
#include "turning_point_counts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace halflight::studies {

namespace {

std::vector<Period> periods_of(const TurningPointSpec& spec) {
    const Period& window = spec.window;
    if (window.days() <= 0 || window.open_start() || window.open_end() ||
        spec.frequency == Frequency::none) {
        stats::refuse("the window of counts needs a first and a last day, and a frequency");
    }
    std::vector<Period> made = units_inside(window, spec.frequency);
    if (!tiles(window, made)) {
        stats::refuse(fmt::format("the window {} is not made up of whole periods of frequency {}: "
                                  "begin and end it with them",
                                  to_string(window), to_string(spec.frequency)));
    }
    return made;
}

/// Share of each day of the window that is covered.
std::vector<double> days_covered(std::span<const Coverage> coverage, const Period& window) {
    std::vector<double> made(static_cast<std::size_t>(window.days()));
    for (const Coverage& stretch : coverage) {
        if (!(stretch.share > 0 && stretch.share <= 1)) {
            stats::refuse(fmt::format("the coverage of {} is {}: a share must be above 0 and at "
                                      "most 1; leave out what is not covered",
                                      to_string(stretch.span), stretch.share));
        }
        const Date first = std::max(stretch.span.first, window.first);
        const Date end = std::min(stretch.span.end, window.end);
        for (Date day = first; day < end; ++day.days) {
            double& share = made[static_cast<std::size_t>(day.days - window.first.days)];
            share = std::max(share, stretch.share);
        }
    }
    return made;
}

Period possible_days(const ReportedEvent& event, const TurningPointSpec& spec) {
    if (event.happened) {
        if (event.happened->days() <= 0 || event.happened->open_start() ||
            event.happened->open_end()) {
            stats::refuse(fmt::format("the event reported on {} has no first and last day: give "
                                      "when it happened, or leave that out",
                                      to_string(event.reported)));
        }
        return *event.happened;
    }
    return from_to(Date{event.reported.days - spec.most_delay_days},
                   Date{event.reported.days - spec.least_delay_days});
}

/// Adds one event by equal parts of its possible days.
void add_event(const ReportedEvent& event, const std::vector<double>& covered,
               const TurningPointSpec& spec, Counted& made) {
    const Period possible = possible_days(event, spec);
    if (!possible.overlaps(spec.window)) {
        return;
    }
    std::vector<double> days(made.periods.size());
    double all = 0;
    std::size_t at = 0;
    for (Date day = possible.first; day < possible.end; ++day.days) {
        if (!spec.window.contains(day)) {
            ++all;
            continue;
        }
        if (covered[static_cast<std::size_t>(day.days - spec.window.first.days)] > 0) {
            while (!made.periods[at].contains(day)) {
                ++at;
            }
            ++all;
            ++days[at];
        }
    }
    if (!(all > 0)) {
        stats::refuse(fmt::format("the event reported on {} fell into {}, of which no day is "
                                  "covered: mend the coverage or the event",
                                  to_string(event.reported), to_string(possible)));
    }
    std::size_t parts = 0;
    for (std::size_t t = 0; t < days.size(); ++t) {
        made.counts[t] += days[t] / all;
        parts += days[t] > 0 ? 1U : 0U;
    }
    made.events += parts > 0 ? 1U : 0U;
    made.spanning += parts > 1 ? 1U : 0U;
}

} // namespace

Counted count_events(std::span<const ReportedEvent> events, std::span<const Coverage> coverage,
                     const TurningPointSpec& spec) {
    if (spec.least_delay_days < 0 || spec.least_delay_days > spec.most_delay_days) {
        stats::refuse(fmt::format("delays of {} to {} days are no range: the least must be 0 or "
                                  "more, and not above the most",
                                  spec.least_delay_days, spec.most_delay_days));
    }
    Counted made{.periods = periods_of(spec), .counts = {}, .exposure = {}};
    const std::vector<double> covered = days_covered(coverage, spec.window);
    for (const Period& period : made.periods) {
        const auto first = covered.begin() + (period.first.days - spec.window.first.days);
        made.exposure.push_back(std::accumulate(first, first + period.days(), 0.0) / period.days());
    }
    made.counts.resize(made.periods.size());
    for (const ReportedEvent& event : events) {
        if (event.type == spec.type) {
            add_event(event, covered, spec, made);
        }
    }
    return made;
}

std::vector<double> whole_numbers(std::span<const double> counts) {
    // Thirds that add up to a whole may fall short of it by rounding.
    constexpr double near = 1e-9;
    std::vector<double> made;
    for (const double count : counts) {
        made.push_back(std::floor(count + near));
    }
    const double sum = std::round(std::accumulate(counts.begin(), counts.end(), 0.0));
    double left = sum - std::accumulate(made.begin(), made.end(), 0.0);
    std::vector<std::size_t> order(counts.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        return counts[a] - made[a] > counts[b] - made[b] + near;
    });
    for (std::size_t i = 0; i < order.size() && left > 0; ++i, --left) {
        ++made[order[i]];
    }
    return made;
}

} // namespace halflight::studies

// SPDX-License-Identifier: Apache-2.0
// season_alarm.cpp - a count against those of the same season: Bayes, and the Robert Koch
// Institute's.
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "breaks/series.hpp"
#include "halflight/stats/distribution.hpp"
#include "warning/baseline.hpp"

namespace halflight::stats {

namespace {

// Upper 95 percent limits of a Poisson mean for counts of 0 to 20: Crow and Gardner (1959),
// "Confidence intervals for the expectation of a Poisson variable", Biometrika 46.
constexpr std::array<double, 21> crow_gardner = {
    3.285,  5.323,  6.686,  8.102,  9.598,  11.177, 12.817, 13.765, 14.921, 16.768, 17.633,
    19.050, 20.335, 21.364, 22.945, 23.762, 25.400, 26.306, 27.735, 28.966, 30.017};

std::size_t reach(const SeasonWindow& window) {
    return window.years * window.period + window.half_width;
}

void check(std::span<const double> counts, const SeasonWindow& window, double least_share) {
    require_counts(counts, "the series");
    if (window.years == 0 && !window.current) {
        refuse("the baseline is empty: take years, or the cells just before");
    }
    if (window.period == 0 || window.half_width == 0 ||
        (window.years > 0 && 2 * window.half_width >= window.period)) {
        refuse(fmt::format("a window of {} cells on either side does not fit into a year of {}",
                           window.half_width, window.period));
    }
    if (!(least_share >= 0 && least_share <= 1)) {
        refuse(fmt::format("least_share is {}: it must lie between 0 and 1", least_share));
    }
}

/// Threshold(baseline) of every time from the first on, and the alarms that follow.
template <class Threshold>
Alarms judge(std::span<const double> counts, const SeasonWindow& window, std::size_t first,
             double least_share, const Threshold& threshold) {
    Alarms made;
    for (std::size_t time = first_time(first, reach(window), counts.size()); time < counts.size();
         ++time) {
        Alarm alarm = time_of(counts, time);
        const Baseline held = baseline_of(season_cells(counts, window, time), least_share, 2);
        if (held.enough) {
            alarm.expected = held.mean;
            alarm.statistic = alarm.observed;
            judge_above(threshold(held), alarm);
            alarm.limit = alarm.threshold;
        } else if (alarm.state == AlarmState::judged) {
            alarm.state = AlarmState::no_baseline;
        }
        made.times.push_back(alarm);
    }
    return made;
}

} // namespace

Alarms bayes_alarm(std::span<const double> counts, const BayesAlarmSpec& spec) {
    check(counts, spec.window, spec.least_share);
    require_share(spec.alpha, "alpha");
    return judge(counts, spec.window, spec.first, spec.least_share, [&](const Baseline& held) {
        const double size = held.sum + 0.5;
        return negative_binomial_quantile(1 - spec.alpha, size, size / held.cells);
    });
}

Alarms rki_alarm(std::span<const double> counts, const RkiAlarmSpec& spec) {
    check(counts, spec.window, spec.least_share);
    return judge(counts, spec.window, spec.first, spec.least_share, [](const Baseline& held) {
        return held.mean > 20 ? held.mean + 2 * held.deviation
                              : crow_gardner[static_cast<std::size_t>(held.mean)];
    });
}

} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
// ears.cpp - EARS C1, C2, C3.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "breaks/series.hpp"
#include "halflight/stats/distribution.hpp"
#include "warning/baseline.hpp"

namespace halflight::stats {

namespace {

/// Cells between the baseline and the time that is judged.
std::size_t gap(EarsMethod method) {
    return method == EarsMethod::c1 ? 0 : 2;
}

Baseline before(std::span<const double> counts, std::size_t time, const EarsSpec& spec) {
    const std::size_t end = time - gap(spec.method);
    Baseline made =
        baseline_of(counts.subspan(end - spec.baseline, spec.baseline), spec.least_share, 3);
    made.deviation = std::max(made.deviation, spec.least_deviation);
    return made;
}

/// (count - mean) / sd; NaN where there is no count or no baseline.
double standardised(std::span<const double> counts, std::size_t time, const EarsSpec& spec) {
    const Baseline held = before(counts, time, spec);
    return held.enough ? (counts[time] - held.mean) / held.deviation : undefined;
}

/// What the two times before bring along.
double carried(std::span<const double> counts, std::size_t time, const EarsSpec& spec) {
    double sum = 0;
    for (std::size_t back = 1; back <= 2; ++back) {
        const double excess = standardised(counts, time - back, spec) - 1;
        sum += excess > 0 ? excess : 0;
    }
    return sum;
}

/// C3, `held` and z as of this time, `brought` by the two before.
void judge_sum(const Baseline& held, double brought, EarsConvention convention, Alarm& alarm) {
    const bool judged = alarm.state == AlarmState::judged;
    const double rest = alarm.limit - brought;
    if (convention == EarsConvention::surveillance) {
        alarm.statistic = brought;
        alarm.threshold = std::max(0.0, alarm.observed + held.deviation * rest);
        alarm.alarm = judged && alarm.observed > alarm.threshold;
        alarm.needed = rest < 0 ? 0 : undefined;
        return;
    }
    const double excess = (alarm.observed - held.mean) / held.deviation - 1;
    alarm.statistic = brought + (excess > 0 ? excess : 0);
    alarm.threshold = rest < 0 ? 0 : held.mean + held.deviation * (1 + rest);
    alarm.needed = rest < 0 ? 0 : std::floor(alarm.threshold) + 1;
    alarm.alarm = judged && (rest < 0 || alarm.observed > alarm.threshold);
}

Alarm judge(std::span<const double> counts, std::size_t time, const EarsSpec& spec, double z) {
    Alarm alarm = time_of(counts, time);
    const Baseline held = before(counts, time, spec);
    if (!held.enough) {
        alarm.state = alarm.state == AlarmState::judged ? AlarmState::no_baseline : alarm.state;
        return alarm;
    }
    alarm.expected = held.mean;
    alarm.limit = z;
    alarm.statistic = (alarm.observed - held.mean) / held.deviation;
    if (spec.method != EarsMethod::c3) {
        judge_above(held.mean + z * held.deviation, alarm);
        return alarm;
    }
    judge_sum(held, carried(counts, time, spec), spec.convention, alarm);
    return alarm;
}

void check(std::span<const double> counts, const EarsSpec& spec) {
    require_counts(counts, "the series");
    require_share(spec.alpha, "alpha");
    if (spec.baseline < 3) {
        refuse(fmt::format("a baseline of {} cells is too short: at least 3 are needed",
                           spec.baseline));
    }
    if (!(spec.least_deviation >= 0) || !(spec.least_share >= 0 && spec.least_share <= 1)) {
        refuse("least_deviation must be 0 or more and least_share between 0 and 1");
    }
}

} // namespace

Alarms ears(std::span<const double> counts, const EarsSpec& spec) {
    check(counts, spec);
    const std::size_t reach = spec.baseline + (spec.method == EarsMethod::c1   ? 0
                                               : spec.method == EarsMethod::c2 ? 2
                                                                               : 4);
    const std::size_t begin = first_time(spec.first, reach, counts.size());
    const double z = normal_quantile(1 - spec.alpha);
    Alarms made;
    for (std::size_t time = begin; time < counts.size(); ++time) {
        made.times.push_back(judge(counts, time, spec, z));
    }
    return made;
}

} // namespace halflight::stats

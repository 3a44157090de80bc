// SPDX-License-Identifier: Apache-2.0
// count_cusum.cpp - cumulated sums of transformed counts.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "breaks/series.hpp"
#include "warning/baseline.hpp"

namespace halflight::stats {

namespace {

double transform(double x, double m, const CountCusumSpec& spec) {
    switch (spec.transform) {
    case CountTransform::standard:
        return (x - m) / std::sqrt(m);
    case CountTransform::rossi:
        return (x - 3 * m + 2 * std::sqrt(x * m)) / (2 * std::sqrt(m));
    case CountTransform::anscombe:
        return 1.5 * (std::pow(x, 2.0 / 3) - std::pow(m, 2.0 / 3)) / std::pow(m, 1.0 / 6);
    case CountTransform::negative_binomial:
        break;
    }
    return (x - m) / std::sqrt(m + m * m / *spec.size);
}

/// The count whose transform is z: above it the sum passes the limit.
double inverse(double z, double m, const CountCusumSpec& spec) {
    const double root = std::sqrt(m);
    switch (spec.transform) {
    case CountTransform::standard:
        return std::ceil(root * z + m);
    case CountTransform::rossi: {
        // y = sqrt(x) solves y^2 + 2 root y = 2 root z + 3 m.
        const double inside = 2 * root * z + 4 * m;
        const double y = inside > m ? std::sqrt(inside) - root : 0;
        return y * y;
    }
    case CountTransform::anscombe: {
        const double inside = 2.0 / 3 * std::pow(m, 1.0 / 6) * z + std::pow(m, 2.0 / 3);
        return inside < 0 ? 0 : std::pow(inside, 1.5);
    }
    case CountTransform::negative_binomial:
        break;
    }
    return std::sqrt(m + m * m / *spec.size) * z + m;
}

/// Least whole count whose transform is at least z.
double least_count(double z, double m, const CountCusumSpec& spec) {
    double count = std::max(0.0, std::floor(inverse(z, m, spec)) - 2);
    while (transform(count, m, spec) < z) {
        count += 1;
    }
    return count;
}

void check(std::span<const double> counts, const CountCusumSpec& spec) {
    require_counts(counts, "the series");
    if (!(spec.limit > 0) || !(spec.reference >= 0) ||
        !std::isfinite(spec.limit + spec.reference)) {
        refuse(fmt::format("the limit is {} and the reference value {}: above 0, and 0 or more",
                           spec.limit, spec.reference));
    }
    if (spec.transform == CountTransform::negative_binomial && !(spec.size && *spec.size > 0)) {
        refuse("the negative binomial CUSUM needs a size above 0");
    }
    if (spec.first < 2) {
        refuse(
            "give the first row to judge, at least 2: the rows before it make the mean in control");
    }
}

} // namespace

Alarms count_cusum(std::span<const double> counts, const CountCusumSpec& spec) {
    check(counts, spec);
    const std::size_t begin = first_time(spec.first, 1, counts.size());
    const auto means = control_means(counts, begin, spec.mean);
    Alarms made;
    double sum = 0;
    for (std::size_t time = begin; time < counts.size(); ++time) {
        const double m = means[time - begin];
        Alarm alarm = time_of(counts, time);
        alarm.expected = m;
        alarm.limit = spec.limit;
        const double rest = spec.limit + spec.reference - sum;
        alarm.threshold = std::max(0.0, inverse(rest, m, spec));
        alarm.needed = least_count(rest, m, spec);
        if (alarm.state == AlarmState::judged) {
            sum = std::max(0.0, sum + transform(alarm.observed, m, spec) - spec.reference);
            alarm.alarm = sum >= spec.limit;
        }
        alarm.statistic = sum;
        sum = spec.reset && alarm.alarm ? 0 : sum;
        made.times.push_back(alarm);
    }
    return made;
}

} // namespace halflight::stats

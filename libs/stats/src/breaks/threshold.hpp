// SPDX-License-Identifier: Apache-2.0
// threshold.hpp - tests by their p-values, and the statistic that they would have needed.
#pragma once

#include <cmath>

#include "halflight/stats/estimate.hpp"
#include "halflight/stats/stability.hpp"

namespace halflight::stats {

/// Least statistic whose p-value, a decreasing function, is at most `size`; NaN where none is.
template <class PValue>
double needed_statistic(const PValue& p_value, double size) {
    double low = 0;
    double high = 1;
    while (!(p_value(high) <= size)) {
        low = high;
        high *= 2;
        if (!(high < 1e6)) {
            return undefined;
        }
    }
    for (int step = 0; step < 100; ++step) {
        const double middle = (low + high) / 2;
        if (middle <= low || middle >= high) {
            break;
        }
        (p_value(middle) <= size ? high : low) = middle;
    }
    return high;
}

/// A test at `level` of a statistic whose p-value is a decreasing function.
template <class PValue>
StabilityTest judge(double statistic, const PValue& p_value, double level) {
    StabilityTest made{.statistic = statistic,
                       .p_value = p_value(statistic),
                       .threshold = needed_statistic(p_value, 1 - level)};
    made.rejected = made.p_value <= 1 - level;
    return made;
}

} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/growth.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halflight::measures {

namespace {

const Interval unit = Interval::closed(0, 1);

/// (1 - trough) / (trough x (rise - 1)), at one corner.
double regained(double trough, double rise) {
    if (trough >= 1) {
        return 0;
    }
    const double risen = trough * (rise - 1);
    return risen > 0 ? std::min(1.0, (1 - trough) / risen) : 1;
}

} // namespace

Interval implied_weight(const Interval& parent, const Interval& first, const Interval& second) {
    if (parent.empty() || first.empty() || second.empty()) {
        return Interval::none();
    }
    const bool bounded = parent.bounded() && first.bounded() && second.bounded();
    if (!disjoint(first, second) || !bounded) {
        return unit;
    }
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const double p : {parent.lo, parent.hi}) {
        for (const double a : {first.lo, first.hi}) {
            for (const double b : {second.lo, second.hi}) {
                // Open ends may touch: then every weight is near.
                if (a == b) {
                    return unit;
                }
                low = std::min(low, (p - b) / (a - b));
                high = std::max(high, (p - b) / (a - b));
            }
        }
    }
    return intersect(Interval::closed(low, high), unit);
}

Interval cumulative_growth(std::span<const Interval> rates) {
    Interval product = Interval::point(1);
    for (const Interval& rate : rates) {
        product = product * intersect(Interval::point(1) + rate, Interval::at_least(0));
    }
    return product - Interval::point(1);
}

Interval growth_gap(const Interval& high, const Interval& low) {
    return high - low;
}

Rebound rebound(std::span<const Interval> rates, std::size_t trough) {
    const std::size_t split = std::min(trough, rates.size());
    const Interval one = Interval::point(1);
    const Interval rise = cumulative_growth(rates.subspan(split)) + one;
    Rebound out;
    out.trough = cumulative_growth(rates.first(split)) + one;
    out.level = out.trough * rise;
    const Interval needed = one / out.level - one;
    out.needed = Interval::closed(std::max(0.0, needed.lo), std::max(0.0, needed.hi));
    if (out.trough.empty() || rise.empty()) {
        out.needed = out.share = Interval::none();
    } else if (rise.lo <= 1 || out.trough.lo <= 0) {
        out.share = unit;
    } else {
        out.share =
            Interval::closed(regained(out.trough.hi, rise.hi), regained(out.trough.lo, rise.lo));
    }
    return out;
}

} // namespace halflight::measures

// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/tourism.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::measures {

Interval share_inside(const Interval& part, const Interval& whole) {
    const Interval p = intersect(part, Interval::closed(0, std::max(0.0, whole.hi)));
    const Interval w = intersect(whole, Interval::at_least(std::max(0.0, part.lo)));
    if (p.empty() || w.empty()) {
        return Interval::none();
    }
    if (p.lo == 0 && p.hi == 0 && w.lo > 0) {
        return Interval::point(0);
    }
    const double low = w.hi > 0 && std::isfinite(w.hi) ? p.lo / w.hi : 0;
    const double high = p.hi >= w.lo ? 1 : p.hi / w.lo;
    return Interval::closed(low, high);
}

Interval ratio_to(const Interval& value, const Interval& base) {
    return value / base;
}

bool same_season(const Period& a, const Period& b) noexcept {
    const Frequency frequency = frequency_of(a);
    const bool seasonal = frequency == Frequency::annual || frequency == Frequency::half_year ||
                          frequency == Frequency::quarter || frequency == Frequency::month;
    return seasonal && frequency == frequency_of(b) &&
           to_civil(a.first).month == to_civil(b.first).month;
}

Period years_before(const Period& period, int years) noexcept {
    // Every unit starts and ends on a first of a month, which all years have.
    return {add_months(period.first, -12 * years), add_months(period.end, -12 * years)};
}

} // namespace halflight::measures

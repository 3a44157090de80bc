// SPDX-License-Identifier: Apache-2.0
// Random numbers with boxes around them, for properties that bounds must have.
#pragma once

#include "halflight/base/interval.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <ostream>

namespace halflight {

/// For messages of GoogleTest.
inline void PrintTo(const Interval& interval, std::ostream* out) {
    *out << to_string(interval);
}

} // namespace halflight

namespace halflight::measures::test {

/// A number from `least` to `most`, on sixteenths.
inline double any_number(int least, int most) {
    return *rc::gen::inRange(least * 16, most * 16 + 1) / 16.0;
}

/// A box that holds the number, not below `floor`.
inline Interval around(double value, double floor = 0) {
    const double below = any_number(0, 4);
    const double above = any_number(0, 4);
    return Interval::closed(std::max(floor, value - below), value + above);
}

/// The same, or now and then nothing known.
inline Interval known_or_not(double value) {
    return *rc::gen::inRange(0, 4) == 0 ? Interval::at_least(0) : around(value);
}

/// Membership up to the rounding of the last bits.
inline bool holds(const Interval& bounds, double value) {
    const double slack = 1e-9 * std::max(1.0, std::abs(value));
    return bounds.lo - slack <= value && value <= bounds.hi + slack;
}

inline void expect_near(const Interval& found, double lo, double hi, double tolerance = 1e-9) {
    EXPECT_NEAR(found.lo, lo, tolerance);
    EXPECT_NEAR(found.hi, hi, tolerance);
}

} // namespace halflight::measures::test

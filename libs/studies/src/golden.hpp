// SPDX-License-Identifier: Apache-2.0
// golden.hpp - where a function with a single top is greatest.
#pragma once

#include <cmath>

namespace halflight::studies {

/// By golden sections between two ends, to `width`.
template <typename Value>
double greatest_between(double low, double high, double width, const Value& value) {
    const double ratio = (std::sqrt(5.0) - 1) / 2;
    double a = high - ratio * (high - low);
    double b = low + ratio * (high - low);
    double at_a = value(a);
    double at_b = value(b);
    while (high - low > width) {
        if (at_a > at_b) {
            high = b;
            b = a;
            at_b = at_a;
            a = high - ratio * (high - low);
            at_a = value(a);
        } else {
            low = a;
            a = b;
            at_a = at_b;
            b = low + ratio * (high - low);
            at_b = value(b);
        }
    }
    return (low + high) / 2;
}

} // namespace halflight::studies

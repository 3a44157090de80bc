// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "halflight/base/interval.hpp"

namespace halflight::reason {

/// Every x with x * y = z for some y of `factor` and z of `product`: all reals where both can be 0,
/// unlike a quotient.
[[nodiscard]] inline Interval other_factor(const Interval& product,
                                           const Interval& factor) noexcept {
    return product.contains(0) && factor.contains(0) ? Interval::all() : product / factor;
}

} // namespace halflight::reason

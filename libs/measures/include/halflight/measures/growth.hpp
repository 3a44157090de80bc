// SPDX-License-Identifier: Apache-2.0
// halflight/measures/growth.hpp - what a table of growth rates implies.
#pragma once

#include "halflight/base/interval.hpp"

#include <cstddef>
#include <span>

namespace halflight::measures {

/// Weight w of `first` in parent = w x first + (1 - w) x second, so w = (parent - second) /
/// (first - second), from 0 to 1. All in one unit, percent or ratio. The quotient is monotone in
/// each of the three while the other two stand, so that its ends lie at corners of the box: the
/// bounds are tight. [0, 1] where the children can be equal; empty where no weight fits. Growth of
/// an aggregate is the mean of that of its parts by their share in the base year (SNA 2008, ch.
/// 15).
[[nodiscard]] Interval implied_weight(const Interval& parent, const Interval& first,
                                      const Interval& second);

/// (1 + g1)(1 + g2)... - 1 of growth rates as ratios, each at least -1. A missing rate stands as
/// [-1, inf). Bounds hold and are reached, as every factor is nonnegative and stands once. An empty
/// span gives 0.
[[nodiscard]] Interval cumulative_growth(std::span<const Interval> rates);

/// high - low, two rates in one unit.
[[nodiscard]] Interval growth_gap(const Interval& high, const Interval& low);

/// A path of growth from a base of 1 through a trough.
struct Rebound {
    Interval trough; ///< level at the trough, base 1
    Interval level;  ///< level at the end, base 1
    Interval needed; ///< growth from the end that regains the base: max(0, 1 / level - 1)
    Interval share;  ///< part of the rise since the trough that regains the base:
                     ///< min(1, (1 - trough) / (level - trough)); [0, 1] where nothing need have
                     ///< risen; 0 where the trough is not below the base
};

/// `rates` as ratios, year by year; the trough is the end of the first `trough` years. The level is
/// trough x rise with a rise that shares no year with the trough, so that share =
/// (1 - trough) / (trough x (rise - 1)) falls with both: its ends lie at corners.
[[nodiscard]] Rebound rebound(std::span<const Interval> rates, std::size_t trough);

} // namespace halflight::measures

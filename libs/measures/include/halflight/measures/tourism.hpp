// SPDX-License-Identifier: Apache-2.0
// halflight/measures/tourism.hpp - purposes of travel, like seasons, benchmarks.
#pragma once

#include "halflight/base/interval.hpp"
#include "halflight/base/period.hpp"

namespace halflight::measures {

/// share = part / whole of a part that lies inside its whole; a ratio from 0 to 1. Tightest bounds
/// over all values with 0 <= part <= whole; [0, 1] where 0 / 0 is possible. A missing whole stands
/// as [0, inf).
[[nodiscard]] Interval share_inside(const Interval& part, const Interval& whole);

/// value / base of two quantities apart from each other (none inside the other); all reals where
/// the base can be 0 and the value too. change = value / base - 1.
[[nodiscard]] Interval ratio_to(const Interval& value, const Interval& base);

/// Whether two periods can be set against each other in a seasonal series: the same unit of one
/// frequency (second quarters, Julys, first half-years) or whole years. Spans that are no unit of a
/// calendar frequency, weeks and days are never alike.
[[nodiscard]] bool same_season(const Period& a, const Period& b) noexcept;
/// The same unit of the year `years` before: 2024-Q2 for 2025-Q2 and 1. The period is alike with
/// itself (`same_season`).
[[nodiscard]] Period years_before(const Period& period, int years) noexcept;

} // namespace halflight::measures

// SPDX-License-Identifier: Apache-2.0
// halflight/measures/oil.hpp - deliveries against a cap, tonnes to barrels, what tankers could
// hold.
#pragma once

#include "halflight/base/interval.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace halflight::measures {

/// A year of deliveries against its cap, all in the unit of the cap.
struct CapReading {
    std::vector<Interval> cumulated; ///< at the end of each part
    Interval delivered;              ///< in the whole period
    Interval share;                  ///< delivered / cap, a ratio
    Interval over;                   ///< three-valued "delivered > cap": {1}, {0} or [0, 1]
    std::optional<std::size_t> first_possible; ///< part in which the cap may first be passed
    std::optional<std::size_t> last_possible;  ///< part by whose end it has been for certain
    bool agrees = true; ///< false: parts, whole and prefixes exclude each other; then `delivered`
                        ///< holds both readings and `cumulated` rests on the parts alone
};

/// cumulated(m) = parts(1) + ... + parts(m), with cumulated(last) in `whole` and cumulated(m) in
/// `prefixes(m)`, the total of the first m parts as published (all reals where nobody does; the
/// span may be empty). A part of which nothing is known stands as [0, inf). Bounds are the tightest
/// for a chain of sums: one sweep forth and one back. The cap is above zero. Passing a cap follows
/// Security Council resolution 2397 (2017), para. 5: an aggregate amount in a calendar year.
[[nodiscard]] CapReading cap_meter(std::span<const Interval> parts, const Interval& whole,
                                   std::span<const Interval> prefixes, double cap);

/// Three-valued "x > limit".
[[nodiscard]] Interval above(const Interval& x, double limit) noexcept;

/// volume = mass x factor (barrels per tonne). The factor depends on the product; where the product
/// is unknown it is the hull of those of all products that it may be. United Nations Statistics
/// Division, Energy Statistics: conversion by product.
[[nodiscard]] Interval volume_of(const Interval& mass, const Interval& factor);
[[nodiscard]] Interval unknown_factor(std::span<const Interval> factors);

/// volume = capacity x laden, laden from 0 to 1. Not a delivery: what ships that were counted could
/// have carried. Panel of Experts under resolution 1874, and the reports of member states to it,
/// take 1/3, 1/2 and 9/10.
[[nodiscard]] Interval laden_volume(const Interval& capacity, const Interval& laden);
/// "1/3", "0.9": a share above 0 and up to 1; none for anything else.
[[nodiscard]] std::optional<double> parse_load(std::string_view text);
/// capacity = volume / laden: what a published volume at a stated load implies.
[[nodiscard]] Interval implied_capacity(const Interval& volume, const Interval& laden);

} // namespace halflight::measures

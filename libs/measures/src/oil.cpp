// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/oil.hpp"

#include <algorithm>

namespace halflight::measures {

namespace {

const Interval nonnegative = Interval::at_least(0);

std::vector<Interval> plain_sums(std::span<const Interval> parts) {
    std::vector<Interval> sums;
    Interval sum = Interval::point(0);
    for (const Interval& part : parts) {
        sum = sum + intersect(part, nonnegative);
        sums.push_back(sum);
    }
    return sums;
}

/// Forth: each sum follows from the one before. Back: from the one behind.
std::vector<Interval> chained_sums(std::span<const Interval> parts, const Interval& whole,
                                   std::span<const Interval> prefixes) {
    std::vector<Interval> sums;
    Interval before = Interval::point(0);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        before = before + intersect(parts[i], nonnegative);
        before = i < prefixes.size() ? intersect(before, prefixes[i]) : before;
        sums.push_back(before);
    }
    sums.back() = intersect(sums.back(), whole);
    for (std::size_t i = sums.size() - 1; i > 0; --i) {
        sums[i - 1] = intersect(sums[i - 1], sums[i] - intersect(parts[i], nonnegative));
    }
    return sums;
}

std::optional<std::size_t> first_where(const std::vector<Interval>& sums, auto predicate) {
    const auto found = std::ranges::find_if(sums, predicate);
    return found == sums.end() ? std::nullopt
                               : std::optional(static_cast<std::size_t>(found - sums.begin()));
}

} // namespace

Interval above(const Interval& x, double limit) noexcept {
    if (disjoint(x, Interval::more_than(limit))) {
        return Interval::point(0);
    }
    return Interval::more_than(limit).contains(x) ? Interval::point(1) : Interval::closed(0, 1);
}

CapReading cap_meter(std::span<const Interval> parts, const Interval& whole,
                     std::span<const Interval> prefixes, double cap) {
    CapReading out;
    if (parts.empty()) {
        out.delivered = intersect(whole, nonnegative);
    } else {
        out.cumulated = chained_sums(parts, whole, prefixes);
        out.agrees = std::ranges::none_of(out.cumulated, &Interval::empty);
        if (!out.agrees) {
            out.cumulated = plain_sums(parts);
        }
        out.delivered = out.agrees ? out.cumulated.back()
                                   : intersect(hull(out.cumulated.back(), whole), nonnegative);
    }
    out.share = scale(out.delivered, 1 / cap);
    out.over = above(out.delivered, cap);
    out.first_possible =
        first_where(out.cumulated, [&](const Interval& sum) { return above(sum, cap).hi > 0; });
    out.last_possible =
        first_where(out.cumulated, [&](const Interval& sum) { return above(sum, cap).lo > 0; });
    if (out.over == Interval::point(0) || !out.agrees) {
        // A whole that contradicts its parts says nothing about when.
        out.first_possible.reset();
        out.last_possible.reset();
    }
    return out;
}

Interval volume_of(const Interval& mass, const Interval& factor) {
    return intersect(mass, nonnegative) * intersect(factor, nonnegative);
}

Interval unknown_factor(std::span<const Interval> factors) {
    Interval any = Interval::none();
    for (const Interval& factor : factors) {
        any = hull(any, factor);
    }
    return any;
}

Interval laden_volume(const Interval& capacity, const Interval& laden) {
    return intersect(capacity, nonnegative) * intersect(laden, Interval::closed(0, 1));
}

Interval implied_capacity(const Interval& volume, const Interval& laden) {
    return intersect(volume, nonnegative) / intersect(laden, Interval::closed(0, 1));
}

} // namespace halflight::measures

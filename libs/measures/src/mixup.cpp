// SPDX-License-Identifier: Apache-2.0
// Likeness of trade profiles, and how far a total lies from two others.
#include "halflight/measures/mirror.hpp"
#include "halflight/measures/trade.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace halflight::measures {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Interval log10_of(const Interval& value) {
    const double low = value.lo > 0 ? std::log10(value.lo) : -infinity;
    const double high = value.hi > 0 ? std::log10(value.hi) : -infinity;
    return {low, high, std::isinf(low), std::isinf(high)};
}

std::vector<Interval> shares_of(const std::vector<Interval>& products) {
    std::vector<Interval> shares;
    for (std::size_t i = 0; i < products.size(); ++i) {
        Interval rest = Interval::point(0);
        for (std::size_t j = 0; j < products.size(); ++j) {
            rest = j == i ? rest : rest + products[j];
        }
        shares.push_back(share(products[i], rest));
    }
    return shares;
}

/// Sum of the smaller shares, in [0, 1]; all of [0, 1] where a profile has no trade.
Interval likeness(const std::vector<Interval>& a, const std::vector<Interval>& b) {
    const std::vector<Interval> of_a = shares_of(a);
    const std::vector<Interval> of_b = shares_of(b);
    double low = 0;
    double high = 0;
    for (std::size_t i = 0; i < of_a.size(); ++i) {
        if (of_a[i].empty() || of_b[i].empty()) {
            return Interval::closed(0, 1);
        }
        low += std::min(of_a[i].lo, of_b[i].lo);
        high += std::min(of_a[i].hi, of_b[i].hi);
    }
    return Interval::closed(std::min(low, 1.0), std::min(high, 1.0));
}

std::vector<Interval> pooled(std::span<const Profile> past) {
    std::vector<Interval> sums = past.front().products;
    for (const Profile& profile : past.subspan(1)) {
        for (std::size_t i = 0; i < sums.size(); ++i) {
            sums[i] = sums[i] + profile.products[i];
        }
    }
    return sums;
}

Interval typical_total(std::span<const Profile> past) {
    Interval sum = Interval::point(0);
    for (const Profile& profile : past) {
        sum = sum + log10_of(profile.total);
    }
    return scale(sum, 1.0 / static_cast<double>(past.size()));
}

double farthest(double from, const Interval& to) {
    return std::max(std::abs(from - to.lo), std::abs(from - to.hi));
}

double nearest(double from, const Interval& to) {
    return std::max({0.0, to.lo - from, from - to.hi});
}

Interval distance(const Interval& a, const Interval& b) {
    const double least = std::max({0.0, b.lo - a.hi, a.lo - b.hi});
    const double most = std::max(std::abs(a.hi - b.lo), std::abs(b.hi - a.lo));
    return {least, most, false, std::isinf(most)};
}

/// |u - a| - |u - b|, u counted once: piecewise linear in u, so its ends lie where a piece ends.
Interval distance_difference(const Interval& u, const Interval& a, const Interval& b) {
    if (!u.bounded() || !a.bounded() || !b.bounded()) {
        return distance(u, a) - distance(u, b);
    }
    const std::array places = {
        u.lo, u.hi, a.lo, a.hi, b.lo, b.hi, (a.lo + a.hi) / 2, (b.lo + b.hi) / 2};
    double low = infinity;
    double high = -infinity;
    for (const double place : places) {
        const double at = std::clamp(place, u.lo, u.hi);
        low = std::min(low, nearest(at, a) - farthest(at, b));
        high = std::max(high, farthest(at, a) - nearest(at, b));
    }
    return Interval::closed(low, high);
}

} // namespace

MixUp mix_up(const Profile& now, std::span<const Profile> past, const Profile& other) {
    MixUp out;
    if (past.empty()) {
        const Interval none = Interval::none();
        return {none, none, none, none, none, none, none};
    }
    constexpr std::size_t fewest_products = 2;
    if (now.products.size() >= fewest_products) {
        out.own_likeness = likeness(now.products, pooled(past));
        out.other_likeness = likeness(now.products, other.products);
        out.profile = out.other_likeness - out.own_likeness;
    } else {
        out.profile = Interval::point(0);
    }
    const Interval total = log10_of(now.total);
    const Interval typical = typical_total(past);
    const Interval others = log10_of(other.total);
    out.own_distance = distance(total, typical);
    out.other_distance = distance(total, others);
    out.size = distance_difference(total, typical, others);
    out.score = out.profile + out.size;
    return out;
}

} // namespace halflight::measures

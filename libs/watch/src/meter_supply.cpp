// SPDX-License-Identifier: Apache-2.0
#include "meter_supply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <span>

namespace halflight::watch {

namespace {

using measures::SupplierYear;
using Mask = std::vector<bool>;

constexpr double endless = std::numeric_limits<double>::infinity();

Interval between(double lo, double hi) {
    return {std::max(lo, 0.0), std::max(hi, 0.0), false, std::isinf(hi)};
}

/// Sums end by end: an end without limit stays without.
Interval sum(const Interval& a, const Interval& b) {
    return between(a.lo + b.lo, a.hi + b.hi);
}

bool is_open(const SupplierYear& year, std::size_t month) {
    return std::isinf(volume_in(year, month, month).hi);
}

bool covers(const Estimate& estimate, const std::string& area) {
    return estimate.areas.empty() ||
           (!area.empty() && std::ranges::find(estimate.areas, area) != estimate.areas.end());
}

bool covers(const Estimate& estimate, const Supply& supply) {
    return covers(estimate, supply.own.area) ||
           (!supply.members.empty() && std::ranges::all_of(supply.members, [&](const Supplier& m) {
               return covers(estimate, m.area);
           }));
}

/// Some of what the supply holds; where its parts are not known, it may be anybody's.
bool touches(const Estimate& estimate, const Supply& supply) {
    return covers(estimate, supply) || supply.own.area.empty() ||
           std::ranges::any_of(supply.members,
                               [&](const Supplier& m) { return covers(estimate, m.area); });
}

bool in_common(const Estimate& a, const Estimate& b) {
    const bool months = a.first <= b.last && b.first <= a.last;
    return months && (a.areas.empty() || b.areas.empty() ||
                      std::ranges::any_of(a.areas, [&](const std::string& area) {
                          return std::ranges::find(b.areas, area) != b.areas.end();
                      }));
}

/// The months up to `last` that are left.
Interval volume_of(const SupplierYear& year, const Mask& left, std::size_t last) {
    Interval total = Interval::point(0);
    for (std::size_t first = 0; first <= last; ++first) {
        std::size_t end = first;
        while (end <= last && left[end]) {
            ++end;
        }
        if (end > first) {
            total = sum(total, volume_in(year, first, end - 1));
            first = end;
        }
    }
    return total;
}

template <class Covered>
Mask left_over(std::size_t months, std::span<const Estimate* const> estimates, Covered covered) {
    Mask left(months, true);
    for (const Estimate* const estimate : estimates) {
        if (covered(*estimate)) {
            std::fill(left.begin() + static_cast<std::ptrdiff_t>(estimate->first),
                      left.begin() + static_cast<std::ptrdiff_t>(estimate->last) + 1, false);
        }
    }
    return left;
}

/// What a supply reported of which no estimate speaks.
Interval outside(const Supply& supply, std::span<const Estimate* const> estimates,
                 std::size_t last) {
    const std::size_t months = supply.own.year.months.size();
    const Mask surely = left_over(
        months, estimates, [&](const Estimate& estimate) { return touches(estimate, supply); });
    const Mask perhaps = left_over(
        months, estimates, [&](const Estimate& estimate) { return covers(estimate, supply); });
    Interval found = between(volume_of(supply.own.year, surely, last).lo,
                             volume_of(supply.own.year, perhaps, last).hi);
    if (supply.members.empty() || !supply.own.year.members_agree) {
        return found;
    }
    Interval parts = Interval::point(0);
    for (const Supplier& member : supply.members) {
        const Mask left = left_over(months, estimates, [&](const Estimate& estimate) {
            return covers(estimate, member.area);
        });
        parts = sum(parts, volume_of(member.year, left, last));
    }
    return between(std::max(found.lo, parts.lo),
                   std::max(std::max(found.lo, parts.lo), std::min(found.hi, parts.hi)));
}

/// What was reported, at least, of that which an estimate speaks of.
double inside(const Deliveries& deliveries, const Estimate& estimate) {
    double found = 0;
    for (const Supply& supply : deliveries.supplies) {
        if (covers(estimate, supply)) {
            found += volume_in(supply.own.year, estimate.first, estimate.last).lo;
            continue;
        }
        for (const Supplier& member : supply.members) {
            found += covers(estimate, member.area)
                         ? volume_in(member.year, estimate.first, estimate.last).lo
                         : 0;
        }
    }
    return found;
}

/// Those wanted, the highest first, none that speaks of a month and supplier of another.
template <class Wanted>
std::vector<std::size_t> highest(const Deliveries& deliveries, Wanted wanted) {
    const std::vector<Estimate>& all = deliveries.estimates;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (wanted(all[i])) {
            order.push_back(i);
        }
    }
    std::ranges::stable_sort(order, std::greater{},
                             [&](std::size_t i) { return all[i].volume.lo; });
    std::vector<std::size_t> chosen;
    for (const std::size_t i : order) {
        if (std::ranges::none_of(
                chosen, [&](std::size_t other) { return in_common(all[i], all[other]); })) {
            chosen.push_back(i);
        }
    }
    return chosen;
}

/// The estimates, and what was reported outside them.
Interval replaced(const Deliveries& deliveries, const std::vector<std::size_t>& estimates,
                  std::size_t last) {
    std::vector<const Estimate*> chosen;
    Interval total = Interval::point(0);
    for (const std::size_t i : estimates) {
        const Estimate& estimate = deliveries.estimates[i];
        chosen.push_back(&estimate);
        const double least = inside(deliveries, estimate);
        total = sum(total, between(std::max(estimate.volume.lo, least),
                                   std::max(estimate.volume.hi, least)));
    }
    for (const Supply& supply : deliveries.supplies) {
        total = sum(total, outside(supply, chosen, last));
    }
    return total;
}

std::string runs_of(const std::string& label, const SupplierYear& year, std::size_t last) {
    std::string text;
    for (std::size_t m = 0; m <= last; ++m) {
        if (!is_open(year, m)) {
            continue;
        }
        std::size_t end = m;
        while (end < last && is_open(year, end + 1)) {
            ++end;
        }
        text += text.empty() ? (label.empty() ? "" : label + " ") : ", ";
        text += to_string(year.months[m]);
        text += end == m ? "" : fmt::format(" to {}", to_string(year.months[end]));
        m = end;
    }
    return text;
}

void add_words(std::string& text, const std::string& more) {
    text += text.empty() || more.empty() ? "" : "; ";
    text += more;
}

} // namespace

const std::vector<Period>& Deliveries::months() const {
    return supplies.front().own.year.months;
}

Interval volume_in(const SupplierYear& year, std::size_t first, std::size_t last) {
    double lo = 0;
    double hi = 0;
    bool withheld = false;
    for (std::size_t m = first; m <= last; ++m) {
        lo += std::max(year.parts[m].bounds.lo, 0.0);
        hi += year.parts[m].bounds.hi;
        withheld = withheld || year.withheld[m];
    }
    const Interval until = year.reading.cumulated[last];
    const Interval before = first == 0 ? Interval::point(0) : year.reading.cumulated[first - 1];
    const double least = std::isinf(before.hi) ? 0 : until.lo - before.hi;
    return between(std::max(lo, least), withheld ? endless : std::min(hi, until.hi - before.lo));
}

Interval reported_until(const Deliveries& deliveries, std::size_t last) {
    Interval total = Interval::point(0);
    for (const Supply& supply : deliveries.supplies) {
        total = sum(total, volume_in(supply.own.year, 0, last));
    }
    return total;
}

std::vector<std::size_t> counted(const Deliveries& deliveries, std::size_t last) {
    return highest(deliveries, [last](const Estimate& estimate) { return estimate.last <= last; });
}

Interval estimated_until(const Deliveries& deliveries, std::size_t last) {
    Interval total = Interval::point(0);
    std::size_t months = 0;
    for (const std::size_t i : counted(deliveries, last)) {
        const Estimate& estimate = deliveries.estimates[i];
        total = sum(total, between(estimate.volume.lo, estimate.volume.hi));
        months += estimate.areas.empty() ? estimate.last - estimate.first + 1 : 0;
    }
    return months == last + 1 ? total : between(total.lo, endless);
}

Interval together_until(const Deliveries& deliveries, std::size_t last) {
    const Interval reported = reported_until(deliveries, last);
    const std::vector<std::size_t> over = counted(deliveries, last);
    const std::vector<std::size_t> begun =
        highest(deliveries, [last](const Estimate& estimate) { return estimate.first <= last; });
    if (begun.empty()) {
        return reported;
    }
    // All of an estimate may have come in its first month, none of it before its last.
    const Interval least = replaced(deliveries, over, last);
    const Interval most = replaced(deliveries, begun, last);
    return between(std::max(least.lo, reported.lo),
                   std::max({least.hi, most.hi, reported.lo, least.lo}));
}

std::string unknown_months(const Deliveries& deliveries, std::size_t last) {
    std::string text;
    for (const Supply& supply : deliveries.supplies) {
        const std::string own = runs_of(supply.label, supply.own.year, last);
        if (own.empty()) {
            continue;
        }
        std::string parts;
        for (const Supplier& member : supply.members) {
            add_words(parts, runs_of(member.area, member.year, last));
        }
        add_words(text, parts.empty() ? own : parts);
    }
    return text;
}

bool is_known(const Deliveries& deliveries, std::size_t month) {
    return std::ranges::all_of(deliveries.supplies, [month](const Supply& supply) {
        const SupplierYear& year = supply.own.year;
        const bool told =
            year.reporting[month] == 1 || year.parts[month].basis <= measures::Basis::derived;
        return told && !is_open(year, month);
    });
}

} // namespace halflight::watch

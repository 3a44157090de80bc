// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/interval.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double largest = std::numeric_limits<double>::max();

struct End {
    double value;
    bool open;
};

/// Infinite ends open, no negative zero. An end that overflowed away from its own side steps back
/// to the last finite number, so that the interval does not become empty.
Interval make(End lo, End hi) noexcept {
    lo.value = std::min(lo.value, largest) + 0.0;
    hi.value = std::max(hi.value, -largest) + 0.0;
    return {lo.value, hi.value, lo.open || lo.value == -infinity, hi.open || hi.value == infinity};
}

/// Product of two ends. Zero times infinity is zero. A zero that is itself a member gives a product
/// that is reached, whatever the other end.
End product(End a, End b) noexcept {
    if (a.value == 0 || b.value == 0) {
        const bool reached = (a.value == 0 && !a.open) || (b.value == 0 && !b.open);
        return {0, !reached};
    }
    return {a.value * b.value, a.open || b.open};
}

/// Quotient of two ends; `sign` is that of the divisor, which a zero end does not show.
End quotient(End a, End b, double sign) noexcept {
    if (a.value == 0)
        return {0, a.open};
    if (std::isinf(b.value))
        return {0, true};
    if (b.value == 0)
        return {std::copysign(infinity, a.value * sign), true};
    return {a.value / b.value, a.open || b.open};
}

/// Smallest interval with all four corners; of two equal corners the closed one counts.
Interval span_of(const std::array<End, 4>& corners) noexcept {
    End lo = corners[0];
    End hi = corners[0];
    for (const End& corner : corners) {
        if (corner.value < lo.value || (corner.value == lo.value && !corner.open))
            lo = corner;
        if (corner.value > hi.value || (corner.value == hi.value && !corner.open))
            hi = corner;
    }
    return make(lo, hi);
}

/// The integer that an end stands for, or the value itself when it is near none.
double snap(double value) noexcept {
    constexpr double relative = 1e-9;
    constexpr double widest = 1e-3; // else every large number would count as an integer
    const double whole = std::nearbyint(value);
    const double tolerance = std::min(relative * std::max(1.0, std::abs(value)), widest);
    return std::abs(value - whole) <= tolerance ? whole : value;
}

} // namespace

Interval Interval::closed(double lo, double hi) noexcept {
    return make({lo, false}, {hi, false});
}
Interval Interval::at_least(double v) noexcept {
    return {v, infinity, std::isinf(v), true};
}
Interval Interval::more_than(double v) noexcept {
    return {v, infinity, true, true};
}
Interval Interval::at_most(double v) noexcept {
    return {-infinity, v, true, std::isinf(v)};
}
Interval Interval::less_than(double v) noexcept {
    return {-infinity, v, true, true};
}

bool Interval::empty() const noexcept {
    return !(lo < hi) && (lo != hi || lo_open || hi_open);
}

bool Interval::bounded() const noexcept {
    return std::isfinite(lo) && std::isfinite(hi);
}

bool Interval::is_point() const noexcept {
    return lo == hi && !lo_open && !hi_open;
}

double Interval::width() const noexcept {
    return empty() ? 0 : hi - lo;
}

bool Interval::contains(double v) const noexcept {
    return (lo_open ? v > lo : v >= lo) && (hi_open ? v < hi : v <= hi);
}

bool Interval::contains(const Interval& other) const noexcept {
    if (other.empty())
        return true;
    const bool above = lo < other.lo || (lo == other.lo && (!lo_open || other.lo_open));
    const bool below = hi > other.hi || (hi == other.hi && (!hi_open || other.hi_open));
    return above && below;
}

Interval intersect(const Interval& a, const Interval& b) noexcept {
    Interval both = a;
    if (b.lo >= a.lo) {
        both.lo = b.lo;
        both.lo_open = b.lo_open || (a.lo == b.lo && a.lo_open);
    }
    if (b.hi <= a.hi) {
        both.hi = b.hi;
        both.hi_open = b.hi_open || (a.hi == b.hi && a.hi_open);
    }
    return both.empty() ? Interval::none() : both;
}

Interval hull(const Interval& a, const Interval& b) noexcept {
    if (a.empty())
        return b.empty() ? Interval::none() : b;
    if (b.empty())
        return a;
    Interval whole = a;
    if (b.lo <= a.lo) {
        whole.lo = b.lo;
        whole.lo_open = b.lo_open && (b.lo < a.lo || a.lo_open);
    }
    if (b.hi >= a.hi) {
        whole.hi = b.hi;
        whole.hi_open = b.hi_open && (b.hi > a.hi || a.hi_open);
    }
    return whole;
}

bool disjoint(const Interval& a, const Interval& b) noexcept {
    return intersect(a, b).empty();
}

Interval operator+(const Interval& a, const Interval& b) noexcept {
    if (a.empty() || b.empty())
        return Interval::none();
    return make({a.lo + b.lo, a.lo_open || b.lo_open}, {a.hi + b.hi, a.hi_open || b.hi_open});
}

Interval operator-(const Interval& a) noexcept {
    if (a.empty())
        return Interval::none();
    return make({-a.hi, a.hi_open}, {-a.lo, a.lo_open});
}

Interval operator-(const Interval& a, const Interval& b) noexcept {
    return a + -b;
}

Interval operator*(const Interval& a, const Interval& b) noexcept {
    if (a.empty() || b.empty())
        return Interval::none();
    const End a_lo{a.lo, a.lo_open};
    const End a_hi{a.hi, a.hi_open};
    const End b_lo{b.lo, b.lo_open};
    const End b_hi{b.hi, b.hi_open};
    return span_of(
        {product(a_lo, b_lo), product(a_lo, b_hi), product(a_hi, b_lo), product(a_hi, b_hi)});
}

Interval operator/(const Interval& a, const Interval& b) noexcept {
    if (a.empty() || b.empty())
        return Interval::none();
    if ((b.lo < 0 && b.hi > 0) || (b.lo == 0 && b.hi == 0))
        return Interval::all();
    const double sign = b.lo >= 0 ? 1 : -1;
    const End a_lo{a.lo, a.lo_open};
    const End a_hi{a.hi, a.hi_open};
    const End b_lo{b.lo, b.lo_open};
    const End b_hi{b.hi, b.hi_open};
    return span_of({quotient(a_lo, b_lo, sign), quotient(a_lo, b_hi, sign),
                    quotient(a_hi, b_lo, sign), quotient(a_hi, b_hi, sign)});
}

Interval scale(const Interval& a, double factor) noexcept {
    if (a.empty())
        return Interval::none();
    if (factor == 0)
        return Interval::point(0);
    const End lo{a.lo * factor, a.lo_open};
    const End hi{a.hi * factor, a.hi_open};
    return factor > 0 ? make(lo, hi) : make(hi, lo);
}

Interval to_integers(const Interval& a) noexcept {
    if (a.empty())
        return Interval::none();
    Interval whole = a;
    if (std::isfinite(a.lo)) {
        const double lo = snap(a.lo);
        whole.lo = std::ceil(lo) + (a.lo_open && lo == std::floor(lo) ? 1.0 : 0.0);
        whole.lo_open = false;
    }
    if (std::isfinite(a.hi)) {
        const double hi = snap(a.hi);
        whole.hi = std::floor(hi) - (a.hi_open && hi == std::ceil(hi) ? 1.0 : 0.0);
        whole.hi_open = false;
    }
    return whole.empty() ? Interval::none()
                         : make({whole.lo, whole.lo_open}, {whole.hi, whole.hi_open});
}

std::string to_string(const Interval& a) {
    if (a.empty())
        return "{}";
    return (a.lo_open ? "(" : "[") + format_exact(a.lo) + ", " + format_exact(a.hi) +
           (a.hi_open ? ")" : "]");
}

} // namespace halflight

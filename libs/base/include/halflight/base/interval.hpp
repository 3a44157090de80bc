// SPDX-License-Identifier: Apache-2.0
// halflight/base/interval.hpp - real intervals whose ends may be open or infinite.
#pragma once

#include <limits>
#include <string>

namespace halflight {

/// A set of reals between two ends. An infinite end is always open. An interval with lo > hi, or
/// with lo == hi and an open end, is empty. Arithmetic follows Moore (1966): the result holds every
/// value that the operation gives for members of the operands; an end is open when the end that
/// gives it is open. A product with a 0 that is a member of its operand reaches its end 0; 0 times
/// an infinite end is 0. Ends are rounded to the nearest double, not outwards.
struct Interval {
    double lo = -std::numeric_limits<double>::infinity();
    double hi = std::numeric_limits<double>::infinity();
    bool lo_open = true;
    bool hi_open = true;

    static Interval all() noexcept { return {}; }
    static Interval point(double v) noexcept { return {v, v, false, false}; }
    static Interval closed(double lo, double hi) noexcept;
    static Interval at_least(double v) noexcept;
    static Interval more_than(double v) noexcept;
    static Interval at_most(double v) noexcept;
    static Interval less_than(double v) noexcept;
    static Interval none() noexcept { return {1, 0, false, false}; }

    [[nodiscard]] bool empty() const noexcept;
    [[nodiscard]] bool bounded() const noexcept;  ///< both ends finite
    [[nodiscard]] bool is_point() const noexcept; ///< one value
    [[nodiscard]] double width() const noexcept; ///< hi - lo, infinity when unbounded, 0 when empty
    [[nodiscard]] bool contains(double v) const noexcept;
    [[nodiscard]] bool contains(const Interval& other) const noexcept;
    bool operator==(const Interval&) const = default;
};

[[nodiscard]] Interval intersect(const Interval& a, const Interval& b) noexcept;
/// Smallest interval that holds both; an empty operand adds nothing.
[[nodiscard]] Interval hull(const Interval& a, const Interval& b) noexcept;
[[nodiscard]] bool disjoint(const Interval& a, const Interval& b) noexcept;

[[nodiscard]] Interval operator+(const Interval& a, const Interval& b) noexcept;
[[nodiscard]] Interval operator-(const Interval& a, const Interval& b) noexcept;
[[nodiscard]] Interval operator-(const Interval& a) noexcept;
[[nodiscard]] Interval operator*(const Interval& a, const Interval& b) noexcept;
/// Division: by an interval with 0 inside, or by the point 0, gives all reals; with 0 at one end a
/// half line.
[[nodiscard]] Interval operator/(const Interval& a, const Interval& b) noexcept;
/// Scaling by a constant; by 0 gives the point 0.
[[nodiscard]] Interval scale(const Interval& a, double factor) noexcept;

/// Largest interval of integers inside `a` (closed ends). An end within 1e-9 relative of an integer
/// counts as that integer, so an open end 5370 gives 5369 and a closed end 5381.4 gives 5381.
/// (The tolerance is never more than 1e-3: else every number above 1e9 would count as an integer.)
[[nodiscard]] Interval to_integers(const Interval& a) noexcept;

/// "[47.5, 48.5]", "(70, 100]", "[0, inf)", "{}" when empty.
[[nodiscard]] std::string to_string(const Interval& a);

} // namespace halflight

// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/interval.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace {

using halflight::Interval;

constexpr double inf = std::numeric_limits<double>::infinity();

Interval make(double lo, double hi, bool lo_open, bool hi_open) {
    return {lo, hi, lo_open || std::isinf(lo), hi_open || std::isinf(hi)};
}

/// Intervals with ends on quarters, on which sums and products are exact; now and then half lines,
/// points and empty ones.
Interval any_interval() {
    const auto end = rc::gen::map(rc::gen::inRange(-12, 13), [](int k) { return k / 4.0; });
    const double lo = *rc::gen::weightedOneOf<double>({{6, end}, {1, rc::gen::just(-inf)}});
    const double hi = *rc::gen::weightedOneOf<double>({{6, end}, {1, rc::gen::just(inf)}});
    return make(lo, hi, *rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<bool>());
}

/// A bounded interval with members, its ends on quarters from `least` to `most`.
Interval bounded_interval(int least, int most) {
    const int lo = *rc::gen::inRange(least, most + 1);
    const int hi = *rc::gen::inRange(lo, most + 1);
    const bool point = lo == hi;
    return make(lo / 4.0, hi / 4.0, !point && *rc::gen::arbitrary<bool>(),
                !point && *rc::gen::arbitrary<bool>());
}

/// Members of an interval: its ends where closed, points just inside, and points far out.
std::vector<double> members(const Interval& a) {
    std::vector<double> found;
    for (double v : {a.lo, a.lo + 0x1p-10, a.lo + 0.125, a.hi, a.hi - 0x1p-10, a.hi - 0.125, 0.0,
                     0x1p-10, -0x1p-10, 1.5, -1.5, 100.0, -100.0}) {
        if (std::isfinite(v) && a.contains(v))
            found.push_back(v);
    }
    return found;
}

/// Every operation on members lands in the result, and the ends of the result are approached by
/// them.
template <class Operation>
void check_operation(Operation operation) {
    const Interval a = any_interval();
    const Interval b = any_interval();
    const Interval result = operation(a, b);
    RC_LOG() << to_string(a) << " with " << to_string(b) << " gives " << to_string(result) << '\n';
    RC_ASSERT((result.empty() == (a.empty() || b.empty())));
    for (const double x : members(a)) {
        for (const double y : members(b))
            RC_ASSERT(result.contains(operation(x, y)));
    }
}

/// For bounded operands: a closed end is reached by some pair of members, an open one by none but
/// nearly.
template <class Operation>
void check_tight(Operation operation) {
    const Interval a = bounded_interval(-12, 12);
    const Interval b = bounded_interval(-12, 12);
    const Interval result = operation(a, b);
    bool lo_reached = false;
    bool hi_reached = false;
    double least = inf;
    double most = -inf;
    for (const double x : members(a)) {
        for (const double y : members(b)) {
            const double z = operation(x, y);
            lo_reached = lo_reached || z == result.lo;
            hi_reached = hi_reached || z == result.hi;
            least = std::min(least, z);
            most = std::max(most, z);
        }
    }
    RC_LOG() << to_string(a) << " with " << to_string(b) << " gives " << to_string(result) << '\n';
    RC_ASSERT(lo_reached == !result.lo_open);
    RC_ASSERT(hi_reached == !result.hi_open);
    RC_ASSERT(least - result.lo < 0.05);
    RC_ASSERT(result.hi - most < 0.05);
}

constexpr auto plus = [](const auto& x, const auto& y) { return x + y; };
constexpr auto minus = [](const auto& x, const auto& y) { return x - y; };
constexpr auto times = [](const auto& x, const auto& y) { return x * y; };

RC_GTEST_PROP(Interval, SumHoldsMembers, ()) {
    check_operation(plus);
}
RC_GTEST_PROP(Interval, DifferenceHoldsMembers, ()) {
    check_operation(minus);
}
RC_GTEST_PROP(Interval, ProductHoldsMembers, ()) {
    check_operation(times);
}
RC_GTEST_PROP(Interval, SumIsTight, ()) {
    check_tight(plus);
}
RC_GTEST_PROP(Interval, DifferenceIsTight, ()) {
    check_tight(minus);
}
RC_GTEST_PROP(Interval, ProductIsTight, ()) {
    check_tight(times);
}

RC_GTEST_PROP(Interval, QuotientHoldsMembers, ()) {
    const Interval a = any_interval();
    const Interval b = any_interval();
    const Interval result = a / b;
    RC_LOG() << to_string(a) << " by " << to_string(b) << " gives " << to_string(result) << '\n';
    for (const double x : members(a)) {
        for (const double y : members(b))
            RC_ASSERT((y == 0 || result.contains(x / y)));
    }
}

RC_GTEST_PROP(Interval, QuotientIsTightAwayFromZero, ()) {
    const Interval a = bounded_interval(-12, 12);
    const Interval positive = bounded_interval(1, 12);
    const Interval b = *rc::gen::arbitrary<bool>() ? -positive : positive;
    const Interval result = a / b;
    bool lo_reached = false;
    bool hi_reached = false;
    for (const double x : members(a)) {
        for (const double y : members(b)) {
            lo_reached = lo_reached || x / y == result.lo;
            hi_reached = hi_reached || x / y == result.hi;
        }
    }
    RC_ASSERT(lo_reached == !result.lo_open);
    RC_ASSERT(hi_reached == !result.hi_open);
}

RC_GTEST_PROP(Interval, ScaleIsAProductWithAPoint, ()) {
    const Interval a = any_interval();
    const double factor = *rc::gen::inRange(-8, 9) / 4.0;
    RC_ASSERT(scale(a, factor) == a * Interval::point(factor));
}

RC_GTEST_PROP(Interval, IntersectionHoldsCommonMembers, ()) {
    const Interval a = any_interval();
    const Interval b = any_interval();
    const Interval both = intersect(a, b);
    for (int k = -60; k <= 60; ++k) {
        const double v = k / 8.0;
        RC_ASSERT((both.contains(v) == (a.contains(v) && b.contains(v))));
    }
    RC_ASSERT(both == intersect(b, a));
    RC_ASSERT((a.contains(both) && b.contains(both)));
    RC_ASSERT(disjoint(a, b) == both.empty());
    RC_ASSERT(intersect(a, a) == (a.empty() ? Interval::none() : a));
}

RC_GTEST_PROP(Interval, HullIsTheLeastUpperBound, ()) {
    const Interval a = any_interval();
    const Interval b = any_interval();
    const Interval c = any_interval();
    const Interval whole = hull(a, b);
    RC_ASSERT((whole.contains(a) && whole.contains(b)));
    RC_ASSERT(whole == hull(b, a));
    RC_ASSERT((!(c.contains(a) && c.contains(b)) || c.contains(whole)));
}

RC_GTEST_PROP(Interval, ContainsAgreesWithMembers, ()) {
    const Interval a = any_interval();
    const Interval b = any_interval();
    RC_ASSERT((a.contains(b) == (b.empty() || intersect(a, b) == b)));
}

RC_GTEST_PROP(Interval, IntegersAgreeWithEnumeration, ()) {
    const Interval a = any_interval();
    const Interval whole = to_integers(a);
    RC_ASSERT((whole.lo == -inf || whole.lo == std::floor(whole.lo)));
    for (int k = -20; k <= 20; ++k)
        RC_ASSERT(whole.contains(k) == a.contains(k));
}

TEST(Interval, IntegersTolerateRounding) {
    EXPECT_EQ(to_integers(make(5370, 5381.4, true, false)), Interval::closed(5371, 5381));
    EXPECT_EQ(to_integers(make(1, 5370, false, true)), Interval::closed(1, 5369));
    EXPECT_EQ(to_integers(make(1, 5370.0000001, false, true)), Interval::closed(1, 5369));
    EXPECT_EQ(to_integers(Interval::closed(2.9999999999, 4.9999999999)), Interval::closed(3, 5));
    EXPECT_EQ(to_integers(Interval::closed(3.0000000001, 5)), Interval::closed(3, 5));
    EXPECT_EQ(to_integers(make(5e9 + 0.4, 5e9 + 9.6, true, true)),
              Interval::closed(5e9 + 1, 5e9 + 9));
    EXPECT_TRUE(to_integers(Interval::closed(0.2, 0.8)).empty());
    EXPECT_TRUE(to_integers(make(3, 4, true, true)).empty());
    EXPECT_EQ(to_integers(Interval::more_than(2)), Interval::at_least(3));
    EXPECT_EQ(to_integers(Interval::all()), Interval::all());
    EXPECT_EQ(to_integers(Interval::none()), Interval::none());
}

TEST(Interval, ZeroTimesInfinityIsZero) {
    const Interval zero = Interval::point(0);
    EXPECT_EQ(zero * Interval::all(), zero);
    EXPECT_EQ(Interval::closed(0, 1) * Interval::at_least(2), Interval::at_least(0));
    EXPECT_EQ(make(0, 1, true, false) * Interval::at_least(2), Interval::more_than(0));
    EXPECT_EQ(make(0, 1, true, false) * Interval::closed(0, 3), Interval::closed(0, 3));
}

TEST(Interval, DivisionByZero) {
    const Interval a = Interval::closed(1, 2);
    EXPECT_EQ(a / Interval::closed(-1, 1), Interval::all());
    EXPECT_EQ(a / Interval::point(0), Interval::all());
    EXPECT_EQ(a / Interval::closed(0, 4), Interval::at_least(0.25));
    EXPECT_EQ(a / Interval::closed(-4, 0), Interval::at_most(-0.25));
    EXPECT_EQ(-a / Interval::closed(0, 4), Interval::at_most(-0.25));
    EXPECT_EQ(Interval::at_least(1) / Interval::at_least(1), Interval::more_than(0));
    EXPECT_EQ(Interval::closed(0, 1) / Interval::closed(0, 1), Interval::at_least(0));
    EXPECT_EQ(Interval::closed(3, 6) / Interval::point(3), Interval::closed(1, 2));
    EXPECT_TRUE((a / Interval::none()).empty());
}

TEST(Interval, OverflowStaysAnInterval) {
    const Interval huge = Interval::closed(1e308, 1.5e308);
    EXPECT_FALSE((huge + huge).empty());
    EXPECT_FALSE((huge * huge).empty());
    EXPECT_FALSE((-huge * huge).empty());
    EXPECT_TRUE((huge + huge).hi_open);
    EXPECT_FALSE(scale(huge, 1e10).empty());
    EXPECT_FALSE((huge / Interval::closed(1e-300, 1e-299)).empty());
}

TEST(Interval, Makers) {
    EXPECT_TRUE(Interval::none().empty());
    EXPECT_TRUE(make(1, 1, true, false).empty());
    EXPECT_TRUE(Interval::at_least(inf).empty());
    EXPECT_EQ(Interval::closed(-inf, inf), Interval::all());
    EXPECT_EQ(Interval::closed(0, inf), Interval::at_least(0));
    EXPECT_TRUE(Interval::point(3).is_point());
    EXPECT_FALSE(Interval::all().bounded());
    EXPECT_EQ(Interval::closed(1, 3).width(), 2);
    EXPECT_EQ(Interval::at_least(1).width(), inf);
    EXPECT_EQ(Interval::none().width(), 0);
    EXPECT_FALSE(Interval::all().contains(std::nan("")));
}

TEST(Interval, Text) {
    EXPECT_EQ(to_string(Interval::closed(47.5, 48.5)), "[47.5, 48.5]");
    EXPECT_EQ(to_string(make(70, 100, true, false)), "(70, 100]");
    EXPECT_EQ(to_string(Interval::at_least(0)), "[0, inf)");
    EXPECT_EQ(to_string(Interval::all()), "(-inf, inf)");
    EXPECT_EQ(to_string(Interval::none()), "{}");
    EXPECT_EQ(to_string(-Interval::closed(0, 1)), "[-1, 0]");
}

} // namespace

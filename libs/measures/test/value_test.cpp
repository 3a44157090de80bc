// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/value.hpp"

#include "boxes.hpp"

namespace halflight::measures {
namespace {

TEST(Combine, APointOutsideTheBoundsIsNoPoint) {
    const Interval bounds = Interval::closed(105844.5, 105845.5);
    EXPECT_EQ(combine(bounds, 105841, "", {}).point, std::nullopt);
    EXPECT_EQ(combine(bounds, 105845, "", {}).point, 105845);
    EXPECT_EQ(combine(Interval::at_least(0), -1, "", {}).point, std::nullopt);
}

TEST(Combine, APointBesideTheBoundsByRoundingIsTheirEnd) {
    const double end = 0.3;
    const double beside = 0.1 + 0.2;
    ASSERT_NE(beside, end);
    EXPECT_EQ(combine(Interval::closed(0, end), beside, "", {}).point, end);
    EXPECT_EQ(combine(Interval::closed(1, 2), 1 - 1e-11, "", {}).point, std::nullopt);
}

TEST(Combine, AnOpenEndMayBeThePoint) {
    EXPECT_EQ(combine(Interval::more_than(500), 500, "", {}).point, 500);
}

RC_GTEST_PROP(Combine, KeepsPointsWithinBounds, ()) {
    const double a = test::any_number(-50, 50);
    const double b = test::any_number(-50, 50);
    const double point = test::any_number(-50, 50);
    const Interval bounds = Interval::closed(std::min(a, b), std::max(a, b));
    const Value value = combine(bounds, point, "", {});
    RC_ASSERT(value.point.has_value() == bounds.contains(point));
    RC_ASSERT(!value.point || *value.point == point);
}

} // namespace
} // namespace halflight::measures

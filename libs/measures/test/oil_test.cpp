// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/oil.hpp"

#include "boxes.hpp"

#include <vector>

namespace halflight::measures {
namespace {

using namespace test;

RC_GTEST_PROP(CapMeter, HoldsEveryYear, ()) {
    std::vector<double> sums;
    std::vector<Interval> parts;
    std::vector<Interval> prefixes;
    double sum = 0;
    for (int i = *rc::gen::inRange(1, 7); i > 0; --i) {
        const double part = any_number(0, 8);
        sum += part;
        sums.push_back(sum);
        parts.push_back(known_or_not(part));
        prefixes.push_back(*rc::gen::arbitrary<bool>() ? around(sum) : Interval::at_least(0));
    }
    const double cap = 1 + any_number(0, 40);
    const CapReading found = cap_meter(parts, known_or_not(sum), prefixes, cap);
    RC_ASSERT(found.agrees);
    RC_ASSERT(holds(found.delivered, sum));
    RC_ASSERT(holds(found.share, sum / cap));
    RC_ASSERT(found.over.contains(sum > cap ? 1 : 0));
    for (std::size_t i = 0; i < sums.size(); ++i) {
        RC_ASSERT(holds(found.cumulated[i], sums[i]));
        if (sums[i] > cap) {
            RC_ASSERT(found.first_possible.has_value());
            RC_ASSERT(*found.first_possible <= i);
            break;
        }
        RC_ASSERT((!found.last_possible || *found.last_possible > i));
    }
}

TEST(CapMeter, WithMonthsUnknownKnowsOnlyWhatIsReported) {
    const std::vector<Interval> parts = {Interval::point(300), Interval::at_least(0),
                                         Interval::point(100)};
    const CapReading found = cap_meter(parts, Interval::at_least(0), {}, 500);
    EXPECT_EQ(found.delivered, Interval::at_least(400));
    EXPECT_EQ(found.over, Interval::closed(0, 1));
    EXPECT_EQ(found.first_possible, 1U);
    EXPECT_EQ(found.last_possible, std::nullopt);
}

TEST(CapMeter, TakesTheMonthThatIsLeftFromTheYear) {
    const std::vector<Interval> parts = {Interval::point(300), Interval::at_least(0),
                                         Interval::point(100)};
    const CapReading found = cap_meter(parts, Interval::point(450), {}, 500);
    EXPECT_EQ(found.cumulated[1], Interval::point(350));
    EXPECT_EQ(found.over, Interval::point(0));
    EXPECT_EQ(found.first_possible, std::nullopt);
}

TEST(CapMeter, AtTheCapIsNotAboveIt) {
    const CapReading found =
        cap_meter(std::vector{Interval::point(500)}, Interval::at_least(0), {}, 500);
    EXPECT_EQ(found.over, Interval::point(0));
    const CapReading more =
        cap_meter(std::vector{Interval::point(501)}, Interval::at_least(0), {}, 500);
    EXPECT_EQ(more.over, Interval::point(1));
    EXPECT_EQ(more.first_possible, 0U);
    EXPECT_EQ(more.last_possible, 0U);
}

TEST(CapMeter, OfMonthsAgainstTheYearHoldsBoth) {
    const CapReading found = cap_meter(std::vector{Interval::point(10), Interval::point(20)},
                                       Interval::point(50), {}, 40);
    EXPECT_FALSE(found.agrees);
    EXPECT_EQ(found.delivered, Interval::closed(30, 50));
    EXPECT_EQ(found.over, Interval::closed(0, 1));
    EXPECT_EQ(found.first_possible, std::nullopt);
}

TEST(Volume, DependsOnTheProduct) {
    const Interval tonne = Interval::point(1000);
    const std::vector<Interval> factors = {Interval::point(11.6), Interval::point(8.5),
                                           Interval::point(7.23), Interval::point(6.62)};
    expect_near(volume_of(tonne, factors[0]), 11600, 11600);
    expect_near(volume_of(tonne, factors[1]), 8500, 8500);
    expect_near(volume_of(tonne, factors[2]), 7230, 7230);
    expect_near(volume_of(tonne, factors[3]), 6620, 6620);
    expect_near(volume_of(tonne, unknown_factor(factors)), 6620, 11600);
    EXPECT_TRUE(unknown_factor({}).empty());
}

TEST(Tankers, CouldHavePassedTheCapAThirdLaden) {
    const Interval capacity = Interval::point(1519586.7);
    const Interval third = laden_volume(capacity, Interval::point(1.0 / 3));
    EXPECT_NEAR(third.lo, 506529, 0.5);
    EXPECT_NEAR(laden_volume(capacity, Interval::point(0.5)).lo, 759793, 0.5);
    EXPECT_NEAR(laden_volume(capacity, Interval::point(0.9)).lo, 1367628, 0.5);
    EXPECT_EQ(above(third, 500000), Interval::point(1));
}

RC_GTEST_PROP(Tankers, ImplyTheCapacityThatTheyHave, ()) {
    const double capacity = any_number(1, 100);
    const double laden = *rc::gen::inRange(1, 17) / 16.0;
    RC_ASSERT(holds(implied_capacity(around(capacity * laden), Interval::point(laden)), capacity));
}

} // namespace
} // namespace halflight::measures

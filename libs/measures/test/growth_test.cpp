// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/growth.hpp"

#include "boxes.hpp"

#include <array>
#include <vector>

namespace halflight::measures {
namespace {

using namespace test;

/// A rate printed to a tenth of a percent.
Interval printed(double percent) {
    return Interval::closed((percent - 0.05) / 100, (percent + 0.05) / 100);
}

std::vector<Interval> points(const std::vector<double>& percents) {
    std::vector<Interval> rates;
    for (const double percent : percents) {
        rates.push_back(Interval::point(percent / 100));
    }
    return rates;
}

// Growth by industry, 2020 to 2024, as the Bank of Korea estimates it.
const std::vector<double> heavy = {-1.6, -3.7, -9.5, 8.1, 10.7};
const std::vector<double> light = {-7.5, -2.6, 5.0, 0.8, -0.7};
const std::vector<double> manufacturing = {-3.8, -3.3, -4.6, 5.9, 7.0};
const std::vector<double> mining = {-9.6, -11.7, 4.6, 2.6, 8.8};
const std::vector<double> both = {-5.9, -6.5, -1.3, 4.9, 7.6};
const std::vector<double> government = {0.8, 0.1, 0.6, 0.7, 1.2};
const std::vector<double> other = {-18, -2.0, 2.7, 5.5, 1.7};
const std::vector<double> services = {-4.0, -0.4, 1.0, 1.7, 1.3};

std::array<double, 2> weights(const std::vector<double>& parent, const std::vector<double>& first,
                              const std::vector<double>& second) {
    std::array<double, 2> range = {1, 0};
    for (std::size_t i = 0; i < parent.size(); ++i) {
        const Interval weight = implied_weight(
            Interval::point(parent[i]), Interval::point(first[i]), Interval::point(second[i]));
        range = {std::min(range[0], weight.lo), std::max(range[1], weight.hi)};
        EXPECT_TRUE(implied_weight(printed(parent[i]), printed(first[i]), printed(second[i]))
                        .contains(weight));
    }
    return range;
}

TEST(ImpliedWeight, OfTheTableOfIndustries) {
    const auto in_manufacturing = weights(manufacturing, light, heavy);
    EXPECT_NEAR(in_manufacturing[0], 0.30, 0.005);
    EXPECT_NEAR(in_manufacturing[1], 0.37, 0.005);
    const auto in_both = weights(both, mining, manufacturing);
    EXPECT_NEAR(in_both[0], 0.30, 0.005);
    EXPECT_NEAR(in_both[1], 0.38, 0.005);
    const auto in_services = weights(services, government, other);
    EXPECT_NEAR(in_services[0], 0.75, 0.006);
    EXPECT_NEAR(in_services[1], 0.81, 0.005);
}

RC_GTEST_PROP(ImpliedWeight, HoldsTheWeightOfEveryMean, ()) {
    const double first = any_number(-20, 20);
    const double second = any_number(-20, 20);
    const double weight = *rc::gen::inRange(0, 17) / 16.0;
    const double parent = weight * first + (1 - weight) * second;
    RC_ASSERT(holds(implied_weight(around(parent, -100), around(first, -100), around(second, -100)),
                    weight));
}

/// Both ends are reached: by corners, unless the weight is cut at 0 or 1.
RC_GTEST_PROP(ImpliedWeight, IsTight, ()) {
    const double second = any_number(-20, 0);
    const double first = second + 9 + any_number(0, 20);
    const Interval p = around(second + 0.5 * (first - second), -100);
    const Interval a = around(first, -100);
    const Interval b = around(second, -100);
    RC_PRE(disjoint(a, b));
    const Interval found = implied_weight(p, a, b);
    double least = 2;
    double most = -1;
    for (const double x : {p.lo, p.hi}) {
        for (const double y : {a.lo, a.hi}) {
            for (const double z : {b.lo, b.hi}) {
                least = std::min(least, (x - z) / (y - z));
                most = std::max(most, (x - z) / (y - z));
            }
        }
    }
    RC_ASSERT(std::abs(found.lo - std::max(0.0, least)) < 1e-9);
    RC_ASSERT(std::abs(found.hi - std::min(1.0, most)) < 1e-9);
}

TEST(ImpliedWeight, OutsideItsChildrenDoesNotExist) {
    EXPECT_TRUE(implied_weight(Interval::point(9), Interval::point(1), Interval::point(2)).empty());
    EXPECT_EQ(implied_weight(Interval::point(1), Interval::point(1), Interval::point(1)),
              Interval::closed(0, 1));
}

TEST(CumulativeGrowth, OfHeavyAndLightIndustry) {
    EXPECT_NEAR(cumulative_growth(points(heavy)).lo, 0.026, 0.0005);
    EXPECT_NEAR(cumulative_growth(points(light)).lo, -0.053, 0.0005);
    EXPECT_EQ(cumulative_growth({}), Interval::point(0));
}

RC_GTEST_PROP(CumulativeGrowth, HoldsEveryProduct, ()) {
    std::vector<Interval> rates;
    double level = 1;
    for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
        const double rate = any_number(-16, 32) / 16;
        level *= 1 + rate;
        rates.push_back(around(rate, -1));
    }
    RC_ASSERT(holds(cumulative_growth(rates), level - 1));
}

TEST(GrowthGap, OfHeavyOverLightIndustry) {
    const std::vector<double> known = {5.9, -1.1, -14.5, 7.3, 11.4};
    for (std::size_t i = 0; i < known.size(); ++i) {
        EXPECT_NEAR(growth_gap(Interval::point(heavy[i]), Interval::point(light[i])).lo, known[i],
                    1e-9);
    }
    expect_near(growth_gap(printed(8.1), printed(0.8)), 0.072, 0.074);
}

RC_GTEST_PROP(Rebound, HoldsEveryPath, ()) {
    std::vector<Interval> rates;
    std::vector<double> truth;
    for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
        truth.push_back(any_number(-8, 8) / 16);
        const double width = any_number(0, 1) / 8;
        rates.push_back(Interval::closed(truth.back() - width, truth.back() + width));
    }
    const std::size_t trough = *rc::gen::inRange<std::size_t>(0, rates.size() + 1);
    const Rebound found = rebound(rates, trough);
    double bottom = 1;
    double level = 1;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        level *= 1 + truth[i];
        bottom = i < trough ? level : bottom;
    }
    RC_ASSERT(holds(found.trough, bottom));
    RC_ASSERT(holds(found.level, level));
    RC_ASSERT(holds(found.needed, std::max(0.0, 1 / level - 1)));
    if (level > bottom && bottom < 1) {
        RC_ASSERT(holds(found.share, std::min(1.0, (1 - bottom) / (level - bottom))));
    }
}

TEST(Rebound, OfHeavyIndustryIsMostlyWhatWasLost) {
    const Rebound found = rebound(points(heavy), 3);
    EXPECT_NEAR(found.trough.lo, 0.8576, 0.00005);
    EXPECT_NEAR(found.share.lo, 0.844, 0.0005);
    EXPECT_EQ(found.needed, Interval::point(0));
}

} // namespace
} // namespace halflight::measures

// SPDX-License-Identifier: Apache-2.0
#include "halflight/measures/tourism.hpp"

#include "boxes.hpp"

namespace halflight::measures {
namespace {

using namespace test;

RC_GTEST_PROP(ShareInside, HoldsEveryPartOfItsWhole, ()) {
    const double part = any_number(0, 20);
    const double whole = part + any_number(0, 20);
    RC_PRE(whole > 0);
    RC_ASSERT(holds(share_inside(known_or_not(part), known_or_not(whole)), part / whole));
}

TEST(ShareInside, NeverPassesOne) {
    EXPECT_EQ(share_inside(Interval::closed(4, 8), Interval::closed(5, 10)),
              Interval::closed(0.4, 1));
    EXPECT_EQ(share_inside(Interval::point(0), Interval::point(5)), Interval::point(0));
    EXPECT_EQ(share_inside(Interval::point(0), Interval::point(0)), Interval::closed(0, 1));
    EXPECT_TRUE(share_inside(Interval::point(6), Interval::point(5)).empty());
}

TEST(RatioTo, OfRussianToChineseTourists) {
    const Interval ratio = ratio_to(Interval::point(1957), Interval::closed(240000, 270000));
    expect_near(ratio, 1957.0 / 270000, 1957.0 / 240000);
}

TEST(SameSeason, IsTheSameUnitOfAnotherYear) {
    const auto alike = [](const char* a, const char* b) {
        return same_season(*parse_period(a), *parse_period(b));
    };
    EXPECT_TRUE(alike("2025-Q2", "2024-Q2"));
    EXPECT_TRUE(alike("2025-07", "2019-07"));
    EXPECT_TRUE(alike("2025", "2011"));
    EXPECT_FALSE(alike("2025-Q2", "2025-Q1"));
    EXPECT_FALSE(alike("2025-Q2", "2024"));
    EXPECT_FALSE(alike("2025-Q1", "2024-S1"));
    EXPECT_FALSE(alike("2024-01/2024-05", "2023-01/2023-05"));
    EXPECT_FALSE(alike("2025-W05", "2025-W05"));
}

TEST(YearsBefore, KeepsTheSeason) {
    for (const char* text : {"2024-02", "2024-Q1", "2024-S2", "2024"}) {
        const Period period = *parse_period(text);
        for (int years = 1; years < 9; ++years) {
            EXPECT_TRUE(same_season(period, years_before(period, years))) << text << years;
        }
    }
    EXPECT_EQ(to_string(years_before(*parse_period("2025-Q2"), 1)), "2024-Q2");
}

} // namespace
} // namespace halflight::measures

// SPDX-License-Identifier: Apache-2.0
#include "numbers.hpp"

#include <gtest/gtest.h>

namespace halflight::edition {

namespace {

std::string in(const Interval& interval, const char* unit) {
    return show(interval, parse_unit(unit).value());
}

TEST(Numbers, RoundOutwardsToTwoDigitsOfTheWidth) {
    EXPECT_EQ(in(Interval::closed(4.26666, 4.43333), "USD"), "4.26 to 4.44 USD");
    EXPECT_EQ(in(Interval::closed(77870613.78, 77890705.38), "USD"),
              "77,870,000 to 77,891,000 USD");
    EXPECT_EQ(in(Interval::closed(-0.104, 0.107), "ratio"), "-0.11 to 0.11 ratio");
}

TEST(Numbers, KeepWhatIsExact) {
    EXPECT_EQ(in(Interval::closed(47.5, 48.5), "USD"), "47.5 to 48.5 USD");
    EXPECT_EQ(in(Interval::closed(34064.5, 34065.5), "thousand USD"),
              "34,064.5 to 34,065.5 thousand USD");
    EXPECT_EQ(in(Interval::point(5370), "visits"), "5,370 visits");
    EXPECT_EQ(in(Interval::closed(99.99999999999, 200.00000000001), "USD"), "100 to 200 USD");
}

TEST(Numbers, SayOpenAndInfiniteEndsInWords) {
    Interval almost = Interval::closed(9.5, 10);
    almost.hi_open = true;
    EXPECT_EQ(in(almost, "USD"), "at least 9.5, less than 10 USD");
    EXPECT_EQ(in(Interval::more_than(70), "percent"), "more than 70 percent");
    EXPECT_EQ(in(Interval::at_least(4.2666666666666), "USD"), "at least 4.26666 USD");
    EXPECT_EQ(in(Interval::at_most(12345678.5), "USD"), "at most 12,345,678.5 USD");
    EXPECT_EQ(in(Interval::all(), "USD"), "any value");
    EXPECT_EQ(in(Interval::none(), "USD"), "no value at all");
}

TEST(Numbers, ShowDaysOfUnitDate) {
    EXPECT_EQ(in(Interval::point(0), "date"), "1970-01-01");
    EXPECT_EQ(in(Interval::closed(0, 364), "date"), "1970-01-01 to 1970-12-31");
}

TEST(Numbers, PrintedKeepsItsDecimals) {
    EXPECT_EQ(show_printed(4, 1), "4.0");
    EXPECT_EQ(show_printed(-1234567.25, 2), "-1,234,567.25");
    EXPECT_EQ(show_printed(123, 0), "123");
}

} // namespace

} // namespace halflight::edition

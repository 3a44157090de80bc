// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/signal.hpp"

#include <gtest/gtest.h>

namespace halflight::watch {
namespace {

Signal of(Interval value, double threshold) {
    Signal signal;
    signal.value = value;
    signal.threshold = threshold;
    return signal;
}

TEST(Signal, WordsReadBack) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(Reading::count_); ++i) {
        const auto reading = static_cast<Reading>(i);
        EXPECT_EQ(parse_reading(to_string(reading)), reading);
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(Severity::count_); ++i) {
        const auto severity = static_cast<Severity>(i);
        EXPECT_EQ(parse_severity(to_string(severity)), severity);
    }
    EXPECT_FALSE(parse_reading("calm"));
}

TEST(Signal, MarginIsThatOfTheEndThatSpeaksLeastForAnAlarm) {
    EXPECT_EQ(margin(of(Interval::closed(9, 14), 10)), -1);
    Signal low = of(Interval::closed(9, 14), 10);
    low.above = false;
    EXPECT_EQ(margin(low), -4);
    EXPECT_FALSE(margin(of(Interval::at_most(3), 10)));
    EXPECT_FALSE(margin(Signal{}));
}

TEST(Signal, AQuietValueShortOfItsReleaseHolds) {
    Signal signal = of(Interval::point(0.9), 1);
    EXPECT_FALSE(holds(signal));
    signal.release = 0.8;
    EXPECT_TRUE(holds(signal));
    signal.value = Interval::point(0.7);
    EXPECT_FALSE(holds(signal));
    signal.value = Interval::closed(0.7, 0.85);
    EXPECT_TRUE(holds(signal));
    signal.reading = Reading::raised;
    EXPECT_FALSE(holds(signal));
}

TEST(Signal, GradesWantDirectFreshAndIndependentWord) {
    Reliability two{.origins = 2, .best_source = 'B', .direct = true, .age_days = 20};
    EXPECT_EQ(grade(two, 60), "R2");
    EXPECT_EQ(grade(two, 10), "R1");
    two.origins = 1;
    EXPECT_EQ(grade(two, 60), "R1");
    two.direct = false;
    EXPECT_EQ(grade(two, 60), "R0");
    EXPECT_EQ(grade({}, 60), "R0");
}

} // namespace
} // namespace halflight::watch

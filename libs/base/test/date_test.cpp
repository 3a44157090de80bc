// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/date.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>
#include <limits>

namespace {

using halflight::CivilDate;
using halflight::Date;

constexpr int first_day = -719162; // 0001-01-01
constexpr int last_day = 2932896;  // 9999-12-31

std::string error_of(std::string_view text) {
    const auto date = halflight::parse_date(text);
    return date ? "" : date.fault().message;
}

TEST(Date, KnownDays) {
    EXPECT_EQ(halflight::to_date({1970, 1, 1}).days, 0);
    EXPECT_EQ(halflight::to_date({2000, 3, 1}).days, 11017);
    EXPECT_EQ(halflight::to_date({1, 1, 1}).days, first_day);
    EXPECT_EQ(halflight::to_date({9999, 12, 31}).days, last_day);
}

TEST(Date, ParsesLeapDay) {
    EXPECT_EQ(to_string(*halflight::parse_date("2024-02-29")), "2024-02-29");
    EXPECT_EQ(error_of("2023-02-29"), "\"2023-02-29\" is not in the calendar");
    EXPECT_EQ(halflight::parse_date("2023-02-29").fault().hint, "the last day of that month is 28");
    EXPECT_NE(error_of("1900-02-29"), "");
    EXPECT_EQ(error_of("2000-02-29"), "");
}

TEST(Date, RefusesOtherForms) {
    for (const auto* text : {"", "2024", "2024-1-01", "2024-01-1", "24-01-01", "2024/01/01",
                             "2024-01-01 ", " 2024-01-01", "2024-01-01T00:00", "0000-01-01",
                             "2024-13-01", "2024-00-01", "2024-01-00", "2024-01-32", "+024-01-01"})
        EXPECT_NE(error_of(text), "") << text;
}

TEST(Date, FaultsSayWhere) {
    EXPECT_EQ(halflight::parse_date("2024-x1-01").fault().offset, 5U);
    EXPECT_EQ(halflight::parse_date("2024-13-01").fault().offset, 5U);
    EXPECT_EQ(halflight::parse_date("2024-02-30").fault().offset, 8U);
    EXPECT_EQ(halflight::parse_date("2024-02-30T").fault().offset, 10U);
    EXPECT_EQ(halflight::parse_date("").fault().offset, 0U);
}

TEST(Date, AddMonthsKeepsToTheMonth) {
    const Date january = halflight::to_date({2024, 1, 31});
    EXPECT_EQ(to_string(add_months(january, 1)), "2024-02-29");
    EXPECT_EQ(to_string(add_months(january, 13)), "2025-02-28");
    EXPECT_EQ(to_string(add_months(january, -1)), "2023-12-31");
    EXPECT_EQ(to_string(add_months(january, -13)), "2022-12-31");
    EXPECT_EQ(to_string(add_months(january, 0)), "2024-01-31");
}

TEST(Date, AddMonthsStopsAtTheEndOfTime) {
    const Date late{std::numeric_limits<std::int32_t>::max()};
    const Date early{std::numeric_limits<std::int32_t>::min()};
    EXPECT_EQ(add_months(late, std::numeric_limits<int>::max()), late);
    EXPECT_EQ(add_months(early, std::numeric_limits<int>::min()), early);
}

RC_GTEST_PROP(Date, AgreesWithChrono, ()) {
    const int days = *rc::gen::inRange(first_day, last_day + 1);
    const std::chrono::year_month_day expected{std::chrono::sys_days{std::chrono::days{days}}};
    const CivilDate civil = halflight::to_civil(Date{days});
    RC_ASSERT(civil.year == static_cast<int>(expected.year()));
    RC_ASSERT(civil.month == static_cast<int>(static_cast<unsigned>(expected.month())));
    RC_ASSERT(civil.day == static_cast<int>(static_cast<unsigned>(expected.day())));
    RC_ASSERT(exists(civil));
}

RC_GTEST_PROP(Date, RoundTrips, (std::int32_t days)) {
    RC_ASSERT(halflight::to_date(halflight::to_civil(Date{days})) == Date{days});
}

RC_GTEST_PROP(Date, TextRoundTrips, ()) {
    const Date date{*rc::gen::inRange(first_day, last_day + 1)};
    RC_ASSERT(*halflight::parse_date(to_string(date)) == date);
}

RC_GTEST_PROP(Date, ParseNeverThrows, (const std::string& text)) {
    const auto date = halflight::parse_date(text);
    RC_ASSERT((date.ok() || date.fault().offset <= text.size()));
}

} // namespace

// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/period.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <random>

namespace {

using halflight::Date;
using halflight::Frequency;
using halflight::Period;

constexpr std::array frequencies{Frequency::annual, Frequency::half_year, Frequency::quarter,
                                 Frequency::month,  Frequency::week,      Frequency::day};

Period period(std::string_view text) {
    const auto parsed = halflight::parse_period(text);
    EXPECT_TRUE(parsed.ok()) << text << (parsed ? "" : parsed.fault().message);
    return parsed ? *parsed : Period{};
}

std::string days(std::string_view text) {
    const Period p = period(text);
    return to_string(p.first) + " " + to_string(Date{p.end.days - 1});
}

Date any_date() {
    return {*rc::gen::inRange(-719162 + 800, 2932896 - 800)};
}

TEST(Period, Forms) {
    EXPECT_EQ(days("2024"), "2024-01-01 2024-12-31");
    EXPECT_EQ(days("2024-S2"), "2024-07-01 2024-12-31");
    EXPECT_EQ(days("2024-Q1"), "2024-01-01 2024-03-31");
    EXPECT_EQ(days("2024-02"), "2024-02-01 2024-02-29");
    EXPECT_EQ(days("2024-12"), "2024-12-01 2024-12-31");
    EXPECT_EQ(days("2024-07-15"), "2024-07-15 2024-07-15");
    EXPECT_EQ(days("2018-01/2018-04"), "2018-01-01 2018-04-30");
    EXPECT_EQ(days("2018/2019-Q1"), "2018-01-01 2019-03-31");
}

TEST(Period, IsoWeeks) {
    EXPECT_EQ(days("2024-W01"), "2024-01-01 2024-01-07");
    EXPECT_EQ(days("2021-W01"), "2021-01-04 2021-01-10");
    EXPECT_EQ(days("2020-W53"), "2020-12-28 2021-01-03");
    EXPECT_EQ(days("2015-W01"), "2014-12-29 2015-01-04");
    EXPECT_FALSE(halflight::parse_period("2021-W53").ok());
    EXPECT_FALSE(halflight::parse_period("2021-W00").ok());
    EXPECT_EQ(to_string(period("2020-12-28/2021-01-03")), "2020-W53");
    EXPECT_EQ(to_string(period("0001-W01")), "0001-W01");
    EXPECT_FALSE(halflight::parse_period("9999-W52").ok());
}

TEST(Period, OpenEnds) {
    EXPECT_TRUE(period("../2018").open_start());
    EXPECT_FALSE(period("../2018").open_end());
    EXPECT_TRUE(period("2018-04/..").open_end());
    EXPECT_TRUE(period("../..").contains(period("2018")));
    EXPECT_GT(period("../..").days(), 0);
    for (const auto* text : {"../2018", "2018-04/..", "../..", "2018-04-02/.."})
        EXPECT_EQ(to_string(period(text)), text);
    EXPECT_FALSE(halflight::parse_period("..").ok());
}

TEST(Period, Refused) {
    for (const auto* text : {"",          "24",
                             "0000",      "2024-13",
                             "2024-00",   "2024-1",
                             "2024-Q5",   "2024-Q0",
                             "2024-S3",   "2024Q1",
                             "2024-q1",   "2024-W5",
                             "2024-W54",  "2024-W100",
                             "2024-",     "2024-02-30",
                             "2024/",     "/2024",
                             "2024/2023", "2024/2025/2026",
                             " 2024",     "2024 ",
                             "2024-Q",    "202a",
                             "2024-M01",  "2018-05/2018-04"})
        EXPECT_FALSE(halflight::parse_period(text).ok()) << text;
}

TEST(Period, FaultsHelp) {
    const auto ambiguous = halflight::parse_period("2010-2013");
    ASSERT_FALSE(ambiguous.ok());
    EXPECT_EQ(ambiguous.fault().hint, "a range is written with '/': 2010/2013");
    EXPECT_EQ(ambiguous.fault().offset, 4U);
    EXPECT_EQ(halflight::parse_period("2018-01/2018-13").fault().offset, 13U);
    EXPECT_EQ(halflight::parse_period("2018-01/2017").fault().message,
              "\"2018-01/2017\" ends before it starts");
}

TEST(Period, ShortestText) {
    EXPECT_EQ(to_string(period("2018-01/2018-12")), "2018");
    EXPECT_EQ(to_string(period("2018-Q1/2018-Q2")), "2018-S1");
    EXPECT_EQ(to_string(period("2018-01-01/2018-04-30")), "2018-01/2018-04");
    EXPECT_EQ(to_string(period("2018-Q1/2019-Q4")), "2018/2019");
    EXPECT_EQ(to_string(period("2018-Q2/2019-Q1")), "2018-04/2019-03");
    EXPECT_EQ(to_string(period("2021-W02/2021-W03")), "2021-W02/2021-W03");
    EXPECT_EQ(to_string(period("2018-01-02/2018-04-30")), "2018-01-02/2018-04-30");
}

TEST(Period, FrequencyCodes) {
    for (const Frequency f : frequencies)
        EXPECT_EQ(*halflight::parse_frequency(to_string(f)), f);
    EXPECT_EQ(to_string(Frequency::none), "");
    EXPECT_FALSE(halflight::parse_frequency("").ok());
    EXPECT_FALSE(halflight::parse_frequency("H").ok());
}

TEST(Period, Previous) {
    EXPECT_EQ(to_string(previous(period("2024"))), "2023");
    EXPECT_EQ(to_string(previous(period("2024-Q1"))), "2023-Q4");
    EXPECT_EQ(to_string(previous(period("2024-03"))), "2024-02");
    EXPECT_EQ(to_string(previous(period("2021-W01"))), "2020-W53");
    EXPECT_EQ(to_string(previous(period("2024-03-01"))), "2024-02-29");
    EXPECT_EQ(to_string(previous(period("2024-01-11/2024-01-20"))), "2024-01-01/2024-01-10");
    EXPECT_EQ(previous(period("2024/..")).days(), 0);
}

TEST(Period, UnitsInside) {
    EXPECT_EQ(units_inside(period("2024"), Frequency::month).size(), 12U);
    EXPECT_EQ(units_inside(period("2024-02"), Frequency::day).size(), 29U);
    const auto quarters = units_inside(period("2018-02/2018-11"), Frequency::quarter);
    ASSERT_EQ(quarters.size(), 2U);
    EXPECT_EQ(to_string(quarters[0]), "2018-Q2");
    EXPECT_TRUE(units_inside(period("2018-02"), Frequency::quarter).empty());
    EXPECT_THROW((void)units_inside(period("2018/.."), Frequency::month), halflight::Error);
    EXPECT_THROW((void)units_inside(period("2018"), Frequency::none), halflight::Error);
}

TEST(Period, Tiles) {
    const Period year = period("2024");
    const std::vector<Period> parts{period("2024-S2"), period("2024-Q1"), period("2024-Q2")};
    EXPECT_TRUE(tiles(year, parts));
    EXPECT_FALSE(tiles(year, std::vector{period("2024-Q1"), period("2024-S2")}));
    EXPECT_FALSE(tiles(year, std::vector{period("2024-S1"), period("2024-S2"), period("2024-Q1")}));
    EXPECT_FALSE(tiles(year, std::vector{period("2024"), period("2024")}));
    EXPECT_FALSE(tiles(year, std::vector{period("2024"), period("2025")}));
    EXPECT_FALSE(tiles(year, {}));
}

RC_GTEST_PROP(Period, RangesRoundTrip, ()) {
    const Date a = any_date();
    const Date b{a.days + *rc::gen::inRange(0, 800)};
    const Period p = halflight::from_to(a, b);
    RC_ASSERT(p.days() >= 1);
    RC_ASSERT(*halflight::parse_period(to_string(p)) == p);
    RC_ASSERT(*halflight::parse_period(to_string(a) + '/' + to_string(b)) == p);
}

RC_GTEST_PROP(Period, UnitsRoundTripAndKnowTheirFrequency, ()) {
    const Frequency f = *rc::gen::elementOf(frequencies);
    const Date date = any_date();
    const Period p = period_at(date, f);
    RC_ASSERT(p.contains(date));
    RC_ASSERT(frequency_of(p) == f);
    RC_ASSERT(*halflight::parse_period(to_string(p)) == p);
    RC_ASSERT(previous(p).end == p.first);
    RC_ASSERT(frequency_of(previous(p)) == f);
}

RC_GTEST_PROP(Period, UnitsTileAlignedPeriods, (unsigned seed)) {
    const Frequency f = *rc::gen::elementOf(frequencies);
    const Period first = period_at(any_date(), f);
    const Period last = period_at(Date{first.first.days + *rc::gen::inRange(0, 800)}, f);
    const Period whole{first.first, last.end};
    std::vector<Period> units = units_inside(whole, f);
    RC_ASSERT(std::is_sorted(units.begin(), units.end()));
    std::shuffle(units.begin(), units.end(), std::mt19937(seed));
    RC_ASSERT(tiles(whole, units));
    units.pop_back();
    RC_ASSERT(!tiles(whole, units));
}

RC_GTEST_PROP(Period, OverlapIsACommonDay, ()) {
    const auto near = rc::gen::inRange(0, 12);
    const Period a{Date{*near}, Date{*near + 6}};
    const Period b{Date{*near}, Date{*near + 6}};
    bool common = false;
    for (int day = -1; day < 20; ++day)
        common = common || (a.contains(Date{day}) && b.contains(Date{day}));
    RC_ASSERT(a.overlaps(b) == common);
}

RC_GTEST_PROP(Period, ParseNeverThrows, ()) {
    const auto text =
        *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0129-/.QWS ")));
    const auto parsed = halflight::parse_period(text);
    RC_ASSERT((parsed.ok() || parsed.fault().offset <= text.size()));
}

} // namespace

// SPDX-License-Identifier: Apache-2.0
// Gap policies and comparisons of two sets of periods, against numbers worked out by hand.
#include "halflight/lights/compare.hpp"
#include "made_series.hpp"

#include <gtest/gtest.h>

namespace halflight::lights {
namespace {

constexpr double none = SeriesCell::none;
constexpr double z95 = 1.959963984540054;

std::string message(const Series& series, const CompareSpec& spec) {
    try {
        (void)compare(series, spec);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

TEST(GapPolicy, WordsReadBack) {
    for (const char* text : {"none", "carry:1", "interpolate:12"}) {
        EXPECT_EQ(to_string(parse_gap_policy(text).value()), text);
    }
    for (const char* text :
         {"", "carry", "carry:", "carry:0", "carry:-1", "carry:1.5", "carry:1001", "linear:2"}) {
        EXPECT_FALSE(parse_gap_policy(text).ok()) << text;
    }
}

TEST(GapPolicy, WithoutOneGapsStayMissing) {
    Series series = made_series({{1, none, 3}});
    EXPECT_EQ(close_gaps(series, {}), 0U);
    EXPECT_EQ(series.at(0, 1).missing, "not_observed");
    EXPECT_TRUE(std::isnan(series.at(0, 1).value));
}

TEST(GapPolicy, CarryReachesItsNumberAndNoFurther) {
    Series series = made_series({{none, 5, none, none, none, 2, none}});
    EXPECT_EQ(close_gaps(series, {GapRule::carry, 2}), 3U);
    EXPECT_FALSE(series.at(0, 0).has_value()) << "nothing before the first value";
    EXPECT_EQ(series.at(0, 2).value, 5);
    EXPECT_EQ(series.at(0, 3).value, 5);
    EXPECT_FALSE(series.at(0, 4).has_value());
    EXPECT_EQ(series.at(0, 6).value, 2);
    EXPECT_TRUE(series.at(0, 2).filled && series.at(0, 6).filled);
    EXPECT_FALSE(series.at(0, 1).filled);
}

TEST(GapPolicy, InterpolationRunsBetweenMiddleDays) {
    // Middles of January, February and March 2019: days 15.5, 45 and 74.5 of the year.
    Series series = made_series({{0, none, 59, none, none, 1, none}});
    EXPECT_EQ(close_gaps(series, {GapRule::interpolate, 1}), 1U);
    EXPECT_NEAR(series.at(0, 1).value, 59 * (45 - 15.5) / (74.5 - 15.5), 1e-12);
    EXPECT_TRUE(series.at(0, 1).filled);
    EXPECT_FALSE(series.at(0, 3).has_value()) << "a gap of two";
    EXPECT_FALSE(series.at(0, 6).has_value()) << "nothing beyond the last value";
}

TEST(GapPolicy, NoPlaceIsFilledThatNoRasterShows) {
    Series series = made_series({{1, none, 3}});
    series.at(0, 1).missing = "outside_grid";
    EXPECT_EQ(close_gaps(series, {GapRule::carry, 3}), 0U);
    EXPECT_EQ(close_gaps(series, {GapRule::interpolate, 3}), 0U);
}

/// 2019 and 2020. Winters shine twice as bright (snow), 2020 a tenth brighter than 2019.
Series two_years() {
    std::vector<double> values;
    for (int year = 0; year < 2; ++year) {
        for (int month = 1; month <= 12; ++month) {
            values.push_back((month <= 3 ? 20.0 : 10.0) * (year == 0 ? 1.0 : 1.1));
        }
    }
    return made_series({values});
}

TEST(Compare, SeasonMatchingFreesFromTheSeason) {
    Series series = two_years();
    for (std::size_t month = 0; month < 3; ++month) { // the winter of 2020 was not seen
        series.at(0, 12 + month) = {.valid_share = 0, .missing = "not_observed"};
    }
    CompareSpec spec{.period = {period("2020")}, .base = {period("2019")}};
    const CompareReport plain = compare(series, spec);
    EXPECT_NEAR(plain.zones[0].ratio.value, 11 / 12.5, 1e-12) << "a fall that is none";
    spec.season_matched = true;
    const CompareReport matched = compare(series, spec);
    const Comparison& zone = matched.zones[0];
    EXPECT_NEAR(zone.ratio.value, 1.1, 1e-12);
    EXPECT_NEAR(zone.difference.value, 1, 1e-12);
    EXPECT_EQ(zone.months, (std::vector<int>{4, 5, 6, 7, 8, 9, 10, 11, 12}));
    EXPECT_EQ(zone.periods, 18U);
    ASSERT_EQ(zone.left_out.size(), 6U);
    EXPECT_EQ(to_string(*zone.left_out[0].period), "2020-01");
    EXPECT_EQ(zone.left_out[0].reason, "not_observed");
    EXPECT_TRUE(zone.left_out[1].of_base);
    EXPECT_EQ(zone.left_out[1].reason, "unmatched");
}

TEST(Compare, MonthsOfSeveralYearsWeighTheSame) {
    // January in two years of the base, February in one.
    std::vector<double> values(27, none);
    values[0] = 2;   // 2019-01
    values[12] = 4;  // 2020-01
    values[13] = 9;  // 2020-02
    values[24] = 10; // 2021-01
    values[25] = 20; // 2021-02
    values[26] = 99; // 2021-03, of which the base has nothing
    CompareSpec spec{.period = {period("2021")}, .base = {period("2019"), period("2020")}};
    spec.season_matched = true;
    const CompareReport report = compare(made_series({values}), spec);
    EXPECT_NEAR(report.zones[0].period, 15, 1e-12);
    EXPECT_NEAR(report.zones[0].base, (3.0 + 9) / 2, 1e-12);
    EXPECT_EQ(report.zones[0].months, (std::vector<int>{1, 2}));
}

TEST(Compare, AMonthThatASetDoesNotHoldIsSaid) {
    CompareSpec spec{.period = {period("2020-01/2020-03")}, .base = {period("2019-02")}};
    spec.season_matched = true;
    const Comparison zone = compare(two_years(), spec).zones[0];
    EXPECT_EQ(zone.months, std::vector<int>{2});
    ASSERT_EQ(zone.left_out.size(), 4U);
    EXPECT_EQ(zone.left_out[0].reason, "unmatched");
    EXPECT_EQ(zone.left_out[1].month, 1);
    EXPECT_FALSE(zone.left_out[1].period);
    EXPECT_EQ(zone.left_out[1].reason, "no_period");
}

TEST(Compare, NothingInCommonIsMissingNeverZero) {
    CompareSpec spec{.period = {period("2020-01")}, .base = {period("2019-02")}};
    spec.season_matched = true;
    const CompareReport report = compare(two_years(), spec);
    EXPECT_EQ(report.zones[0].missing, "no_common_month");
    EXPECT_TRUE(std::isnan(report.zones[0].difference.value));
    EXPECT_TRUE(std::isnan(report.zones[0].ratio.value));
}

TEST(Compare, LittleSeenDoesNotCount) {
    Series series = two_years();
    series.at(0, 15).valid_share = 0.2; // 2020-04
    CompareSpec spec{.period = {period("2020-04/2020-05")}, .base = {period("2019-04/2019-05")}};
    spec.season_matched = true;
    const Comparison zone = compare(series, spec).zones[0];
    EXPECT_EQ(zone.months, std::vector<int>{5});
    EXPECT_EQ(zone.left_out[0].reason, "valid_share_low");
    spec.least_valid_share = 0.1;
    EXPECT_EQ(compare(series, spec).zones[0].months, (std::vector<int>{4, 5}));
    series.has_valid_share = false;
    EXPECT_NE(message(series, spec).find("--min-valid 0"), std::string::npos);
}

TEST(Compare, FilledCellsAreCountedAndHaveNoInterval) {
    Series series = made_series({{4, none, 6, 8}});
    for (SeriesCell& cell : series.cells) {
        cell.error = 1;
    }
    CompareSpec spec{.period = {period("2019-03/2019-04")}, .base = {period("2019-01/2019-02")}};
    EXPECT_EQ(compare(series, spec).zones[0].basis, Basis::sampling);
    EXPECT_EQ(compare(series, spec).zones[0].filled, 0U);
    spec.gaps = {GapRule::carry, 1};
    const CompareReport report = compare(series, spec);
    EXPECT_EQ(report.filled, 1U);
    EXPECT_EQ(report.zones[0].filled, 1U);
    EXPECT_EQ(report.zones[0].difference.value, 3);
    EXPECT_EQ(report.zones[0].basis, Basis::none);
    EXPECT_TRUE(std::isnan(report.zones[0].difference.low));
}

Series with(const Bounded& first, const Bounded& second, double error) {
    Series series = made_series({{first.value, second.value}});
    for (std::size_t i = 0; i < 2; ++i) {
        series.at(0, i).low = i == 0 ? first.low : second.low;
        series.at(0, i).high = i == 0 ? first.high : second.high;
        series.at(0, i).error = error;
    }
    return series;
}
const CompareSpec february_less_january{.period = {period("2019-02")}, .base = {period("2019-01")}};

TEST(Compare, CensoringGivesTheCornersOfBothSets) {
    const Series series = with({2, 2, 2.5}, {3, 3, 3.2}, none);
    const Comparison zone = compare(series, february_less_january).zones[0];
    EXPECT_EQ(to_string(zone.basis), "censoring");
    EXPECT_NEAR(zone.difference.low, 3 - 2.5, 1e-12);
    EXPECT_NEAR(zone.difference.high, 3.2 - 2, 1e-12);
    EXPECT_NEAR(zone.ratio.low, 3 / 2.5, 1e-12);
    EXPECT_NEAR(zone.ratio.high, 3.2 / 2, 1e-12);
}

TEST(Compare, ADarkBaseHasNoUpperLimitOfTheRatio) {
    const Series series = with({0.1, 0, 0.5}, {3, 3, 3.2}, none);
    const Comparison zone = compare(series, february_less_january).zones[0];
    EXPECT_NEAR(zone.ratio.low, 3 / 0.5, 1e-12);
    EXPECT_TRUE(std::isnan(zone.ratio.high));
    const Series dark = with({0, 0, 0.5}, {3, 3, 3.2}, none);
    EXPECT_TRUE(std::isnan(compare(dark, february_less_january).zones[0].ratio.value));
    EXPECT_EQ(compare(dark, february_less_january).zones[0].difference.value, 3);
}

TEST(Compare, SamplingErrorsAddInSquares) {
    const Series series = with({10, none, none}, {13, none, none}, 0.5);
    const Comparison zone = compare(series, february_less_january).zones[0];
    EXPECT_EQ(to_string(zone.basis), "sampling");
    const double reach = z95 * std::sqrt(0.5);
    EXPECT_NEAR(zone.difference.low, 3 - reach, 1e-12);
    EXPECT_NEAR(zone.difference.high, 3 + reach, 1e-12);
    // Fieller: every ratio r in the interval has |13 - 10 r| <= 1.96 sqrt(0.25 + 0.25 r^2).
    for (const double r : {zone.ratio.low, zone.ratio.high}) {
        EXPECT_NEAR(std::abs(13 - 10 * r), z95 * std::sqrt(0.25 + 0.25 * r * r), 1e-9);
    }
    EXPECT_LT(zone.ratio.low, 1.3);
    EXPECT_GT(zone.ratio.high, 1.3);
    const Series lost = with({0.5, none, none}, {13, none, none}, 0.5);
    EXPECT_TRUE(std::isnan(compare(lost, february_less_january).zones[0].ratio.high))
        << "a base that cannot be told from 0";
}

TEST(Compare, BothWidenTheBounds) {
    const Series series = with({2, 2, 2.5}, {3, 3, 3.2}, 0.1);
    const Comparison zone = compare(series, february_less_january).zones[0];
    EXPECT_EQ(to_string(zone.basis), "censoring and sampling");
    EXPECT_NEAR(zone.difference.low, 0.5 - z95 * std::sqrt(0.02), 1e-12);
    EXPECT_NEAR(zone.difference.high, 1.2 + z95 * std::sqrt(0.02), 1e-12);
}

TEST(Compare, RefusalsNameTheRemedy) {
    const Series series = two_years();
    CompareSpec spec{.period = {period("2030")}, .base = {period("2019")}};
    EXPECT_NE(message(series, spec).find("it has 2019-01 to 2020-12"), std::string::npos);
    spec.period = {period("2019-05")};
    EXPECT_NE(message(series, spec).find("2019-05 stands in --period and in --base"),
              std::string::npos);
    Series years = made_series({{1, 2}});
    years.periods = {period("2019"), period("2020")};
    spec = {.period = {period("2020")}, .base = {period("2019")}, .season_matched = true};
    EXPECT_NE(message(years, spec).find("leave out --season-matched"), std::string::npos);
}

TEST(Compare, SetsOfOtherMonthsAreRemarkedOn) {
    CompareSpec spec{.period = {period("2020-01")}, .base = {period("2019-07")}};
    const auto report = compare(two_years(), spec);
    ASSERT_EQ(report.remarks.size(), 1U);
    EXPECT_NE(report.remarks[0].find("--season-matched"), std::string::npos);
}

} // namespace
} // namespace halflight::lights

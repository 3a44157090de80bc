// SPDX-License-Identifier: Apache-2.0
#include "halflight/studies/nowcast.hpp"

#include "halflight/base/random.hpp"
#include "made_growth.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

namespace halflight::studies {
namespace {

using made::day;
using made::Growth;
using made::GrowthWorld;
using made::make_growth;
using made::reading;
using made::refusal;

Period period(const std::string& text) {
    return parse_period(text).value();
}

bool warns(const stats::Warnings& warnings, const std::string& code) {
    return std::ranges::find(warnings, code, &stats::Warning::code) != warnings.end();
}

const NowcastVerdict& verdict(const NowcastReport& report, const std::string& sector) {
    return *std::ranges::find(report.verdicts, sector, &NowcastVerdict::sector);
}

const NowcastScore& score(const NowcastReport& report, const std::string& sector,
                          const std::string& method) {
    return *std::ranges::find_if(report.scores, [&](const NowcastScore& one) {
        return one.sector == sector && one.method == method;
    });
}

TEST(NowcastSeries, KnowsWhatStoodOnADay) {
    std::vector<Reading> readings = {reading("2020", 1, "2021-06-30"),
                                     reading("2020", 2, "2022-06-30"),
                                     reading("2019", 7, "2020-06-30")};
    readings[0].withdrawn = day("2022-06-30");
    EXPECT_TRUE(known_on(readings, day("2020-06-29")).empty());
    ASSERT_EQ(known_on(readings, day("2021-06-30")).size(), 2U);
    EXPECT_EQ(known_on(readings, day("2021-06-30"))[1].value, 1);
    EXPECT_EQ(known_on(readings, day("2022-06-29"))[1].value, 1);
    EXPECT_EQ(known_on(readings, day("2022-06-30"))[1].value, 2);
    EXPECT_EQ(known_on(readings, day("2022-06-30"))[0].value, 7);
}

TEST(NowcastSeries, ComparesTheSamePartsOfBothYears) {
    const std::vector<Reading> months = {
        reading("2019-01", 10, "2020-01-01"), reading("2019-02", 20, "2020-01-01"),
        reading("2019-03", 99, "2020-01-01"), reading("2020-01", 11, "2021-01-01"),
        reading("2020-02", 25, "2021-01-01"), reading("2020-05", 70, "2021-01-01")};
    const IndicatorGrowth sum = indicator_growth(months, Aggregate::sum, period("2020"));
    EXPECT_DOUBLE_EQ(sum.value, 100 * std::log(36.0 / 30));
    EXPECT_DOUBLE_EQ(sum.share, 60.0 / 366);
    ASSERT_EQ(sum.spans.size(), 1U); // January and February hang together
    EXPECT_EQ(sum.spans[0], period("2020-01/2020-02"));
    const IndicatorGrowth mean = indicator_growth(months, Aggregate::mean, period("2020"));
    EXPECT_DOUBLE_EQ(mean.value, 100 * std::log((11 * 31 + 25 * 29.0) / (10 * 31 + 20 * 29.0)));
    const IndicatorGrowth last = indicator_growth(months, Aggregate::last, period("2020"));
    EXPECT_DOUBLE_EQ(last.value, 100 * std::log(25.0 / 20));
    EXPECT_EQ(last.spans, std::vector<Period>{period("2020-02")});
    const std::vector<Period> january = {period("2020-01")};
    EXPECT_DOUBLE_EQ(indicator_growth(months, Aggregate::sum, period("2020"), january).value,
                     100 * std::log(1.1));
    EXPECT_TRUE(std::isnan(indicator_growth(months, Aggregate::sum, period("2019")).value));
}

TEST(NowcastSeries, TakesThePartsThatCoverMostWithoutOverlap) {
    // January to May and single months overlap; the half-year covers more than both, the year all.
    std::vector<Reading> parts;
    for (const std::string year : {"2019", "2020"}) {
        const double scale = year == "2019" ? 1 : 2;
        for (const char* month : {"01", "02", "06", "07"}) {
            parts.push_back(reading(year + "-" + month, scale, "2021-01-01"));
        }
        parts.push_back(reading(year + "-01/" + year + "-05", 3 * scale, "2021-01-01"));
    }
    const IndicatorGrowth seen =
        indicator_growth(known_on(parts, day("2021-01-01")), Aggregate::sum, period("2020"));
    EXPECT_DOUBLE_EQ(seen.share, (31 + 29 + 31 + 30 + 31 + 30 + 31) / 366.0);
    EXPECT_EQ(seen.spans, std::vector<Period>{period("2020-01/2020-07")});
    parts.push_back(reading("2019", 10, "2021-01-01"));
    parts.push_back(reading("2020", 11, "2021-01-01"));
    EXPECT_DOUBLE_EQ(
        indicator_growth(known_on(parts, day("2021-01-01")), Aggregate::sum, period("2020")).value,
        100 * std::log(1.1));
}

TEST(NowcastSeries, GrowthStandsAsItIsAndZeroHasNone) {
    const std::vector<Reading> rates = {reading("2020-Q1", 4, "2021-01-01"),
                                        reading("2020-Q2", -2, "2021-01-01")};
    EXPECT_DOUBLE_EQ(indicator_growth(rates, Aggregate::growth, period("2020")).value,
                     (4 * 91 - 2 * 91) / 182.0);
    const std::vector<Reading> levels = {reading("2019", 0, "2021-01-01"),
                                         reading("2020", 5, "2021-01-01")};
    EXPECT_TRUE(std::isnan(indicator_growth(levels, Aggregate::sum, period("2020")).value));
}

/// scipy 1.10.1: ttest_1samp, which this is for one step; two steps by the formula in numpy.
TEST(NowcastScores, DieboldMarianoIsThatOfTheReference) {
    const std::vector<double> one = {1.5, -0.3, 2.2, 0.9, -1.1, 3.0, 0.4, 1.8};
    const DieboldMariano first = diebold_mariano(one, 1);
    EXPECT_NEAR(first.statistic, 2.197950389679657, 1e-12);
    EXPECT_NEAR(first.p_value, 0.06392412293886492, 1e-10);
    const std::vector<double> two = {1.5, 1.3, 2.2, 0.9, -1.1, -0.6, 0.4, 1.8};
    const DieboldMariano second = diebold_mariano(two, 2);
    EXPECT_NEAR(second.statistic, 1.2545000963743602, 1e-12);
    EXPECT_NEAR(second.p_value, 0.24992423847271825, 1e-10);
    EXPECT_NEAR(diebold_mariano(one, 2).statistic, first.statistic, 1e-12); // variance below 0
    EXPECT_TRUE(std::isnan(diebold_mariano(std::vector<double>{1, 1, 1}, 1).p_value));
    EXPECT_TRUE(std::isnan(diebold_mariano(std::vector<double>{1, 2}, 1).p_value));
}

TEST(NowcastScores, ConformalIntervalsNeedEnoughErrors) {
    EXPECT_EQ(least_errors(0.8), 4U);
    EXPECT_EQ(least_errors(0.9), 9U);
    EXPECT_EQ(least_errors(0.95), 19U);
    EXPECT_TRUE(std::isnan(conformal_half_width(std::vector<double>{1, 2, 3}, 0.8)));
    EXPECT_EQ(conformal_half_width(std::vector<double>{1, -4, 3, 2}, 0.8), 4);
    // ceil(10 x 0.8) = 8th of nine.
    EXPECT_EQ(conformal_half_width(std::vector<double>{9, -8, 7, 6, 5, 4, 3, 2, 1}, 0.8), 8);
    EXPECT_DOUBLE_EQ(interval_score(1, 3, 2, 0.8), 2);
    EXPECT_DOUBLE_EQ(interval_score(1, 3, 3.5, 0.8), 2 + 10 * 0.5);
    EXPECT_DOUBLE_EQ(interval_score(1, 3, 0, 0.8), 2 + 10 * 1);
}

TEST(Nowcast, FindsWhatIsPlanted) {
    GrowthWorld world;
    world.own_noise = 0.5;
    world.indicator_noise = 0.5;
    const Growth growth = make_growth(world);
    const NowcastReport report = nowcast(growth.targets, growth.indicators, growth.spec);
    EXPECT_EQ(report.methods,
              (std::vector<std::string>{"equal", "inverse-mse", "pooled", "power", "trade", "noise",
                                        "zero", "last", "mean", "ar1"}));
    EXPECT_EQ(verdict(report, "").judgement, NowcastJudgement::better) << verdict(report, "").words;
    EXPECT_LT(score(report, "s1", "power").rmse, score(report, "s1", "mean").rmse);
    EXPECT_GT(score(report, "s1", "power").right_signs, 0.7);
    ASSERT_EQ(report.nowcasts.size(), 6U); // 2020 is late, 2021 has begun
    EXPECT_EQ(to_string(report.nowcasts[0].origin.year), "2020");
    EXPECT_NE(report.nowcasts[1].refused.find("no indicator was known by 2021-03-01"),
              std::string::npos);
    EXPECT_EQ(report.offset_days, (day("2021-03-01").days - day("2021-01-01").days));
    EXPECT_EQ(report.nowcasts[0].origin.known, 20U);
    EXPECT_FALSE(warns(report.warnings, "few_origins"));
}

TEST(Nowcast, APerfectIndicatorForetellsAllButRounding) {
    GrowthWorld world;
    world.own_noise = 0;
    world.indicator_noise = 0;
    world.sectors = 1;
    Growth growth = make_growth(world);
    growth.indicators.resize(1);
    const NowcastReport report = nowcast(growth.targets, growth.indicators, growth.spec);
    EXPECT_LT(score(report, "s1", "inverse-mse").rmse, 0.6);
    EXPECT_NEAR(report.nowcasts[0].value, growth.truth[0].back(), 0.6);
    EXPECT_EQ(verdict(report, "s1").judgement, NowcastJudgement::better);
}

/// Least squares of growth on the year before by scipy 1.10.1 linregress.
TEST(Nowcast, NaiveRulesAreWhatTheySay) {
    const std::vector<double> published = {1.0, 2.5, -0.5, 0.7, 3.0, 1.1, -1.2, 0.3, 2.0};
    GrowthSeries target{"all", {}};
    Indicator indicator{"power", {}, {}, Aggregate::growth, {}};
    for (std::size_t y = 0; y < published.size(); ++y) {
        const std::string year = std::to_string(2000 + y);
        target.readings.push_back(
            reading(year, published[y], std::to_string(2001 + y) + "-06-30", 0.05));
        indicator.readings.push_back(reading(year, static_cast<double>(y % 3), year + "-12-31"));
    }
    indicator.readings.push_back(reading("2009", 1, "2009-12-31"));
    indicator.readings.push_back(reading("2010", 1, "2010-12-31"));
    NowcastSpec spec;
    spec.as_of = day("2010-12-31");
    const NowcastReport report = nowcast(std::span(&target, 1), std::span(&indicator, 1), spec);
    ASSERT_EQ(report.nowcasts.size(), 2U); // 2009 late, 2010 as well
    const auto value = [&](std::size_t nowcast, const std::string& method) {
        const auto at = std::ranges::find(report.methods, method) - report.methods.begin();
        return report.nowcasts[nowcast].origin.values[static_cast<std::size_t>(at)];
    };
    EXPECT_EQ(value(0, "zero"), 0);
    EXPECT_EQ(value(0, "last"), 2.0);
    EXPECT_NEAR(value(0, "mean"), 8.9 / 9, 1e-12);
    EXPECT_NEAR(value(0, "ar1"), 0.8559285131089542, 1e-12);
    EXPECT_NEAR(value(1, "ar1"), 0.9882601057594198, 1e-12);
    EXPECT_EQ(report.nowcasts[1].origin.steps, 2);
}

TEST(Nowcast, AnUnfinishedYearIsHeldAgainstTheSamePart) {
    Growth growth = make_growth({});
    growth.spec.as_of = day("2020-08-20"); // months to July are known, quarters to June
    const NowcastReport report = nowcast(growth.targets, growth.indicators, growth.spec);
    const Nowcast& now = report.nowcasts.front();
    EXPECT_EQ(to_string(now.origin.year), "2020");
    ASSERT_EQ(now.contributions.size(), 3U);
    EXPECT_DOUBLE_EQ(now.contributions[0].share, 182.0 / 366); // June is known on 9 August
    EXPECT_TRUE(warns(report.warnings, "incomplete_years"));
    // Past origins are as many days before the end of their year.
    EXPECT_EQ(to_string(report.origins.back().day), "2019-08-20");
}

TEST(Nowcast, ScoresWhatComesLater) {
    Growth growth = make_growth({});
    growth.spec.as_of = day("2019-03-01"); // 2018 comes in June
    const NowcastReport report = nowcast(growth.targets, growth.indicators, growth.spec);
    const Nowcast& now = report.nowcasts.front();
    EXPECT_EQ(to_string(now.origin.year), "2018");
    EXPECT_EQ(now.origin.published, growth.targets[0].readings[36].value);
    EXPECT_EQ(to_string(now.origin.release.known_since), "2019-06-30");
}

TEST(Nowcast, IntervalsNeedErrors) {
    GrowthWorld world;
    world.years = 8;
    Growth growth = make_growth(world);
    const NowcastReport report = nowcast(growth.targets, growth.indicators, growth.spec);
    EXPECT_EQ(report.nowcasts[0].errors, 3U);
    EXPECT_TRUE(std::isnan(report.nowcasts[0].low));
    EXPECT_EQ(report.nowcasts[0].no_interval,
              "an interval of 80 percent needs 4 past errors, there are 3");
    EXPECT_EQ(verdict(report, "s1").judgement, NowcastJudgement::not_scored);
    EXPECT_TRUE(warns(report.warnings, "few_origins"));
}

TEST(Nowcast, RefusesWhatItCannotDo) {
    const Growth growth = make_growth({});
    const auto run = [&](auto&& change) {
        Growth other = growth;
        change(other);
        return refusal([&] { return nowcast(other.targets, other.indicators, other.spec); });
    };
    EXPECT_EQ(run([](Growth&) {}), "nothing");
    EXPECT_NE(run([](Growth& g) { g.targets.clear(); }).find("0 sectors"), std::string::npos);
    EXPECT_NE(run([](Growth& g) { g.targets[1].sector = "s1"; }).find("given twice"),
              std::string::npos);
    EXPECT_NE(run([](Growth& g) { g.indicators[1].name = "power"; }).find("is taken"),
              std::string::npos);
    EXPECT_NE(run([](Growth& g) { g.indicators[1].name = "last"; }).find("is taken"),
              std::string::npos);
    EXPECT_NE(run([](Growth& g) { g.indicators[1].family = "power"; }).find("two indicators"),
              std::string::npos);
    EXPECT_NE(run([](Growth& g) { g.indicators[1].sectors = {"tin"}; }).find("speaks of tin"),
              std::string::npos);
    EXPECT_NE(run([](Growth& g) { g.targets[0].readings[3].value = NAN; }).find("no finite"),
              std::string::npos);
    EXPECT_NE(run([](Growth& g) { g.indicators[0].readings[3].high = INFINITY; }).find("no finite"),
              std::string::npos);
    EXPECT_NE(run([](Growth& g) {
                  Reading& one = g.indicators[0].readings[3];
                  one.low = one.value = one.high = -2;
              }).find("must be at least 0"),
              std::string::npos);
    EXPECT_NE(run([](Growth& g) {
                  g.targets[0].readings[0].period = period("2000-Q1");
              }).find("no calendar year"),
              std::string::npos);
    EXPECT_NE(run([](Growth& g) {
                  Reading twin = g.targets[0].readings[0];
                  twin.low = twin.value = twin.high = 9;
                  g.targets[0].readings.push_back(twin);
              }).find("two numbers where one is wanted"),
              std::string::npos);
    EXPECT_NE(run([](Growth& g) { g.spec.as_of = day("2004-01-01"); }).find("6 are needed"),
              std::string::npos);
    EXPECT_NE(run([](Growth& g) {
                  for (Indicator& one : g.indicators) {
                      one.readings.resize(3);
                  }
              }).find("years in common"),
              std::string::npos);
}

TEST(Nowcast, WarnsOfWhatItCouldNotUse) {
    Growth growth = make_growth({});
    growth.targets[2].readings.resize(8); // four years
    growth.indicators[1].readings.resize(1);
    growth.indicators[2].readings.resize(30);
    Indicator late = growth.indicators[0];
    late.name = "late";
    for (Reading& one : late.readings) {
        one.known_since = add_months(one.period.end, 60);
    }
    growth.indicators.push_back(late);
    const NowcastReport report = nowcast(growth.targets, growth.indicators, growth.spec);
    EXPECT_TRUE(warns(report.warnings, "few_years"));
    EXPECT_TRUE(warns(report.warnings, "few_values"));
    EXPECT_TRUE(warns(report.warnings, "no_overlap"));
    EXPECT_TRUE(warns(report.warnings, "late_indicator"));
    EXPECT_EQ(report.sectors.size(), 2U);
    EXPECT_EQ(score(report, "s1", "late").origins, 0U);
}

TEST(Nowcast, NumbersKnownAllAtOnceAreNotScored) {
    Growth growth = make_growth({});
    for (GrowthSeries& target : growth.targets) {
        std::erase_if(target.readings,
                      [](const Reading& one) { return one.withdrawn == Period::no_end(); });
        for (Reading& one : target.readings) {
            one.known_since = day("2020-12-31");
            one.withdrawn = Period::no_end();
        }
    }
    const NowcastReport report = nowcast(growth.targets, growth.indicators, growth.spec);
    EXPECT_TRUE(report.origins.empty());
    EXPECT_TRUE(warns(report.warnings, "vintages_together"));
    EXPECT_EQ(verdict(report, "s1").judgement, NowcastJudgement::not_scored);
    EXPECT_TRUE(std::isfinite(report.nowcasts[0].value));
    EXPECT_FALSE(report.nowcasts[0].no_interval.empty());
}

RC_GTEST_PROP(Nowcast, ContributionsAddUp, (std::uint8_t seed, bool half)) {
    GrowthWorld world;
    world.seed = seed;
    world.years = 12;
    Growth growth = make_growth(world);
    growth.spec.method = static_cast<Combination>(seed % 3);
    if (half) {
        growth.spec.as_of = add_months(growth.spec.as_of, -6);
    }
    const NowcastReport report = nowcast(growth.targets, growth.indicators, growth.spec);
    for (const Nowcast& now : report.nowcasts) {
        if (!now.refused.empty()) {
            continue;
        }
        double sum = now.baseline;
        double weights = 0;
        for (const NowcastContribution& one : now.contributions) {
            sum += one.points;
            weights += one.weight;
        }
        RC_ASSERT(sum == now.value);
        RC_ASSERT(now.value == now.origin.values[report.headline]);
        RC_ASSERT(std::abs(weights - 1) < 1e-12);
    }
}

template <class Value>
void shuffle(std::vector<Value>& values, const Random& random) {
    for (std::size_t i = values.size(); i > 1; --i) {
        std::swap(values[i - 1], values[random.below(i, i)]);
    }
}

RC_GTEST_PROP(Nowcast, OrderOfReadingsDoesNotMatter, (std::uint8_t seed)) {
    GrowthWorld world;
    world.seed = seed;
    world.years = 10;
    Growth growth = make_growth(world);
    const NowcastReport before = nowcast(growth.targets, growth.indicators, growth.spec);
    for (GrowthSeries& target : growth.targets) {
        shuffle(target.readings, Random(seed, 1));
    }
    for (Indicator& indicator : growth.indicators) {
        shuffle(indicator.readings, Random(seed, 2));
    }
    const NowcastReport after = nowcast(growth.targets, growth.indicators, growth.spec);
    for (std::size_t i = 0; i < before.nowcasts.size(); ++i) {
        RC_ASSERT(before.nowcasts[i].refused == after.nowcasts[i].refused);
        RC_ASSERT(!before.nowcasts[i].refused.empty() ||
                  before.nowcasts[i].value == after.nowcasts[i].value);
    }
    for (std::size_t i = 0; i < before.verdicts.size(); ++i) {
        RC_ASSERT(before.verdicts[i].words == after.verdicts[i].words);
    }
}

/// What becomes known after the last day is as if it had never been, and what becomes known after
/// an origin does not change what was said there.
RC_GTEST_PROP(Nowcast, NothingKnownLaterChangesWhatWasSaid, (std::uint8_t seed)) {
    GrowthWorld world;
    world.seed = seed;
    world.years = 12;
    Growth growth = make_growth(world);
    const int offset = growth.spec.as_of.days - to_date({2013, 1, 1}).days;
    growth.spec.offset_days = offset;
    const NowcastReport whole = nowcast(growth.targets, growth.indicators, growth.spec);
    const Date cut = to_date({2010, 7, 1});
    Growth early = growth;
    early.spec.as_of = cut;
    for (Indicator& indicator : early.indicators) { // nonsense, later
        for (const Reading& one : growth.indicators[0].readings) {
            Reading wrong = one;
            wrong.low = wrong.value = wrong.high = 5;
            wrong.known_since = {cut.days + 1};
            indicator.readings.push_back(wrong);
        }
    }
    const NowcastReport part = nowcast(early.targets, early.indicators, early.spec);
    RC_ASSERT(!part.origins.empty());
    for (const NowcastOrigin& one : part.origins) {
        const auto same = std::ranges::find_if(whole.origins, [&](const NowcastOrigin& other) {
            return other.sector == one.sector && other.year == one.year;
        });
        RC_ASSERT(same != whole.origins.end());
        for (std::size_t m = 0; m < one.values.size(); ++m) {
            RC_ASSERT(one.values[m] == same->values[m] ||
                      (std::isnan(one.values[m]) && std::isnan(same->values[m])));
            RC_ASSERT(one.half_widths[m] == same->half_widths[m] ||
                      (std::isnan(one.half_widths[m]) && std::isnan(same->half_widths[m])));
        }
        RC_ASSERT(one.published == same->published);
    }
}

} // namespace
} // namespace halflight::studies

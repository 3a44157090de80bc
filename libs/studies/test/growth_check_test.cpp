// SPDX-License-Identifier: Apache-2.0
#include "halflight/studies/growth_check.hpp"

#include "growth_check_parts.hpp"
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
using made::make_growth;
using made::reading;
using made::refusal;

const std::vector<double> shown = {1.2, -0.7, 3.1, 0.4, -2.2, 1.9, 2.8, -1.5, 0.1};
const std::vector<double> published = {2.0, -1.1, 3.9, 0.2, -3.4, 2.1, 4.2, -0.6, 6.0};

bool warns(const GrowthCheck& check, const std::string& code) {
    return std::ranges::find(check.warnings, code, &stats::Warning::code) != check.warnings.end();
}

/// scipy 1.10.1: pearsonr with confidence_interval(0.95).
TEST(GrowthCheck, CorrelationIsThatOfTheReference) {
    GrowthCheckSpec spec;
    spec.draws = 20'000;
    const GrowthAgreement pair = agreement(published, shown, spec, 0);
    EXPECT_NEAR(pair.correlation, 0.7393139023038104, 1e-12);
    EXPECT_NEAR(pair.low, 0.14772371084848304, 1e-9);
    EXPECT_NEAR(pair.high, 0.9412748964137267, 1e-9);
    EXPECT_NEAR(pair.p_value, 0.0228, 0.01); // that of the t distribution is near
    EXPECT_EQ(pair.signs, 9U);
    EXPECT_DOUBLE_EQ(pair.same_sign, 1);
    EXPECT_DOUBLE_EQ(pair.chance, (6.0 / 9) * (6.0 / 9) + (3.0 / 9) * (3.0 / 9));
}

TEST(GrowthCheck, RanksSharePlaces) {
    EXPECT_EQ(ranks(std::vector<double>{3, 1, 2, 2}), (std::vector<double>{1, 4, 2.5, 2.5}));
    // scipy 1.10.1: spearmanr([3, 1, 2, 2], [5, 4, 4, 9])
    EXPECT_NEAR(
        correlation(ranks(std::vector<double>{3, 1, 2, 2}), ranks(std::vector<double>{5, 4, 4, 9})),
        0.5, 1e-12);
}

/// Least squares through the other years by scipy 1.10.1 linregress, t by stats.t.ppf.
TEST(GrowthCheck, BandsAreThoseOfTheOtherYears) {
    std::vector<GrowthYear> years;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        GrowthYear year;
        year.growth = shown[i];
        year.published = reading("2000", published[i], "2001-06-30", 0.05);
        years.push_back(year);
    }
    judge_years(years, 0.95);
    EXPECT_NEAR(years[8].expected, 0.23662179605384473, 1e-10);
    EXPECT_NEAR(years[8].low, -1.5536157287204964, 1e-8); // its quantile is good to 1e-9
    EXPECT_NEAR(years[8].high, 2.0268593208281858, 1e-8); // its quantile is good to 1e-9
    EXPECT_TRUE(years[8].outside);
    EXPECT_NEAR(years[0].low, -3.7824616013461587, 1e-8); // its quantile is good to 1e-9
    EXPECT_NEAR(years[0].high, 8.310616941151984, 1e-8);  // its quantile is good to 1e-9
    EXPECT_FALSE(years[0].outside);
}

struct Whole {
    std::vector<GrowthSeries> targets;
    std::vector<Indicator> indicators;
    std::vector<OutputShare> shares;
    GrowthCheckSpec spec;
};

/// Two sectors of 60 and 40 percent; the total of 2005 is 2 points too high.
Whole whole() {
    Whole out;
    out.targets = {{"farms", {}}, {"plants", {}}, {"all", {}}};
    out.shares = {{"farms", {}}, {"plants", {}}};
    out.indicators = {{"power", {}, {}, Aggregate::growth, {}}};
    for (int year = 2000; year < 2010; ++year) {
        const std::string text = std::to_string(year);
        const std::string known = std::to_string(year + 1) + "-06-30";
        const double farms = year % 3 - 1;
        const double plants = year % 4;
        const double sum = 0.6 * farms + 0.4 * plants;
        out.targets[0].readings.push_back(reading(text, farms, known, 0.05));
        out.targets[1].readings.push_back(reading(text, plants, known, 0.05));
        out.targets[2].readings.push_back(
            reading(text, std::round(10 * sum) / 10 + (year == 2005 ? 2 : 0), known, 0.05));
        out.shares[0].readings.push_back(reading(text, 60, known, 0.5));
        out.shares[1].readings.push_back(reading(text, 40, known, 0.5));
        out.indicators[0].readings.push_back(reading(text, plants + 0.1 * (year % 2), known));
    }
    out.spec.as_of = day("2011-01-01");
    out.spec.total = "all";
    return out;
}

GrowthCheck run(const Whole& whole) {
    return growth_check(whole.targets, whole.indicators, whole.shares, whole.spec);
}

TEST(GrowthCheck, FindsTheYearThatDoesNotAddUp) {
    const GrowthCheck check = run(whole());
    ASSERT_EQ(check.sums.size(), 9U); // no shares of 1999
    for (const GrowthSum& sum : check.sums) {
        EXPECT_EQ(sum.adds_up, to_string(sum.year) == "2005" ? AddsUp::no : AddsUp::yes)
            << to_string(sum.year);
        EXPECT_NEAR(sum.contribution_values[0] + sum.contribution_values[1], sum.sum_value, 1e-12);
        EXPECT_TRUE(sum.sum.contains(sum.sum_value));
    }
    EXPECT_TRUE(warns(check, "does_not_add_up"));
    EXPECT_FALSE(warns(check, "shares_incomplete"));
    // 2001: farms -1 and plants 1 within 0.05, shares within 0.5 points.
    const GrowthSum& first = check.sums.front();
    EXPECT_NEAR(first.sum.lo, -1.05 * 0.605 + 0.95 * 0.395, 1e-12);
    EXPECT_NEAR(first.sum.hi, -0.95 * 0.595 + 1.05 * 0.405, 1e-12);
}

TEST(GrowthCheck, SaysWhereSectorsAreLacking) {
    Whole lacking = whole();
    lacking.shares.pop_back();
    const GrowthCheck check = run(lacking);
    EXPECT_EQ(check.sums.front().adds_up, AddsUp::incomplete);
    EXPECT_TRUE(warns(check, "shares_incomplete"));
}

TEST(GrowthCheck, RanksSectorsOfAFamily) {
    Whole ranked = whole();
    ranked.indicators.clear();
    for (const std::string sector : {"farms", "plants"}) {
        Indicator own{"light-" + sector, {sector}, "light", Aggregate::growth, {}};
        for (int year = 2000; year < 2010; ++year) {
            own.readings.push_back(reading(std::to_string(year),
                                           (sector == "farms" ? 1 : 2) + 0.1 * (year % 3),
                                           "2010-06-30"));
        }
        ranked.indicators.push_back(own);
    }
    const GrowthCheck check = run(ranked);
    ASSERT_EQ(check.ranks.size(), 1U);
    EXPECT_EQ(check.ranks[0].years, 10U);
    EXPECT_EQ(check.ranks[0].sectors, (std::vector<std::string>{"farms", "plants"}));
    EXPECT_EQ(check.ranks[0].published_rank, (std::vector<double>{2, 1}));
    EXPECT_EQ(check.ranks[0].correlation, 1);
}

TEST(GrowthCheck, RefusesAndWarns) {
    const auto said = [](auto&& change) {
        Whole other = whole();
        change(other);
        return refusal([&] { return run(other); });
    };
    EXPECT_EQ(said([](Whole&) {}), "nothing");
    EXPECT_NE(said([](Whole& w) { w.spec.total = "none"; }).find("the total none"),
              std::string::npos);
    EXPECT_NE(said([](Whole& w) { w.shares[1].sector = "farms"; }).find("given twice"),
              std::string::npos);
    EXPECT_NE(said([](Whole& w) { w.shares[1].sector = "tin"; }).find("share is given of tin"),
              std::string::npos);
    EXPECT_NE(said([](Whole& w) { w.shares[1].readings[0].high = NAN; }).find("no finite"),
              std::string::npos);
    EXPECT_NE(said([](Whole& w) { w.spec.least_years = 3; }).find("at least 5"), std::string::npos);
    EXPECT_NE(said([](Whole& w) {
                  w.indicators[0].readings.resize(3);
                  w.shares.clear();
              }).find("no year can be summed"),
              std::string::npos);
    Whole few = whole();
    few.indicators[0].readings.resize(3);
    EXPECT_TRUE(warns(run(few), "few_common_years"));
}

TEST(GrowthCheck, AConstantHasNoCorrelation) {
    Whole flat = whole();
    for (Reading& one : flat.indicators[0].readings) {
        one.low = one.value = one.high = 1;
    }
    const GrowthCheck check = run(flat);
    EXPECT_TRUE(std::isnan(check.agreements[0].correlation));
    EXPECT_TRUE(std::isnan(check.agreements[0].p_value));
    EXPECT_EQ(check.agreements[0].outside, 0U);
}

/// Where indicators say nothing, p-values are as even as they should be and few years lie outside.
TEST(GrowthCheck, FindsNothingWhereNothingIs) {
    int low = 0;
    double outside = 0;
    double expected = 0;
    constexpr int worlds = 100;
    for (int seed = 1; seed <= worlds; ++seed) {
        made::GrowthWorld world;
        world.seed = static_cast<std::uint64_t>(seed);
        world.information = 0;
        world.sectors = 1;
        world.years = 12;
        const Growth growth = make_growth(world);
        GrowthCheckSpec spec;
        spec.as_of = growth.spec.as_of;
        spec.draws = 199;
        const GrowthCheck check =
            growth_check(growth.targets, std::span(growth.indicators).first(1), {}, spec);
        low += check.agreements[0].p_value <= 0.05 ? 1 : 0;
        outside += static_cast<double>(check.agreements[0].outside);
        expected += check.agreements[0].expected;
    }
    EXPECT_LE(low, 11); // 5 and nearly three standard errors
    EXPECT_NEAR(outside, expected, 3 * std::sqrt(expected));
}

RC_GTEST_PROP(GrowthCheck, OrderDoesNotMatter, (std::uint8_t seed)) {
    made::GrowthWorld world;
    world.seed = seed;
    world.years = 10;
    Growth growth = make_growth(world);
    GrowthCheckSpec spec;
    spec.as_of = growth.spec.as_of;
    spec.draws = 99;
    const GrowthCheck before = growth_check(growth.targets, growth.indicators, {}, spec);
    for (GrowthSeries& target : growth.targets) {
        std::ranges::reverse(target.readings);
    }
    for (Indicator& indicator : growth.indicators) {
        std::ranges::reverse(indicator.readings);
    }
    const GrowthCheck after = growth_check(growth.targets, growth.indicators, {}, spec);
    RC_ASSERT(before.agreements.size() == after.agreements.size());
    for (std::size_t i = 0; i < before.agreements.size(); ++i) {
        RC_ASSERT(before.agreements[i].correlation == after.agreements[i].correlation);
        RC_ASSERT(before.agreements[i].p_value == after.agreements[i].p_value);
    }
}

} // namespace
} // namespace halflight::studies

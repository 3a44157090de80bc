// SPDX-License-Identifier: Apache-2.0
// Which constraints code lists imply.
#include "world.hpp"

#include <gtest/gtest.h>

namespace halflight::reason::test {
namespace {

using ledger::IndicatorType;
using Texts = std::set<std::string>;

/// Entries by purpose: total = study + work when `complete`, at least their sum otherwise.
World purposes(bool complete) {
    World world;
    world.count("e");
    world.dimension("purpose", "total");
    world.code("purpose", "total", {"study", "work"}, complete);
    world.code("purpose", "study");
    world.code("purpose", "work");
    return world;
}

TEST(Build, CompletePartsAddUpToTheirTotal) {
    World world = purposes(true);
    world.say("T", "e:RUS", "2024", "10");
    world.say("S", "e:RUS::purpose=study", "2024", "3");
    EXPECT_EQ(
        texts(world.system()),
        (Texts{"sum 0 = +1 e:RUS::purpose=study 2024 +1 e:RUS::purpose=work 2024 -1 e:RUS 2024"}));
    EXPECT_EQ(world.bounds(world.analyse(), "e:RUS::purpose=work", "2024"), Interval::point(7));
}

TEST(Build, AllPartsGiveATotalThatNobodyStates) {
    World world = purposes(true);
    world.say("S", "e:RUS::purpose=study", "2024", "3");
    world.say("W", "e:RUS::purpose=work", "2024", "4");
    EXPECT_EQ(world.bounds(world.analyse(), "e:RUS", "2024"), Interval::point(7));
}

TEST(Build, SomePartsAloneGiveNoTotal) {
    World world = purposes(true);
    world.say("S", "e:RUS::purpose=study", "2024", "3");
    EXPECT_EQ(texts(world.system()), Texts{});
}

TEST(Build, PartsInAnotherPeriodDoNotMeetTheTotal) {
    World world = purposes(true);
    world.say("T", "e:RUS", "2023", "10");
    world.say("S", "e:RUS::purpose=study", "2024", "3");
    EXPECT_EQ(texts(world.system()), Texts{});
}

TEST(Build, PartsOfAMonthMeetTheTotalOfItsYear) {
    World world = purposes(true);
    world.say("T", "e:RUS", "2024", "10");
    world.say("S", "e:RUS::purpose=study", "2024-01", "3");
    const Texts found = texts(world.system());
    EXPECT_TRUE(found.contains(
        "sum 0 = +1 e:RUS::purpose=study 2024 +1 e:RUS::purpose=work 2024 -1 e:RUS 2024"));
    EXPECT_EQ(world.bounds(world.analyse(), "e:RUS::purpose=study", "2024"),
              Interval::closed(3, 10));
}

TEST(Build, IncompletePartsDoNotExceedTheirWhole) {
    World world = purposes(false);
    world.say("T", "e:RUS", "2024", "10");
    world.say("S", "e:RUS::purpose=study", "2024", "3");
    EXPECT_EQ(texts(world.system()),
              (Texts{"part-whole 0 >= +1 e:RUS::purpose=study 2024 -1 e:RUS 2024"}));
}

TEST(Build, IncompletePartsAloneSayNothing) {
    World world = purposes(false);
    world.say("S", "e:RUS::purpose=study", "2024", "3");
    world.say("W", "e:RUS::purpose=work", "2024", "4");
    EXPECT_EQ(texts(world.system()), Texts{});
}

TEST(Build, OtherDimensionsStayAsTheyAre) {
    World world = purposes(true);
    world.dimension("table");
    world.code("table", "fsb");
    world.say("T", "e:RUS::table=fsb", "2024", "10");
    world.say("S", "e:RUS::purpose=study;table=fsb", "2024", "3");
    world.say("other", "e:RUS::purpose=work", "2024", "9");
    EXPECT_EQ(texts(world.system()),
              (Texts{"sum 0 = +1 e:RUS::purpose=study;table=fsb 2024 "
                     "+1 e:RUS::purpose=work;table=fsb 2024 -1 e:RUS::table=fsb 2024"}));
}

TEST(Build, RatesOfPartsDoNotAddUp) {
    World world = purposes(true);
    world.indicator("r", IndicatorType::rate, {"percent"});
    world.say("T", "r:RUS", "2024", "10");
    world.say("S", "r:RUS::purpose=study", "2024", "3");
    world.say("W", "r:RUS::purpose=work", "2024", "3");
    EXPECT_EQ(texts(world.system()), Texts{});
}

TEST(Build, GroupsOfAreasAreSumsOnBothSides) {
    World world;
    world.count("e");
    world.area("CHN_RUS", {"CHN", "RUS"}, true);
    world.say("A", "e:PRK:CHN_RUS", "2024", "10");
    world.say("B", "e:PRK:CHN", "2024", "4");
    world.say("C", "e:CHN_RUS", "2024", "8");
    world.say("D", "e:RUS", "2024", "5");
    EXPECT_EQ(texts(world.system()),
              (Texts{"sum 0 = +1 e:CHN 2024 +1 e:RUS 2024 -1 e:CHN_RUS 2024",
                     "sum 0 = +1 e:PRK:CHN 2024 +1 e:PRK:RUS 2024 -1 e:PRK:CHN_RUS 2024"}));
}

TEST(Build, IndicatorsAddUpInTheUnitOfTheirSum) {
    World world;
    world.indicator("x", IndicatorType::flow, {"thousand USD"});
    world.indicator("m", IndicatorType::flow, {"USD"});
    world.indicator("t", IndicatorType::flow, {"million USD"}).sum_of = {"x", "m"};
    world.say("T", "t:RUS:PRK", "2024", "=5");
    world.say("X", "x:RUS:PRK", "2024", "=2,000");
    EXPECT_EQ(texts(world.system()),
              (Texts{"sum 0 = +0.001 x:RUS:PRK 2024 +1e-06 m:RUS:PRK 2024 -1 t:RUS:PRK 2024"}));
    const Interval found = world.bounds(world.analyse(), "m:RUS:PRK", "2024");
    EXPECT_NEAR(found.lo, 3e6, 1e-3);
    EXPECT_NEAR(found.hi, 3e6, 1e-3);
}

TEST(Build, SumsReachSeriesThatAreKeptByUnit) {
    World world;
    world.indicator("crude", IndicatorType::flow, {"bbl", "t"});
    world.indicator("refined", IndicatorType::flow, {"bbl"});
    world.indicator("oil", IndicatorType::flow, {"t", "bbl"}).sum_of = {"crude", "refined"};
    world.say("T", "oil:PRK::unit=bbl", "2024", "=50");
    world.say("C", "crude:PRK::unit=bbl", "2024", "=20");
    EXPECT_EQ(world.bounds(world.analyse(), "refined:PRK", "2024"), Interval::point(30));
}

TEST(Build, WhatIsKeptInOtherDimensionsIsNotAddedUp) {
    World world;
    world.indicator("crude", IndicatorType::flow, {"bbl"});
    world.indicator("refined", IndicatorType::flow, {"t"});
    world.indicator("oil", IndicatorType::flow, {"t"}).sum_of = {"crude", "refined"};
    world.say("T", "oil:PRK", "2024", "=50");
    world.say("C", "crude:PRK", "2024", "=20");
    world.say("R", "refined:PRK", "2024", "=10");
    EXPECT_EQ(texts(world.system()), Texts{});
}

TEST(Build, GrowthJoinsAPeriodAndTheOneBefore) {
    World world;
    world.count("e");
    world.indicator("g", IndicatorType::rate, {"percent"}).growth_of = "e";
    world.say("G", "g:RUS", "2024-Q1", "10");
    world.say("open", "g:RUS", "2024/..", "10");
    EXPECT_EQ(texts(world.system()), (Texts{"growth e:RUS 2024-Q1, e:RUS 2023-Q4, g:RUS 2024-Q1"}));
}

TEST(Build, SharesNameTheirWhole) {
    World world = purposes(false);
    ledger::ShareRule rule;
    rule.part = "e";
    rule.whole = "e";
    rule.whole_dims = "purpose=total";
    world.indicator("s", IndicatorType::ratio, {"percent"}).share_of = rule;
    world.say("S", "s:RUS::purpose=study", "2024", "10");
    EXPECT_TRUE(
        texts(world.system())
            .contains("share e:RUS::purpose=study 2024, e:RUS 2024, s:RUS::purpose=study 2024"));
}

TEST(Build, SharesMayBeInAnotherAreaAndCounterpart) {
    World world;
    world.count("e");
    ledger::ShareRule rule;
    rule.part = "e";
    rule.whole = "e";
    rule.whole_area = "CHN";
    rule.whole_counterpart = "KOR";
    world.indicator("s", IndicatorType::ratio, {"percent"}).share_of = rule;
    world.say("S", "s:RUS:PRK", "2024", "10");
    EXPECT_EQ(texts(world.system()),
              (Texts{"share e:RUS:PRK 2024, e:CHN:KOR 2024, s:RUS:PRK 2024"}));
}

TEST(Build, MeansNeedEveryChild) {
    World world = purposes(true);
    world.indicator("g", IndicatorType::rate, {"percent"}).mean_over = "purpose";
    world.say("T", "g:RUS", "2024", "2");
    world.say("S", "g:RUS::purpose=study", "2024", "1");
    EXPECT_EQ(texts(world.system()), Texts{});
    world.say("W", "g:RUS::purpose=work", "2024", "3");
    EXPECT_EQ(texts(world.system()),
              (Texts{"growth g:RUS 2024, g:RUS::purpose=study 2024, g:RUS::purpose=work 2024"}));
}

TEST(Build, MeansNeedACompleteParent) {
    World world = purposes(false);
    world.indicator("g", IndicatorType::rate, {"percent"}).mean_over = "purpose";
    world.say("T", "g:RUS", "2024", "2");
    world.say("S", "g:RUS::purpose=study", "2024", "1");
    world.say("W", "g:RUS::purpose=work", "2024", "3");
    EXPECT_EQ(texts(world.system()), Texts{});
}

TEST(Build, ConversionsBoundTheOtherUnit) {
    World world;
    auto& oil = world.indicator("oil", IndicatorType::flow, {"bbl", "t"});
    oil.conversions.push_back(
        {must(parse_unit("t")), must(parse_unit("bbl")), Interval::closed(6, 12), "x"});
    world.say("A", "oil:PRK::unit=t", "2024", "=100");
    EXPECT_EQ(texts(world.system()),
              (Texts{"conversion 0 <= +1 oil:PRK:unit=bbl 2024 -6 oil:PRK:unit=t 2024",
                     "conversion 0 >= +1 oil:PRK:unit=bbl 2024 -12 oil:PRK:unit=t 2024"}));
    EXPECT_EQ(world.bounds(world.analyse(), "oil:PRK::unit=bbl", "2024"),
              Interval::closed(600, 1200));
}

TEST(Build, ACodeReadAsAnotherHasItsValue) {
    World world = purposes(false);
    world.code("purpose", "official").read_as = "work";
    world.say("O", "e:RUS::purpose=official", "2024", "5");
    EXPECT_EQ(texts(world.system()),
              (Texts{"identity 0 = +1 e:RUS::purpose=official 2024 -1 e:RUS::purpose=work 2024"}));
}

TEST(Build, EveryConstraintStandsOnce) {
    World world = purposes(true);
    world.say("T", "e:RUS", "2024", "10");
    world.say("S", "e:RUS::purpose=study", "2024", "3");
    world.say("W", "e:RUS::purpose=work", "2024", "7");
    EXPECT_EQ(world.system().constraints().size(), 1U);
}

TEST(Build, SeparateSeriesAreSeparateComponents) {
    World world = purposes(true);
    world.say("T", "e:RUS", "2024", "10");
    world.say("S", "e:RUS::purpose=study", "2024", "3");
    world.say("other", "e:CHN", "2024", "3");
    EXPECT_EQ(find_components(world.system()).count, 2U);
    EXPECT_EQ(world.analyse().components, 2U);
}

TEST(Build, ForecastsAndMissingValuesAreCellsThatBindNothing) {
    World world;
    world.count("e");
    world.add({.id = "F",
               .key = "e:RUS",
               .period = "2025",
               .value = "7",
               .kind = ledger::Kind::forecast});
    world.say("M", "e:RUS", "2024", "not_published");
    const Report report = world.analyse();
    EXPECT_EQ(world.bounds(report, "e:RUS", "2025"), Interval::at_least(0));
    const Cell* cell = report.find(world.series("e:RUS"), must(parse_period("2024")));
    EXPECT_EQ(cell->status, CellStatus::missing);
    EXPECT_EQ(cell->missing, Missing::not_published);
}

/// Year, quarter and part, for which the rest of the year is a cell that only ties them.
World year_and_quarter() {
    World world = purposes(true);
    world.say("T", "e:RUS", "2024", "10");
    world.say("Q", "e:RUS", "2024-Q1", "3");
    world.say("S", "e:RUS::purpose=study", "2024", "2");
    world.say("other", "e:CHN", "2024", "3");
    return world;
}

/// What follows from one more cell is what would follow if it were stated without a value.
void expect_as_if_stated(const char* key, const char* period) {
    World world = year_and_quarter();
    System system = world.system();
    Texts expected = texts(system);
    Extension extension(world.ledger, system);
    (void)extension.add({world.series(key), must(parse_period(period))});
    World stated = year_and_quarter();
    stated.say("M", key, period, "not_published");
    expected.merge(texts(stated.system()));
    EXPECT_EQ(texts(system), expected) << key << " " << period;
}

TEST(Extension, GivesWhatWouldFollowFromAStatement) {
    expect_as_if_stated("e:RUS", "2024-Q2");
    expect_as_if_stated("e:RUS", "2024-04/2024-12");
    expect_as_if_stated("e:RUS::purpose=study", "2024-Q1");
    expect_as_if_stated("e:RUS::purpose=work", "2024");
    expect_as_if_stated("e:CHN", "2025");
}

std::vector<std::vector<ConstraintIndex>> constraints_by_cell(const System& system) {
    std::vector<std::vector<ConstraintIndex>> result;
    for (CellIndex cell = 0; cell < system.cells().size(); ++cell) {
        const auto own = system.constraints_of(cell);
        result.emplace_back(own.begin(), own.end());
    }
    return result;
}

TEST(Extension, TakenBackLeavesTheSystemAsItWas) {
    World world = year_and_quarter();
    System system = world.system();
    const Texts before = texts(system);
    const auto held_before = constraints_by_cell(system);
    const Period rest = must(parse_period("2024-04/2024-12"));
    const CellIndex tie = *system.find_cell(world.series("e:RUS"), rest);
    Extension extension(world.ledger, system);
    Texts first;
    for (const bool again : {false, true}) {
        EXPECT_EQ(extension.add({world.series("e:RUS"), rest}), tie);
        EXPECT_FALSE(system.cells()[tie].auxiliary);
        first = again ? first : texts(system);
        EXPECT_EQ(texts(system), first);
        extension.take_back();
        EXPECT_TRUE(system.cells()[tie].auxiliary);
        EXPECT_EQ(texts(system), before);
        EXPECT_EQ(constraints_by_cell(system), held_before);
        (void)extension.add({world.series("e:RUS::purpose=study"), must(parse_period("2024-Q2"))});
        extension.take_back();
        EXPECT_EQ(texts(system), before);
        EXPECT_EQ(constraints_by_cell(system), held_before);
    }
}

} // namespace
} // namespace halflight::reason::test

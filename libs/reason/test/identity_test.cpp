// SPDX-License-Identifier: Apache-2.0
// Residual categories decoded, and classifications that changed.
#include "world.hpp"

#include <gtest/gtest.h>

namespace halflight::reason::test {
namespace {

/// Entries by purpose: a press table prints the total, tourism and "unclassified"; a sibling table
/// prints the rest.
World table() {
    World world;
    world.count("e");
    world.dimension("purpose", "total");
    world.code("purpose", "total", {"study", "work", "transit", "tourism"}, false);
    for (const char* code : {"study", "work", "transit", "tourism"}) {
        world.code("purpose", code);
    }
    world.code("purpose", "unclassified").residual_of = "total";
    ledger::Code& official = world.code("purpose", "official");
    official.read_as = "work";
    official.assumption = "the table changed its words";
    return world;
}

void say(World& world, const std::string& code, const std::string& period,
         const std::string& value) {
    world.say(code + "-" + period, "e:RUS:PRK:purpose=" + code, period, value);
}

std::vector<Finding> identities(World& world) {
    return findings(world.analyse(), Outcome::derived, FindingKind::identity);
}

TEST(Identity, FindsTheCategoriesThatMakeUpAResidual) {
    World world = table();
    say(world, "unclassified", "2024-Q3", "=1,000");
    say(world, "study", "2024-Q3", "=900");
    say(world, "work", "2024-Q3", "=100");
    say(world, "transit", "2024-Q3", "=40");
    say(world, "tourism", "2024-Q3", "=7");
    const auto found = identities(world);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(says(found[0], "is the sum of {study, work}")) << found[0].message;
    EXPECT_TRUE(says(found[0], "1,000 = study 900 + work 100"));
    EXPECT_EQ(world.ids(found[0].claims),
              (Ids{"study-2024-Q3", "unclassified-2024-Q3", "work-2024-Q3"}));
}

TEST(Identity, NamesTheAssumptionThatItRestsOn) {
    World world = table();
    say(world, "unclassified", "2024-Q3", "=1,000");
    say(world, "study", "2024-Q3", "=900");
    say(world, "official", "2024-Q3", "=100");
    say(world, "transit", "2024-Q3", "=40");
    say(world, "tourism", "2024-Q3", "=7");
    const auto found = identities(world);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(says(found[0], "{study, work}"));
    EXPECT_TRUE(
        says(found[0], "assumes that 'official' is read as 'work': the table changed its words"))
        << found[0].message;
    EXPECT_TRUE(world.ids(found[0].claims).contains("official-2024-Q3"));
}

TEST(Identity, EveryPeriodMustBeCompatible) {
    World world = table();
    say(world, "unclassified", "2024-Q3", "=1,000");
    say(world, "study", "2024-Q3", "=900");
    say(world, "work", "2024-Q3", "=100");
    say(world, "transit", "2024-Q3", "=100");
    say(world, "tourism", "2024-Q3", "=7");
    say(world, "unclassified", "2024-Q4", "=500");
    say(world, "study", "2024-Q4", "400..450");
    say(world, "work", "2024-Q4", "=20"); // leaves 480 for study: too many
    say(world, "transit", "2024-Q4", "50..100");
    say(world, "tourism", "2024-Q4", "=7");
    const auto found = identities(world);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(says(found[0], "{study, transit}")) << found[0].message;
}

TEST(Identity, SaysWhatOnlyTheDifferenceGives) {
    World world = table();
    say(world, "unclassified", "2024-Q3", "=1,000");
    say(world, "study", "2024-Q3", "=900");
    say(world, "work", "2024-Q3", "=100");
    say(world, "unclassified", "2024-Q4", "=3,767");
    say(world, "study", "2024-Q4", "=3,765");
    say(world, "work", "2024-Q4", "0..9");
    const auto found = identities(world);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(
        says(found[0], "3,767 = study 3,765 + work 2 (from the difference; 0 to 9 is possible)"))
        << found[0].message;
}

TEST(Identity, IsSilentWhenNoSetFits) {
    World world = table();
    say(world, "unclassified", "2024-Q3", "=1,001");
    say(world, "study", "2024-Q3", "=900");
    say(world, "work", "2024-Q3", "=100");
    say(world, "transit", "2024-Q3", "=40");
    say(world, "tourism", "2024-Q3", "=7");
    EXPECT_TRUE(identities(world).empty());
}

TEST(Identity, IsSilentWithoutOneExactPeriod) {
    World world = table();
    say(world, "unclassified", "2024-Q3", "=1,000");
    say(world, "study", "2024-Q3", "800..1000");
    say(world, "work", "2024-Q3", "0..200");
    EXPECT_TRUE(identities(world).empty());
}

TEST(Identity, SetsThatAreEquallyGoodAreAllTold) {
    World world = table();
    say(world, "unclassified", "2024-Q3", "=1,000");
    say(world, "study", "2024-Q3", "=900");
    say(world, "work", "2024-Q3", "=100");
    say(world, "transit", "2024-Q3", "=100");
    say(world, "tourism", "2024-Q3", "=0"); // adds nothing: the smaller sets are told
    const auto found = identities(world);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_TRUE(says(found[0], "{study, work}") || says(found[1], "{study, work}"));
    EXPECT_TRUE(says(found[0], "{study, transit}") || says(found[1], "{study, transit}"));
}

TEST(Identity, AResidualOfZeroSaysNothing) {
    World world = table();
    say(world, "unclassified", "2024-Q3", "=0");
    say(world, "study", "2024-Q3", "=0");
    EXPECT_TRUE(identities(world).empty());
}

World drifting() {
    World world = table();
    say(world, "unclassified", "2023-Q4", "=0");
    say(world, "unclassified", "2024-Q1", "=0");
    say(world, "unclassified", "2024-Q3", "=1,000");
    return world;
}

std::vector<Finding> drifts(World& world) {
    return findings(world.analyse(), Outcome::tension, FindingKind::drift);
}

TEST(Drift, AResidualThatWasZeroShowsAChangedList) {
    World world = drifting();
    const auto found = drifts(world);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(world.ids(found[0].claims), (Ids{"unclassified-2024-Q1", "unclassified-2024-Q3"}));
    EXPECT_TRUE(says(found[0], "up to 2024-03-31")) << found[0].message;
    EXPECT_TRUE(says(found[0], "placebo: no other counterpart's series is held"));
}

TEST(Drift, IsTestedOnOtherCounterparts) {
    World world = drifting();
    world.say("C1", "e:RUS:CHN:purpose=unclassified", "2024-Q1", "=0");
    world.say("C2", "e:RUS:CHN:purpose=unclassified", "2024-Q3", "=5");
    world.say("V1", "e:RUS:VNM:purpose=unclassified", "2024-Q1", "=0");
    world.say("V2", "e:RUS:VNM:purpose=unclassified", "2024-Q3", "=0");
    const auto found = drifts(world);
    ASSERT_EQ(found.size(), 2U); // of PRK and of CHN
    EXPECT_TRUE(says(found[0], "placebo: 1 of 2 other counterparts break on the same day, which "
                               "speaks for a changed list"))
        << found[0].message;
}

TEST(Drift, ASeriesThatIsAlwaysZeroOrNeverDoesNotDrift) {
    World zero = table();
    say(zero, "unclassified", "2023-Q4", "=0");
    say(zero, "unclassified", "2024-Q1", "=0");
    EXPECT_TRUE(drifts(zero).empty());
    World never = table();
    say(never, "unclassified", "2023-Q4", "=5");
    say(never, "unclassified", "2024-Q1", "=6");
    EXPECT_TRUE(drifts(never).empty());
    World back = table();
    say(back, "unclassified", "2023-Q4", "=5");
    say(back, "unclassified", "2024-Q1", "=0");
    EXPECT_TRUE(drifts(back).empty());
    World other = table();
    say(other, "study", "2023-Q4", "=0");
    say(other, "study", "2024-Q1", "=6");
    EXPECT_TRUE(drifts(other).empty()); // no residual
}

World growth_table(const char* parent, const char* first, const char* second) {
    World world;
    world.indicator("g", ledger::IndicatorType::rate, {"percent"}).mean_over = "industry";
    world.dimension("industry", "all");
    world.code("industry", "all", {"farms", "mines"}, true);
    world.code("industry", "farms");
    world.code("industry", "mines");
    world.say("P", "g:PRK", "2023", parent);
    world.say("F", "g:PRK::industry=farms", "2023", first);
    world.say("M", "g:PRK::industry=mines", "2023", second);
    world.say("X", "g:KOR", "2023", "1.4");
    world.say("Y", "g:KOR", "2022", "2.7");
    return world;
}

TEST(Means, AParentBetweenItsPartsHoldsWithItsImpliedWeight) {
    World world = growth_table("2.0", "1.0", "5.0");
    const auto found = findings(world.analyse(), Outcome::ok, FindingKind::growth);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(says(found[0],
                     "g:PRK lies between its parts; 2023: 1 <= 2 <= 5 (weight of the first 0.75)"))
        << found[0].message;
    EXPECT_EQ(world.ids(found[0].claims), (Ids{"F", "M", "P"}));
}

TEST(Means, AParentOutsideItsPartsIsAConflict) {
    World world = growth_table("6.0", "1.0", "5.0");
    const auto found = findings(world.analyse(), Outcome::conflict, FindingKind::growth);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(world.ids(found[0].claims), (Ids{"F", "M", "P"}));
    EXPECT_TRUE(findings(world.analyse(), Outcome::ok, FindingKind::growth).empty());
}

TEST(Means, AValueWithoutItsUsualDecimalsMayHaveLostAPoint) {
    World fits = growth_table("2.0", "1.0", "-53");
    auto found = findings(fits.analyse(), Outcome::conflict);
    ASSERT_EQ(found.size(), 1U); // 2.0 is above both
    World may = growth_table("0.5", "1.0", "-53");
    found = findings(may.analyse(), Outcome::ok, FindingKind::growth);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(says(found[0], "M is printed without decimals: read as -5.3 it would fit as well"))
        << found[0].message;
    World must_not = growth_table("-20.0", "1.0", "-53");
    found = findings(must_not.analyse(), Outcome::ok, FindingKind::growth);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(says(found[0], "read as -5.3 it would not fit, so it is -53.0"))
        << found[0].message;
}

TEST(Means, WhatIsNotYetKnownDoesNotCountForUsualDecimals) {
    World world = growth_table("0.5", "1.0", "-53");
    world.spec.as_of = must(parse_date("2025-06-01"));
    for (int i = 0; i < 9; ++i) {
        world.add({.id = "L" + std::to_string(i),
                   .key = "g:CHN",
                   .period = std::to_string(2000 + i),
                   .value = "5",
                   .known = "2026-01-01"});
    }
    const auto found = findings(world.analyse(), Outcome::ok, FindingKind::growth);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(says(found[0], "M is printed without decimals"));
}

} // namespace
} // namespace halflight::reason::test

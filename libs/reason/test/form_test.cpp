// SPDX-License-Identifier: Apache-2.0
// Declared relations of every form but assertions, with each of their outcomes.
#include "world.hpp"

#include <gtest/gtest.h>

namespace halflight::reason::test {
namespace {

using ledger::IndicatorType;

/// Yearly growth "g" (percent) of several countries, persons "e", and statements in words as "s".
World world_of_growth() {
    World world;
    world.indicator("g", IndicatorType::rate, {"percent"});
    world.indicator("s", IndicatorType::level, {"ratio"});
    world.indicator("e", IndicatorType::flow, {"persons"});
    return world;
}

/// The only declared finding of a world; fails the test when there is none.
Finding only_declared(World& world) {
    const Report report = world.analyse();
    const Finding* finding = declared(report, world.relations.front().id);
    EXPECT_NE(finding, nullptr);
    return finding == nullptr ? Finding{} : *finding;
}

bool nothing_declared(World& world) {
    return declared(world.analyse(), world.relations.front().id) == nullptr;
}

World first_growth(const char* before) {
    World world = world_of_growth();
    world.say("A", "g:PRK", "2022", "-0.2");
    world.say("B", "g:PRK", "2023", before);
    world.say("C", "g:PRK", "2024", "3.7");
    world.say("old", "g:PRK", "2019", "0.4");
    world.say("half", "g:PRK", "2023-S1", "9");
    Relation& relation = world.relation("R", RelationForm::first);
    relation.claim = "C";
    relation.condition = "> 0";
    relation.since = "2020";
    return world;
}

TEST(First, HoldsWhenNoPeriodBetweenMeetsTheCondition) {
    World world = first_growth("-1.5");
    const Finding finding = only_declared(world);
    EXPECT_EQ(finding.outcome, Outcome::ok);
    EXPECT_EQ(world.ids(finding.claims), (Ids{"A", "B", "C"}));
}

TEST(First, FailsAtAnEarlierPeriod) {
    World world = first_growth("3.1");
    const Finding finding = only_declared(world);
    EXPECT_EQ(finding.outcome, Outcome::conflict);
    ASSERT_EQ(finding.minimal_sets.size(), 1U);
    EXPECT_EQ(world.ids(finding.minimal_sets[0]), (Ids{"B", "C"}));
    EXPECT_TRUE(says(finding, "contradicted by 2023: 3.1 percent (B)"));
}

TEST(First, IsOpenWhereAPeriodMayMeetTheCondition) {
    World world = first_growth("0.0");
    EXPECT_EQ(only_declared(world).outcome, Outcome::tension);
}

TEST(First, SaysWhenNothingSpeaksForOrAgainstIt) {
    World world = world_of_growth();
    world.say("C", "g:PRK", "2024", "3.7");
    Relation& relation = world.relation("R", RelationForm::first);
    relation.claim = "C";
    relation.condition = "> 0";
    relation.since = "2020";
    EXPECT_TRUE(says(only_declared(world), "nothing that is known"));
}

World decline(const char* middle) {
    World world = world_of_growth();
    world.say("D", "s:PRK", "2020/2022", "1");
    world.say("A", "g:PRK", "2020", "-4.5");
    world.say("B", "g:PRK", "2021", middle);
    world.say("after", "g:PRK", "2023", "3.1");
    Relation& relation = world.relation("R", RelationForm::every);
    relation.claim = "D";
    relation.condition = "< 0";
    relation.series = "g:PRK";
    return world;
}

TEST(Every, HoldsFailsOrIsOpen) {
    World holds = decline("-0.1");
    EXPECT_EQ(only_declared(holds).outcome, Outcome::ok);
    EXPECT_EQ(holds.ids(only_declared(holds).claims), (Ids{"A", "B", "D"}));
    World fails = decline("0.3");
    EXPECT_EQ(only_declared(fails).outcome, Outcome::conflict);
    EXPECT_EQ(fails.ids(only_declared(fails).minimal_sets.at(0)), (Ids{"B", "D"}));
    World open = decline("-1..1");
    EXPECT_EQ(only_declared(open).outcome, Outcome::tension);
}

World highest(const char* earlier) {
    World world = world_of_growth();
    world.say("A", "e:RUS", "2018", "200");
    world.say("B", "e:RUS", "2020", earlier);
    world.say("C", "e:RUS", "2024", "100..110");
    world.say("later", "e:RUS", "2025", "500");
    Relation& relation = world.relation("R", RelationForm::record);
    relation.claim = "C";
    relation.since = "2019";
    return world;
}

TEST(Record, HoldsFailsOrIsOpen) {
    World holds = highest("90");
    EXPECT_EQ(only_declared(holds).outcome, Outcome::ok);
    World fails = highest("120");
    EXPECT_EQ(only_declared(fails).outcome, Outcome::conflict);
    EXPECT_EQ(fails.ids(only_declared(fails).minimal_sets.at(0)), (Ids{"B", "C"}));
    World open = highest("105");
    EXPECT_EQ(only_declared(open).outcome, Outcome::tension);
}

TEST(Record, WithoutSinceLooksAtAllBefore) {
    World world = highest("90");
    world.relations[0].since.clear();
    const Finding finding = only_declared(world);
    EXPECT_EQ(finding.outcome, Outcome::conflict);
    EXPECT_EQ(world.ids(finding.minimal_sets.at(0)), (Ids{"A", "C"}));
}

World broken_price(const char* before, const char* cause) {
    World world = world_of_growth();
    world.say("A", "s:PRK:RUS", "2019", before);
    world.say("B", "s:PRK:RUS", "2020-03", "=5");
    world.say("cause", "e:RUS", cause, "1");
    Relation& relation = world.relation("R", RelationForm::break_);
    relation.before = "A";
    relation.after = "B";
    relation.cause = "cause";
    return world;
}

TEST(Break, AtItsCauseHolds) {
    World world = broken_price("=3", "2020-02-20/2020-04-10");
    const Finding finding = only_declared(world);
    EXPECT_EQ(finding.outcome, Outcome::ok);
    EXPECT_TRUE(says(finding, "the series changes on 2020-03-01 from 3 to 5"));
    EXPECT_TRUE(says(finding, "40 days (0.4 quarters) before 2020-04-10"));
    EXPECT_TRUE(says(finding, "no other counterpart's series is held"));
    EXPECT_EQ(world.ids(finding.claims), (Ids{"A", "B", "cause"}));
}

TEST(Break, FarFromItsCauseIsATension) {
    World before = broken_price("=3", "2021");
    EXPECT_EQ(only_declared(before).outcome, Outcome::tension);
    World after = broken_price("=3", "2018");
    EXPECT_EQ(only_declared(after).outcome, Outcome::tension);
    EXPECT_TRUE(says(only_declared(after), "after 2018-12-31"));
}

TEST(Break, IsNoneWhereTheStatementsAgree) {
    World world = broken_price("=5", "2021");
    EXPECT_EQ(only_declared(world).outcome, Outcome::ok);
    EXPECT_TRUE(says(only_declared(world), "no break"));
}

TEST(Break, CountsPlaceboSeries) {
    World world = broken_price("=3", "2020");
    world.say("P", "s:PRK:CHN", "2019", "=3");
    EXPECT_TRUE(says(only_declared(world), "placebo: 0 of 1 other counterparts break"));
    world.say("P2", "s:PRK:CHN", "2020-03", "=7");
    EXPECT_TRUE(
        says(only_declared(world), "placebo: 1 of 1 other counterparts break on the same day"));
}

TEST(Score, SumsWhatCameSoFar) {
    World world = world_of_growth();
    world.add({.id = "F",
               .key = "e:RUS",
               .period = "2025",
               .value = "=1,000",
               .kind = ledger::Kind::forecast});
    world.say("Q1", "e:RUS", "2025-Q1", "=200");
    world.say("Q2", "e:RUS", "2025-Q2", "=50");
    world.say("late", "e:RUS", "2025-Q3", "late");
    Relation& relation = world.relation("R", RelationForm::score);
    relation.claim = "F";
    relation.outcomes = {"Q1", "Q2", "late"};
    const Finding finding = only_declared(world);
    EXPECT_EQ(finding.outcome, Outcome::forecast);
    EXPECT_EQ(finding.bounds, Interval::point(250));
    EXPECT_EQ(world.ids(finding.claims), (Ids{"F", "Q1", "Q2"}));
    EXPECT_TRUE(says(finding, "25 percent of it"));
}

TEST(Score, WaitsForTheFirstOutcome) {
    World world = world_of_growth();
    world.add({.id = "F",
               .key = "e:RUS",
               .period = "2025",
               .value = "=1,000",
               .kind = ledger::Kind::forecast});
    world.add(
        {.id = "Q1", .key = "e:RUS", .period = "2025-Q1", .value = "=200", .known = "2025-05-01"});
    Relation& relation = world.relation("R", RelationForm::score);
    relation.claim = "F";
    relation.outcomes = {"Q1"};
    world.spec.as_of = must(parse_date("2025-04-30"));
    EXPECT_TRUE(nothing_declared(world));
    world.spec.as_of = must(parse_date("2025-05-01"));
    EXPECT_FALSE(nothing_declared(world));
}

Outcome cited(const char* footnote) {
    World world = world_of_growth();
    world.source("report", {}, "2020-06-01");
    world.source("older", {}, "2019-01-01");
    world.source("reprint", "report", "2020-07-01");
    world.source("other", {}, "2021-01-01");
    world.say("C", "g:PRK", "2024", "3.7");
    Relation& relation = world.relation("R", RelationForm::citation);
    relation.claim = "C";
    relation.cited = "report";
    relation.footnote = footnote;
    return only_declared(world).outcome;
}

TEST(Citation, ANoteOlderThanItsReportCannotSupportIt) {
    EXPECT_EQ(cited("older"), Outcome::conflict);
    EXPECT_EQ(cited("reprint"), Outcome::ok);
    EXPECT_EQ(cited("other"), Outcome::tension);
}

TEST(Coverage, ClaimsOnMissingDataAreTensions) {
    World world = world_of_growth();
    world.say("A", "g:PRK", "2020/2024", "3");
    world.say("B", "g:PRK", "2010/2015", "3");
    world.say("gap", "e:CHN:PRK", "2020-02/2020-06", "not_published");
    Relation& relation = world.relation("R", RelationForm::coverage);
    relation.claims = {"A", "B"};
    relation.missing = "gap";
    const Finding finding = only_declared(world);
    EXPECT_EQ(finding.outcome, Outcome::tension);
    EXPECT_EQ(world.ids(finding.claims), (Ids{"A", "gap"}));
    EXPECT_TRUE(says(finding, "e:CHN:PRK is not_published for 2020-02/2020-06"));
    world.relations[0].claims = {"B"};
    EXPECT_TRUE(nothing_declared(world));
}

TEST(Omission, ASourceThatCoversAPeriodMayLeaveOutItsValue) {
    World world = world_of_growth();
    world.source("other");
    world.say("C", "s:PRK", "2015/2024", "1");
    world.add({.id = "O", .key = "e:RUS", .period = "2020", .value = "7", .source = "other"});
    Relation& relation = world.relation("R", RelationForm::omission);
    relation.claim = "C";
    relation.series = "e:RUS";
    relation.period = "2020";
    const Finding left_out = only_declared(world);
    EXPECT_EQ(left_out.outcome, Outcome::tension);
    EXPECT_TRUE(says(left_out, "survey gives no value for 2020; others give 2020: 7 persons (O)"));
    world.say("own", "e:RUS", "2020", "7");
    EXPECT_EQ(only_declared(world).outcome, Outcome::ok);
    world.relations[0].period = "2010"; // not covered: nothing to say
    EXPECT_TRUE(nothing_declared(world));
}

World growth_gap(const char* last) {
    World world = world_of_growth();
    world.say("H1", "g:CHN", "2020", "=10");
    world.say("H2", "g:CHN", "2021", "=10");
    world.say("L1", "g:PRK", "2020", "=5");
    world.say("L2", "g:PRK", "2021", last);
    world.say("lone", "g:CHN", "2022", "=10");
    Relation& relation = world.relation("R", RelationForm::gap);
    relation.high = "g:CHN";
    relation.low = "g:PRK";
    relation.since = "2020";
    relation.until = "2022";
    return world;
}

TEST(Gap, MustKeepItsSign) {
    World keeps = growth_gap("=8");
    const Finding kept = only_declared(keeps);
    EXPECT_EQ(kept.outcome, Outcome::ok);
    EXPECT_EQ(keeps.ids(kept.claims), (Ids{"H1", "H2", "L1", "L2"}));
    EXPECT_TRUE(says(kept, "gap 2020: +5, 2021: +2"));
    EXPECT_TRUE(says(kept, "cumulated +21 percent against +13.4 percent"));
    World turns = growth_gap("=12");
    EXPECT_EQ(only_declared(turns).outcome, Outcome::tension);
    World open = growth_gap("8..12");
    EXPECT_EQ(only_declared(open).outcome, Outcome::ok);
}

TEST(Gap, NeedsACommonYear) {
    World world = growth_gap("=8");
    world.relations[0].since = "2022";
    EXPECT_TRUE(nothing_declared(world));
}

TEST(Measures, OneNameForSeveralMeasures) {
    World world = world_of_growth();
    world.say("A", "e:RUS", "2024", "10");
    world.say("B", "s:RUS", "2024", "20");
    world.say("C", "e:RUS", "2024-S1", "10");
    Relation& relation = world.relation("R", RelationForm::measures);
    relation.claims = {"A", "B"};
    EXPECT_EQ(only_declared(world).outcome, Outcome::definition);
    world.relations[0].claims = {"A", "C"};
    EXPECT_EQ(only_declared(world).outcome, Outcome::ok); // they agree
    world.say("D", "e:RUS", "2023", "30");
    world.relations[0].claims = {"A", "B", "D"};
    EXPECT_EQ(only_declared(world).outcome, Outcome::conflict); // one series, apart
    world.relations[0].claims = {"A", "gone"};
    EXPECT_TRUE(nothing_declared(world));
}

TEST(Forms, WaitForTheClaimsThatTheyName) {
    World world = first_growth("-1.5");
    world.spec.as_of = must(parse_date("2020-01-01"));
    EXPECT_TRUE(nothing_declared(world));
}

TEST(Forms, AProposedVerdictOfTheRelationGoesBeforeTheGuess) {
    World world = first_growth("3.1");
    world.relations[0].propose = Verdict::scope;
    EXPECT_EQ(only_declared(world).proposed, Verdict::scope);
}

} // namespace
} // namespace halflight::reason::test

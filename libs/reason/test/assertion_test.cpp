// SPDX-License-Identifier: Apache-2.0
// Declared relations that compare expressions, and derived quantities.
#include "world.hpp"

#include <gtest/gtest.h>

namespace halflight::reason::test {
namespace {

using ledger::IndicatorType;

/// Money "m", counts "w", pay per worker-month "p", shares "s", dates "d".
World money() {
    World world;
    world.indicator("m", IndicatorType::flow, {"USD"});
    world.indicator("w", IndicatorType::stock, {"workers"}).integer = true;
    world.indicator("p", IndicatorType::level, {"USD per worker-month"});
    world.indicator("s", IndicatorType::ratio, {"percent"});
    world.indicator("d", IndicatorType::date, {"date"});
    return world;
}

Finding judged(World& world, const std::string& assertion) {
    world.relations.clear();
    world.require("R", assertion);
    const Report report = world.analyse();
    const Finding* finding = declared(report, "R");
    EXPECT_NE(finding, nullptr) << assertion;
    return finding == nullptr ? Finding{} : *finding;
}

TEST(Assert, EqualSidesHoldOrContradict) {
    World world = money();
    world.say("W", "w:RUS", "2017", "=30,000");
    world.add({.id = "P", .key = "p:RUS", .period = "2017", .value = "=200"});
    world.add({.id = "M", .key = "m:RUS", .period = "2017", .value = "72", .unit = "million USD"});
    world.add({.id = "N", .key = "m:RUS", .period = "2018", .value = "~80", .unit = "million USD"});
    EXPECT_EQ(judged(world, "W * P * 12[months] = M").outcome, Outcome::ok);
    const Finding failed = judged(world, "W * P * 12[months] = N / 2");
    EXPECT_EQ(failed.outcome, Outcome::conflict);
    EXPECT_EQ(world.ids(failed.claims), (Ids{"N", "P", "W"}));
    ASSERT_EQ(failed.minimal_sets.size(), 1U);
    EXPECT_EQ(world.ids(failed.minimal_sets[0]), (Ids{"N", "P", "W"}));
    EXPECT_EQ(failed.place, world.ledger.place_of(world.ledger.claims()[0]));
}

TEST(Assert, AnIntervalTouchedAtItsEdgeIsATension) {
    World world = money();
    world.say("A", "m:RUS", "2017", "100..200");
    world.say("B", "m:CHN", "2017", "195..300");
    world.say("C", "m:KOR", "2017", "120..300");
    EXPECT_EQ(judged(world, "A = B").outcome, Outcome::tension);
    EXPECT_EQ(judged(world, "A = C").outcome, Outcome::ok);
}

TEST(Assert, ComparisonsAreCertainPossibleOrWrong) {
    World world = money();
    world.say("A", "m:RUS", "2017", "100..200");
    world.say("B", "m:CHN", "2017", "200..300");
    world.say("C", "m:KOR", "2017", "150..250");
    const std::pair<const char*, Outcome> cases[] = {{"A <= B", Outcome::ok},
                                                     {"A < B", Outcome::tension},
                                                     {"A >= B", Outcome::tension},
                                                     {"A > B", Outcome::conflict},
                                                     {"A < C", Outcome::tension},
                                                     {"B > 199[USD]", Outcome::ok},
                                                     {"B < A", Outcome::conflict},
                                                     {"2 * B > A", Outcome::ok},
                                                     {"C <= B / 100", Outcome::conflict}};
    for (const auto& [assertion, outcome] : cases) {
        EXPECT_EQ(judged(world, assertion).outcome, outcome) << assertion;
    }
}

TEST(Assert, PercentIsAHundredth) {
    World world = money();
    world.say("A", "m:RUS", "2017", "=50");
    world.say("B", "m:CHN", "2017", "=200");
    world.say("S", "s:RUS", "2017", "25");
    EXPECT_EQ(judged(world, "A / B = S").outcome, Outcome::ok);
    EXPECT_EQ(judged(world, "B / A = S").outcome, Outcome::conflict);
}

TEST(Assert, PartsThatExceedTheirTotalOneByOneAreBothNotNeeded) {
    World world = money();
    world.say("A", "m:RUS", "2017", "=8");
    world.say("B", "m:CHN", "2017", "=9");
    world.say("T", "m:KOR", "2017", "=7");
    const Finding finding = judged(world, "A + B <= T");
    ASSERT_EQ(finding.minimal_sets.size(), 1U);
    // One part and the total are a smallest set; the total alone is none.
    EXPECT_EQ(finding.minimal_sets[0].size(), 2U);
    EXPECT_TRUE(world.ids(finding.minimal_sets[0]).contains("T"));
}

TEST(Assert, EveryFailingAssertionHasItsSet) {
    World world = money();
    world.say("A", "m:RUS", "2017", "=8");
    world.say("B", "m:CHN", "2017", "=9");
    world.say("C", "m:KOR", "2017", "=9");
    Relation& relation = world.require("R", "A = B");
    relation.asserts.push_back({"B = C", {}});
    relation.asserts.push_back({"C < A", {}});
    const Report report = world.analyse();
    const Finding* finding = declared(report, "R");
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->outcome, Outcome::conflict);
    ASSERT_EQ(finding->minimal_sets.size(), 2U);
    EXPECT_EQ(world.ids(finding->minimal_sets[0]), (Ids{"A", "B"}));
    EXPECT_EQ(world.ids(finding->minimal_sets[1]), (Ids{"A", "C"}));
}

TEST(Assert, NearTurnsAConflictIntoATension) {
    World world = money();
    world.say("A", "m:RUS", "2017", "=8");
    world.say("B", "m:CHN", "2017", "=9");
    world.require("R", "A = B").near = true;
    const Report report = world.analyse();
    EXPECT_EQ(declared(report, "R")->outcome, Outcome::tension);
}

TEST(Assert, DatesOfPeriodsAndClaims) {
    World world = money();
    world.add({.id = "P", .key = "m:RUS", .period = "2017-03-01/2017-05-31", .value = "8"});
    world.say("D", "d:RUS", "2017", "2018");
    world.say("E", "d:CHN", "2017", "<2016-02-25");
    EXPECT_EQ(judged(world, "months(start(P), 12) = D").outcome, Outcome::ok);
    EXPECT_EQ(judged(world, "months(end(P), 24) = D").outcome, Outcome::conflict);
    EXPECT_EQ(judged(world, "start(P) > E").outcome, Outcome::ok);
    EXPECT_EQ(judged(world, "D - start(P) > 9[months]").outcome, Outcome::ok);
    EXPECT_EQ(judged(world, "D - start(P) < 9[months]").outcome, Outcome::conflict);
}

TEST(Assert, ADayBeforeADateIsSaidAsPrinted) {
    World world = money();
    world.add({.id = "P", .key = "m:RUS", .period = "2017", .value = "8"});
    world.say("E", "d:CHN", "2017", "<2016-02-25");
    world.say("F", "d:KOR", "2017", ">2019");
    EXPECT_TRUE(says(judged(world, "start(P) > E"), "E is before 2016-02-25"))
        << judged(world, "start(P) > E").message;
    EXPECT_TRUE(says(judged(world, "start(P) < F"), "F is from 2020-01-01"))
        << judged(world, "start(P) < F").message;
}

TEST(Assert, CellsHaveTheBoundsOfTheWholeSystem) {
    World world = money();
    world.say("H", "m:RUS", "2024-S1", "=30");
    world.say("Y", "m:RUS", "2024", "=50");
    world.say("S2", "m:CHN", "2024", "=20");
    world.say("E", "m:RUS", "2024-S2", "not_published");
    EXPECT_EQ(judged(world, "{m:RUS@2024-S2} = S2").outcome, Outcome::ok);
    EXPECT_EQ(judged(world, "{m:RUS@2024-S2} > S2").outcome, Outcome::conflict);
}

TEST(Assert, CellsOfSeriesThatOnlyCodeListsImply) {
    World world = money();
    world.indicator("x", IndicatorType::flow, {"USD"});
    world.indicator("y", IndicatorType::flow, {"USD"});
    world.indicator("t", IndicatorType::flow, {"USD"}).sum_of = {"x", "y"};
    world.say("X", "x:RUS", "2024", "=30");
    world.say("Y", "y:RUS", "2024", "=30");
    world.require("R", "{t:RUS@2024} = X + Y");
    EXPECT_EQ(world.validate().errors(), 0U);
    const Report report = world.analyse();
    ASSERT_NE(declared(report, "R"), nullptr);
    EXPECT_EQ(declared(report, "R")->outcome, Outcome::ok);
}

TEST(Assert, SidesOfOtherDimensionsAreSkipped) {
    World world = money();
    world.say("A", "m:RUS", "2017", "=8");
    world.say("W", "w:RUS", "2017", "=9");
    world.require("R", "A = W");
    EXPECT_EQ(declared(world.analyse(), "R"), nullptr); // validate faults it
    EXPECT_EQ(world.validate().errors(), 1U);
}

TEST(Derive, GivesAValueWithItsPrintedPrecision) {
    World world = money();
    world.add({.id = "M", .key = "m:RUS", .period = "2017", .value = "72", .unit = "million USD"});
    world.say("W", "w:RUS", "2017", "=30,000");
    Relation& relation = world.relation("R");
    relation.text = "what a worker sends";
    relation.derives = {{"M / (W * 12[months])", "USD per worker-month", "implied pay", {}}};
    const Report report = world.analyse();
    const Finding* finding = declared(report, "R");
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->outcome, Outcome::derived);
    EXPECT_EQ(finding->unit, "USD per worker-month");
    EXPECT_NEAR(finding->bounds.lo, 71.5e6 / 360000, 1e-9);
    EXPECT_NEAR(finding->bounds.hi, 72.5e6 / 360000, 1e-9);
    EXPECT_NEAR(finding->printed.lo, 200, 1e-9);
    EXPECT_TRUE(says(*finding, "what a worker sends; implied pay: 200")) << finding->message;
}

TEST(Derive, WholeNumbersOnRequest) {
    World world = money();
    world.say("A", "m:RUS", "2017", "=10");
    Relation& relation = world.relation("R");
    relation.derives = {{"A / 4[USD]", "persons", "people", {}}};
    relation.derives[0].integer = true;
    world.say("B", "m:CHN", "2017", "9..13");
    relation.derives[0].value = "B / 4[USD]";
    EXPECT_EQ(declared(world.analyse(), "R")->bounds, Interval::point(3)); // of 2.25 to 3.25
}

TEST(Derive, AUnitOfAnotherDimensionIsSkipped) {
    World world = money();
    world.say("A", "m:RUS", "2017", "=10");
    world.relation("R").derives = {{"A * 2", "workers", "", {}}};
    EXPECT_EQ(world.validate().errors(), 1U);
    EXPECT_EQ(declared(world.analyse(), "R"), nullptr);
}

TEST(Derive, OnlyWhenAllClaimsAreKnown) {
    World world = money();
    world.say("A", "m:RUS", "2017", "=10");
    world.add({.id = "B", .key = "m:CHN", .period = "2017", .value = "=5", .known = "2026-01-01"});
    world.relation("R").derives = {{"A + B", "", "", {}}};
    EXPECT_EQ(declared(world.analyse(), "R")->bounds, Interval::point(15));
    world.spec.as_of = must(parse_date("2025-12-31"));
    EXPECT_EQ(declared(world.analyse(), "R"), nullptr);
}

} // namespace
} // namespace halflight::reason::test

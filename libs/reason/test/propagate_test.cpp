// SPDX-License-Identifier: Apache-2.0
#include "propagate.hpp"

#include "world.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace halflight::reason::test {
namespace {

using ledger::IndicatorType;

/// A world propagated from its statements.
struct Solved {
    explicit Solved(World& made) : world(made), system(made.system()), propagation(system) {
        for (CellIndex cell = 0; cell < system.cells().size(); ++cell) {
            propagation.state(cell,
                              stated(system, system.cells()[cell], system.cells()[cell].claims));
        }
        std::vector<ConstraintIndex> all(system.constraints().size());
        std::iota(all.begin(), all.end(), 0U);
        suspended.resize(all.size());
        propagation.run(all, suspended);
    }
    [[nodiscard]] CellIndex cell(const std::string& key, const std::string& period) {
        return *system.find_cell(world.series(key), must(parse_period(period)));
    }
    [[nodiscard]] Interval bounds(const std::string& key, const std::string& period) {
        return propagation.bounds(cell(key, period));
    }
    [[nodiscard]] Ids why(const std::string& key, const std::string& period, bool upper) {
        std::vector<ledger::ClaimIndex> claims;
        std::vector<ConstraintIndex> constraints;
        propagation.collect(cell(key, period), upper, claims, constraints);
        return world.ids(claims);
    }

    World& world;
    System system;
    Propagation propagation;
    std::vector<bool> suspended;
};

World entries() {
    World world;
    world.count("e");
    world.dimension("purpose", "total");
    world.code("purpose", "total", {"study", "work"}, true);
    world.code("purpose", "study");
    world.code("purpose", "work");
    ledger::ShareRule rule;
    rule.part = "e";
    rule.whole = "e";
    rule.whole_dims = "purpose=total";
    world.indicator("share", IndicatorType::ratio, {"percent"}).share_of = rule;
    world.indicator("growth", IndicatorType::rate, {"percent"}).growth_of = "e";
    return world;
}

TEST(Propagate, TotalsLessPartsGiveTheRest) {
    World world = entries();
    world.say("T", "e:RUS", "2024", "100..110");
    world.say("S", "e:RUS::purpose=study", "2024", "30..40");
    Solved run(world);
    EXPECT_EQ(run.bounds("e:RUS::purpose=work", "2024"), Interval::closed(60, 80));
    EXPECT_EQ(run.why("e:RUS::purpose=work", "2024", false), (Ids{"S", "T"}));
}

TEST(Propagate, CumulativeSumsGiveTheMonth) {
    World world = entries();
    world.say("five", "e:RUS", "2018-01/2018-05", "48");
    world.say("six", "e:RUS", "2018-S1", "60");
    world.say("other", "e:RUS", "2017-01", "60");
    Solved run(world);
    EXPECT_EQ(run.bounds("e:RUS", "2018-06"), Interval::point(12));
    EXPECT_EQ(run.why("e:RUS", "2018-06", true), (Ids{"five", "six"}));
}

TEST(Propagate, MoreThanSeventyPercentOf3767IsAtMost5381) {
    const std::pair<const char*, double> cases[] = {{"3,767", 5381}, {"3,759", 5369}};
    for (const auto& [part, whole] : cases) {
        World world = entries();
        world.say("S", "e:RUS::purpose=study", "2024", part);
        world.say("P", "share:RUS::purpose=study", "2024", ">70");
        Solved run(world);
        EXPECT_EQ(run.bounds("e:RUS", "2024").hi, whole);
        EXPECT_FALSE(run.bounds("e:RUS", "2024").hi_open);
        EXPECT_EQ(run.why("e:RUS", "2024", true), (Ids{"P", "S"}));
    }
}

TEST(Propagate, OpenEndsStayOpenWhereNothingCounts) {
    World world = entries();
    world.ledger.codes.indicators.at("e").integer = false;
    world.say("S", "e:RUS::purpose=study", "2024", "=35");
    world.say("P", "share:RUS::purpose=study", "2024", ">70");
    Solved run(world);
    EXPECT_NEAR(run.bounds("e:RUS", "2024").hi, 50, 1e-9);
    EXPECT_TRUE(run.bounds("e:RUS", "2024").hi_open);
    EXPECT_NEAR(run.bounds("e:RUS::purpose=work", "2024").hi, 15, 1e-9);
    EXPECT_TRUE(run.bounds("e:RUS::purpose=work", "2024").hi_open);
    EXPECT_FALSE(run.bounds("e:RUS::purpose=work", "2024").lo_open);
}

TEST(Propagate, SharesGiveParts) {
    World world = entries();
    world.say("T", "e:RUS", "2024", "200");
    world.say("P", "share:RUS::purpose=study", "2024", "25");
    Solved run(world);
    EXPECT_EQ(run.bounds("e:RUS::purpose=study", "2024"), Interval::closed(49, 51));
    EXPECT_EQ(run.bounds("e:RUS::purpose=work", "2024"), Interval::closed(149, 151));
    EXPECT_EQ(run.why("e:RUS::purpose=work", "2024", true), (Ids{"P", "T"}));
}

TEST(Propagate, ZeroOfAnUnknownShareLeavesTheWholeFree) {
    World world = entries();
    world.say("S", "e:RUS::purpose=study", "2024", "=0");
    world.say("P", "share:RUS::purpose=study", "2024", "<1");
    Solved run(world);
    EXPECT_EQ(run.bounds("e:RUS", "2024"), Interval::at_least(0));
    world.say("T", "e:RUS", "2024", "=100");
    Solved again(world);
    EXPECT_TRUE(again.propagation.clashes().empty());
}

TEST(Propagate, GrowthJoinsNeighbours) {
    World world = entries();
    world.say("Y", "e:RUS", "2023", "100");
    world.say("G", "growth:RUS", "2024", "=20");
    Solved run(world);
    EXPECT_EQ(run.bounds("e:RUS", "2024"), Interval::point(120));
    world.say("Z", "e:RUS", "2025", "150");
    world.say("H", "growth:RUS", "2025", "20..30");
    Solved more(world);
    EXPECT_EQ(more.bounds("growth:RUS", "2025"), Interval::closed(25, 25));
    EXPECT_EQ(more.why("growth:RUS", "2025", true), (Ids{"G", "Y", "Z"}));
}

TEST(Propagate, GrowthGoesBackwards) {
    World world = entries();
    world.say("Y", "e:RUS", "2024", "150");
    world.say("G", "growth:RUS", "2024", "-40..50");
    Solved run(world);
    EXPECT_EQ(run.bounds("e:RUS", "2023"), Interval::closed(100, 250));
}

TEST(Propagate, AParentLiesBetweenItsChildren) {
    World world = entries();
    world.indicator("g", IndicatorType::rate, {"percent"}).mean_over = "purpose";
    world.say("T", "g:RUS", "2024", "not_published");
    world.say("S", "g:RUS::purpose=study", "2024", "=-2");
    world.say("W", "g:RUS::purpose=work", "2024", "1..4");
    Solved run(world);
    EXPECT_EQ(run.bounds("g:RUS", "2024"), Interval::closed(-2, 4));
    EXPECT_EQ(run.why("g:RUS", "2024", true), (Ids{"S", "W"}));
}

TEST(Propagate, CollectNamesOnlyWhatABoundRestsOn) {
    World world = entries();
    world.say("T", "e:RUS", "2024", "<=100");
    world.say("S", "e:RUS::purpose=study", "2024", ">=30");
    world.say("U", "e:RUS::purpose=study", "2024", "<=90");
    Solved run(world);
    EXPECT_EQ(run.bounds("e:RUS::purpose=work", "2024"), Interval::closed(0, 70));
    EXPECT_EQ(run.why("e:RUS::purpose=work", "2024", true), (Ids{"S", "T"}));
    EXPECT_EQ(run.why("e:RUS::purpose=work", "2024", false),
              Ids{}); // it counts, so it is not negative
    EXPECT_EQ(run.why("e:RUS::purpose=study", "2024", true), (Ids{"U"}));
    EXPECT_EQ(run.why("e:RUS", "2024", false), (Ids{"S"}));
}

TEST(Propagate, TheNarrowestStatementOfACellCounts) {
    World world = entries();
    world.say("wide", "e:RUS", "2024", "10..30");
    world.say("narrow", "e:RUS", "2024", "15..40");
    Solved run(world);
    EXPECT_EQ(run.bounds("e:RUS", "2024"), Interval::closed(15, 30));
    EXPECT_EQ(run.why("e:RUS", "2024", false), (Ids{"narrow"}));
    EXPECT_EQ(run.why("e:RUS", "2024", true), (Ids{"wide"}));
}

TEST(Propagate, AClashNamesItsStatementsAndSuspendsItsConstraint) {
    World world = entries();
    world.say("T", "e:RUS", "2024", "=10");
    world.say("S", "e:RUS::purpose=study", "2024", "=8");
    world.say("W", "e:RUS::purpose=work", "2024", "=5");
    Solved run(world);
    ASSERT_EQ(run.propagation.clashes().size(), 1U);
    EXPECT_EQ(world.ids(run.propagation.clashes()[0].claims), (Ids{"S", "T", "W"}));
    EXPECT_TRUE(run.suspended[0]);
}

TEST(Propagate, EndsThatMeetLeaveAValue) {
    World world = entries();
    world.say("T", "e:RUS", "2024", "<=10");
    world.say("S", "e:RUS::purpose=study", "2024", ">=6");
    world.say("W", "e:RUS::purpose=work", "2024", ">=4");
    Solved run(world);
    EXPECT_TRUE(run.propagation.clashes().empty());
    EXPECT_EQ(run.bounds("e:RUS", "2024"), Interval::point(10));
}

TEST(Propagate, RoundingOfLargeSumsIsNoClash) {
    World world = entries();
    world.ledger.codes.indicators.at("e").integer = false;
    world.ledger.codes.dimensions.at("purpose").codes[0].parts = {"study", "work", "other"};
    world.code("purpose", "other");
    world.say("T", "e:RUS", "2024", "=1,000,000.7");
    world.say("S", "e:RUS::purpose=study", "2024", "=1,000,000.3");
    world.say("W", "e:RUS::purpose=work", "2024", "=0.4");
    Solved run(world);
    EXPECT_TRUE(run.propagation.clashes().empty()); // the rest is 0, not less
    EXPECT_NEAR(run.bounds("e:RUS::purpose=other", "2024").hi, 0, 1e-8);
}

TEST(Stated, ContradictoryStatementsGiveTheirHull) {
    World world = entries();
    world.say("A", "e:RUS", "2024", "=10");
    world.say("B", "e:RUS", "2024", "=20");
    world.say("C", "e:RUS", "2024", "8..12");
    Solved run(world);
    EXPECT_EQ(run.bounds("e:RUS", "2024"), Interval::closed(8, 20));
    EXPECT_TRUE(stated(run.system, run.system.cells()[0], run.system.cells()[0].claims).disputed);
    EXPECT_EQ(run.why("e:RUS", "2024", true), (Ids{"B"}));
    EXPECT_EQ(run.why("e:RUS", "2024", false), (Ids{"C"}));
}

TEST(Stated, OnlyMeasuresAndEstimatesConstrain) {
    World world = entries();
    for (const auto kind : {ledger::Kind::forecast, ledger::Kind::target, ledger::Kind::cap}) {
        const auto claim = world.add({.id = std::string(to_string(kind)),
                                      .key = "e:RUS",
                                      .period = "2024",
                                      .value = "5",
                                      .kind = kind});
        EXPECT_FALSE(constrains(world.ledger.claims()[claim]));
    }
    EXPECT_TRUE(constrains(world.ledger.claims()[world.say("A", "e:RUS", "2024", "5")]));
    EXPECT_FALSE(constrains(world.ledger.claims()[world.say("M", "e:RUS", "2024", "late")]));
    EXPECT_TRUE(constrains(world.ledger.claims()[world.add({.id = "E",
                                                            .key = "e:RUS",
                                                            .period = "2024",
                                                            .value = "5",
                                                            .kind = ledger::Kind::estimate})]));
}

} // namespace
} // namespace halflight::reason::test

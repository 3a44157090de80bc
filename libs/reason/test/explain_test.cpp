// SPDX-License-Identifier: Apache-2.0
// Why bounds are where they are, and what falls when a source is withdrawn.
#include "world.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace halflight::reason::test {
namespace {

using ledger::IndicatorType;

Ids claims_of(const World& world, const std::vector<Support>& supports) {
    std::vector<ledger::ClaimIndex> claims;
    for (const Support& support : supports) {
        claims.push_back(support.claim);
    }
    EXPECT_EQ(world.ids(claims).size(), claims.size()) << "each claim once";
    return world.ids(claims);
}

Explanation why(World& world, const std::string& key, const std::string& period) {
    const Report report = world.analyse();
    return explain(world.ledger, report, world.series(key), must(parse_period(period)), world.spec);
}

World halves() {
    World world;
    world.indicator("e", IndicatorType::flow, {"persons"});
    world.say("Y", "e:RUS", "2024", "100..110");
    world.say("H", "e:RUS", "2024-S1", "40..45");
    world.say("M", "e:RUS", "2024-S2", "not_published");
    world.say("other", "e:CHN", "2024", "5");
    return world;
}

TEST(Explain, NamesTheClaimsOfEachBound) {
    World world = halves();
    const Explanation explanation = why(world, "e:RUS", "2024-S2");
    EXPECT_EQ(claims_of(world, explanation.low), (Ids{"H", "Y"}));
    EXPECT_EQ(claims_of(world, explanation.high), (Ids{"H", "Y"}));
    ASSERT_EQ(explanation.relations.size(), 1U);
    EXPECT_NE(explanation.relations[0].find("2024"), std::string::npos);
}

TEST(Explain, AStatedBoundRestsOnItsStatement) {
    World world = halves();
    const Explanation explanation = why(world, "e:RUS", "2024-S1");
    EXPECT_EQ(claims_of(world, explanation.low), (Ids{"H"}));
    EXPECT_EQ(claims_of(world, explanation.high), (Ids{"H"}));
    EXPECT_TRUE(explanation.relations.empty());
}

TEST(Explain, LowAndHighMayRestOnDifferentClaims) {
    World world;
    world.indicator("e", IndicatorType::flow, {"persons"});
    world.say("Y", "e:RUS", "2024", "<=100");
    world.say("Q", "e:RUS", "2024-Q1", ">=30");
    world.say("M", "e:RUS", "2024-S1", "not_published");
    const Explanation explanation = why(world, "e:RUS", "2024-S1");
    EXPECT_EQ(claims_of(world, explanation.low), (Ids{"Q"}));
    EXPECT_EQ(claims_of(world, explanation.high), (Ids{"Y"}));
}

TEST(Explain, WhatIsNoCellHasNoReasons) {
    World world = halves();
    const Explanation explanation = why(world, "e:RUS", "2019");
    EXPECT_TRUE(explanation.low.empty() && explanation.high.empty() &&
                explanation.relations.empty());
}

TEST(Explain, ManyCellsAtOnceGiveTheSame) {
    World world = halves();
    const Report report = world.analyse();
    const auto all = explain(world.ledger, report, report.cells, world.spec);
    ASSERT_EQ(all.size(), report.cells.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Explanation one = explain(world.ledger, report, report.cells[i].series,
                                        report.cells[i].period, world.spec);
        EXPECT_EQ(all[i].low, one.low);
        EXPECT_EQ(all[i].high, one.high);
        EXPECT_EQ(all[i].relations, one.relations);
    }
}

TEST(Explain, FollowsTheSpec) {
    World world = halves();
    world.add(
        {.id = "late", .key = "e:RUS", .period = "2024-S2", .value = "=62", .known = "2026-01-01"});
    EXPECT_EQ(claims_of(world, why(world, "e:RUS", "2024-S2").low), (Ids{"late"}));
    world.spec.as_of = must(parse_date("2025-12-31"));
    EXPECT_EQ(claims_of(world, why(world, "e:RUS", "2024-S2").low), (Ids{"H", "Y"}));
}

/// Two by two with margins: ax + ay = A, bx + by = B, ax + bx = X, ay + by = Y, all = T.
World margins() {
    World world;
    world.indicator("e", IndicatorType::flow, {"persons"});
    for (const char* dimension : {"row", "column"}) {
        world.dimension(dimension, "all");
        world.code(dimension, "all", {"1", "2"}, true);
        world.code(dimension, "1");
        world.code(dimension, "2");
    }
    world.say("R1", "e:RUS::row=1", "2024", "=10");
    world.say("R2", "e:RUS::row=2", "2024", "10..20");
    world.say("C1", "e:RUS::column=1", "2024", "=12");
    world.say("C2", "e:RUS::column=2", "2024", "=13");
    world.say("cell", "e:RUS::column=1;row=1", "2024", "=4");
    return world;
}

TEST(Explain, BoundsThatOnlyTheLinearProgramFinds) {
    World world = margins();
    const Report report = world.analyse();
    EXPECT_GT(report.linear_programs, 0U);
    // The columns give 25 in all, of which row 1 has 10.
    const Interval row = world.bounds(report, "e:RUS::row=2", "2024");
    EXPECT_NEAR(row.lo, 15, 1e-6);
    EXPECT_NEAR(row.hi, 15, 1e-6);
    const Interval inner = world.bounds(report, "e:RUS::column=2;row=2", "2024");
    EXPECT_NEAR(inner.lo, 7, 1e-6);
    EXPECT_NEAR(inner.hi, 7, 1e-6);
}

/// Sums around a circle: a + b = 10, b + c = 10, a + c = 10 leave each 5, which no single sum
/// shows.
World circle() {
    World world;
    world.indicator("e", IndicatorType::stock, {"persons"});
    world.dimension("kind");
    for (const char* code : {"a", "b", "c"}) {
        world.code("kind", code);
    }
    world.code("kind", "ab", {"a", "b"}, true);
    world.code("kind", "bc", {"b", "c"}, true);
    world.code("kind", "ac", {"a", "c"}, true);
    for (const char* sum : {"ab", "bc", "ac"}) {
        world.say(sum, "e:RUS::kind=" + std::string(sum), "2024", "=10");
    }
    world.say("m", "e:RUS::kind=a", "2024", "not_published");
    return world;
}

TEST(Explain, NamesTheClaimsBehindALinearProgram) {
    World world = circle();
    const Report report = world.analyse();
    const Interval found = world.bounds(report, "e:RUS::kind=a", "2024");
    EXPECT_NEAR(found.lo, 5, 1e-6);
    EXPECT_NEAR(found.hi, 5, 1e-6);
    const Explanation explanation = why(world, "e:RUS::kind=a", "2024");
    EXPECT_EQ(claims_of(world, explanation.low), (Ids{"ab", "ac", "bc"}));
    EXPECT_EQ(claims_of(world, explanation.high), (Ids{"ab", "ac", "bc"}));
    EXPECT_EQ(explanation.relations.size(), 3U);
    for (const Support& support : explanation.low) {
        EXPECT_NEAR(std::abs(support.weight), 0.5, 1e-6); // a = (ab + ac - bc) / 2
    }
}

TEST(Explain, WithoutTighteningBoundsAreThoseOfPropagation) {
    World world = circle();
    world.spec.tighten = false;
    EXPECT_EQ(world.bounds(world.analyse(), "e:RUS::kind=a", "2024"), Interval::closed(0, 10));
}

World agency_and_customs() {
    World world;
    world.indicator("e", IndicatorType::flow, {"persons"});
    world.source("customs");
    world.source("agency", "customs");
    world.say("Y", "e:RUS", "2024", "=100");
    world.add(
        {.id = "H", .key = "e:RUS", .period = "2024-S1", .value = "=40", .source = "customs"});
    world.add({.id = "M", .key = "e:RUS", .period = "2024-S2", .value = "late"});
    world.add({.id = "Z", .key = "e:RUS", .period = "2024", .value = "=120", .source = "agency"});
    world.add({.id = "C", .key = "e:CHN", .period = "2024", .value = "=7", .source = "customs"});
    return world;
}

TEST(Compare, TellsWhatFallsWithASource) {
    World world = agency_and_customs();
    const Report before = world.analyse();
    ASSERT_EQ(findings(before, Outcome::conflict).size(), 1U);
    world.spec.without = {"customs"};
    const Report after = world.analyse();
    const Retraction retraction = compare(before, after);
    Ids lost;
    for (const std::size_t i : retraction.findings_lost) {
        lost.emplace(to_string(before.findings[i].outcome));
    }
    EXPECT_TRUE(lost.contains("conflict")); // Y against Z
    std::set<std::string> changed;
    for (const auto& change : retraction.cells) {
        const std::string name = world.ledger.key_text(world.ledger.series()[change.series]) + " " +
                                 to_string(change.period);
        changed.insert(name + (change.gone ? " gone" : ""));
        const Cell* now = after.find(change.series, change.period);
        EXPECT_EQ(change.gone, now == nullptr);
        EXPECT_EQ(change.before, before.find(change.series, change.period)->bounds);
        EXPECT_EQ(change.after, now == nullptr ? Interval::all() : now->bounds);
    }
    EXPECT_EQ(changed, (std::set<std::string>{"e:CHN 2024 gone", "e:RUS 2024", "e:RUS 2024-S1 gone",
                                              "e:RUS 2024-S2"}));
}

TEST(Compare, NothingFallsWithoutNeed) {
    World world = agency_and_customs();
    const Report report = world.analyse();
    const Retraction retraction = compare(report, world.analyse());
    EXPECT_TRUE(retraction.findings_lost.empty());
    EXPECT_TRUE(retraction.cells.empty());
}

} // namespace
} // namespace halflight::reason::test

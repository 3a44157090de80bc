// SPDX-License-Identifier: Apache-2.0
// What analysts decided, and what is told once instead of twice.
#include "world.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace halflight::reason::test {
namespace {

World trade() {
    World world;
    world.indicator("t", ledger::IndicatorType::flow, {"USD"});
    return world;
}

std::vector<Finding> conflicts(World& world) {
    return findings(world.analyse(), Outcome::conflict);
}

TEST(Verdict, ByRelationSilencesAndStaysOnRecord) {
    World world = trade();
    world.say("A", "t:RUS", "2024", "=10");
    world.say("B", "t:CHN", "2024", "=20");
    world.require("same", "A = B");
    world.require("other", "2 * A = 3 * B");
    world.verdicts.push_back({"same", {}, Verdict::scope, "xy", {}, "why", {}});
    const Report report = world.analyse();
    EXPECT_EQ(declared(report, "same")->decided, 0U);
    EXPECT_EQ(declared(report, "same")->outcome, Outcome::conflict);
    EXPECT_EQ(declared(report, "other")->decided, std::nullopt);
    EXPECT_TRUE(report.idle_verdicts.empty());
    const Diagnostics shown = to_diagnostics(world.ledger, report, world.verdicts, false);
    EXPECT_EQ(shown.errors(), 1U);
    EXPECT_EQ(shown.items().size(), 1U);
    EXPECT_EQ(to_diagnostics(world.ledger, report, world.verdicts, true).errors(), 1U);
}

TEST(Verdict, ByClaimsInAnyOrder) {
    World world = trade();
    world.say("A", "t:RUS", "2024", "=10");
    world.say("B", "t:RUS", "2024", "=20");
    world.verdicts.push_back({{}, {"B", "A"}, Verdict::vintage, {}, {}, {}, {}});
    EXPECT_EQ(conflicts(world).at(0).decided, 0U);
    world.verdicts[0].claims = {"A"};
    EXPECT_EQ(conflicts(world).at(0).decided, std::nullopt);
    EXPECT_EQ(world.analyse().idle_verdicts, (std::vector<std::size_t>{0}));
}

TEST(Verdict, CountsFromItsDate) {
    World world = trade();
    world.say("A", "t:RUS", "2024", "=10");
    world.say("B", "t:RUS", "2024", "=20");
    world.verdicts.push_back(
        {{}, {"A", "B"}, Verdict::vintage, {}, must(parse_date("2025-02-01")), {}, {}});
    EXPECT_EQ(conflicts(world).at(0).decided, 0U);
    world.spec.as_of = must(parse_date("2025-01-31"));
    EXPECT_EQ(conflicts(world).at(0).decided, std::nullopt);
    world.spec.as_of = must(parse_date("2025-02-01"));
    EXPECT_EQ(conflicts(world).at(0).decided, 0U);
}

TEST(Verdict, OnOneContradictionLeavesTheOthersOpen) {
    World world = trade();
    world.say("A", "t:RUS", "2024", "=10");
    world.say("B", "t:RUS", "2024", "=20");
    world.say("C", "t:RUS", "2024", "=30");
    ASSERT_EQ(conflicts(world).size(), 1U); // B or A explains all of them
    world.verdicts.push_back({{}, {"A", "B"}, Verdict::vintage, {}, {}, {}, {}});
    const auto found = conflicts(world);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(std::ranges::count_if(found, [](const Finding& f) { return f.decided.has_value(); }),
              1);
}

TEST(Verdict, OnAnotherRelationSilencesNothing) {
    World world = trade();
    world.say("A", "t:RUS", "2024", "=10");
    world.say("B", "t:CHN", "2023", "=20");
    world.require("starts", "start(A) = start(B)");
    world.require("other", "A = B");
    world.verdicts.push_back({"other", {}, Verdict::scope, {}, {}, {}, {}});
    const Report report = world.analyse();
    EXPECT_EQ(declared(report, "starts")->outcome, Outcome::conflict);
    EXPECT_EQ(declared(report, "starts")->decided, std::nullopt);
    EXPECT_EQ(world.ids(declared(report, "starts")->minimal_sets.at(0)), (Ids{"A", "B"}));
}

TEST(Fold, AFoundConflictBecomesASetOfTheDeclaredOne) {
    World world = trade();
    world.say("Q", "t:RUS", "2024-Q1", "=10");
    world.say("H", "t:RUS", "2024-S1", "=5");
    EXPECT_EQ(conflicts(world).size(), 1U);
    world.require("part", "Q <= H");
    const auto found = conflicts(world);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].relation, "part");
    EXPECT_EQ(found[0].minimal_sets.size(), 1U);
    EXPECT_TRUE(std::ranges::any_of(found[0].notes, [](const Note& note) {
        return note.message.starts_with("found also without the declaration: ");
    }));
}

TEST(Fold, AConflictWithOtherClaimsStaysByItself) {
    World world = trade();
    world.say("Q", "t:RUS", "2024-Q1", "=10");
    world.say("H", "t:RUS", "2024-S1", "=5");
    world.say("X", "t:CHN", "2024", "=5");
    world.require("part", "Q <= X");
    EXPECT_EQ(conflicts(world).size(), 2U);
}

} // namespace
} // namespace halflight::reason::test

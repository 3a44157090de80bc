// SPDX-License-Identifier: Apache-2.0
// What a reader sees.
#include "world.hpp"

#include <gtest/gtest.h>

namespace halflight::reason::test {
namespace {

using ledger::IndicatorType;

std::string shown(World& world, bool all) {
    const Report report = world.analyse();
    std::string text;
    const Diagnostics diagnostics = to_diagnostics(world.ledger, report, world.verdicts, all);
    for (const Diagnostic& diagnostic : diagnostics.items()) {
        text += to_text(diagnostic);
    }
    return text;
}

World turnover() {
    World world;
    world.indicator("trade", IndicatorType::flow, {"USD"});
    world.source("customs");
    world.source("agency", "customs");
    world.add({.id = "A",
               .key = "trade:RUS:PRK",
               .period = "2018",
               .value = "34,065",
               .unit = "thousand USD",
               .source = "agency"});
    world.add({.id = "B",
               .key = "trade:RUS:PRK",
               .period = "2018",
               .value = "~41",
               .unit = "million USD",
               .known = "2025-03-01"});
    return world;
}

TEST(Diagnostics, AConflictHasItsStatementsAndWhatToDo) {
    World world = turnover();
    EXPECT_EQ(shown(world, false),
              "claims/a.csv:2:1: error: conflict C001 [vintage]: 34,065 thousand USD (A) and about "
              "41 million USD (B) cannot both be trade:RUS:PRK 2018\n"
              "  note: claims/a.csv:2:1: A: 34,065 thousand USD for 2018, trade:RUS:PRK (source: "
              "agency, origin: customs, B2, known 2025-01-01)\n"
              "  note: claims/a.csv:3:1: B: about 41 million USD for 2018, trade:RUS:PRK (source: "
              "survey, B2, known 2025-03-01)\n"
              "  help: proposed verdict: vintage; mend the claims, or record a verdict in "
              "verdicts.toml\n");
}

TEST(Diagnostics, ADecidedConflictIsANoteWithItsVerdict) {
    World world = turnover();
    world.verdicts.push_back({{},
                              {"A", "B"},
                              Verdict::vintage,
                              "xy",
                              must(parse_date("2026-01-02")),
                              "revised",
                              {"verdicts.toml", 3, 1}});
    EXPECT_EQ(shown(world, false), "");
    EXPECT_EQ(shown(world, true),
              "claims/a.csv:2:1: note: conflict C001 [vintage]: 34,065 thousand USD (A) and about "
              "41 million USD (B) cannot both be trade:RUS:PRK 2018\n"
              "  note: claims/a.csv:2:1: A: 34,065 thousand USD for 2018, trade:RUS:PRK (source: "
              "agency, origin: customs, B2, known 2025-01-01)\n"
              "  note: claims/a.csv:3:1: B: about 41 million USD for 2018, trade:RUS:PRK (source: "
              "survey, B2, known 2025-03-01)\n"
              "  note: verdicts.toml:3:1: verdict: vintage by xy on 2026-01-02 (revised)\n");
}

TEST(Diagnostics, ATensionIsAWarning) {
    World world = turnover();
    world.add({.id = "C",
               .key = "trade:RUS:PRK",
               .period = "2019",
               .value = "30..40",
               .unit = "million USD"});
    world.add({.id = "D",
               .key = "trade:RUS:PRK",
               .period = "2020",
               .value = "39.5..50",
               .unit = "million USD"});
    world.require("same", "C = D").text = "the two years were alike";
    world.spec.without = {"agency"};
    EXPECT_EQ(shown(world, false),
              "claims/a.csv:4:1: warning: F001 [bound]: tension: the two years were alike; C is 30 "
              "to 40 million USD, D is 39.5 to 50 million USD\n"
              "  note: claims/a.csv:4:1: C: 30 to 40 million USD for 2019, trade:RUS:PRK (source: "
              "survey, B2, known 2025-01-01)\n"
              "  note: claims/a.csv:5:1: D: 39.5 to 50 million USD for 2020, trade:RUS:PRK "
              "(source: survey, B2, known 2025-01-01)\n"
              "  note: relations.toml:1:1: declared here as 'same'\n");
}

TEST(Diagnostics, WhatIsDerivedIsShownOnRequest) {
    World world = turnover();
    world.spec.without = {"customs"};
    world.add({.id = "H",
               .key = "trade:RUS:PRK",
               .period = "2018-S1",
               .value = "=20",
               .unit = "million USD"});
    world.say("S", "trade:RUS:PRK", "2018-S2", "not_published");
    EXPECT_EQ(shown(world, true),
              "claims/a.csv:3:1: note: F001 [sum]: derived: trade:RUS:PRK 2018-S2 is 20.5 to 21.5 "
              "million USD, from 2018 = 2018-S1 + 2018-S2 of trade:RUS:PRK\n"
              "  note: claims/a.csv:3:1: B: about 41 million USD for 2018, trade:RUS:PRK (source: "
              "survey, B2, known 2025-03-01)\n"
              "  note: claims/a.csv:4:1: H: 20 million USD for 2018-S1, trade:RUS:PRK (source: "
              "survey, B2, known 2025-01-01)\n");
}

TEST(Diagnostics, WhatHoldsIsShownOnRequest) {
    World world = turnover();
    world.spec.without = {"customs"};
    world.add({.id = "H",
               .key = "trade:RUS:PRK",
               .period = "2018-S1",
               .value = "=20",
               .unit = "million USD"});
    world.add({.id = "S",
               .key = "trade:RUS:PRK",
               .period = "2018-S2",
               .value = "21",
               .unit = "million USD"});
    EXPECT_EQ(shown(world, false), "");
    EXPECT_EQ(shown(world, true),
              "claims/a.csv:3:1: note: F001 [sum]: ok: 2018 = 2018-S1 + 2018-S2 of trade:RUS:PRK "
              "holds: the parts give 41 million USD, the whole is 41 million USD\n"
              "  note: claims/a.csv:3:1: B: about 41 million USD for 2018, trade:RUS:PRK (source: "
              "survey, B2, known 2025-03-01)\n"
              "  note: claims/a.csv:4:1: H: 20 million USD for 2018-S1, trade:RUS:PRK (source: "
              "survey, B2, known 2025-01-01)\n"
              "  note: claims/a.csv:5:1: S: 21 million USD for 2018-S2, trade:RUS:PRK (source: "
              "survey, B2, known 2025-01-01)\n");
}

TEST(Diagnostics, DefinitionsAreWarnings) {
    World world;
    world.count("e");
    world.dimension("scope").definition = true;
    world.code("scope", "permits");
    world.code("scope", "persons");
    world.say("A", "e:RUS::scope=permits", "2024", "=10");
    world.say("B", "e:RUS::scope=persons", "2024", "=20");
    EXPECT_EQ(
        shown(world, false),
        "claims/a.csv:2:1: warning: F001 [definition]: definition: 2 different measures under one "
        "name, never merged (e:RUS: 2024): 10 persons (scope=permits), 20 persons (scope=persons)\n"
        "  note: claims/a.csv:2:1: A: 10 persons for 2024, e:RUS::scope=permits (source: survey, "
        "B2, known 2025-01-01)\n"
        "  note: claims/a.csv:3:1: B: 20 persons for 2024, e:RUS::scope=persons (source: survey, "
        "B2, known 2025-01-01)\n");
}

} // namespace
} // namespace halflight::reason::test

// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

#include <gtest/gtest.h>

namespace halflight::reason::test {
namespace {

using ledger::IndicatorType;

World world_with_claims() {
    World world;
    world.indicator("m", IndicatorType::flow, {"USD"});
    world.indicator("w", IndicatorType::flow, {"workers"});
    world.say("K001", "m:RUS", "2024", "10");
    world.say("K002", "w:RUS", "2024", "10");
    return world;
}

/// The one diagnostic of a world.
Diagnostic only(World& world) {
    const Diagnostics found = world.validate();
    EXPECT_EQ(found.items().size(), 1U);
    for (const Diagnostic& diagnostic : found.items()) {
        EXPECT_EQ(diagnostic.severity, Severity::error) << to_text(diagnostic);
        EXPECT_FALSE(diagnostic.hint.empty()) << to_text(diagnostic);
    }
    return found.items().empty() ? Diagnostic{} : found.items().front();
}

TEST(Validate, SoundRelationsHaveNoFault) {
    World world = world_with_claims();
    world.require("a", "K001 / K002 > 0[USD]");
    world.require("b", "{m:RUS@2024} = 2 * K001");
    world.require("near", "K001 = K002").near = true;
    world.relation("c").derives = {{"K001 / K002", "USD per worker", "", {}}};
    world.verdicts.push_back({"a", {}, Verdict::scope, {}, {}, {}, {}});
    world.verdicts.push_back({{}, {"K001"}, Verdict::scope, {}, {}, {}, {}});
    const Diagnostics found = world.validate();
    EXPECT_TRUE(found.items().empty()) << to_text(found.items().front());
}

TEST(Validate, R101WrongSyntaxStandsAtItsColumn) {
    World world = world_with_claims();
    world.require("a", "K001 = 2 +");
    const Diagnostic diagnostic = only(world);
    EXPECT_EQ(diagnostic.code, "R101");
    EXPECT_EQ(diagnostic.place, (Place{"relations.toml", 2, 12 + 10}));
    EXPECT_EQ(diagnostic.message, "relation 'a': a claim, a number, a cell or '(' is expected");
}

TEST(Validate, R101InADerivation) {
    World world = world_with_claims();
    world.relation("a").derives = {{"K001 * (", "", "", {"relations.toml", 7, 3}}};
    const Diagnostic diagnostic = only(world);
    EXPECT_EQ(diagnostic.code, "R101");
    EXPECT_EQ(diagnostic.place, (Place{"relations.toml", 7, 3 + 8}));
}

TEST(Validate, R102UnknownClaimsComeWithTheNearest) {
    World world = world_with_claims();
    world.require("a", "K001 = K0002 * 1[USD]");
    const Diagnostic diagnostic = only(world);
    EXPECT_EQ(diagnostic.code, "R102");
    EXPECT_EQ(diagnostic.message, "relation 'a': unknown claim 'K0002'");
    EXPECT_EQ(diagnostic.hint, "did you mean 'K002'?");
    EXPECT_EQ(diagnostic.place, (Place{"relations.toml", 2, 12}));
}

TEST(Validate, R102InEveryFieldThatNamesAClaim) {
    const auto code_with = [](auto set) {
        World world = world_with_claims();
        Relation& relation = world.relation("a", RelationForm::measures);
        relation.claims = {"K001", "K002"};
        set(relation);
        return only(world);
    };
    const auto expect_unknown = [&](auto set) {
        const Diagnostic diagnostic = code_with(set);
        EXPECT_EQ(diagnostic.code, "R102");
        EXPECT_EQ(diagnostic.place, (Place{"relations.toml", 1, 1}));
    };
    expect_unknown([](Relation& r) { r.claim = "X"; });
    expect_unknown([](Relation& r) { r.before = "X"; });
    expect_unknown([](Relation& r) { r.after = "X"; });
    expect_unknown([](Relation& r) { r.cause = "X"; });
    expect_unknown([](Relation& r) { r.missing = "X"; });
    expect_unknown([](Relation& r) { r.context = {"X"}; });
    expect_unknown([](Relation& r) { r.claims = {"K001", "X"}; });
    expect_unknown([](Relation& r) { r.outcomes = {"X"}; });
}

TEST(Validate, R102InAVerdict) {
    World world = world_with_claims();
    world.verdicts.push_back(
        {{}, {"K001", "K003"}, Verdict::scope, {}, {}, {}, {"verdicts.toml", 4, 1}});
    const Diagnostic diagnostic = only(world);
    EXPECT_EQ(diagnostic.code, "R102");
    EXPECT_EQ(diagnostic.place, (Place{"verdicts.toml", 4, 1}));
    EXPECT_EQ(diagnostic.message, "unknown claim 'K003'");
}

TEST(Validate, R103UnknownSource) {
    World world = world_with_claims();
    Relation& relation = world.relation("a", RelationForm::citation);
    relation.claim = "K001";
    relation.cited = "survey";
    relation.footnote = "surveys";
    const Diagnostic diagnostic = only(world);
    EXPECT_EQ(diagnostic.code, "R103");
    EXPECT_EQ(diagnostic.message, "relation 'a': unknown source 'surveys'");
    EXPECT_EQ(diagnostic.place, (Place{"relations.toml", 1, 1}));
}

TEST(Validate, R104UnitsThatDoNotAgree) {
    World world = world_with_claims();
    world.require("a", "K001 = K002");
    EXPECT_EQ(only(world).code, "R104");
    world.relations[0].asserts[0].text = "K001 + K002 = 3";
    const Diagnostic inside = only(world);
    EXPECT_EQ(inside.code, "R104");
    EXPECT_EQ(inside.place, (Place{"relations.toml", 2, 12 + 5}));
    world.relations.clear();
    world.relation("b").derives = {{"K001", "workers", "", {"relations.toml", 5, 1}}};
    EXPECT_EQ(only(world).code, "R104");
    world.relations[0].derives[0].unit = "dollers";
    const Diagnostic unknown = only(world);
    EXPECT_EQ(unknown.code, "R104");
    EXPECT_EQ(unknown.place, (Place{"relations.toml", 5, 1}));
}

TEST(Validate, R104CellsOfUnknownSeriesOrPeriods) {
    World world = world_with_claims();
    for (const char* cell : {"{x:RUS@2024}", "{m:RUS@20244}", "{m:RUS}"}) {
        world.relations.clear();
        world.require("a", "K001 = " + std::string(cell));
        EXPECT_EQ(only(world).code, "R104") << cell;
    }
}

TEST(Validate, R105SeriesAndPeriods) {
    const auto expect_wrong = [](auto set) {
        World world = world_with_claims();
        Relation& relation = world.relation("a", RelationForm::measures);
        relation.claims = {"K001", "K002"};
        set(relation);
        const Diagnostic diagnostic = only(world);
        EXPECT_EQ(diagnostic.code, "R105");
        EXPECT_EQ(diagnostic.place, (Place{"relations.toml", 1, 1}));
    };
    expect_wrong([](Relation& r) { r.series = "x:RUS"; });
    expect_wrong([](Relation& r) { r.high = "m:rus"; });
    expect_wrong([](Relation& r) { r.low = "m"; });
    expect_wrong([](Relation& r) { r.since = "2020-13"; });
    expect_wrong([](Relation& r) { r.until = "soon"; });
    expect_wrong([](Relation& r) { r.period = "2020-Q5"; });
}

TEST(Validate, R106Conditions) {
    World world = world_with_claims();
    Relation& relation = world.relation("a", RelationForm::first);
    relation.claim = "K001";
    relation.condition = "more than 0";
    relation.since = "2020";
    EXPECT_EQ(only(world).code, "R106");
}

TEST(Validate, R107EachFormNeedsItsFields) {
    World sound = world_with_claims();
    sound.source("note");
    std::vector<Relation> complete;
    for (int form = 1; form < static_cast<int>(RelationForm::count_); ++form) {
        Relation relation;
        relation.id = "a";
        relation.form = static_cast<RelationForm>(form);
        relation.claim = relation.before = relation.after = relation.missing = "K001";
        relation.condition = "> 0";
        relation.since = relation.until = relation.period = "2020";
        relation.series = relation.high = relation.low = "m:RUS";
        relation.cited = relation.footnote = "note";
        relation.claims = relation.outcomes = {"K001", "K002"};
        sound.relations = {relation};
        EXPECT_TRUE(sound.validate().items().empty()) << to_string(relation.form);
        Relation empty;
        empty.id = "a";
        empty.form = relation.form;
        sound.relations = {empty};
        const Diagnostic diagnostic = only(sound);
        EXPECT_EQ(diagnostic.code, "R107") << to_string(relation.form);
        EXPECT_NE(
            diagnostic.message.find("form '" + std::string(to_string(relation.form)) + "' needs"),
            std::string::npos);
    }
}

TEST(Validate, R107OneFieldShort) {
    const auto needs = [](RelationForm form, auto set) {
        World world = world_with_claims();
        Relation& relation = world.relation("a", form);
        set(relation);
        return only(world).code;
    };
    EXPECT_EQ(needs(RelationForm::assertion, [](Relation&) {}), "R107");
    EXPECT_EQ(needs(RelationForm::first,
                    [](Relation& r) {
                        r.claim = "K001";
                        r.condition = "> 0";
                    }),
              "R107");
    EXPECT_EQ(needs(RelationForm::every,
                    [](Relation& r) {
                        r.claim = "K001";
                        r.condition = "> 0";
                    }),
              "R107");
    EXPECT_EQ(needs(RelationForm::break_, [](Relation& r) { r.before = "K001"; }), "R107");
    EXPECT_EQ(needs(RelationForm::score, [](Relation& r) { r.claim = "K001"; }), "R107");
    EXPECT_EQ(needs(RelationForm::citation,
                    [](Relation& r) {
                        r.claim = "K001";
                        r.cited = "survey";
                    }),
              "R107");
    EXPECT_EQ(needs(RelationForm::coverage, [](Relation& r) { r.claims = {"K001"}; }), "R107");
    EXPECT_EQ(needs(RelationForm::omission,
                    [](Relation& r) {
                        r.claim = "K001";
                        r.period = "2020";
                    }),
              "R107");
    EXPECT_EQ(needs(RelationForm::gap,
                    [](Relation& r) {
                        r.high = r.low = "m:RUS";
                        r.since = "2020";
                    }),
              "R107");
    EXPECT_EQ(needs(RelationForm::measures, [](Relation& r) { r.claims = {"K001"}; }), "R107");
}

TEST(Validate, R108ARelationNamesAClaimOrACell) {
    World world = world_with_claims();
    world.require("a", "1 = 2");
    const Diagnostic diagnostic = only(world);
    EXPECT_EQ(diagnostic.code, "R108");
    EXPECT_EQ(diagnostic.place, (Place{"relations.toml", 1, 1}));
    world.relations[0].asserts[0].text = "{m:RUS@2024} > 0[USD]";
    EXPECT_TRUE(world.validate().items().empty());
}

TEST(Validate, R109VerdictsOnUnknownRelations) {
    World world = world_with_claims();
    world.require("a", "K001 > 0[USD]");
    world.verdicts.push_back({"b", {}, Verdict::scope, {}, {}, {}, {"verdicts.toml", 2, 6}});
    const Diagnostic diagnostic = only(world);
    EXPECT_EQ(diagnostic.code, "R109");
    EXPECT_EQ(diagnostic.message, "verdict on unknown relation 'b'");
    EXPECT_EQ(diagnostic.place, (Place{"verdicts.toml", 2, 6}));
}

TEST(Validate, FaultsAreInOrderOfPlace) {
    World world = world_with_claims();
    world.require("a", "K003 = 1[USD]");
    world.require("b", "K001 = ");
    world.verdicts.push_back({"c", {}, Verdict::scope, {}, {}, {}, {"verdicts.toml", 2, 1}});
    std::vector<std::string> codes;
    const Diagnostics found = world.validate();
    for (const Diagnostic& diagnostic : found.items()) {
        codes.push_back(diagnostic.code);
    }
    EXPECT_EQ(codes, (std::vector<std::string>{"R102", "R101", "R109"}));
}

TEST(Validate, LeavesTheLedgerUsable) {
    World world = world_with_claims();
    world.require("a", "K001 = {m:CHN@2024}");
    EXPECT_TRUE(world.validate().items().empty());
    EXPECT_EQ(world.ledger.series().size(), 2U); // nothing is added
}

} // namespace
} // namespace halflight::reason::test

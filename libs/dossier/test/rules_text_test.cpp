// SPDX-License-Identifier: Apache-2.0
// rules/*.toml: what is read, and every fault with its place and remedy.
#include "world.hpp"

#include <gtest/gtest.h>

namespace halflight::dossier {
namespace {

using namespace test;

constexpr std::string_view sound = R"toml([[rule]]
id = "old"
instrument = "UNSCR 1 (2001)"
paragraph = "3"
kind = "no_increase"
direction = "to_area"
from = 2001-01-01
goods = ["oil"]
hs = ["2709"]

[[rule]]
id = "new"
instrument = "UNSCR 2 (2002)"
paragraph = "5"
kind = "cap"
direction = "to_area"
from = 2002-01-01
to = 2009-12-31
goods = ["oil"]
hs = ["2709", "2710(part)"]
supersedes = ["old"]
exemption = "livelihood"
  [rule.cap]
  limit = 500
  unit = "bbl"
  span = "twelve_months"
  due_days = 45

[[sector]]
id = "energy"
title = "Energy"
article = "9"
rules = ["new"]

[[sector]]
id = "sport"
title = "Sport"
free_because = "no rule names it"
)toml";

Dossier with(std::string_view rules) {
    return load(world_with("rules/un.toml", rules));
}

const Diagnostic* find(const Dossier& dossier, std::string_view code) {
    for (const Diagnostic& item : dossier.diagnostics.items()) {
        if (item.code == code) {
            return &item;
        }
    }
    return nullptr;
}

/// The sound rules with one text replaced by another: the code must be told on that line, with a
/// remedy.
void expect_fault(std::string_view from, std::string_view to, std::string_view code,
                  std::uint32_t line) {
    std::string text(sound);
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    const Dossier dossier = with(text);
    const Diagnostic* const fault = find(dossier, code);
    ASSERT_NE(fault, nullptr) << code << " of " << to << "\n" << diagnostics_of(dossier);
    EXPECT_EQ(fault->place.file, "rules/un.toml");
    EXPECT_EQ(fault->place.line, line) << diagnostics_of(dossier);
    EXPECT_FALSE(fault->hint.empty()) << fault->message;
}

TEST(RulesText, SoundRulesAreReadWhole) {
    const Dossier dossier = with(sound);
    EXPECT_EQ(diagnostics_of(dossier), "");
    ASSERT_EQ(dossier.rules.rules.size(), 2U);
    const watch::Rule& rule = dossier.rules.rules.front();
    EXPECT_EQ(rule.id, "new") << "by id";
    EXPECT_EQ(rule.citation(), "UNSCR 2 (2002), para. 5");
    EXPECT_EQ(rule.kind, watch::RuleKind::cap);
    EXPECT_EQ(rule.direction, watch::Direction::to_area);
    EXPECT_EQ(to_string(rule.force), "2002/2009");
    ASSERT_EQ(rule.hs.size(), 2U);
    EXPECT_TRUE(rule.hs[1].part);
    ASSERT_TRUE(rule.cap.has_value());
    EXPECT_EQ(rule.cap->limit, 500);
    EXPECT_EQ(rule.cap->unit.text, "bbl");
    EXPECT_EQ(rule.cap->span, watch::CapSpan::twelve_months);
    EXPECT_EQ(rule.cap->due_days, 45);
    EXPECT_EQ(rule.place.line, 11U);
    ASSERT_EQ(dossier.rules.sectors.size(), 2U);
    EXPECT_EQ(dossier.rules.sectors[1].free_because, "no rule names it");
}

TEST(RulesText, FaultsOfTheTextHavePlaceAndRemedy) {
    expect_fault("kind = \"cap\"", "kind = \"cup\"", "S009", 15);
    expect_fault("direction = \"to_area\"\nfrom = 2002", "direction = \"inward\"\nfrom = 2002",
                 "S009", 16);
    expect_fault("exemption", "exempton", "S005", 22);
    expect_fault("due_days", "due_dais", "S005", 27);
    expect_fault("unit = \"bbl\"", "unit = \"bbbl\"", "R006", 25);
    expect_fault("2710(part)", "2799(part)", "R036", 20);
    expect_fault("\"2709\", \"2710", "\"7701\", \"2710", "R036", 20);
    expect_fault("\"2709\", \"2710", "\"27.09\", \"2710", "R036", 20);
    expect_fault("from = 2002-01-01", "from = \"soon\"", "S008", 17);
    expect_fault("from = 2001-01-01\n", "", "S007", 1);
    expect_fault("instrument = \"UNSCR 1 (2001)\"\n", "", "S007", 1);
    expect_fault("supersedes = [\"old\"]", "quoted_by = [\"NOBODY\"]", "R023", 21);
}

TEST(RulesText, FaultsBetweenRulesHavePlaceAndRemedy) {
    expect_fault("id = \"new\"", "id = \"old\"", "W001", 11);
    expect_fault("[\"old\"]", "[\"older\"]", "W002", 11);
    expect_fault("[\"old\"]", "[\"new\"]", "W003", 11);
    expect_fault("to = 2009-12-31", "to = 2001-12-31", "W004", 11);
    expect_fault("  unit = \"bbl\"\n", "", "W005", 11);
    expect_fault("  limit = 500\n", "", "W005", 11);
    expect_fault("kind = \"no_increase\"", "kind = \"mandate\"", "W007", 1);
    expect_fault("rules = [\"new\"]", "rules = [\"newer\"]", "W008", 29);
    expect_fault("free_because = \"no rule names it\"\n", "", "W009", 35);
}

TEST(RulesText, AnUnreadableFirstDayIsNeverInForce) {
    std::string text(sound);
    text.replace(text.find("from = 2002-01-01\nto = 2009-12-31\n"), 34, "");
    const Dossier dossier = with(text);
    EXPECT_NE(find(dossier, "S007"), nullptr);
    EXPECT_EQ(find(dossier, "W004"), nullptr) << "one fault, told once";
    EXPECT_EQ(watch::in_force(dossier.rules, to_date({2005, 1, 1})).size(), 1U);
}

TEST(RulesText, AWithheldStatementIsNone) {
    std::string text(sound);
    text += "[[rule]]\nid = \"x\"\ninstrument = \"I\"\nkind = \"ban\"\nfrom = 2001-01-01\n"
            "quoted_by = [\"withheld\"]\n";
    const Dossier dossier = with(text);
    EXPECT_EQ(diagnostics_of(dossier), "");
    EXPECT_TRUE(dossier.rules.find("x")->quoted_by.empty());
}

} // namespace
} // namespace halflight::dossier

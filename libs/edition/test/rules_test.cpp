// SPDX-License-Identifier: Apache-2.0
// Rules asked by day, goods, direction and sector; doubt from the ledger.
#include "halflight/edition/rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace halflight::edition {
namespace {

constexpr std::string_view text = R"toml([[rule]]
id = "ban"
instrument = "UNSCR 1 (2001)"
paragraph = "3"
kind = "ban"
direction = "from_area"
from = 2001-01-01
hs = ["2701-2704"]
quoted_by = ["A"]

[[rule]]
id = "cap"
instrument = "UNSCR 2 (2002)"
kind = "cap"
direction = "from_area"
from = 2002-06-01
hs = ["2701"]
supersedes = ["ban"]
  [rule.cap]
  limit = 5
  unit = "t"

[[rule]]
id = "panel"
instrument = "UNSCR 3 (2001)"
kind = "mandate"
from = 2001-01-01
to = 2001-12-31

[[sector]]
id = "coal"
title = "Coal, \"hard\""
rules = ["cap"]
)toml";

dossier::Dossier world() {
    return dossier::load(
        {{"dossier.toml", "title = \"W\"\narea = \"PRK\"\n"},
         {"sources.toml", "[source.s]\npublisher = \"P\"\ntitle = \"T\"\n"},
         {"codes.toml", "[indicator.coal]\ntype = \"flow\"\nunit = \"t\"\n"},
         {"claims/a.csv", "id,indicator,area,start,value,unit,kind,source,quote,known_since\n"
                          "A,coal,PRK,2001,5,t,measured,s,sha256:0123456789abcdef,2003-01-01\n"},
         {"rules/un.toml", std::string(text)}});
}

std::string ids(const std::vector<RuleRow>& rows) {
    std::string all;
    for (const RuleRow& row : rows) {
        all += (all.empty() ? "" : " ") + row.rule.id;
    }
    return all;
}

RulesSpec on(std::string_view day) {
    RulesSpec spec;
    spec.on = *parse_date(day);
    return spec;
}

TEST(RulesQuery, ShowsWhatWasInForceAndMandatesApart) {
    const dossier::Dossier dossier = world();
    ASSERT_EQ(dossier.diagnostics.items().size(), 0U);
    const RulesAnswer all = rules(dossier, {});
    EXPECT_EQ(ids(all.measures), "ban cap");
    EXPECT_EQ(ids(all.mandates), "panel");
    EXPECT_EQ(all.measures.front().ended_by, "cap");
    EXPECT_EQ(to_string(*all.measures.front().ended_on), "2002-06-01");
    EXPECT_EQ(ids(rules(dossier, on("2001-12-31")).measures), "ban");
    EXPECT_EQ(ids(rules(dossier, on("2001-12-31")).mandates), "panel");
    EXPECT_EQ(ids(rules(dossier, on("2002-06-01")).measures), "cap");
    EXPECT_EQ(ids(rules(dossier, on("2002-06-01")).mandates), "");
}

TEST(RulesQuery, AsksByGoodsDirectionAndSector) {
    const dossier::Dossier dossier = world();
    RulesSpec spec;
    spec.hs = "2702";
    EXPECT_EQ(ids(rules(dossier, spec).measures), "ban");
    EXPECT_EQ(ids(rules(dossier, spec).mandates), "");
    spec.hs = "270112";
    EXPECT_EQ(ids(rules(dossier, spec).measures), "ban cap");
    spec.direction = watch::Direction::to_area;
    EXPECT_EQ(ids(rules(dossier, spec).measures), "");
    spec = {};
    spec.sector = "coal";
    EXPECT_EQ(ids(rules(dossier, spec).measures), "cap");
    spec.sector = "cole";
    EXPECT_THROW((void)rules(dossier, spec), Error);
    spec = {};
    spec.hs = "7701";
    EXPECT_THROW((void)rules(dossier, spec), Error);
}

std::string refused(const dossier::Dossier& dossier, const RulesSpec& spec) {
    try {
        (void)rules(dossier, spec);
    } catch (const Error& error) {
        EXPECT_EQ(exit_status(error.code()), 2) << error.what();
        return error.what();
    }
    return "";
}

TEST(RulesQuery, WhatCannotBeAskedIsRefusedWithARemedy) {
    const dossier::Dossier dossier = world();
    EXPECT_EQ(refused(dossier, on("2001-01-01")), "");
    EXPECT_EQ(refused(dossier, on("2102-06-01")), "");
    EXPECT_NE(refused(dossier, on("2000-12-31")).find("begins on 2001-01-01; ask for a day from"),
              std::string::npos);
    EXPECT_NE(refused(dossier, on("2102-06-02")).find("is the year right?"), std::string::npos);
    RulesSpec spec;
    spec.sector = "coall";
    EXPECT_NE(refused(dossier, spec).find("did you mean 'coal'?"), std::string::npos);
    EXPECT_EQ(refused(dossier::load({}), on("0001-01-01")), "") << "no rule, no range";
}

TEST(RulesQuery, AQuotationThatIsKnownTakesTheDoubtAway) {
    const dossier::Dossier dossier = world();
    RulesSpec spec;
    EXPECT_FALSE(rules(dossier, spec).measures[0].doubt.paragraph);
    EXPECT_TRUE(rules(dossier, spec).measures[0].doubt.codes);
    EXPECT_TRUE(rules(dossier, spec).measures[1].doubt.paragraph);
    spec.reason.as_of = *parse_date("2002-12-31");
    EXPECT_TRUE(rules(dossier, spec).measures[0].doubt.paragraph) << "not known yet";
    spec.reason.as_of.reset();
    spec.reason.without = {"s"};
    EXPECT_TRUE(rules(dossier, spec).measures[0].doubt.paragraph) << "its source is taken out";
}

TEST(RulesQuery, IsWrittenInThreeWays) {
    const RulesAnswer answer = rules(world(), {});
    const std::string csv = to_csv(answer);
    EXPECT_EQ(std::ranges::count(csv, '\n'), 4);
    EXPECT_NE(
        csv.find("\nban,UNSCR 1 (2001),3,ban,from_area,2001-01-01,2002-05-31,cap,,2701-2704,"),
        std::string::npos)
        << csv;
    EXPECT_NE(to_json(answer).find(R"("title": "Coal, \"hard\"")"), std::string::npos);
    EXPECT_NE(to_text(answer).find("1 mandates: they forbid nothing"), std::string::npos);
}

} // namespace
} // namespace halflight::edition

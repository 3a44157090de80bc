// SPDX-License-Identifier: Apache-2.0
// `halflight rules` as users ask it.
#include "program.hpp"

#include <gtest/gtest.h>

namespace halflight::test {
namespace {

class Rules : public testing::Test {
  protected:
    Shell shell;

    void SetUp() override {
        shell.make_dossier("d");
        shell.write("d/rules/r.toml",
                    "[[rule]]\nid = \"a\"\ninstrument = \"Act\"\nkind = \"ban\"\n"
                    "direction = \"from_area\"\nfrom = 2020-01-01\nhs = [\"2701\"]\n\n"
                    "[[sector]]\nid = \"coal\"\ntitle = \"Coal\"\nrules = [\"a\"]\n");
    }

    Outcome rules(const std::vector<std::string>& more) {
        std::vector<std::string> words{"rules", "d"};
        words.insert(words.end(), more.begin(), more.end());
        return shell(words);
    }
};

TEST_F(Rules, AreAskedByDayCodeAndSector) {
    const Outcome found = rules({"--on", "2021-01-01", "--hs", "2701", "--sector", "coal"});
    EXPECT_EQ(found.status, 0) << found.err;
    EXPECT_TRUE(contains(found.out, "1 measures in force on 2021-01-01")) << found.out;
}

TEST_F(Rules, WhatCannotBeAskedIsWrongUsageAndNotEverything) {
    const std::vector<std::vector<std::string>> wrong = {
        {"--hs", ""},           {"--hs=", ""},         {"--hs", "7701"},
        {"--sector", ""},       {"--sector", "coall"}, {"--on", "2019-12-31"},
        {"--on", "9999-12-31"}, {"--on", "2020-02-30"}};
    for (const auto& words : wrong) {
        const Outcome refused = rules(words);
        EXPECT_EQ(refused.status, 2) << words.back() << refused.err;
        EXPECT_EQ(refused.out, "") << words.back();
    }
    EXPECT_TRUE(contains(rules({"--hs", ""}).err, "write one, as 2710"));
    EXPECT_TRUE(contains(rules({"--on", "2019-12-31"}).err, "begins on 2020-01-01"));
    EXPECT_TRUE(contains(rules({"--sector", "coall"}).err, "did you mean 'coal'?"));
}

TEST_F(Rules, StatusSaysWhichWayItFailed) {
    EXPECT_EQ(shell({"rules", "absent"}).status, 3);
    shell.write("d/rules/r.toml", "[[rule]]\nid = \"a\"\n");
    EXPECT_EQ(rules({}).status, 1);
}

TEST_F(Rules, WhatIsFaultyIsNamedAndNothingItSaysIsShown) {
    shell.write("d/rules/r.toml",
                "[[rule]]\nid = \"a\"\ninstrument = \"Act\"\nkind = \"bann\"\n"
                "direction = \"from_area\"\nfrom = 2020-01-01\nhs = [\"2701\"]\n\n"
                "[[rule]]\nid = \"b\"\ninstrument = \"Act\"\nkind = \"ban\"\n"
                "direction = \"from_area\"\nfrom = 2020-01-01\nto = 2019-01-01\nhs = [\"2701\"]\n\n"
                "[[rule]]\nid = \"c\"\ninstrument = \"Act\"\nkind = \"ban\"\n"
                "direction = \"from_area\"\nfrom = 2020-01-01\nhs = [\"7701\"]\n\n"
                "[[rule]]\nid = \"e\"\ninstrument = \"One\"\nkind = \"ban\"\nfrom = 2020-01-01\n\n"
                "[[rule]]\nid = \"e\"\ninstrument = \"Two\"\nkind = \"ban\"\nfrom = 2021-01-01\n"
                "supersedes = [\"good\"]\n\n"
                "[[rule]]\nid = \"good\"\ninstrument = \"Act\"\nkind = \"ban\"\n"
                "direction = \"from_area\"\nfrom = 2020-01-01\nhs = [\"2701\"]\n");
    const Outcome text = rules({"--hs", "2701"});
    EXPECT_EQ(text.status, 1);
    EXPECT_TRUE(text.out.starts_with("1 measures\n\ngood  Act: ban from_area\n"
                                     "  days     since 2020-01-01\n"))
        << text.out;
    EXPECT_TRUE(contains(text.out, "5 rules with a fault, which are not in this answer\n\n"
                                   "a  rules/r.toml:1\nb  rules/r.toml:9\nc  rules/r.toml:18\n"
                                   "e  rules/r.toml:26\ne  rules/r.toml:32\n"))
        << text.out;
    EXPECT_FALSE(contains(text.out, "never applied"));
    EXPECT_TRUE(contains(rules({"--format", "csv"}).out, "\na,,,faulty,,,,,,,,,,,,"));
    EXPECT_TRUE(
        contains(rules({"--format", "json"}).out, "\"faulty\": [\n    {\n      \"id\": \"a\""));
}

TEST_F(Rules, SectorsNameTheRulesThatAreShown) {
    shell.write("d/rules/r.toml",
                "[[rule]]\nid = \"a\"\ninstrument = \"Act\"\nkind = \"ban\"\n"
                "direction = \"from_area\"\nfrom = 2020-01-01\nhs = [\"2701\"]\n\n"
                "[[rule]]\nid = \"b\"\ninstrument = \"Act\"\nkind = \"ban\"\n"
                "direction = \"to_area\"\nfrom = 2021-01-01\nhs = [\"2710\"]\n\n"
                "[[sector]]\nid = \"coal\"\ntitle = \"Coal\"\nrules = [\"a\", \"b\"]\n\n"
                "[[sector]]\nid = \"oil\"\ntitle = \"Oil\"\nrules = [\"b\"]\n\n"
                "[[sector]]\nid = \"tea\"\ntitle = \"Tea\"\nfree_because = \"nobody minds\"\n");
    const std::string head = "\nsectors\n\n";
    EXPECT_TRUE(rules({}).out.ends_with(head + "coal  Coal: a b\noil  Oil: b\n"
                                               "tea  Tea: free: nobody minds\n"));
    EXPECT_TRUE(rules({"--on", "2020-06-01"})
                    .out.ends_with(head + "coal  Coal: a\ntea  Tea: free: nobody minds\n"));
    EXPECT_TRUE(rules({"--hs", "2710"}).out.ends_with(head + "coal  Coal: b\noil  Oil: b\n"));
    EXPECT_TRUE(rules({"--on", "2020-06-01", "--sector", "oil"})
                    .out.ends_with(head + "oil  Oil: no rule of this answer touches it\n"));
}

} // namespace
} // namespace halflight::test

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

} // namespace
} // namespace halflight::test

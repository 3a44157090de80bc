// SPDX-License-Identifier: Apache-2.0
// `halflight estimate` as users run it.
#include "program.hpp"

#include <gtest/gtest.h>

namespace halflight::test {
namespace {

class Estimate : public testing::Test {
  protected:
    Shell shell;

    void SetUp() override {
        shell.write("tests.csv", "country,p\nA,0.01\nB,0.04\nC,0.5\n");
        shell.write("spec.toml", "p_value = \"p\"\nrule = \"bonferroni\"\n");
    }
};

TEST_F(Estimate, AnswersInJsonOnStandardOutputOrInAFile) {
    const Outcome printed =
        shell({"estimate", "adjust", "--data", "tests.csv", "--spec", "spec.toml"});
    EXPECT_EQ(printed.status, 0);
    EXPECT_EQ(printed.err, "");
    EXPECT_NE(printed.out.find("\"schema\": \"halflight-estimate/1\""), std::string::npos);
    const Outcome written = shell(
        {"estimate", "adjust", "--data", "tests.csv", "--spec", "spec.toml", "--out", "a.json"});
    EXPECT_EQ(written.status, 0);
    EXPECT_EQ(written.out, "");
    EXPECT_EQ(shell.read("a.json"), printed.out);
}

TEST_F(Estimate, ListsAndDescribesItsMethods) {
    const Outcome list = shell({"estimate", "--list"});
    EXPECT_EQ(list.status, 0);
    EXPECT_NE(list.out.find("\n  adjust "), std::string::npos);
    const Outcome one = shell({"estimate", "adjust", "--describe"});
    EXPECT_EQ(one.status, 0);
    EXPECT_NE(one.out.find("rule (choice; holm, "), std::string::npos);
}

TEST_F(Estimate, BadInputIsOneClearMessage) {
    const auto run = [&](const std::vector<std::string>& words) {
        std::vector<std::string> all{"estimate"};
        all.insert(all.end(), words.begin(), words.end());
        return shell(all);
    };
    const Outcome unknown = run({"adjst", "--data", "tests.csv"});
    EXPECT_EQ(unknown.status, 2);
    EXPECT_EQ(unknown.err, "halflight: error: no method is named 'adjst'; is 'adjust' meant?\n");
    EXPECT_EQ(run({}).status, 2);
    EXPECT_EQ(run({"adjust"}).status, 2);
    EXPECT_EQ(run({"adjust", "--list"}).status, 2);
    const Outcome absent = run({"adjust", "--data", "none.csv"});
    EXPECT_EQ(absent.status, 3);
    EXPECT_NE(absent.err.find("none.csv"), std::string::npos);
    shell.write("bad.toml", "p_value = \"p\"\nruel = \"holm\"\n");
    const Outcome key = run({"adjust", "--data", "tests.csv", "--spec", "bad.toml"});
    EXPECT_EQ(key.status, 1);
    EXPECT_EQ(key.err, "halflight: error: bad.toml:2:8: unknown key 'ruel'; is 'rule' meant?\n");
    shell.write("bad.csv", "p\n0.5\n7\n");
    const Outcome refused = run({"adjust", "--data", "bad.csv", "--spec", "spec.toml"});
    EXPECT_EQ(refused.status, 4);
    EXPECT_EQ(
        refused.err,
        "halflight: error: bad.csv:3: column 'p' is not a p-value: it must lie from 0 to 1\n");
    EXPECT_EQ(refused.out, "");
}

} // namespace
} // namespace halflight::test

// SPDX-License-Identifier: Apache-2.0
// What users get wrong, and what they are told.
#include "program.hpp"

#include <gtest/gtest.h>

namespace halflight::test {

namespace {

struct Case {
    std::vector<std::string> arguments;
    int status;
    const char* told; ///< part of standard error
};

/// Names the case in lists of tests, which must not hold the addresses of its parts.
void PrintTo(const Case& usage, std::ostream* out) {
    *out << "halflight";
    for (const std::string& argument : usage.arguments) {
        *out << ' ' << argument;
    }
}

class BadUsage : public testing::TestWithParam<Case> {};

TEST_P(BadUsage, IsToldOnStandardErrorAlone) {
    const Shell shell;
    shell.make_dossier();
    const Outcome outcome = shell(GetParam().arguments);
    EXPECT_EQ(outcome.status, GetParam().status) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, GetParam().told)) << outcome.err;
    EXPECT_EQ(outcome.out, "");
}

INSTANTIATE_TEST_SUITE_P(
    Cli, BadUsage,
    testing::Values(
        Case{{}, 2, "command"}, Case{{"chek", "north"}, 2, "did you mean 'check'?"},
        Case{{"frobnicate"}, 2, "there is no command 'frobnicate'"},
        Case{{"check"}, 2, "dossier is required"},
        Case{{"check", "north", "--formt", "json"}, 2, "did you mean --format?"},
        Case{{"check", "north", "south"}, 2, "too many: 'south'"},
        Case{{"check", "north", "--format", "xml"}, 2, "xml"},
        Case{{"check", "north", "--as-of", "2024-02-30"}, 2, "--as-of"},
        Case{{"check", "north", "--as-of", "yesterday"}, 2, "yesterday"},
        Case{{"check", "north", "--jobs", "0"}, 2, "--jobs"},
        Case{{"check", "north", "--without", "nobody"}, 2, "no source 'nobody'"},
        Case{{"check", "absent"}, 3, "absent"}, Case{{"query", "absent", "x:PRK"}, 3, "absent"},
        Case{{"query", "north", "trade.export:FERRY_ISLAND"}, 2, "trade.exports"},
        Case{{"query", "north", "trade.exports:FERRY_ISLAND", "--quiet"}, 1, "nothing is known"},
        Case{{"query", "north", "trade.exports:FERRY_ISLAND:MAINLAND", "--unit", "bbl"}, 2, "bbl"},
        Case{{"query", "north", "trade.exports:FERRY_ISLAND:MAINLAND", "--frequency", "X"},
             2,
             "--frequency"},
        Case{{"query", "north", "trade.exports:FERRY_ISLAND:MAINLAND", "--from", "2024-13"},
             2,
             "--from"},
        Case{
            {"query", "north", "trade.exports:FERRY_ISLAND:MAINLAND", "--from", ".."}, 2, "--from"},
        Case{{"explain", "north", "EXP-2024-7"}, 1, "did you mean 'EXP-2024-07'?"},
        Case{{"explain", "north", "trade.exports:FERRY_ISLAND@soon"}, 2, "soon"},
        Case{{"new", "north"}, 2, "not empty"},
        Case{{"build", "north", "--out", "north"}, 2, "holds the dossier"},
        Case{{"build", "absent"}, 3, "absent"}));

TEST(Cli, AFolderWithoutDossierIsNotFound) {
    const Shell shell;
    std::filesystem::create_directory(shell.folder() / "empty");
    const Outcome outcome = shell({"check", "empty"});
    EXPECT_EQ(outcome.status, 1) << outcome.err;
    EXPECT_TRUE(contains(outcome.err, "dossier.toml")) << outcome.err;
}

TEST(Cli, AWordForAnIdThatIsHostileIsShownHarmless) {
    const Shell shell;
    shell.make_dossier();
    const Outcome outcome = shell({"explain", "north", "\x1b[31mred\n"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_FALSE(contains(outcome.err, "\x1b")) << outcome.err;
}

} // namespace

} // namespace halflight::test

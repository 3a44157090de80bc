// SPDX-License-Identifier: Apache-2.0
// Results on standard output, everything else on standard error; a full disk is told, a closed pipe
// is not.
#include "program.hpp"

#include <gtest/gtest.h>

namespace halflight::test {

namespace {

const std::vector<std::string> query{"query", "north", "trade.exports:FERRY_ISLAND:MAINLAND"};

TEST(Streams, ResultsAndRemarksAreKeptApart) {
    const Shell shell;
    shell.make_dossier();
    const Outcome outcome = shell({"check", "north", "--all"});
    EXPECT_TRUE(contains(outcome.out, "note: ")) << outcome.out;
    EXPECT_FALSE(contains(outcome.out, "claims from"));
    EXPECT_TRUE(contains(outcome.err, "7 claims from 2 sources")) << outcome.err;
}

TEST(Streams, QuietSaysNothingButResults) {
    const Shell shell;
    shell.make_dossier();
    const std::vector<std::vector<std::string>> all{{"new", "south"},
                                                    {"check", "north"},
                                                    query,
                                                    {"explain", "north", "EXP-2024-07"},
                                                    {"build", "north"}};
    for (std::vector<std::string> command : all) {
        command.emplace_back("--quiet");
        const Outcome outcome = shell(command);
        EXPECT_EQ(outcome.status, 0) << command[0];
        EXPECT_EQ(outcome.err, "") << command[0];
    }
}

TEST(Streams, AFullDiskIsToldWithStatusThree) {
    const Shell shell;
    shell.make_dossier();
    for (const auto& command :
         {query, {"explain", "north", "EXP-2024-07"}, {"--help"}, {"check", "north", "--all"}}) {
        const Outcome outcome = shell(command, Sink::full_disk);
        EXPECT_EQ(outcome.status, 3) << command[0];
        EXPECT_TRUE(contains(outcome.err, "cannot write to standard output: No space left"))
            << outcome.err;
    }
}

TEST(Streams, AReaderThatHasGoneIsNoFailure) {
    const Shell shell;
    shell.make_dossier();
    const Outcome outcome = shell(query, Sink::closed_pipe);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_FALSE(contains(outcome.err, "error")) << outcome.err;
}

TEST(Streams, AClosedOutputIsToldAndSpoilsNoFile) {
    const Shell shell;
    shell.make_dossier();
    const std::string before = shell.bytes_below("north/claims");
    const Outcome outcome = shell(query, Sink::closed);
    EXPECT_EQ(outcome.status, 3) << outcome.err;
    EXPECT_EQ(shell.bytes_below("north/claims"), before);
    EXPECT_EQ(shell(query).status, 0) << "the store is sound";
}

} // namespace

} // namespace halflight::test

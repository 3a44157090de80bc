// SPDX-License-Identifier: Apache-2.0
// Editions: complete, repeatable, never half-written.
#include "program.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

namespace halflight::test {

namespace {

namespace fs = std::filesystem;

std::size_t entries(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

TEST(Build, TwoBuildsAreTheSameBytes) {
    const Shell shell;
    shell.make_dossier();
    EXPECT_EQ(shell({"build", "north", "--out", "one", "--jobs", "1"}).status, 0);
    EXPECT_EQ(shell({"build", "north", "--out", "two", "--jobs", "8"}).status, 0);
    const std::string one = shell.bytes_below("one");
    EXPECT_TRUE(contains(one, "ledger.sqlite"));
    EXPECT_EQ(one, shell.bytes_below("two"));
}

TEST(Build, AgainDoesNothingAndSaysSo) {
    const Shell shell;
    shell.make_dossier();
    EXPECT_TRUE(contains(shell({"build", "north"}).out, "north-edition: ")) << "beside the dossier";
    EXPECT_TRUE(contains(shell({"build", "north"}).out, "is up to date"));
    EXPECT_TRUE(
        contains(shell({"build", "north", "--format", "json"}).out, "\"outcome\": \"up_to_date\""));
}

TEST(Build, ExplainAndQueryReadTheEdition) {
    const Shell shell;
    shell.make_dossier();
    ASSERT_EQ(shell({"build", "north", "--out", "edition"}).status, 0);
    fs::remove_all(shell.folder() / "north");
    const std::string before = shell.bytes_below("edition");
    const Outcome why =
        shell({"explain", "edition", "trade.exports:FERRY_ISLAND:MAINLAND@2024-09"});
    EXPECT_EQ(why.status, 0) << why.err;
    EXPECT_TRUE(contains(why.out, "113,500 to 116,500 USD")) << why.out;
    EXPECT_EQ(shell({"query", "edition", "trade.exports:FERRY_ISLAND:MAINLAND"}).status, 0);
    EXPECT_EQ(shell.bytes_below("edition"), before) << "an edition is read, not written";
}

TEST(Build, ErrorsOfTheTextLeaveNothingBehind) {
    const Shell shell;
    shell.make_dossier();
    shell.write("north/claims/bad.csv", "id,indicator\nX\n");
    const std::size_t before = entries(shell.folder());
    const Outcome outcome = shell({"build", "north", "--out", "edition"});
    EXPECT_EQ(outcome.status, 1) << outcome.err;
    EXPECT_TRUE(contains(outcome.out, "was not written")) << outcome.out;
    EXPECT_TRUE(contains(outcome.err, "claims/bad.csv:1:")) << outcome.err;
    EXPECT_EQ(entries(shell.folder()), before);
}

TEST(Build, AConflictIsPublishedAndFailsTheCommand) {
    const Shell shell;
    shell.make_dossier();
    shell.write("north/claims/more.csv",
                "id,indicator,area,counterpart,start,value,unit,kind,source,known_since\n"
                "OTHER,trade.exports,FERRY_ISLAND,MAINLAND,2024-07,180,thousand "
                "USD,measured,customs-bulletin,2024-12-01\n");
    EXPECT_EQ(shell({"build", "north", "--out", "edition"}).status, 1);
    EXPECT_TRUE(contains(shell.read("edition/diagnostics.txt"), "conflict C001"));
    EXPECT_EQ(shell({"build", "north", "--out", "edition"}).status, 1)
        << "also when it is up to date";
}

TEST(Build, RefusesToReplaceWhatIsNoEdition) {
    const Shell shell;
    shell.make_dossier();
    fs::create_directory(shell.folder() / "letters");
    shell.write("letters/dear.txt", "keep me");
    EXPECT_EQ(shell({"build", "north", "--out", "letters"}).status, 2);
    EXPECT_EQ(shell.read("letters/dear.txt"), "keep me");
}

TEST(Build, AFolderThatCannotBeMadeIsStatusThree) {
    const Shell shell;
    shell.make_dossier();
    shell.write("file", "");
    const Outcome outcome = shell({"build", "north", "--out", "file/edition"});
    EXPECT_EQ(outcome.status, 3) << outcome.err;
    EXPECT_EQ(shell({"new", "file/dossier"}).status, 3);
}

} // namespace

} // namespace halflight::test

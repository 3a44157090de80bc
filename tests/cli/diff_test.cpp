// SPDX-License-Identifier: Apache-2.0
// Change notes as users get them.
#include "program.hpp"

#include <gtest/gtest.h>

namespace halflight::test {
namespace {

namespace fs = std::filesystem;

/// Two editions of the starter dossier, the second with one value revised.
void make_editions(const Shell& shell) {
    shell.make_dossier();
    shell.write("north/measures.toml",
                "[[measure]]\nid = \"sold\"\nform = \"series\"\ntitle = \"Sold\"\n"
                "series = [\"sold = trade.exports:FERRY_ISLAND:MAINLAND\"]\n"
                "periods = [\"2024-07\", \"2024-08\"]\n");
    ASSERT_EQ(shell({"build", "north", "--out", "one"}).status, 0);
    std::string claims = shell.read("north/claims/trade.csv");
    const std::size_t at = claims.find(",120,");
    ASSERT_NE(at, std::string::npos);
    claims.replace(at, 5, ",121,");
    shell.write("north/claims/trade.csv", claims);
    ASSERT_EQ(shell({"build", "north", "--out", "two"}).status, 0);
}

TEST(Diff, TellsWhatMovedAndWhatCausedIt) {
    const Shell shell;
    make_editions(shell);
    const Outcome text = shell({"diff", "one", "two"});
    EXPECT_EQ(text.status, 0) << text.err;
    EXPECT_TRUE(contains(text.out, "1 published number moved")) << text.out;
    EXPECT_TRUE(contains(text.out, "caused by revised claim EXP-2024-07: value 120 -> 121"))
        << text.out;
    EXPECT_TRUE(
        contains(shell({"diff", "one", "two", "--format", "markdown"}).out, "# Change note: "));
    EXPECT_TRUE(contains(shell({"diff", "one", "two", "--format", "json"}).out, "\"caused_by\""));
}

TEST(Diff, WhatCannotBeComparedIsSaid) {
    const Shell shell;
    shell.make_dossier();
    ASSERT_EQ(shell({"build", "north", "--out", "one"}).status, 0);
    EXPECT_EQ(shell({"diff", "one"}).status, 2);
    EXPECT_EQ(shell({"diff", "one", "north"}).status, 2);
    EXPECT_TRUE(contains(shell({"diff", "one", "north"}).err, "is no edition"));
    fs::create_directories(shell.folder() / "old/dossier");
    shell.write("old/dossier/dossier.toml", "");
    shell.write("old/edition.json", "{}");
    EXPECT_TRUE(contains(shell({"diff", "one", "old"}).err, "older layout"));
}

} // namespace
} // namespace halflight::test

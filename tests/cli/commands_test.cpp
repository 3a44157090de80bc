// SPDX-License-Identifier: Apache-2.0
// The commands as a user meets them, one after the other.
#include "program.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace halflight::test {

namespace {

constexpr const char* key = "trade.exports:FERRY_ISLAND:MAINLAND";

/// A second total for July that contradicts the first.
void add_conflict(const Shell& shell) {
    shell.write(
        "north/claims/more.csv",
        "id,indicator,area,counterpart,start,value,unit,kind,source,known_since\n"
        "EXP-2024-07-b,trade.exports,FERRY_ISLAND,MAINLAND,2024-07,180,thousand USD,measured,"
        "customs-bulletin,2024-12-01\n");
}

TEST(Commands, EveryOneHasHelpWithAnExample) {
    const Shell shell;
    for (const char* command : {"new", "check", "query", "explain", "build"}) {
        const Outcome outcome = shell({command, "--help"});
        EXPECT_EQ(outcome.status, 0) << command;
        EXPECT_EQ(outcome.err, "") << command;
        EXPECT_TRUE(contains(outcome.out, std::string("Example:\n  halflight ") + command))
            << outcome.out;
        for (const char* option : {"--as-of", "--jobs", "--format", "--quiet"}) {
            EXPECT_TRUE(contains(outcome.out, option)) << command << ' ' << option;
        }
    }
    const Outcome all = shell({"--help"});
    EXPECT_EQ(all.status, 0);
    EXPECT_TRUE(contains(all.out, "Example:"));
}

TEST(Commands, VersionIsOneLine) {
    const Outcome outcome = Shell()({"--version"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.out.find("halflight "), 0U);
    EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 1);
}

TEST(Commands, NewMakesADossierThatChecks) {
    const Shell shell;
    const Outcome made = shell({"new", "north"});
    EXPECT_EQ(made.status, 0) << made.err;
    EXPECT_TRUE(contains(made.out, "north/dossier.toml\n")) << made.out;
    const Outcome checked = shell({"check", "north"});
    EXPECT_EQ(checked.status, 0) << checked.out;
    EXPECT_EQ(checked.out, "");
}

TEST(Commands, NewFillsAnEmptyFolder) {
    const Shell shell;
    std::filesystem::create_directory(shell.folder() / "empty");
    EXPECT_EQ(shell({"new", "empty"}).status, 0);
}

TEST(Commands, CheckFailsOnAConflictInEveryFormat) {
    const Shell shell;
    shell.make_dossier();
    add_conflict(shell);
    const Outcome text = shell({"check", "north"});
    EXPECT_EQ(text.status, 1);
    EXPECT_TRUE(contains(text.out, ": error: conflict C001 ")) << text.out;
    const Outcome json = shell({"check", "north", "--format", "json"});
    EXPECT_EQ(json.status, 1);
    EXPECT_TRUE(contains(json.out, "\"code\":\"C001\"") || contains(json.out, "\"code\": \"C001\""))
        << json.out;
    const Outcome sarif = shell({"check", "north", "--format", "sarif"});
    EXPECT_EQ(sarif.status, 1);
    EXPECT_TRUE(contains(sarif.out, "2.1.0")) << sarif.out;
}

TEST(Commands, CheckAsOfTheDayBeforeTheConflictHolds) {
    const Shell shell;
    shell.make_dossier();
    add_conflict(shell);
    EXPECT_EQ(shell({"check", "north", "--as-of", "2024-11-30"}).status, 0);
    EXPECT_EQ(shell({"check", "north", "--as-of", "2024-12-01"}).status, 1);
}

TEST(Commands, CheckWithoutASourceShowsWhatFalls) {
    const Shell shell;
    shell.make_dossier();
    const Outcome outcome = shell({"check", "north", "--without", "harbour-gazette"});
    EXPECT_EQ(outcome.status, 0) << outcome.out;
    EXPECT_TRUE(contains(outcome.out, "without harbour-gazette: nothing is known of ferry.fare"))
        << outcome.out;
}

TEST(Commands, CheckGivesTheSameBytesEveryTime) {
    const Shell shell;
    shell.make_dossier();
    add_conflict(shell);
    const std::string first = shell({"check", "north", "--all"}).out;
    EXPECT_EQ(shell({"check", "north", "--all", "--jobs", "1"}).out, first);
}

TEST(Commands, QueryGivesEveryMonthInEveryFormat) {
    const Shell shell;
    shell.make_dossier();
    const Outcome csv = shell({"query", "north", key, "--frequency", "M", "--to", "2024-10"});
    EXPECT_EQ(csv.status, 0) << csv.err;
    EXPECT_TRUE(
        contains(csv.out, ",2024-09,2024-09-01,2024-09-30,113500,false,,116500,false,derived,"))
        << csv.out;
    EXPECT_TRUE(
        contains(csv.out, ",2024-10,2024-10-01,2024-10-31,0,false,,,true,missing,not_collected,L,"))
        << csv.out;
    const Outcome json = shell({"query", "north", key, "--format", "json"});
    EXPECT_TRUE(contains(json.out, "\"observations\": [")) << json.out;
    const Outcome sdmx = shell({"query", "north", key, "--format", "sdmx-csv"});
    EXPECT_EQ(sdmx.out.find("STRUCTURE,STRUCTURE_ID,ACTION,FREQ,"), 0U) << sdmx.out;
}

/// Large flows of one partner and nothing about the other: linear programs over such numbers once
/// gave the other zeros that no statement supports.
TEST(Commands, QueryBoundsNothingThatNoStatementSpeaksOf) {
    const Shell shell;
    shell.make_dossier("gas");
    shell.write("gas/dossier.toml", "title = \"T\"\narea = \"TKM\"\nsynthetic = true\n");
    shell.write("gas/relations.toml", "");
    shell.write("gas/verdicts.toml", "");
    shell.write("gas/sources.toml",
                "[source.a]\npublisher = \"P\"\ntitle = \"T\"\ndate = 2024-02-01\n");
    shell.write("gas/codes.toml",
                "[indicator.gas]\nname = \"Gas\"\ntype = \"flow\"\nunits = [\"kl\", \"t\"]\n"
                "[[indicator.gas.conversion]]\nfrom = \"t\"\nto = \"kl\"\nlow = 1200\n"
                "high = 1500\nsource = \"a\"\n"
                "[area.CHN_RUS]\nname = \"Both\"\nparts = [\"CHN\", \"RUS\"]\ncomplete = true\n");
    for (const auto& file : std::filesystem::directory_iterator(shell.folder() / "gas/claims")) {
        std::filesystem::remove(file);
    }
    shell.write("gas/claims/gas.csv",
                "id,indicator,area,counterpart,start,value,unit,kind,source,known_since\n"
                "G1,gas,TKM,CHN,2023,33.1,billion kl,measured,a,2024-02-01\n"
                "G3,gas,TKM,CHN,2023-Q2,8.2,billion kl,measured,a,2023-08-01\n"
                "G5,gas,TKM,RUS,2023,not_published,kl,measured,a,2024-06-01\n");
    const Outcome outcome =
        shell({"query", "gas", "gas:TKM:RUS:unit=t", "--frequency", "Q", "--format", "csv"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    for (const char* quarter : {"2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4"}) {
        EXPECT_TRUE(contains(outcome.out, quarter)) << outcome.out;
    }
    EXPECT_FALSE(contains(outcome.out, "derived")) << outcome.out;
    EXPECT_FALSE(contains(outcome.out, "bounded")) << outcome.out;
}

TEST(Commands, QueryIsTheSameWithAndWithoutItsCache) {
    const Shell shell;
    shell.make_dossier();
    const std::string cold = shell({"query", "north", key}).out;
    EXPECT_TRUE(std::filesystem::exists(shell.folder() / "north/.halflight/ledger.sqlite"));
    EXPECT_EQ(shell({"query", "north", key}).out, cold);
    shell.write("north/.halflight/ledger.sqlite", "no database");
    const Outcome damaged = shell({"query", "north", key});
    EXPECT_EQ(damaged.out, cold);
    EXPECT_EQ(damaged.status, 0) << damaged.err;
}

TEST(Commands, QueryMarksMadeData) {
    const Shell shell;
    shell.make_dossier();
    const Outcome outcome = shell({"query", "north", key});
    EXPECT_TRUE(contains(outcome.err, "synthetic")) << outcome.err;
    EXPECT_TRUE(contains(outcome.out, ",synthetic,")) << outcome.out;
}

TEST(Commands, ExplainShowsCellClaimAndRelation) {
    const Shell shell;
    shell.make_dossier();
    const Outcome cell = shell({"explain", "north", std::string(key) + "@2024-09"});
    EXPECT_TRUE(contains(cell.out, "113,500 to 116,500 USD")) << cell.out;
    const Outcome claim = shell({"explain", "north", "FERRY-FARE"});
    EXPECT_TRUE(contains(claim.out, "about 25 USD per visit")) << claim.out;
    const Outcome relation =
        shell({"explain", "north", "ferry-revenue-2024-Q3", "--format", "json"});
    EXPECT_TRUE(contains(relation.out, "\"relation\": \"ferry-revenue-2024-Q3\"")) << relation.out;
}

} // namespace

} // namespace halflight::test

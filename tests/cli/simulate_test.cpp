// SPDX-License-Identifier: Apache-2.0
// `halflight simulate` as users run it, and what reads what it made.
#include "program.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace halflight::test {
namespace {

class Simulate : public testing::Test {
  protected:
    Shell shell;

    void SetUp() override {
        shell.write("small.toml", "provinces = 2\ncounties = 8\nenterprises = 40\n"
                                  "grid_width = 200\ngrid_height = 180\nmonths = 14\n"
                                  "first_month = \"2022-11\"\ntreatment = \"2023-07\"\n");
    }
};

TEST_F(Simulate, MakesADossierWhoseLightsAreRead) {
    const Outcome made = shell({"simulate", "made", "--spec", "small.toml", "--seed", "5"});
    ASSERT_EQ(made.status, 0) << made.err;
    EXPECT_TRUE(contains(made.out, "seed 5; all of it is synthetic")) << made.out;
    EXPECT_TRUE(contains(made.out, "14 rasters with their counts")) << made.out;
    EXPECT_LE(std::ranges::count(made.out, '\n'), 24);

    const Outcome panel =
        shell({"lights",    "panel",    "--zones",        "made/counties.geojson",
               "--zone-id", "id",       "--rasters",      "made/lights/light_*.tif",
               "--product", "declared", "--observations", "clear_{}.tif:1",
               "--floor",   "0.5",      "--stat",         "mean,mean_high,observations",
               "--out",     "p.csv",    "--cache",        "none"});
    ASSERT_EQ(panel.status, 0) << panel.err;
    EXPECT_TRUE(contains(panel.out, "8 zones, 14 periods")) << panel.out;
    EXPECT_TRUE(contains(panel.err, "the data is made")) << panel.err;
    EXPECT_TRUE(contains(shell.read("p.csv.json"), "\"synthetic\": true"));

    const Outcome check = shell({"check", "made"});
    EXPECT_EQ(check.status, 0) << check.out << check.err;
    // Too small a country for studies of lights; that of visits waits for a build.
    EXPECT_TRUE(contains(check.out + check.err, "0 errors, 1 warning")) << check.out << check.err;
    EXPECT_TRUE(contains(check.out + check.err, "studies/begin.toml:1:1: warning: R034"))
        << check.out << check.err;
    const Outcome query = shell({"query", "made", "lights.county.mean:MADE::zone=C003"});
    EXPECT_EQ(query.status, 0) << query.err;
    EXPECT_TRUE(contains(query.out, "2023-07")) << query.out;
}

TEST_F(Simulate, SameSeedSameBytesWhateverTheThreads) {
    ASSERT_EQ(shell({"simulate", "a", "--spec", "small.toml", "--jobs", "1"}).status, 0);
    std::filesystem::create_directory(shell.folder() / "b");
    const Outcome second =
        shell({"simulate", "b/a", "--spec", "small.toml", "--jobs", "2", "--quiet"});
    ASSERT_EQ(second.status, 0);
    EXPECT_EQ(second.err, "");
    const std::string first_bytes = shell.bytes_below("a");
    const std::string truth = shell.read("a.truth.json");
    std::filesystem::remove_all(shell.folder() / "a");
    std::filesystem::rename(shell.folder() / "b/a", shell.folder() / "a");
    EXPECT_TRUE(first_bytes == shell.bytes_below("a"));
    EXPECT_EQ(truth, shell.read("b/a.truth.json"));
    ASSERT_EQ(shell({"simulate", "a", "--spec", "small.toml", "--seed", "2"}).status, 0);
    EXPECT_NE(truth, shell.read("a.truth.json")); // it replaces what it made itself
}

TEST_F(Simulate, FaultsHaveTheirStatusAndPlace) {
    shell.write("bad.toml", "months = 12\ntreatmant = \"2023-07\"\n");
    shell.write("outside.toml", "treatment = \"2030-01\"\n");
    std::filesystem::create_directory(shell.folder() / "keep");
    shell.write("keep/notes.txt", "mine");
    for (const auto& [words, status, part] :
         std::vector<std::tuple<std::vector<std::string>, int, std::string>>{
             {{"simulate"}, 2, "dir is required"},
             {{"simulate", "x", "--seed", "-1"}, 2, "--seed"},
             {{"simulate", "x", "--as-of", "2024-01-01"}, 2, "there is no option --as-of"},
             {{"simulate", "x", "--spec", "bad.toml"},
              1,
              "bad.toml:2:13: unknown key 'treatmant'; is 'treatment' meant?"},
             {{"simulate", "x", "--spec", "absent.toml"}, 3, "absent.toml"},
             {{"simulate", "x", "--spec", "outside.toml"}, 4, "lies outside the months"},
             {{"simulate", "keep", "--spec", "small.toml"}, 2, "choose another name"},
             {{"simulat", "x"}, 2, "did you mean 'simulate'?"}}) {
        const Outcome outcome = shell(words);
        EXPECT_EQ(outcome.status, status) << outcome.err;
        EXPECT_TRUE(contains(outcome.err, part)) << outcome.err;
    }
    EXPECT_FALSE(std::filesystem::exists(shell.folder() / "x"));
    EXPECT_EQ(shell.read("keep/notes.txt"), "mine");
}

/// The text behind a key of the truth, up to the next comma.
std::string told(const std::string& truth, const std::string& key) {
    const std::size_t at = truth.find('"' + key + "\": \"");
    const std::size_t begin = at == std::string::npos ? at : at + key.size() + 5;
    return begin == std::string::npos ? "" : truth.substr(begin, truth.find('"', begin) - begin);
}

TEST_F(Simulate, CheckFindsThePurposeThatMoved) {
    const std::string years = "provinces = 2\ncounties = 8\nenterprises = 40\ngrid_width = 200\n"
                              "grid_height = 180\nmonths = 60\nfirst_month = \"2017-11\"\n"
                              "treatment = \"2021-07\"\n";
    shell.write("years.toml", years);
    shell.write("still.toml", years + "moved_purposes = 0\n");
    ASSERT_EQ(shell({"simulate", "made", "--spec", "years.toml", "--no-lights"}).status, 0);
    const std::string quarter = told(shell.read("made.truth.json"), "first_seen");
    ASSERT_FALSE(quarter.empty());
    const Outcome found = shell({"check", "made"});
    EXPECT_EQ(found.status, 0) << found.out;
    EXPECT_TRUE(contains(found.out, "[drift]: tension: ")) << found.out;
    EXPECT_TRUE(contains(found.out, "short of it in " + quarter)) << found.out;
    EXPECT_TRUE(contains(found.out + found.err, "0 errors, 1 warning\n")) << found.out << found.err;
    const Outcome all = shell({"check", "made", "--all", "--jobs", "1"});
    EXPECT_TRUE(contains(all.out, "[identity]: derived: ")) << all.out;
    EXPECT_EQ(all.out, shell({"check", "made", "--all", "--jobs", "2"}).out);

    ASSERT_EQ(shell({"simulate", "made", "--spec", "still.toml", "--no-lights"}).status, 0);
    const Outcome none = shell({"check", "made", "--all"});
    EXPECT_FALSE(contains(none.out, "[drift]")) << none.out;
    EXPECT_FALSE(contains(none.out, "[identity]")) << none.out;
}

TEST_F(Simulate, WithoutLightsIsStillADossier) {
    const Outcome made = shell({"simulate", "dark", "--spec", "small.toml", "--no-lights"});
    ASSERT_EQ(made.status, 0) << made.err;
    EXPECT_FALSE(std::filesystem::exists(shell.folder() / "dark/lights"));
    EXPECT_EQ(shell({"check", "dark"}).status, 0);
}

} // namespace
} // namespace halflight::test

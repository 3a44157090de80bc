// SPDX-License-Identifier: Apache-2.0
// `halflight lights` as users run it, on made rasters.
#include "made_lights.hpp"
#include "program.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iterator>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>

extern char** environ; // NOLINT(readability-redundant-declaration): POSIX leaves it to the program

namespace halflight::test {
namespace {

namespace fs = std::filesystem;

class Lights : public testing::Test {
  protected:
    Shell shell;

    void SetUp() override {
        shell.write("zones.geojson",
                    R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":)"
                    R"({"uid":"A, the first","name":"x"},"geometry":{"type":"Polygon",)"
                    R"("coordinates":[[[121,32],[126,32],[126,38],[121,38],[121,32]]]}}]})");
        month("2020-01");
        month("2020-02");
    }
    void month(const std::string& name) const {
        made::write_picture(shell.folder() / ("made_" + name + ".tif"), {});
    }
    [[nodiscard]] std::vector<std::string> panel(const std::string& out,
                                                 std::vector<std::string> more = {}) const {
        std::vector<std::string> words{"lights",    "panel",     "--zones",     "zones.geojson",
                                       "--product", "declared",  "--synthetic", "--stat",
                                       "mean,sum",  "--rasters", "made_*.tif",  "--out",
                                       out};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }
    [[nodiscard]] std::vector<std::string> panel_of(const std::string& statistics) const {
        std::vector<std::string> words = panel("p.csv");
        *std::ranges::find(words, "mean,sum") = statistics;
        return words;
    }
};

TEST_F(Lights, WeightsAreKeptInTheUsersCacheUnlessToldOtherwise) {
    const fs::path kept = shell.folder() / ".cache" / "halflight";
    ASSERT_EQ(shell(panel("none.csv", {"--cache", "none"})).status, 0);
    EXPECT_FALSE(fs::exists(kept));
    EXPECT_FALSE(fs::exists(shell.folder() / "none"));
    ASSERT_EQ(shell(panel("kept.csv")).status, 0);
    EXPECT_EQ(std::distance(fs::directory_iterator(kept), fs::directory_iterator()), 1);
    EXPECT_EQ(shell.read("kept.csv"), shell.read("none.csv"));
}

TEST_F(Lights, PanelExpandsPatternsAndWritesThePair) {
    const Outcome outcome = shell(panel("p.csv"));
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_TRUE(contains(outcome.out, "p.csv: 1 zones, 2 periods (0 kept)")) << outcome.out;
    EXPECT_TRUE(contains(outcome.err, "the data is made")) << outcome.err;
    const std::string rows = shell.read("p.csv");
    EXPECT_TRUE(rows.starts_with("zone,period,start,end,missing,mean,sum\n"
                                 "\"A, the first\",2020-01,2020-01-01,2020-01-31,,"))
        << rows;
    EXPECT_TRUE(contains(shell.read("p.csv.json"), "\"synthetic\": true"));
    month("2020-03");
    EXPECT_TRUE(contains(shell(panel("p.csv")).out, "3 periods (2 kept)"));
    EXPECT_EQ(shell(panel("q.csv", {"--jobs", "1", "--quiet"})).err, "");
    EXPECT_EQ(shell.read("p.csv"), shell.read("q.csv"));
}

TEST_F(Lights, WrongUsageIsStatusTwoAndNamesTheWord) {
    for (const auto& [words, part] : std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{"lights"}, "a command is missing"},
             {panel("p.txt"), ".csv or .sqlite"},
             {panel_of("mean,mien"), "mien"},
             {panel("p.csv", {"--negative", "maybe"}), "maybe"},
             {panel("p.csv", {"--from", "2020-02", "--to", "2020-01"}), "lies after"},
             {panel("p.csv", {"--zons", "x"}), "did you mean --zones?"}}) {
        const Outcome outcome = shell(words);
        EXPECT_EQ(outcome.status, 2) << outcome.err;
        EXPECT_TRUE(contains(outcome.err, part)) << outcome.err;
    }
    EXPECT_FALSE(fs::exists(shell.folder() / "p.csv"));
}

TEST_F(Lights, WhatCannotBeReadIsStatusThree) {
    for (const char* pattern : {"none_*.tif", "absent_2020-01.tif"}) {
        std::vector<std::string> words = panel("p.csv");
        words[10] = pattern;
        const Outcome outcome = shell(words);
        EXPECT_EQ(outcome.status, 3) << outcome.err;
        EXPECT_TRUE(contains(outcome.err, pattern)) << outcome.err;
    }
}

TEST_F(Lights, CoverageIsATableAndASummary) {
    const Outcome outcome = shell({"lights", "coverage", "--zones", "zones.geojson", "--raster",
                                   "made_2020-01.tif", "--product", "declared"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_TRUE(contains(outcome.out, "zone,area_km2,covered_km2,full_cells,edge_cells,"));
    EXPECT_TRUE(contains(outcome.out, ",480,0,0\n")) << outcome.out; // 20 x 24 whole cells
    EXPECT_TRUE(contains(outcome.err, "no cell is covered more than once")) << outcome.err;
}

TEST_F(Lights, MapIsStampedAndNamesItsPeriods) {
    const std::vector<std::string> map{"lights",        "map",       "--zones",
                                       "zones.geojson", "--rasters", "made_*.tif",
                                       "--product",     "declared",  "--synthetic"};
    auto words = map;
    words.insert(words.end(), {"--period", "2020-02", "--minus", "2020-01", "--out", "m.svg"});
    const Outcome outcome = shell(words);
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    const std::string svg = shell.read("m.svg");
    EXPECT_TRUE(contains(svg, "made data"));
    EXPECT_TRUE(contains(svg, "2020-02 less 2020-01"));
    EXPECT_TRUE(contains(svg, "data:image/png;base64,"));
    words = map;
    words.insert(words.end(), {"--period", "2021-01", "--out", "m.svg"});
    EXPECT_TRUE(contains(shell(words).err, "no raster of 2021-01"));
}

/// Starts the program and kills it after `delay`, if it still runs then.
void run_and_kill(std::vector<std::string> words, const fs::path& folder,
                  std::chrono::microseconds delay) {
    // Through a shell's cd, so that names in the metadata are the same as elsewhere.
    std::string line = "cd '" + folder.string() + "' && exec '" HALFLIGHT_PROGRAM "'";
    for (const std::string& word : words) {
        line += " '" + word + "'";
    }
    line += " >/dev/null 2>&1";
    std::string shell = "/bin/sh";
    std::string option = "-c";
    char* arguments[] = {shell.data(), option.data(), line.data(), nullptr};
    pid_t child = 0;
    ASSERT_EQ(::posix_spawn(&child, shell.c_str(), nullptr, nullptr, arguments, environ), 0);
    std::this_thread::sleep_for(delay);
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
}

TEST_F(Lights, KilledAtAnyMomentLeavesAWholePanel) {
    ASSERT_EQ(shell(panel("p.csv")).status, 0);
    const std::string old_rows = shell.read("p.csv");
    const std::string old_metadata = shell.read("p.csv.json");
    month("2020-03");
    const auto start = std::chrono::steady_clock::now();
    ASSERT_EQ(shell(panel("new.csv")).status, 0);
    const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - start);
    const std::string new_rows = shell.read("new.csv");
    const std::string new_metadata = shell.read("new.csv.json");
    constexpr int moments = 20;
    for (int i = 0; i < moments; ++i) {
        shell.write("p.csv", old_rows);
        shell.write("p.csv.json", old_metadata);
        run_and_kill(panel("p.csv"), shell.folder(), whole * i / moments);
        const std::string rows = shell.read("p.csv");
        const std::string metadata = shell.read("p.csv.json");
        EXPECT_TRUE(rows == old_rows || rows == new_rows) << "killed at moment " << i;
        EXPECT_TRUE(metadata == old_metadata || metadata == new_metadata);
        ASSERT_EQ(shell(panel("p.csv")).status, 0);
        EXPECT_EQ(shell.read("p.csv"), new_rows);
        EXPECT_EQ(shell.read("p.csv.json"), new_metadata);
    }
}

} // namespace
} // namespace halflight::test

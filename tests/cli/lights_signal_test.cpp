// SPDX-License-Identifier: Apache-2.0
// `halflight lights compare` and `calibrate` on panels of made rasters.
#include "made_lights.hpp"
#include "program.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace halflight::test {
namespace {

/// Eight strips side by side, whose light is 1 to 8 times the picture's.
class LightsSignal : public testing::Test {
  protected:
    Shell shell;

    void SetUp() override {
        std::string features;
        for (int i = 0; i < 8; ++i) {
            const std::string west = std::to_string(121 + i);
            const std::string east = std::to_string(122 + i);
            features += (features.empty() ? "" : ",") +
                        (R"({"type":"Feature","properties":{"id":"z)" + std::to_string(i)) +
                        R"("},"geometry":{"type":"Polygon","coordinates":[[[)" + west + ",32],[" +
                        east + ",32],[" + east + ",36],[" + west + ",36],[" + west + ",32]]]}}";
        }
        shell.write("zones.geojson",
                    R"({"type":"FeatureCollection","features":[)" + features + "]}");
    }
    void months(const std::string& prefix, double gain, double offset) const {
        for (int year = 2019; year < 2021; ++year) {
            for (int month = 1; month <= 6; ++month) {
                if (year == 2020 && month == 3) {
                    continue; // a gap
                }
                made::Picture shape;
                const double flicker = 1 + 0.01 * (month % 3 - 1);
                const double winter = month <= 2 && prefix == "seen" ? 2 : 1;
                shape.bands = {[=](int column, int) {
                    const double light = (column / 4 + 1) * flicker * winter;
                    return (light - offset) / gain;
                }};
                made::write_picture(shell.folder() / (prefix + "_" + std::to_string(year) + "-0" +
                                                      std::to_string(month) + ".tif"),
                                    shape);
            }
        }
    }
    void panel(const std::string& prefix) const {
        const Outcome made =
            shell({"lights", "panel", "--zones", "zones.geojson", "--product", "declared",
                   "--synthetic", "--stat", "mean,sum,valid_share", "--rasters", prefix + "_*.tif",
                   "--out", prefix + ".csv", "--quiet"});
        ASSERT_EQ(made.status, 0) << made.err;
    }
};

TEST_F(LightsSignal, CompareMatchesSeasonsAndSaysWhatIsLeftOut) {
    months("seen", 1, 0);
    panel("seen");
    const std::vector<std::string> words{
        "lights",   "compare", "--panel", "seen.csv",        "--stat",          "mean",
        "--period", "2020",    "--base",  "2019-01/2019-06", "--season-matched"};
    const Outcome outcome = shell(words);
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_TRUE(outcome.out.starts_with(
        "zone,period,base,difference,difference_low,difference_high,ratio,ratio_low,ratio_high,"
        "interval,months,periods,filled,left_out,missing\nz0,"))
        << outcome.out;
    EXPECT_TRUE(contains(outcome.out, ",01 02 04 05 06,10,0,period 2020-03 no_raster; base 2019-03 "
                                      "unmatched,\n"))
        << outcome.out;
    EXPECT_TRUE(contains(outcome.out, ",0,,,1,,,,")) << "as bright as the year before";
    EXPECT_TRUE(contains(outcome.err, "the data is made"));
    auto filled = words;
    filled.insert(filled.end(), {"--gaps", "interpolate:1", "--out", "change.csv"});
    ASSERT_EQ(shell(filled).status, 0);
    EXPECT_TRUE(contains(shell.read("change.csv"), ",01 02 03 04 05 06,12,1,,\n"));
    EXPECT_TRUE(contains(shell.read("change.csv.json"), "\"gaps\": \"interpolate:1\""));
    EXPECT_TRUE(contains(shell.read("change.csv.json"), "\"cells_filled\": 8"));
}

TEST_F(LightsSignal, CalibrateFindsTheFactorAndWritesOnlyByRequest) {
    months("first", 1, 0);
    months("second", 1.25, 0.25);
    panel("first");
    panel("second");
    const std::vector<std::string> words{"lights",  "calibrate",  "--panel", "first.csv",
                                         "--panel", "second.csv", "--stat",  "mean"};
    const Outcome outcome = shell(words);
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_TRUE(contains(outcome.out, "slope            1.25 (95 % 1.25 to 1.25)")) << outcome.out;
    EXPECT_TRUE(contains(outcome.out, "stable zones     8 over 18 common periods")) << outcome.out;
    auto writing = words;
    writing.insert(writing.end(), {"--out", "calibrated.csv"});
    ASSERT_EQ(shell(writing).status, 0);
    const std::string metadata = shell.read("calibrated.csv.json");
    EXPECT_TRUE(contains(metadata, "\"slope\": 1.2"));
    EXPECT_TRUE(contains(metadata, "calibrated, not as measured"));
    const Outcome again = shell({"lights", "compare", "--panel", "calibrated.csv", "--stat", "mean",
                                 "--period", "2020", "--base", "2019"});
    EXPECT_EQ(again.status, 0) << again.err;
    shell.write("stable.txt", "z1\nz2\n\nz5\nz6\n z7 \n");
    auto named = words;
    named.insert(named.end(), {"--stable", "stable.txt"});
    EXPECT_TRUE(contains(shell(named).out, "stable zones     5 over"));
}

TEST_F(LightsSignal, PanelsInSqliteAreReadAsWell) {
    months("first", 1, 0);
    panel("first");
    ASSERT_EQ(shell({"lights", "panel", "--zones", "zones.geojson", "--product", "declared",
                     "--synthetic", "--stat", "mean,sum,valid_share", "--rasters", "first_*.tif",
                     "--out", "first.sqlite", "--quiet"})
                  .status,
              0);
    const auto compared = [this](const std::string& file) {
        return shell({"lights", "compare", "--panel", file, "--stat", "mean", "--period", "2020",
                      "--base", "2019"});
    };
    EXPECT_EQ(compared("first.sqlite").status, 0) << compared("first.sqlite").err;
    EXPECT_EQ(compared("first.sqlite").out, compared("first.csv").out);
    const Outcome line = shell({"lights", "calibrate", "--panel", "first.csv", "--panel",
                                "first.sqlite", "--stat", "mean", "--out", "c.csv"});
    EXPECT_TRUE(contains(line.out, "slope            1 (95 % 1 to 1)")) << line.out << line.err;
    EXPECT_EQ(compared("first.txt").err,
              "halflight: error: 'first.txt' is no panel by its name; make one with `halflight "
              "lights panel --out FILE.csv` or FILE.sqlite\n");
}

TEST_F(LightsSignal, RefusalsAreOneLine) {
    months("first", 1, 0);
    panel("first");
    const std::vector<std::string> compare{"lights", "compare", "--panel", "first.csv", "--period",
                                           "2020",   "--base",  "2019",    "--stat"};
    auto words = compare;
    words.emplace_back("median");
    EXPECT_EQ(shell(words).err, "halflight: error: 'first.csv' has no statistic 'median'; it has "
                                "mean, sum, valid_share\n");
    words.back() = "mean";
    words[5] = "2025";
    EXPECT_EQ(shell(words).err, "halflight: error: the panel has no period in --period 2025; it "
                                "has 2019-01 to 2020-06\n");
    words[5] = "2020";
    words.insert(words.end(), {"--gaps", "guess"});
    EXPECT_EQ(shell(words).status, 2);
    EXPECT_TRUE(contains(shell(words).err, "none, carry:N or interpolate:N"));
    EXPECT_EQ(shell({"lights", "calibrate", "--panel", "first.csv", "--stat", "mean"}).status, 2);
    const Outcome same = shell({"lights", "calibrate", "--panel", "first.csv", "--panel",
                                "first.csv", "--stat", "mean", "--out", "first.csv"});
    EXPECT_EQ(same.status, 2) << "a panel is not written over";
    shell.write("first.csv", shell.read("first.csv") + "z0,2021-01,2021-01-01,2021-01-31,,1,1,1\n");
    words = compare;
    words.emplace_back("mean");
    EXPECT_TRUE(contains(shell(words).err, "is not the table that 'first.csv.json' speaks of"));
}

} // namespace
} // namespace halflight::test

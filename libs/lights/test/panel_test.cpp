// SPDX-License-Identifier: Apache-2.0
// Whole panels on made rasters, compared with sums worked out the slow way.
#include "panel_fixture.hpp"

namespace halflight::lights {
namespace {

using raster::Missing;

class Panel : public PanelFolder {
  protected:
    /// Across cell borders; a sliver; one that the second tile shares; one outside.
    const std::vector<Rectangle> zones{{"big", 120.1, 31.3, 127.77, 39.2},
                                       {"sliver", 124.51, 35.51, 124.52, 35.52},
                                       {"shared", 128.6, 33.1, 132.4, 36.9},
                                       {"outside", 10, 10, 11, 11}};
    void SetUp() override { write_zones(zones); }
};

TEST_F(Panel, SumsAreThoseOfClippingEveryCell) {
    write_month("2020-01", 1);
    write_month("2020-02", 3);
    const auto rows = rows_of(spec({name_of("2020-01"), name_of("2020-02")}));
    ASSERT_EQ(rows.size(), 8U);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        SCOPED_TRACE(i);
        const ByHand sums = by_hand(zones[i % 4], i < 4 ? 1 : 3);
        EXPECT_EQ(rows[i].zone, i % 4);
        EXPECT_EQ(to_string(rows[i].period), i < 4 ? "2020-01" : "2020-02");
        if (i % 4 == 3) {
            EXPECT_EQ(rows[i].row.missing, Missing::outside_grid);
            EXPECT_TRUE(std::isnan(rows[i].row.values[1])) << "never 0";
            continue;
        }
        EXPECT_EQ(rows[i].row.missing, Missing::none);
        EXPECT_NEAR(rows[i].row.values[1] / sums.sum, 1, 1e-9);
        EXPECT_NEAR(rows[i].row.values[2] / sums.count, 1, 1e-9);
    }
}

TEST_F(Panel, AZoneAcrossTilesIsNoAverageOfAverages) {
    write_month("2020-01", 1);
    write_month("2020-01", 5, 130);
    PanelReport report;
    const auto rows = rows_of(spec({name_of("2020-01"), name_of("2020-01", 130)}), &report);
    const ByHand west = by_hand(zones[2], 1);
    const ByHand east = by_hand(zones[2], 5, 130);
    ASSERT_GT(std::abs(west.count - east.count), 10);
    EXPECT_NEAR(rows[2].row.values[1] / (west.sum + east.sum), 1, 1e-9);
    EXPECT_NEAR(rows[2].row.values[2] / (west.count + east.count), 1, 1e-9);
    const double of_tiles = (west.sum / west.count + east.sum / east.count) / 2;
    const double of_cells = (west.sum + east.sum) / (west.count + east.count);
    EXPECT_NEAR(rows[2].row.values[0] / of_cells, 1, 0.01) << "cells differ a little in area";
    EXPECT_GT(std::abs(rows[2].row.values[0] - of_tiles), 1);
    EXPECT_TRUE(any_holds(report.remarks, "1 of 4 zones lie outside every raster"));
}

TEST_F(Panel, BytesDoNotDependOnThreads) {
    std::vector<std::string> files;
    for (const char* month : {"2020-01", "2020-02", "2020-03", "2020-04", "2020-05"}) {
        write_month(month, 1 + static_cast<double>(files.size()));
        files.push_back(name_of(month));
    }
    PanelSpec one = spec(files);
    for (const char* form : {"csv", "sqlite"}) {
        std::string first;
        for (const int jobs : {1, 2, 5}) {
            one.jobs = jobs;
            const std::string out = "p" + std::to_string(jobs) + "." + form;
            (void)write_panel(one, path(out));
            const std::string bytes = io::read_file(path(out));
            first = first.empty() ? bytes : first;
            EXPECT_EQ(bytes, first) << form << " with " << jobs << " threads";
        }
    }
    EXPECT_EQ(io::read_file(path("p1.csv.json")), io::read_file(path("p5.csv.json")));
}

TEST_F(Panel, AGapIsMissingAndSaid) {
    write_month("2020-01", 1);
    write_month("2020-04", 1);
    PanelReport report;
    const auto rows = rows_of(spec({name_of("2020-01"), name_of("2020-04")}), &report);
    ASSERT_EQ(rows.size(), 16U);
    EXPECT_EQ(rows[4].row.missing, Missing::no_raster);
    EXPECT_TRUE(std::isnan(rows[4].row.values[1]));
    EXPECT_TRUE(any_holds(report.remarks, "no raster for 2 of 4 periods: 2020-02, 2020-03"));
}

TEST_F(Panel, APeriodTwiceNamesBothFiles) {
    write_month("2020-01", 1);
    std::filesystem::copy(path(name_of("2020-01")), path("other_2020-01.tif"));
    const std::string why = refusal(spec({name_of("2020-01"), "other_2020-01.tif"}));
    EXPECT_TRUE(holds(why, "2020-01 is given twice")) << why;
    EXPECT_TRUE(holds(why, name_of("2020-01")) && holds(why, "other_2020-01.tif")) << why;
    EXPECT_TRUE(holds(why, "leave one")) << why;
}

TEST_F(Panel, TwoGridsAreRefusedWithTheRemedy) {
    write_month("2020-01", 1);
    write_month("2020-02", 1, 120 + cell / 2);
    const std::string why = refusal(spec({name_of("2020-01"), name_of("2020-02", 120.125)}));
    EXPECT_TRUE(holds(why, "two grids")) << why;
    EXPECT_TRUE(holds(why, "gdalwarp")) << why;
}

TEST_F(Panel, HalfACellApartIsHalfACellApart) {
    // The same cells, centres on multiples of the cell size: sums move with the edges.
    write_month("2020-01", 1, 120 - cell / 2);
    const auto rows = rows_of(spec({name_of("2020-01", 120 - cell / 2)}));
    const ByHand there = by_hand(zones[0], 1, 120 - cell / 2);
    const ByHand elsewhere = by_hand(zones[0], 1, 120);
    EXPECT_NEAR(rows[0].row.values[1] / there.sum, 1, 1e-9);
    EXPECT_GT(std::abs(rows[0].row.values[1] / elsewhere.sum - 1), 1e-5);
}

TEST_F(Panel, ABadFileStopsTheRunOrIsListed) {
    for (const char* month : {"2020-01", "2020-02", "2020-03"}) {
        write_month(month, 1);
    }
    const std::string bad = path(name_of("2020-02"));
    std::string bytes = io::read_file(bad);
    // The cells, not the header: it opens, and fails when its turn comes.
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 2),
              bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() * 3 / 4), '\x5a');
    io::write_file(bad, bytes);
    PanelSpec three = spec({name_of("2020-01"), name_of("2020-02"), name_of("2020-03")});
    three.jobs = 2;
    EXPECT_TRUE(holds(refusal(three), name_of("2020-02"))) << refusal(three);
    three.skip_bad = true;
    PanelReport report;
    const auto rows = rows_of(three, &report);
    ASSERT_EQ(rows.size(), 12U);
    EXPECT_EQ(rows[0].row.missing, Missing::none);
    EXPECT_EQ(rows[4].row.missing, Missing::no_raster);
    EXPECT_EQ(rows[8].row.missing, Missing::none);
    ASSERT_EQ(report.skipped.size(), 1U);
    EXPECT_EQ(report.skipped[0].path, bad);
    EXPECT_EQ(report.inputs.size(), 2U);
    EXPECT_TRUE(any_holds(report.remarks, "2020-02 lacks"));
}

TEST_F(Panel, CarriedOnIsEqualToFromNothing) {
    std::vector<std::string> files;
    for (const char* month : {"2020-01", "2020-02", "2020-05"}) {
        write_month(month, 2);
        files.push_back(name_of(month));
    }
    for (const char* form : {"csv", "sqlite"}) {
        const std::string out = path(std::string("p.") + form);
        const std::string anew = path(std::string("q.") + form);
        (void)write_panel(spec({files[0], files[1]}), out);
        const PanelReport report = write_panel(spec(files), out);
        EXPECT_EQ(report.periods_kept, 2U) << report.anew;
        EXPECT_EQ(write_panel(spec(files), anew).periods_kept, 0U);
        EXPECT_EQ(io::read_file(out), io::read_file(anew)) << form;
        EXPECT_EQ(write_panel(spec(files), out).periods_kept, 5U) << "nothing to do";
    }
    EXPECT_EQ(io::read_file(path("p.csv.json")), io::read_file(path("q.csv.json")));
}

TEST_F(Panel, WhateverElseChangesIsMadeFromNothing) {
    write_month("2020-01", 1);
    write_month("2020-02", 1);
    PanelSpec both = spec({name_of("2020-01"), name_of("2020-02")});
    const std::string out = path("p.csv");
    const auto kept = [&] { return write_panel(both, out); };
    (void)kept();
    ASSERT_EQ(kept().periods_kept, 2U);

    std::string rows = io::read_file(out);
    rows[rows.size() / 2] = rows[rows.size() / 2] == '1' ? '2' : '1';
    io::write_file(out, rows);
    EXPECT_TRUE(holds(kept().anew, "not those")) << "a digit was changed by hand";

    both.product.rules.negative = false;
    EXPECT_TRUE(holds(kept().anew, "options"));

    write_month("2020-01", 7);
    EXPECT_TRUE(holds(kept().anew, name_of("2020-01") + "' has changed"));

    write_zones({zones[0], zones[1]});
    EXPECT_TRUE(holds(kept().anew, "zones"));

    both.rasters.pop_back();
    EXPECT_TRUE(holds(kept().anew, "no longer"));
    EXPECT_TRUE(kept().anew.empty());
}

TEST_F(Panel, WeightsFromTheCacheGiveTheSameBytes) {
    write_month("2020-01", 1);
    PanelSpec cached = spec({name_of("2020-01")});
    (void)write_panel(cached, path("none.csv"));
    cached.cache = folder() / "cache";
    (void)write_panel(cached, path("cold.csv"));
    ASSERT_FALSE(std::filesystem::is_empty(cached.cache));
    (void)write_panel(cached, path("warm.csv"));
    EXPECT_EQ(io::read_file(path("cold.csv")), io::read_file(path("none.csv")));
    EXPECT_EQ(io::read_file(path("warm.csv")), io::read_file(path("none.csv")));
    EXPECT_EQ(io::read_file(path("warm.csv.json")), io::read_file(path("none.csv.json")));

    // One zone moved: the cache is patched.
    std::vector<Rectangle> moved = zones;
    moved[0].north = 38.9;
    write_zones(moved);
    (void)write_panel(cached, path("moved.csv"));
    const auto entry = std::filesystem::directory_iterator(cached.cache)->path();
    io::write_file(entry, "halflight-weights 1 damaged");
    (void)write_panel(cached, path("again.csv"));
    EXPECT_EQ(io::read_file(path("moved.csv")), io::read_file(path("again.csv")));
    EXPECT_NE(io::read_file(path("moved.csv")), io::read_file(path("warm.csv")));
}

TEST_F(Panel, ZonesOfTheSameSizeAndTimeOfChangeComeFromTheCache) {
    write_month("2020-01", 1);
    PanelSpec cached = spec({name_of("2020-01")});
    cached.cache = folder() / "cache";
    (void)write_panel(cached, path("first.csv"));
    const std::string file = cached.zones.path;
    const std::string bytes = io::read_file(file);
    const auto time = std::filesystem::last_write_time(file);

    // Touched alone: the bytes decide, and the entry takes the new time.
    std::filesystem::last_write_time(file, time + std::chrono::seconds(5));
    (void)write_panel(cached, path("touched.csv"));
    EXPECT_EQ(io::read_file(path("touched.csv")), io::read_file(path("first.csv")));
    EXPECT_NE(io::read_file(path("touched.csv.json")), io::read_file(path("first.csv.json")));

    // The same size and time are trusted, as they are of rasters.
    io::write_file(file, std::string(bytes.size(), ' '));
    std::filesystem::last_write_time(file, time + std::chrono::seconds(5));
    (void)write_panel(cached, path("trusted.csv"));
    EXPECT_EQ(io::read_file(path("trusted.csv")), io::read_file(path("first.csv")));
    std::filesystem::last_write_time(file, time + std::chrono::seconds(6));
    EXPECT_THROW((void)write_panel(cached, path("other.csv")), Error);
}

TEST_F(Panel, MaskedCellsAreLeftOut) {
    write_month("2020-01", 1);
    // Cell borders: the whole western half of the pictures, to 125 E.
    write_zones({{"m", 120, 30, 125, 40}}, "mask");
    PanelSpec masked = spec({name_of("2020-01")});
    masked.statistics = raster::parse_statistics("sum,count,masked_share").value();
    masked.signal.mask = path("mask.geojson");
    const auto rows = rows_of(masked);
    Rectangle rest = zones[0];
    rest.west = 125;
    const ByHand sums = by_hand(rest, 1);
    EXPECT_NEAR(rows[0].row.values[0] / sums.sum, 1, 1e-7);
    EXPECT_NEAR(rows[0].row.values[1] / sums.count, 1, 1e-9);
    EXPECT_NEAR(rows[0].row.values[2], 4.9 / 7.67, 1e-6);
    EXPECT_EQ(rows[1].row.missing, Missing::not_usable) << "the sliver lies under the mask";
}

TEST_F(Panel, OutliersInTimeAreLeftOutAndSaid) {
    std::vector<std::string> files;
    for (int month = 1; month <= 8; ++month) {
        const std::string name = "2020-0" + std::to_string(month);
        made::Picture picture;
        picture.cell_deg = cell;
        picture.bands = {[month](int column, int row) {
            return month == 5 && column == 10 && row == 10 ? 4331.5 : 10 + month % 3;
        }};
        made::write_picture(folder() / name_of(name), picture);
        files.push_back(name_of(name));
    }
    PanelSpec stack = spec(files);
    stack.statistics = raster::parse_statistics("max,count").value();
    EXPECT_DOUBLE_EQ(rows_of(stack)[16].row.values[0], 4331.5);
    stack.signal.outlier_mads = 10;
    PanelReport report;
    const auto rows = rows_of(stack, &report);
    EXPECT_DOUBLE_EQ(rows[16].row.values[0], 12);
    EXPECT_NEAR(rows[16].row.values[1], rows[0].row.values[1] - 1, 1e-9);
    EXPECT_TRUE(any_holds(report.remarks, "1 cells were left out as outliers, the largest of "
                                          "4,331.5 in 2020-05"));
    stack.rasters.resize(5);
    EXPECT_TRUE(holds(refusal(stack), "at least 6 periods"));
}

TEST_F(Panel, BackgroundIsTheMedianOfUnlitAreas) {
    write_month("2020-01", 1);
    write_zones({{"dark", 129, 30, 130, 31}}, "dark");
    PanelSpec lit = spec({name_of("2020-01")});
    lit.signal.background = path("dark.geojson");
    std::vector<double> dark;
    for (int row = 36; row < 40; ++row) {
        for (int column = 36; column < 40; ++column) {
            dark.push_back(std::floor(made::pattern(column, row) * 8) / 8);
        }
    }
    const auto rows = rows_of(lit);
    const ByHand sums = by_hand(zones[0], 1);
    const double taken = (sums.sum - rows[0].row.values[1]) / sums.count;
    const auto below = std::ranges::count_if(dark, [&](double v) { return v < taken - 1e-4; });
    const auto above = std::ranges::count_if(dark, [&](double v) { return v > taken + 1e-4; });
    EXPECT_LE(below, 8);
    EXPECT_LE(above, 8);
    EXPECT_LT(below + above, 16) << "it is one of them";
}

class RealPanel : public PanelFolder {
  protected:
    void SetUp() override {
        if (!std::filesystem::exists(shared_lights())) {
            GTEST_SKIP() << "no real rasters at " << shared_lights() << ": set HALFLIGHT_SHARED";
        }
    }
    PanelSpec real(const std::string& below, const std::string& statistics) {
        PanelSpec found = spec({});
        found.product = {};
        found.statistics = raster::parse_statistics(statistics).value();
        for (const auto& entry : std::filesystem::directory_iterator(shared_lights() / below)) {
            if (entry.path().extension() == ".tif") {
                found.rasters.push_back(entry.path().string());
            }
        }
        return found;
    }
};

TEST_F(RealPanel, PuertoRicoGoesDark) {
    write_zones({{"all", -68, 17.8, -65, 18.6}});
    const auto rows = rows_of(real("puerto_rico_vnp46a3", "sum,count,below_floor_share"));
    ASSERT_EQ(rows.size(), 2U);
    // All cells of the files, the small islands with them, added up with another program.
    EXPECT_NEAR(rows[0].row.values[0], 175834.8, 0.1);
    EXPECT_NEAR(rows[1].row.values[0], 70691.3, 0.1);
    EXPECT_NEAR(rows[0].row.values[1], 47582, 1e-6);
    EXPECT_GT(rows[1].row.values[2], rows[0].row.values[2]);
}

TEST_F(RealPanel, TheIslandOfPuertoRicoLosesThreeFifthsOfItsLight) {
    PanelSpec island = real("puerto_rico_vnp46a3", "sum,covered_area");
    island.zones.path =
        std::string(HALFLIGHT_SOURCE_DIR) + "/libs/lights/test/data/puerto_rico.geojson";
    const auto rows = rows_of(island);
    ASSERT_EQ(rows.size(), 2U);
    // Told for another outline of the island: 170,073 and 66,797.
    EXPECT_NEAR(rows[0].row.values[0], 170'073, 0.01 * 170'073);
    EXPECT_NEAR(rows[1].row.values[0], 66'797, 0.02 * 66'797);
}

TEST_F(RealPanel, MumbaiTellsWhatWasNotSeen) {
    write_zones({{"city", 72.7, 18.8, 73, 19.3}});
    PanelSpec mumbai = real("mumbai_eog_monthly", "max,count");
    mumbai.rasters = {(shared_lights() / "mumbai_eog_monthly/mumbai_radiance.nc").string()};
    PanelReport report;
    const auto rows = rows_of(mumbai, &report);
    EXPECT_EQ(rows.size(), 130U);
    EXPECT_TRUE(any_holds(report.inputs[0].remarks, "2012-11 is stored twice"));
    EXPECT_TRUE(any_holds(report.remarks, "38,790 cells have no clear observation"));
    mumbai.signal.outlier_mads = 8;
    (void)rows_of(mumbai, &report);
    EXPECT_TRUE(any_holds(report.remarks, "the largest of 4,331.54 in 2015-02"));
}

TEST_F(RealPanel, KenyaGrowsAndSaoTomeKeepsItsNegatives) {
    write_zones({{"kenya", 33.9, -4.8, 42, 5.1}, {"sao-tome", 6.4, 0, 7.5, 1.8}});
    const auto kenya = rows_of(real("kenya_vnp46a4", "sum"));
    ASSERT_EQ(kenya.size(), 8U);
    EXPECT_LT(kenya[0].row.values[0], kenya[6].row.values[0]);
    EXPECT_EQ(kenya[1].row.missing, Missing::outside_grid);
    PanelSpec islands = real("sao_tome_eog", "min");
    std::erase_if(islands.rasters, [](const std::string& p) { return !holds(p, "VIIRS"); });
    islands.product.without_counts = true;
    EXPECT_LT(rows_of(islands)[1].row.values[0], 0);
}

TEST_F(RealPanel, ThePictureOf2016SaysThatItIsOne) {
    PanelSpec picture = real("prk_2016_8bit", "sum");
    picture.product.product = "declared";
    picture.product.declared.note = "picture, not radiance";
    picture.product.declared.unit = "DN";
    picture.zones.path =
        (shared_lights().parent_path() / "boundaries/prk_adm2_osm_land.geojson").string();
    picture.zones.id_field = "uid";
    PanelReport report;
    const auto rows = rows_of(picture, &report);
    EXPECT_EQ(rows.size(), 197U);
    EXPECT_EQ(report.head.product.note, "picture, not radiance");
}

} // namespace
} // namespace halflight::lights

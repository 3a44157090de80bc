// SPDX-License-Identifier: Apache-2.0
// Panels of made Black Marble granules, end to end: quality, snow, gap filling, and zones across
// the border of tiles.
#include "clip_fixture.hpp"

namespace halflight::lights {
namespace {

/// 30 degrees east of tiles: h30 begins at 120 E; v04 reaches from 50 to 40 N, v05 from 40 to 30.
class GranulePanel : public ClipFolder {
  protected:
    static double north_field(int column, int row) { return made::pattern(column, row); }
    static double south_field(int column, int row) { return 3 * made::pattern(column, row); }
    /// What a float32 layer holds.
    static double stored(double value) { return static_cast<double>(static_cast<float>(value)); }

    static raster::Grid tile(int v) {
        return raster::make_grid(120, 90 - 10.0 * v, cell, cell, 40, 40).value();
    }
    [[nodiscard]] PanelSpec of(const std::vector<made::Granule>& granules,
                               const std::string& statistics) const {
        PanelSpec panel = spec({});
        panel.product = {};
        panel.statistics = raster::parse_statistics(statistics).value();
        for (const made::Granule& granule : granules) {
            panel.rasters.push_back(made::write_granule(folder(), granule).string());
        }
        return panel;
    }
};

TEST_F(GranulePanel, MonthlyTilesJudgeTheirCellsAndJoinAtTheBorder) {
    // North: every fifth column was never seen. South: every fourth row was seen in snow alone.
    const auto unseen = [](int column, int) { return column % 5 == 0; };
    const auto snowy = [](int, int row) { return row % 4 == 0; };
    made::Granule north{.v = 4};
    north.cells = {{"NearNadir_Composite_Snow_Free", north_field},
                   {"NearNadir_Composite_Snow_Free_Num",
                    [=](int c, int r) { return unseen(c, r) ? 0.0 : 10.0; }}};
    made::Granule south{.v = 5};
    south.cells = {{"NearNadir_Composite_Snow_Free", south_field},
                   {"NearNadir_Composite_Snow_Free_Num",
                    [=](int c, int r) { return snowy(c, r) ? 0.0 : 4.0; }},
                   {"NearNadir_Composite_Snow_Covered", [](int, int) { return 70.0; }},
                   {"NearNadir_Composite_Snow_Covered_Num", [](int, int) { return 4.0; }},
                   {"NearNadir_Composite_Snow_Covered_Quality", [](int, int) { return 0.0; }}};
    const raster::Zone zone = ragged("border", 125.1, 40.03, 3.1);
    write_layer({zone});
    PanelSpec panel = of({north, south}, "sum,count,valid_share,snow_share,observations,cells");
    PanelReport report;
    const auto rows = rows_of(panel, &report);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(to_string(rows[0].period), "2020-01");
    const Clipped above = clip(zone, tile(4), [&](int c, int r) {
        return unseen(c, r) ? std::nan("") : stored(north_field(c, r));
    });
    const Clipped below = clip(zone, tile(5), [&](int c, int r) {
        return snowy(c, r) ? 70.0 : stored(south_field(c, r));
    });
    ASSERT_GT(above.count, 50);
    ASSERT_GT(below.count, 50);
    expect_clipped(rows[0], {above.sum + below.sum, above.count + below.count});
    EXPECT_NEAR(rows[0].row.values[2], 0.9, 0.02) << "a fifth of the northern half was not seen";
    EXPECT_NEAR(rows[0].row.values[3], 0.125, 0.02) << "a quarter of the southern half is snow";
    EXPECT_NEAR(rows[0].row.values[4], (0.4 * 10 + 0.5 * 4) / 0.9, 0.2);
    EXPECT_TRUE(report.head.synthetic);
    ASSERT_EQ(report.inputs.size(), 2U);
    EXPECT_EQ(report.inputs[0].tile, "h30v04");
    panel.product.rules.snow = SnowRule::snow_free;
    const Clipped bare = clip(zone, tile(5), [&](int c, int r) {
        return snowy(c, r) ? std::nan("") : stored(south_field(c, r));
    });
    expect_clipped(rows_of(panel)[0], {above.sum + bare.sum, above.count + bare.count});
}

TEST_F(GranulePanel, GapFillingOfDaysIsLeftOutOrCounted) {
    const auto cloudy = [](int column, int) { return column >= 20; };
    made::Granule day{.product = "VNP46A2", .v = 5, .day = to_date({2021, 1, 5})};
    day.cells = {
        {"DNB_BRDF-Corrected_NTL",
         [=](int c, int r) { return cloudy(c, r) ? std::nan("") : south_field(c, r); }},
        {"Mandatory_Quality_Flag", [=](int c, int r) { return cloudy(c, r) ? 255.0 : 0.0; }},
        {"Gap_Filled_DNB_BRDF-Corrected_NTL",
         [=](int c, int r) { return cloudy(c, r) ? 4.0 : south_field(c, r); }},
        {"Latest_High_Quality_Retrieval", [=](int c, int r) { return cloudy(c, r) ? 6.0 : 0.0; }}};
    const raster::Zone zone = ragged("z", 125.03, 35.1, 3.1);
    const raster::Zone dark = ragged("clouded", 127.5, 33.2, 0.8);
    write_layer({zone, dark});
    PanelSpec panel = of({day}, "sum,count,gap_filled_share,valid_share");
    const auto rows = rows_of(panel);
    expect_clipped(rows[0], clip(zone, tile(5), [&](int c, int r) {
                       return cloudy(c, r) ? std::nan("") : stored(south_field(c, r));
                   }));
    EXPECT_EQ(rows[0].row.values[2], 0);
    EXPECT_EQ(rows[1].row.missing, raster::Missing::not_observed);
    EXPECT_TRUE(std::isnan(rows[1].row.values[0])) << "never 0";
    panel.product.rules.gap_filled = true;
    const auto filled = rows_of(panel);
    expect_clipped(filled[0], clip(zone, tile(5), [&](int c, int r) {
                       return cloudy(c, r) ? 4.0 : stored(south_field(c, r));
                   }));
    const Clipped all = clip(zone, tile(5), [](int, int) { return 1.0; });
    const Clipped under =
        clip(zone, tile(5), [&](int c, int r) { return cloudy(c, r) ? 1.0 : 0.0; });
    EXPECT_NEAR(filled[0].row.values[2], under.sum / all.sum, 0.01) << "by area, not by cells";
    EXPECT_NEAR(filled[1].row.values[2], 1, 1e-12) << "all of it carried over";
}

TEST_F(GranulePanel, PoorQualityIsNotUsable) {
    made::Granule day{.product = "VNP46A2", .day = to_date({2021, 1, 5})};
    day.cells["Mandatory_Quality_Flag"] = [](int, int) { return 2.0; };
    write_layer({ragged("z", 125.03, 35.1, 2.1)});
    const auto rows = rows_of(of({day}, "sum,valid_share,masked_share"));
    EXPECT_EQ(rows[0].row.missing, raster::Missing::not_usable);
    EXPECT_TRUE(std::isnan(rows[0].row.values[0]));
    EXPECT_EQ(rows[0].row.values[1], 0);
    EXPECT_EQ(rows_of(of({day}, "sum"))[0].row.missing, raster::Missing::not_usable)
        << "whatever is asked for";
}

TEST_F(GranulePanel, AZoneAcrossTheAntimeridianTakesBothTiles) {
    made::Granule west{.h = 35};
    west.cells["NearNadir_Composite_Snow_Free"] = north_field;
    made::Granule east{.h = 0};
    east.cells["NearNadir_Composite_Snow_Free"] = south_field;
    const raster::Zone zone = ragged("fiji", 180.3, 35.1, 3.1); // longitudes beyond 180
    raster::Zone turned = zone;
    turned.id = "jumps";
    for (raster::Point& point : turned.parts[0].outer) {
        point.lon_deg -= point.lon_deg > 180 ? 360 : 0;
    }
    write_layer({zone, turned});
    const auto rows = rows_of(of({west, east}, "sum,count,mean"));
    ASSERT_EQ(rows.size(), 2U);
    const auto lower = [](double v) { return static_cast<double>(static_cast<float>(v)); };
    const Clipped left = clip(zone, raster::make_grid(170, 40, cell, cell, 40, 40).value(),
                              [&](int c, int r) { return lower(north_field(c, r)); });
    const Clipped right = clip(zone, raster::make_grid(-180, 40, cell, cell, 40, 40).value(),
                               [&](int c, int r) { return lower(south_field(c, r)); });
    ASSERT_GT(left.count, 50);
    ASSERT_GT(right.count, 50);
    for (const PanelRow& row : rows) {
        expect_clipped(row, {left.sum + right.sum, left.count + right.count});
    }
}

} // namespace
} // namespace halflight::lights

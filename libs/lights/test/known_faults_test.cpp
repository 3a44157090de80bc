// SPDX-License-Identifier: Apache-2.0
// Faults that zonal tools are known for, each through a whole panel, against double-precision
// clipping of every cell.
#include "clip_fixture.hpp"

namespace halflight::lights {
namespace {

class KnownFaults : public ClipFolder {
  protected:
    static double pattern(int column, int row) {
        return std::floor(made::pattern(column, row) * 8) / 8;
    }
    [[nodiscard]] std::string picture(const made::Picture& shape,
                                      const std::string& name = "made_2020-01.tif") const {
        made::write_picture(folder() / name, shape);
        return name;
    }
};

TEST_F(KnownFaults, FillOfALayerWithScaleDoesNotLeakAsData) {
    const auto stored = [](int column, int row) {
        return (column + row) % 3 == 0 ? 65535.0 : std::floor(made::pattern(column, row) * 10);
    };
    made::Picture shape{.stored = made::Stored::uint16, .fill = 65535, .scale = 0.1};
    shape.bands = {stored};
    const raster::Zone zone = ragged("z", 125.07, 35.03, 3.1);
    write_layer({zone});
    const auto rows = rows_of(sums_of({picture(shape)}));
    const Clipped clipped = clip(zone, grid_of(shape), [&](int column, int row) {
        const double raw = stored(column, row);
        return raw == 65535 ? std::nan("") : raw * 0.1;
    });
    expect_clipped(rows[0], clipped);
    EXPECT_LT(rows[0].row.values[2], 60) << "the mean, far from 6553.5";
}

TEST_F(KnownFaults, CellCentresAreNotTakenForEdges) {
    // The axes of a cube hold centres: its outer edge lies half a cell further out.
    made::Picture shape{.west = 120 - cell / 2, .north = 40 + cell / 2};
    shape.bands = {pattern};
    made::write_cube(folder() / "made.nc", shape, {to_date({2020, 1, 1}).days}, {pattern});
    const raster::Zone zone = ragged("z", 125.07, 35.03, 1.3);
    write_layer({zone});
    PanelSpec cube = sums_of({"made.nc"});
    cube.product.declared.radiance = "lights";
    const auto rows = rows_of(cube);
    expect_clipped(rows[0], clip(zone, grid_of(shape), pattern));
    made::Picture shifted = shape;
    shifted.west += cell / 2;
    shifted.north -= cell / 2;
    const Clipped wrong = clip(zone, grid_of(shifted), pattern);
    EXPECT_GT(std::abs(rows[0].row.values[0] / wrong.sum - 1), 1e-3);
}

TEST_F(KnownFaults, ASpikeWithoutAreaDoesNotLoseTheZonesAfterIt) {
    const raster::Zone before = ragged("before", 122.2, 33.1, 1.1);
    const raster::Zone after = ragged("after", 127.3, 36.4, 1.7);
    raster::Zone spiked = ragged("spiked", 124.9, 34.7, 0.9);
    spiked.parts.push_back({{{121, 31}, {122, 32}, {121, 31}, {121, 31}}, {}}); // there and back
    const raster::Zone spike{"spike", {{{{121, 31}, {122, 32}, {121, 31}, {121, 31}}, {}}}};
    write_layer({before, spike, spiked, after});
    made::Picture shape;
    shape.bands = {pattern};
    PanelReport report;
    const auto rows = rows_of(sums_of({picture(shape)}), &report);
    ASSERT_EQ(rows.size(), 4U);
    expect_clipped(rows[0], clip(before, grid_of(shape), pattern));
    EXPECT_EQ(rows[1].row.missing, raster::Missing::empty_zone);
    expect_clipped(rows[2], clip(ragged("spiked", 124.9, 34.7, 0.9), grid_of(shape), pattern));
    expect_clipped(rows[3], clip(after, grid_of(shape), pattern));
    EXPECT_TRUE(std::ranges::any_of(report.zone_findings, [](const auto& finding) {
        return finding.fault == raster::ZoneFault::spike;
    }));
}

TEST_F(KnownFaults, OverlappingPartsOfAZoneCountOnce) {
    // Two rectangles that share 1.04 x 2.21 degrees.
    const raster::Zone one{"z", {{box(121.13, 31.21, 124.57, 36.84), {}}}};
    const raster::Zone two{"z", {{box(123.53, 33.32, 127.91, 35.53), {}}}};
    const raster::Zone both{"z", {{box(123.53, 33.32, 124.57, 35.53), {}}}};
    write_layer({{"z", {one.parts[0], two.parts[0]}}});
    made::Picture shape;
    shape.bands = {pattern};
    PanelReport report;
    const auto rows = rows_of(sums_of({picture(shape)}), &report);
    const raster::Grid grid = grid_of(shape);
    const Clipped shared = clip(both, grid, pattern);
    Clipped united = clip(one, grid, pattern);
    const Clipped second = clip(two, grid, pattern);
    united.sum += second.sum - shared.sum;
    united.count += second.count - shared.count;
    expect_clipped(rows[0], united);
    ASSERT_EQ(report.zone_findings.size(), 1U);
    EXPECT_EQ(report.zone_findings[0].fault, raster::ZoneFault::overlapping_parts);
}

TEST_F(KnownFaults, AZoneSmallerThanACellDoesNotVanish) {
    // One inside a cell, away from its centre; one across a corner of four.
    const raster::Zone inside = ragged("inside", 122.03, 33.19, 0.02);
    const raster::Zone corner = ragged("corner", 123.2501, 34.4999, 0.03);
    write_layer({inside, corner});
    made::Picture shape;
    shape.bands = {pattern};
    const auto rows = rows_of(sums_of({picture(shape)}));
    ASSERT_EQ(rows.size(), 2U);
    expect_clipped(rows[0], clip(inside, grid_of(shape), pattern));
    expect_clipped(rows[1], clip(corner, grid_of(shape), pattern));
    EXPECT_LT(rows[0].row.values[1], 0.03) << "of a cell";
}

TEST_F(KnownFaults, AZoneAcrossTilesIsNoAverageOfTileAverages) {
    made::Picture west;
    west.bands = {pattern};
    made::Picture east{.west = 130};
    const auto bright = [](int column, int row) { return 5 * pattern(column, row); };
    east.bands = {bright};
    const raster::Zone zone = ragged("z", 131.1, 35.1, 3.3);
    write_layer({zone});
    const auto rows =
        rows_of(sums_of({picture(west, "west_2020-01.tif"), picture(east, "east_2020-01.tif")}));
    const Clipped in_west = clip(zone, grid_of(west), pattern);
    const Clipped in_east = clip(zone, grid_of(east), bright);
    const Clipped whole{in_west.sum + in_east.sum, in_west.count + in_east.count};
    expect_clipped(rows[0], whole);
    const double of_tiles = (in_west.sum / in_west.count + in_east.sum / in_east.count) / 2;
    EXPECT_GT(std::abs(rows[0].row.values[2] / of_tiles - 1), 0.1);
}

TEST_F(KnownFaults, AMissingFlagLayerIsNotSilentlyReplaced) {
    made::Granule whole{.product = "VNP46A2", .day = to_date({2020, 1, 1})};
    whole.cells["DNB_BRDF-Corrected_NTL"] = pattern;
    whole.cells["Mandatory_Quality_Flag"] = [](int column, int) {
        return column % 4 == 0 ? 2.0 : 0.0; // poor
    };
    const raster::Zone zone = ragged("z", 125.07, 35.03, 3.1);
    write_layer({zone});
    PanelSpec day = sums_of({});
    day.product = {};
    day.rasters = {made::write_granule(folder(), whole).string()};
    const auto rows = rows_of(day);
    const Clipped good = clip(zone, grid_of({}), [](int column, int row) {
        return column % 4 == 0 ? std::nan("")
                               : static_cast<double>(static_cast<float>(pattern(column, row)));
    });
    expect_clipped(rows[0], good);
    made::Granule lacking = whole;
    lacking.day = to_date({2020, 1, 2});
    lacking.without = {"Mandatory_Quality_Flag"};
    day.rasters.push_back(made::write_granule(folder(), lacking).string());
    EXPECT_TRUE(holds(refusal(day), "Mandatory_Quality_Flag")) << refusal(day);
    EXPECT_TRUE(holds(refusal(day), "A2020002")) << refusal(day);
    day.skip_bad = true;
    PanelReport report;
    const auto kept = rows_of(day, &report);
    ASSERT_EQ(kept.size(), 1U);
    ASSERT_EQ(report.skipped.size(), 1U);
    EXPECT_TRUE(holds(report.skipped[0].reason, "Mandatory_Quality_Flag"));
}

} // namespace
} // namespace halflight::lights

// SPDX-License-Identifier: Apache-2.0
// What a plan gives back beside the sums by definition: cells for quantiles, errors, wrapping.
#include "halflight/raster/zonal.hpp"

#include "made_panes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <map>

namespace {

using namespace halflight::raster;
using halflight::Error;
using made::Cover;
using made::Maker;
using made::Raster;

Grid small_grid(std::int64_t west, std::int64_t width, std::int64_t height) {
    return {made::degree_lattice(), west, 80, width, height};
}

/// One zone over the whole of a grid, weights 1.
Cover whole(const Grid& grid) {
    Cover cover;
    for (std::int64_t row = 0; row < grid.height; ++row) {
        for (std::int64_t column = 0; column < std::min<std::int64_t>(grid.width, 360); ++column)
            cover[{grid.north + row, (grid.west + column) % 360}] = 1;
    }
    return cover;
}

template <class T>
ZoneSums sum_one(const Raster<T>& raster, const Decoding& decoding, const Cover& zone,
                 std::int32_t pane) {
    const ZonePlan plan(made::weights_of(raster.grid.lattice, {zone}), {raster.grid, pane, pane},
                        Earth::wgs84);
    return made::sum_all(plan, {}, [&](const PaneWindow& window) {
        PaneCells cells;
        cells.values = raster.view(made::type_of<T>(), window);
        cells.decoding = decoding;
        return cells;
    })[0];
}

/// Gathered cells are the multiset of (value, weight) that summing sees.
RC_GTEST_PROP(Gather, HoldsEveryCellOnce, (std::uint64_t seed)) {
    Maker maker(seed);
    const Grid grid = maker.grid();
    const std::vector<Cover> zones{maker.zone(grid), maker.zone(grid)};
    const Raster<std::int16_t> raster = maker.raster<std::int16_t>(grid);
    const Decoding decoding = maker.decoding(raster);
    std::vector<std::uint8_t> marks;
    for (std::int64_t i = 0; i < grid.width * grid.height; ++i)
        marks.push_back(maker.mark());
    const ZonePlan plan(made::weights_of(grid.lattice, zones),
                        {grid, static_cast<std::int32_t>(maker.whole(1, 50)),
                         static_cast<std::int32_t>(maker.whole(1, 30))},
                        Earth::sphere);
    const auto cells_at = [&](const PaneWindow& window) {
        PaneCells cells;
        cells.values = raster.view(CellType::int16, window);
        cells.decoding = decoding;
        cells.states = marks.data() + window.row * grid.width + window.column;
        cells.states_stride = grid.width;
        return cells;
    };
    const std::vector<double> weights = plan.gather_weights();
    std::vector<float> values(weights.size(), -12345.0F);
    for (const std::uint32_t pane : plan.panes())
        plan.gather(pane, cells_at(window_of(plan.layout(), pane)), values);
    const auto areas = cell_areas_km2(grid.lattice, grid.north, grid.height, Earth::sphere);
    for (std::size_t zone = 0; zone < zones.size(); ++zone) {
        std::multimap<double, float> expected;
        for (const auto& [place, share] : zones[zone]) {
            const std::int64_t row = place.first - grid.north;
            const std::int64_t column = (place.second - grid.west + 360) % 360;
            if (row < 0 || row >= grid.height || column >= grid.width)
                continue;
            const auto raw = static_cast<double>(raster.at(row, column));
            const std::uint8_t mark = marks[static_cast<std::size_t>(row * grid.width + column)];
            const bool used =
                (mark & StateByte::state_bits) == 0 && !(decoding.fill && raw == *decoding.fill) &&
                raw >= decoding.valid_min.value_or(raw) && raw <= decoding.valid_max.value_or(raw);
            const double value = raw * decoding.scale + decoding.offset;
            expected.emplace(share * areas[static_cast<std::size_t>(row)],
                             used ? static_cast<float>(value) : 1e30F);
        }
        std::vector<std::pair<double, float>> wanted(expected.begin(), expected.end());
        std::vector<std::pair<double, float>> found;
        for (std::size_t i = plan.cell_begin()[zone]; i < plan.cell_begin()[zone + 1]; ++i)
            found.emplace_back(weights[i], std::isnan(values[i]) ? 1e30F : values[i]);
        std::ranges::sort(wanted);
        std::ranges::sort(found);
        RC_ASSERT(found == wanted);
    }
}

TEST(Plan, FillIsComparedBeforeScaling) {
    const Grid grid = small_grid(10, 20, 4);
    Raster<std::uint16_t> raster{grid, 20, std::vector<std::uint16_t>(80, 65535)};
    raster.cells[0] = 100;
    raster.cells[50] = 50;
    const ZoneSums sums = sum_one(raster, {.scale = 0.1, .fill = 65535}, whole(grid), 7);
    EXPECT_EQ(sums.count, 2);
    EXPECT_EQ(sums.sum, 0.1 * 100 + 0.1 * 50);
    EXPECT_EQ(sums.cells, 80U);
    // A cell whose scaled value is the number of the fill stays.
    raster.cells[1] = 655;
    EXPECT_EQ(sum_one(raster, {.scale = 100, .fill = 65500}, whole(grid), 7).count, 80);
}

TEST(Plan, SumsOfIntegersAreExact) {
    const Grid grid = small_grid(0, 300, 60);
    Raster<std::uint32_t> raster{grid, 300, std::vector<std::uint32_t>(18000, 4294967295U)};
    EXPECT_EQ(sum_one(raster, {}, whole(grid), 256).sum, 18000.0 * 4294967295.0);
    raster.cells.assign(18000, 1);
    raster.cells[77] = 4000000000U;
    EXPECT_EQ(sum_one(raster, {}, whole(grid), 33).sum, 17999.0 + 4000000000.0);
}

TEST(Plan, WholePaneHasTheBitsOfTheWeights) {
    const Grid grid = small_grid(100, 120, 30);
    const Raster<float> raster{grid, 120, std::vector<float>(3600, 1.0F)};
    Maker maker(3);
    for (int i = 0; i < 20; ++i) {
        const Cover zone = maker.zone(grid);
        const ZoneSums sums = sum_one(raster, {}, zone, 32);
        EXPECT_EQ(sums.area, sums.touched_area);
        EXPECT_EQ(sums.count, sums.touched_count);
    }
}

TEST(Plan, GridsCrossTheAntimeridian) {
    const Grid grid = small_grid(355, 10, 2); // columns 355 to 359 and 0 to 4
    Raster<float> raster{grid, 10, {}};
    for (int i = 0; i < 20; ++i)
        raster.cells.push_back(static_cast<float>(1 << i));
    const Cover zone{{{80, 359}, 1}, {{80, 0}, 0.5}, {{80, 1}, 1}, {{81, 4}, 1}, {{81, 5}, 1}};
    EXPECT_EQ(sum_one(raster, {}, zone, 3).sum, 16 + 0.5 * 32 + 64 + 524288);
    EXPECT_EQ(sum_one(raster, {}, zone, 3).cells, 4U);
}

TEST(Plan, ColumnsStoredTwiceCountOnce) {
    const Grid grid = small_grid(0, 361, 1);
    Raster<float> raster{grid, 361, std::vector<float>(361, 1.0F)};
    EXPECT_EQ(sum_one(raster, {}, whole(grid), 100).sum, 360);
}

TEST(Plan, PanesWiderThanATileOfTheStore) {
    const Lattice fine{.cells_per_degree = 240};
    const Grid grid{fine, 1000, 9000, 80000, 3};
    ZoneWeights weights = made::weights_of(fine, {{}});
    weights.rows = {9001};
    weights.zone_begin = {0, 1};
    weights.runs = {{0, 86400}};
    weights.run_begin = {0, 1};
    weights.edge_begin = {0, 0};
    Raster<std::int16_t> raster{grid, 80000, std::vector<std::int16_t>(240000, 3)};
    const ZonePlan plan(weights, {grid, 80000, 3}, Earth::wgs84);
    EXPECT_EQ(plan.zones_in(0).size(), 1U);
    std::vector<ZoneSums> sums(1);
    PaneCells cells;
    cells.values = raster.view(CellType::int16, {});
    plan.accumulate(0, cells, {.moments = true}, sums);
    EXPECT_EQ(sums[0].sum, 240000);
    EXPECT_EQ(sums[0].cells, 80000U);
    EXPECT_EQ(sums[0].mean, 3);
    EXPECT_EQ(sums[0].squares, 0);
}

TEST(Plan, ZonesBeyondTheGridHaveNoPane) {
    const Grid grid = small_grid(10, 5, 5);
    const ZonePlan plan(made::weights_of(grid.lattice, {{{{80, 20}, 1}}, {{{79, 12}, 1}}, {}}),
                        {grid, 2, 2}, Earth::wgs84);
    EXPECT_TRUE(plan.panes().empty());
    EXPECT_EQ(plan.zones(), 3U);
    EXPECT_EQ(plan.cell_begin().back(), 0U);
}

TEST(Plan, SmallDeviationsOfLargeValuesSurvive) {
    const Grid grid = small_grid(0, 100, 20);
    Raster<double> raster{grid, 100, {}};
    for (int i = 0; i < 2000; ++i)
        raster.cells.push_back(1e9 + (i % 2 == 0 ? 0.5 : -0.5));
    const ZonePlan plan(made::weights_of(grid.lattice, {whole(grid)}), {grid, 16, 16},
                        Earth::wgs84);
    const ZoneSums sums = made::sum_all(plan, {.moments = true}, [&](const PaneWindow& window) {
        PaneCells cells;
        cells.values = raster.view(CellType::float64, window);
        return cells;
    })[0];
    EXPECT_NEAR(sums.squares / sums.area, 0.25, 1e-12);
    EXPECT_NEAR(sums.mean, 1e9, 1e-6);
}

TEST(Plan, NothingUsedLeavesZeroWeightBehind) {
    const Grid grid = small_grid(0, 20, 3);
    const Raster<float> raster{grid, 20, std::vector<float>(60, std::nanf(""))};
    const ZoneSums sums = sum_one(raster, {}, whole(grid), 8);
    EXPECT_EQ(sums.count, 0);
    EXPECT_EQ(sums.area, 0);
    EXPECT_GT(sums.touched_area, 0);
}

TEST(Plan, RefusesWhatLacksItsCells) {
    const Grid grid = small_grid(0, 20, 3);
    const Raster<float> raster{grid, 20, std::vector<float>(60, 1.0F)};
    const ZoneWeights weights = made::weights_of(grid.lattice, {whole(grid)});
    const ZonePlan plan(weights, {grid, 20, 3}, Earth::wgs84);
    std::vector<ZoneSums> sums(1);
    PaneCells cells;
    EXPECT_THROW(plan.accumulate(0, cells, {}, sums), Error);
    cells.values = raster.view(CellType::float32, {});
    EXPECT_THROW(plan.accumulate(0, cells, {.states = true}, sums), Error);
    EXPECT_THROW(plan.accumulate(0, cells, {.observations = true}, sums), Error);
    EXPECT_THROW(plan.accumulate(0, cells, {.error = true}, sums), Error);
    EXPECT_THROW(plan.accumulate(1, cells, {}, sums), Error);
    EXPECT_THROW(plan.accumulate(0, cells, {}, std::span(sums).first(0)), Error);
    cells.decoding.scale = 0;
    EXPECT_THROW(plan.accumulate(0, cells, {}, sums), Error);
    cells.decoding.scale = std::nan("");
    EXPECT_THROW(plan.accumulate(0, cells, {}, sums), Error);
    Grid other = grid;
    other.lattice.phase_x = 0.5;
    EXPECT_THROW(ZonePlan(weights, {other, 20, 3}, Earth::wgs84), Error);
    EXPECT_THROW(ZonePlan(weights, {grid, 0, 3}, Earth::wgs84), Error);
}

} // namespace

// SPDX-License-Identifier: Apache-2.0
#include "halflight/raster/grid.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace halflight::raster {
namespace {

constexpr double cell = 1.0 / 240;

Grid grid_of(double west, double north, double size, std::int64_t width, std::int64_t height) {
    return make_grid(west, north, size, size, width, height).value();
}

TEST(Grid, PrintedCoordinatesOfATileAreSnapped) {
    const Grid tile = grid_of(120, 40, 0.0041666667, 2400, 2400);
    EXPECT_EQ(tile.lattice, Lattice{});
    EXPECT_EQ(tile.west, 30 * 2400);
    EXPECT_EQ(tile.north, 5 * 2400);
    EXPECT_EQ(grid_of(33.9083333333, 5.4666666667, 0.004166666667, 10, 10).west,
              std::int64_t{213 * 240 + 218});
}

TEST(Grid, HalfPixelPhaseIsToldApart) {
    const Grid eog = grid_of(-180.00208333335, 75.00208333335, 0.0041666667, 86401, 33601);
    EXPECT_EQ(eog.lattice.cells_per_degree, 240);
    EXPECT_EQ(eog.lattice.phase_x, 0.5);
    EXPECT_EQ(eog.lattice.phase_y, 0.5);
    EXPECT_EQ(eog.west, 86399) << "west is kept within one turn";
    EXPECT_EQ(eog.north, 15 * 240 - 1);
    EXPECT_NE(eog.lattice, grid_of(-180, 75, cell, 86400, 33600).lattice);
    const Grid dmsp = grid_of(-180.00416666665, 75.00416666665, 0.0083333333, 43201, 16801);
    EXPECT_EQ(dmsp.lattice.cells_per_degree, 120);
    EXPECT_EQ(dmsp.lattice.phase_x, 0.5);
}

TEST(Grid, OtherPhasesKeepAMillionth) {
    const Grid grid = grid_of(10 + 0.3 * cell, 50 - 0.25 * cell, cell, 5, 5);
    EXPECT_EQ(grid.lattice.phase_x, 0.3);
    EXPECT_EQ(grid.lattice.phase_y, 0.25);
    EXPECT_EQ(grid.west, 190 * 240);
    EXPECT_EQ(grid.north, 40 * 240);
}

TEST(Grid, SizesThatAreNoReciprocalStay) {
    // A hundredth of a cell over the whole width is the limit.
    const Grid narrow = grid_of(0, 0, cell * (1 + 1e-5), 900, 10);
    EXPECT_EQ(narrow.lattice.cells_per_degree, 240);
    const Grid wide = grid_of(0, 0, cell * (1 + 1e-5), 1100, 10);
    EXPECT_EQ(wide.lattice.cells_per_degree, 0);
    EXPECT_EQ(wide.lattice.columns_round(), 0);
    EXPECT_EQ(wide.lattice.cell_width_deg, cell * (1 + 1e-5));
    const Grid oblong = make_grid(0, 0, 1.0 / 120, 1.0 / 240, 10, 10).value();
    EXPECT_EQ(oblong.lattice.cells_per_degree, 0) << "one number for both sizes";
    EXPECT_EQ(grid_of(-180, 90, 2.5, 144, 72).lattice.cells_per_degree, 0);
}

TEST(Grid, ImpossibleGridsAreRefused) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinite = std::numeric_limits<double>::infinity();
    const auto message = [](auto... numbers) {
        const auto made = make_grid(numbers...);
        return made.ok() ? std::string() : made.fault().message;
    };
    EXPECT_NE(message(nan, 0., cell, cell, 1, 1).find("finite"), std::string::npos);
    EXPECT_NE(message(0., infinite, cell, cell, 1, 1).find("finite"), std::string::npos);
    EXPECT_NE(message(0., 0., nan, cell, 1, 1).find("finite"), std::string::npos);
    EXPECT_NE(message(0., 0., cell, -cell, 1, 1).find("positive"), std::string::npos);
    EXPECT_NE(message(0., 0., 0., cell, 1, 1).find("positive"), std::string::npos);
    EXPECT_NE(message(0., 0., cell, cell, 0, 1).find("not possible"), std::string::npos);
    EXPECT_NE(message(0., 0., cell, cell, 1, (std::int64_t{1} << 31) + 1).find("not possible"),
              std::string::npos);
    EXPECT_NE(message(0., 0., 1e-9, 1e-9, 1, 1).find("too small"), std::string::npos);
    EXPECT_NE(message(0., 90.1, cell, cell, 1, 1).find("pole"), std::string::npos);
    EXPECT_NE(message(0., 0., 1., 1., 1, 92).find("pole"), std::string::npos);
    EXPECT_NE(message(312345., 0., 500., 500., 10, 10).find("pole"), std::string::npos);
    EXPECT_NE(message(312345., 0., 1., 1., 10, 10).find("globe"), std::string::npos);
    EXPECT_NE(message(-180., 0., 1., 1., 363, 1).find("globe"), std::string::npos);
    EXPECT_TRUE(make_grid(0, 90 + cell / 2, cell, cell, 1, 1).ok());
}

TEST(Grid, CoordinatesOfABorderAreWhole) {
    const Lattice lattice;
    EXPECT_EQ(lattice.column_of(-180), 0);
    EXPECT_EQ(lattice.column_of(180), 86400);
    EXPECT_EQ(lattice.row_of(90), 0);
    EXPECT_EQ(lattice.row_of(-90), 43200);
    Lattice half;
    half.phase_x = 0.5;
    EXPECT_EQ(half.column_of(-180), -0.5);
}

RC_GTEST_PROP(Grid, PlacesComeBack, ()) {
    Lattice lattice;
    lattice.phase_x = *rc::gen::element(0.0, 0.5, 0.123456);
    lattice.phase_y = *rc::gen::element(0.0, 0.5, 0.9);
    const double column = *rc::gen::inRange(0, 86400) + *rc::gen::inRange(0, 1000) / 1000.0;
    const double row = *rc::gen::inRange(1, 43198) + *rc::gen::inRange(0, 1000) / 1000.0;
    RC_ASSERT(std::abs(lattice.column_of(lattice.lon_of(column)) - column) < 1e-10);
    RC_ASSERT(std::abs(lattice.row_of(lattice.lat_of(row)) - row) < 1e-10);
}

RC_GTEST_PROP(Grid, RoundedCornersGiveTheSameCells, ()) {
    const auto n = *rc::gen::element<std::int64_t>(60, 120, 240, 1200);
    const auto west = *rc::gen::inRange<std::int64_t>(0, 359 * n);
    const auto north = *rc::gen::inRange<std::int64_t>(0, 179 * n);
    const double phase = *rc::gen::element(0.0, 0.5);
    const auto printed = [](double value) { return std::round(value * 1e8) / 1e8; };
    const auto size = 1 / static_cast<double>(n);
    const Grid grid = grid_of(printed(-180 + (static_cast<double>(west) + phase) * size),
                              printed(90 - (static_cast<double>(north) + phase) * size),
                              std::round(size * 1e10) / 1e10, 100, n / 2);
    RC_ASSERT(grid.lattice.cells_per_degree == n);
    RC_ASSERT(grid.lattice.phase_x == phase);
    RC_ASSERT(grid.lattice.phase_y == phase);
    RC_ASSERT(grid.west == west);
    RC_ASSERT(grid.north == north);
}

Lattice cells_a_degree(std::int64_t n) {
    return {n, 1 / static_cast<double>(n), 1 / static_cast<double>(n), 0, 0};
}

// Areas of the same quadrangles as geodesic polygons whose northern and southern sides have 20,000
// points each: PROJ 9.1.1, geod_polygon_addpoint and geod_polygon_compute on WGS 84.
TEST(CellArea, AgreesWithGeodesicPolygons) {
    struct {
        std::int64_t cells_per_degree;
        double north_deg;
        double km2;
        double tolerance;
    } const references[] = {
        {1, 90, 108.866681636, 1e-9}, {1, 40, 9549.520094031, 1e-9}, {1, 1, 12308.463893976, 1e-9},
        {240, 39, 0.166964418, 1e-8}, {240, 60, 0.107937408, 1e-8},  {240, 0, 0.213699168, 1e-8},
    };
    for (const auto& reference : references) {
        const Lattice lattice = cells_a_degree(reference.cells_per_degree);
        const auto row = std::llround(lattice.row_of(reference.north_deg));
        const double km2 = cell_areas_km2(lattice, row, 1, Earth::wgs84).front();
        EXPECT_NEAR(km2 / reference.km2, 1, reference.tolerance) << reference.north_deg;
    }
}

// Whole surfaces: 510,065,621.724 km2 of the ellipsoid (2 pi a2 + pi b2 / e ln((1 + e) /
// (1 - e))) and 4 pi R2 of the sphere.
TEST(CellArea, AddsUpToTheGlobe) {
    for (const std::int64_t n : {1, 4, 240}) {
        const Lattice lattice = cells_a_degree(n);
        const auto total = [&](Earth earth) {
            const auto areas = cell_areas_km2(lattice, 0, 180 * n, earth);
            return std::accumulate(areas.begin(), areas.end(), 0.0) *
                   static_cast<double>(lattice.columns_round());
        };
        EXPECT_NEAR(total(Earth::wgs84), 510'065'621.724, 6e-4) << n;
        EXPECT_NEAR(total(Earth::sphere), 4 * M_PI * 6371.0071809 * 6371.0071809, 1e-4) << n;
    }
}

TEST(CellArea, IsNothingBeyondAPole) {
    Lattice eog;
    eog.phase_y = 0.5;
    const auto first = cell_areas_km2(eog, -2, 3, Earth::wgs84);
    EXPECT_EQ(first[0], 0);
    EXPECT_GT(first[1], 0);
    EXPECT_LT(first[1], 0.2 * first[2]) << "half of the row lies beyond";
    EXPECT_EQ(cell_areas_km2(Lattice{}, 43200, 2, Earth::sphere), std::vector<double>(2, 0.0));
}

TEST(CellArea, IsTheSameNorthAndSouth) {
    const auto areas = cell_areas_km2(Lattice{}, 0, 43200, Earth::wgs84);
    for (std::size_t i = 0; i < 21600; i += 100) {
        EXPECT_NEAR(areas[i] / areas[43199 - i], 1, 1e-10) << i;
    }
}

} // namespace
} // namespace halflight::raster

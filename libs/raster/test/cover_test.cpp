// SPDX-License-Identifier: Apache-2.0
// Covered shares against clipping every cell's square with GEOS.
#include "made_zones.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace halflight::raster {
namespace {

using made::Cells;

constexpr double cell = 1.0 / 240;

Lattice with_phase(double phase) {
    return {240, cell, cell, phase, phase};
}

Ring box(double west, double south, double east, double north) {
    return {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
}

Zone fit(std::vector<Polygon> parts) {
    ZoneLayer layer = prepare_zones({{"z", std::move(parts)}});
    EXPECT_TRUE(layer.findings.empty()) << layer.findings.front().message;
    return std::move(layer.zones.front());
}

Cells cells_of(const Lattice& lattice, const Zone& zone) {
    const ZoneWeights weights = cover(lattice, std::span(&zone, 1));
    EXPECT_TRUE(decode(encode(weights)).ok()) << "columns in order, shares in range";
    return made::cells_of(weights, 0);
}

double total(const Cells& cells) {
    double sum = 0;
    for (const auto& [at, share] : cells) {
        sum += share;
    }
    return sum;
}

double field(const std::pair<std::int32_t, std::int64_t>& at) {
    const auto index = static_cast<std::uint64_t>(at.first) * 86400 +
                       static_cast<std::uint64_t>(at.second % 86400);
    return 0.1 + 100 * std::pow(made::draw(5, index), 6);
}

double field_sum(const Cells& cells) {
    double sum = 0;
    for (const auto& [at, share] : cells) {
        sum += share * field(at);
    }
    return sum;
}

/// Largest difference over the cells of both.
double distance(const Cells& a, const Cells& b) {
    double most = 0;
    for (const auto& [at, share] : a) {
        const auto other = b.find(at);
        most = std::max(most, std::abs(share - (other == b.end() ? 0 : other->second)));
    }
    for (const auto& [at, share] : b) {
        most = a.contains(at) ? most : std::max(most, share);
    }
    return most;
}

void expect_clipped(const Lattice& lattice, const Zone& zone, const char* what) {
    const Cells ours = cells_of(lattice, zone);
    const Cells clipped = made::Clipper(lattice, zone).cells();
    EXPECT_FALSE(ours.empty()) << what;
    EXPECT_LT(distance(ours, clipped), 1e-11) << what;
    EXPECT_NEAR(field_sum(ours) / field_sum(clipped), 1, 1e-9) << what;
    EXPECT_NEAR(total(ours) / made::Clipper(lattice, zone).area(), 1, 1e-11) << what;
}

class CoverTiling : public testing::TestWithParam<made::TilingSpec> {};

TEST_P(CoverTiling, EveryCellIsCoveredOnce) {
    const auto layer = prepare_zones(made::Tiling(GetParam()).zones());
    ASSERT_TRUE(layer.findings.empty()) << layer.findings.front().message;
    const ZoneWeights weights = cover(Lattice{}, layer.zones);
    const std::int64_t side = std::llround(GetParam().size_deg * 240);
    const auto west = std::llround(Lattice{}.column_of(GetParam().west_deg));
    const auto north = std::llround(Lattice{}.row_of(GetParam().north_deg));
    std::vector<double> sums(static_cast<std::size_t>(side * side), 0.0);
    const auto add = [&](std::int64_t row, std::int64_t column, double share) {
        column = (column - west + 86400) % 86400;
        ASSERT_TRUE(row >= north && row < north + side && column < side) << row << ' ' << column;
        sums[static_cast<std::size_t>((row - north) * side + column)] += share;
    };
    for (std::size_t row = 0; row < weights.rows.size(); ++row) {
        for (std::size_t i = weights.run_begin[row]; i < weights.run_begin[row + 1]; ++i) {
            for (std::int64_t k = 0; k < weights.runs[i].length; ++k) {
                add(weights.rows[row], weights.runs[i].column + k, 1);
            }
        }
        for (std::size_t i = weights.edge_begin[row]; i < weights.edge_begin[row + 1]; ++i) {
            add(weights.rows[row], weights.edge_columns[i], weights.edge_fractions[i]);
        }
    }
    double most = 0;
    for (const double sum : sums) {
        most = std::max(most, std::abs(sum - 1));
    }
    EXPECT_LT(most, 1e-12);
    RecordProperty("largest_deviation", std::to_string(most));
}

TEST_P(CoverTiling, SumsAgreeWithClipping) {
    const auto zones = prepare_zones(made::Tiling(GetParam()).zones()).zones;
    const std::size_t stride = zones.size() >= 200 ? zones.size() / 100 : 6;
    double worst = 0;
    std::size_t compared = 0;
    for (std::size_t i = 0; i < zones.size(); i += stride, ++compared) {
        const double clipped = field_sum(made::Clipper(Lattice{}, zones[i]).cells());
        const double ours = field_sum(cells_of(Lattice{}, zones[i]));
        worst = std::max(worst, std::abs(ours / clipped - 1));
    }
    EXPECT_GE(compared, zones.size() >= 200 ? 100U : 19U);
    EXPECT_LT(worst, 1e-9);
}

INSTANTIATE_TEST_SUITE_P(Layers, CoverTiling,
                         testing::Values(made::TilingSpec{.pieces = 50},
                                         made::TilingSpec{.across = 20, .down = 10, .pieces = 30}),
                         [](const auto& layer) {
                             return "Zones" + std::to_string(layer.param.across * layer.param.down);
                         });
// Zones on both sides of the antimeridian share ragged borders.
INSTANTIATE_TEST_SUITE_P(
    Antimeridian, CoverTiling,
    testing::Values(made::TilingSpec{
        .west_deg = 178, .north_deg = 70, .size_deg = 4, .across = 13, .down = 9, .pieces = 30}));

TEST(Cover, AgreesWithClippingForEveryShape) {
    const Ring star = {{127, 39},        {127.02, 39.013},  {127.061, 39.0},  {127.04, 39.03},
                       {127.057, 39.07}, {127.021, 39.049}, {126.99, 39.061}, {127.0071, 39.03}};
    const Zone buffer = point_buffer("b", {127.123, 39.456}, 3000);
    for (const double phase : {0.0, 0.5, 0.123456}) {
        const Lattice lattice = with_phase(phase);
        expect_clipped(lattice, fit({{star, {}}}), "star");
        expect_clipped(lattice, fit({{star, {box(127.015, 39.02, 127.03, 39.0411)}}}), "hole");
        expect_clipped(lattice, fit({{star, {}}, {box(127.1, 39, 127.1507, 39.2), {}}}), "parts");
        expect_clipped(lattice, buffer, "buffer");
        expect_clipped(lattice, fit({{box(127, 39, 127.5, 39.25), {}}}), "on cell borders");
        expect_clipped(lattice, fit({{box(127.001, 39.001, 127.0015, 39.0012), {}}}), "in a cell");
        expect_clipped(lattice, fit({{box(127.001, 39.001, 127.4, 39.0012), {}}}), "in a row");
        expect_clipped(lattice, fit({{box(127.001, 39.001, 127.0012, 39.3), {}}}), "in a column");
        expect_clipped(lattice,
                       fit({{{{127, 39}, {127.125, 39.125}, {127.25, 39}, {127.125, 38.875}}, {}}}),
                       "through corners");
    }
}

TEST(Cover, OtherCellSizesAgreeWithClipping) {
    const Lattice lattice{0, 0.0083, 0.0101, 0.25, 0.75};
    expect_clipped(lattice, fit({{{{20, 50}, {20.21, 50.013}, {20.1, 50.2}}, {}}}), "triangle");
}

// A hundred thousandth of a cell wide, across many.
TEST(Cover, SliversKeepTheirArea) {
    const double thin = 1e-5 * cell;
    const Zone sliver = fit({{{{10, 10}, {10.5, 10.3}, {10.5, 10.3 + thin}, {10, 10 + thin}}, {}}});
    const Cells cells = cells_of(Lattice{}, sliver);
    EXPECT_GT(cells.size(), 150U);
    EXPECT_NEAR(total(cells) / made::Clipper(Lattice{}, sliver).area(), 1, 1e-9);
    expect_clipped(Lattice{}, sliver, "sliver");
}

TEST(Cover, ZonesSmallerThanACellDoNotVanish) {
    for (const double size : {1e-3, 1e-5, 1e-7}) {
        const Zone zone = fit({{box(127.001, 39.001, 127.001 + size, 39.001 + size), {}}});
        const Cells cells = cells_of(Lattice{}, zone);
        ASSERT_EQ(cells.size(), 1U);
        EXPECT_NEAR(total(cells) / (size * size * 57600), 1, 1e-6);
    }
}

TEST(Cover, BordersOfCellsGiveWholeCells) {
    const ZoneWeights weights = cover(Lattice{}, std::vector{fit({{box(10, 10, 11, 12), {}}})});
    EXPECT_TRUE(weights.edge_columns.empty());
    ASSERT_EQ(weights.runs.size(), 480U);
    EXPECT_EQ(weights.runs.front(), (CellRun{190 * 240, 240}));
    EXPECT_EQ(weights.rows.front(), 78 * 240);
}

// A zone that crosses the border of two tiles is the sum of its halves: tiles play no part.
TEST(Cover, DoesNotDependOnTiles) {
    const Ring whole = {{129.9, 39.9}, {130, 39.87}, {130.07, 39.85}, {130.02, 40.11}, {130, 40.1}};
    const Ring west = {{129.9, 39.9}, {130, 39.87}, {130, 40.1}};
    const Ring east = {{130, 39.87}, {130.07, 39.85}, {130.02, 40.11}, {130, 40.1}};
    Cells halves = cells_of(Lattice{}, fit({{west, {}}}));
    for (const auto& [at, share] : cells_of(Lattice{}, fit({{east, {}}}))) {
        halves[at] += share;
    }
    EXPECT_LT(distance(halves, cells_of(Lattice{}, fit({{whole, {}}}))), 1e-12);
}

// Beyond 180 degrees, in two parts, jumping within the ring, and beyond -180 degrees.
TEST(Cover, EncodingsOfTheAntimeridianAgree) {
    const std::vector<std::vector<Polygon>> encodings = {
        {{{{179.5, 50}, {180.625, 50.25}, {180.25, 51}, {179.5, 50.75}}, {}}},
        {{{{179.5, 50}, {-179.375, 50.25}, {-179.75, 51}, {179.5, 50.75}}, {}}},
        {{{{-180.5, 50}, {-179.375, 50.25}, {-179.75, 51}, {-180.5, 50.75}}, {}}},
    };
    for (const double phase : {0.0, 0.5}) {
        const Lattice lattice = with_phase(phase);
        const Cells first = cells_of(lattice, fit(encodings[0]));
        EXPECT_NEAR(total(first), made::Clipper(lattice, fit(encodings[0])).area(), 1e-9);
        EXPECT_EQ(cells_of(lattice, fit(encodings[1])), first);
        EXPECT_EQ(cells_of(lattice, fit(encodings[2])), first);
        EXPECT_EQ(first.begin()->first.second < 200, true) << "columns go round";
    }
}

TEST(Cover, PartsThatMeetAtTheAntimeridianMakeWholeCells) {
    for (const double phase : {0.0, 0.5}) {
        const Lattice lattice = with_phase(phase);
        const Cells whole = cells_of(lattice, fit({{box(179.5, 50, 180.25, 51), {}}}));
        const Zone split = fit({{box(179.5, 50, 180, 51), {}}, {box(-180, 50, -179.75, 51), {}}});
        EXPECT_EQ(cells_of(lattice, split), whole);
    }
}

TEST(Cover, TheWorldHasItsArea) {
    const Lattice coarse{4, 0.25, 0.25, 0, 0};
    const std::vector<Zone> world = {fit({{box(-180, -90, 180, 90), {}}})};
    const ZoneWeights weights = cover(coarse, world);
    EXPECT_TRUE(weights.edge_columns.empty());
    EXPECT_NEAR(zone_areas_km2(weights, Earth::wgs84).front(), 510'065'621.724, 6e-4);
    const Lattice shifted{4, 0.25, 0.25, 0.5, 0};
    EXPECT_EQ(cover(shifted, world).runs, weights.runs) << "half cells meet at the antimeridian";
}

TEST(Cover, ZoneAreasAreShareTimesCellArea) {
    const std::vector<Zone> zones = {fit({{box(10, 39, 11, 40), {}}}), {"empty", {}}};
    const auto areas = zone_areas_km2(cover(Lattice{}, zones), Earth::wgs84);
    // One degree by one: PROJ 9.1.1, geod_polygon_compute.
    EXPECT_NEAR(areas[0], 9549.520094031, 1e-5);
    EXPECT_EQ(areas[1], 0);
}

TEST(Cover, WhatItCannotUseIsRefused) {
    const std::vector<Zone> nan = {{"z", {{{{0, 0}, {1, std::nan("")}, {1, 1}}, {}}}}};
    EXPECT_THROW(static_cast<void>(cover(Lattice{}, nan)), Error);
    const std::vector<Zone> far = {{"z", {{{{0, 0}, {1e9, 0}, {1, 1}}, {}}}}};
    EXPECT_THROW(static_cast<void>(cover(Lattice{}, far)), Error);
    EXPECT_THROW(static_cast<void>(cover(Lattice{0, 0, 1, 0, 0}, {})), Error);
    EXPECT_THROW(static_cast<void>(cover(Lattice{240, 1, 1, 0, 0}, {})), Error);
}

/// Points round a centre at random distances: irregular, and never crossing itself.
Ring random_star() {
    const int points = *rc::gen::inRange(3, 40);
    const double lon = *rc::gen::inRange(-18000, 18000) / 100.0;
    const double lat = *rc::gen::inRange(-8900, 8900) / 100.0;
    const double size = *rc::gen::element(0.001, 0.01, 0.1, 0.5);
    Ring ring;
    for (int i = 0; i < points; ++i) {
        const double angle = 2 * std::numbers::pi * i / points;
        const double reach = size * *rc::gen::inRange(300, 1000) / 1000.0;
        ring.push_back({lon + reach * std::cos(angle), lat + reach * std::sin(angle)});
    }
    return ring;
}

RC_GTEST_PROP(Cover, OrientationAndStartDoNotMatter, ()) {
    const Ring ring = random_star();
    Ring other = ring;
    std::rotate(other.begin(),
                other.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(ring)),
                other.end());
    if (*rc::gen::arbitrary<bool>()) {
        std::reverse(other.begin(), other.end());
    }
    const Lattice lattice = with_phase(*rc::gen::element(0.0, 0.5));
    RC_ASSERT(distance(cells_of(lattice, fit({{ring, {}}})),
                       cells_of(lattice, fit({{other, {}}}))) < 1e-13);
}

RC_GTEST_PROP(Cover, SharesAddUpToTheArea, ()) {
    const Zone zone = fit({{random_star(), {}}});
    const Lattice lattice = with_phase(*rc::gen::element(0.0, 0.5));
    const double area = made::Clipper(lattice, zone).area();
    RC_ASSERT(std::abs(total(cells_of(lattice, zone)) / area - 1) < 1e-10);
}

RC_GTEST_PROP(Cover, WholeTurnsDoNotMatter, ()) {
    const Ring ring = random_star();
    Ring turned = ring;
    for (Point& point : turned) {
        point.lon_deg += point.lon_deg < 0 ? 360 : -360;
    }
    // A turn rounds the longitude where it becomes larger.
    RC_ASSERT(distance(cells_of(Lattice{}, fit({{ring, {}}})),
                       cells_of(Lattice{}, fit({{turned, {}}}))) < 2e-11);
}

} // namespace
} // namespace halflight::raster

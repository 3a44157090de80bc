// SPDX-License-Identifier: Apache-2.0
#include "halflight/raster/zone.hpp"

#include "halflight/raster/weights.hpp"

#include "made_zones.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace halflight::raster {
namespace {

Ring box(double west, double south, double east, double north) {
    return {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
}

double area_of(const Ring& ring) {
    double twice = 0;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        twice += ring[i].lon_deg * ring[i + 1].lat_deg - ring[i + 1].lon_deg * ring[i].lat_deg;
    }
    return twice / 2;
}

double area_of(const Zone& zone) {
    double area = 0;
    for (const Polygon& part : zone.parts) {
        area += area_of(part.outer);
        for (const Ring& hole : part.holes) {
            area += area_of(hole);
        }
    }
    return area;
}

ZoneLayer prepare(std::vector<Polygon> parts) {
    return prepare_zones({{"A", std::move(parts)}});
}

void expect_one(const ZoneLayer& layer, ZoneFault fault, const std::vector<std::string>& words) {
    ASSERT_EQ(layer.findings.size(), 1U);
    const ZoneFinding& finding = layer.findings.front();
    EXPECT_EQ(finding.fault, fault) << finding.message;
    EXPECT_EQ(finding.message.find('\n'), std::string::npos);
    for (const std::string& word : words) {
        EXPECT_NE(finding.message.find(word), std::string::npos) << finding.message;
    }
}

TEST(Zones, ValidOnesKeepEveryCoordinate) {
    const auto zones = made::Tiling({.across = 8, .down = 5, .pieces = 40}).zones();
    const ZoneLayer layer = prepare_zones(zones);
    EXPECT_TRUE(layer.findings.empty());
    EXPECT_EQ(layer.zones, zones) << "made closed and counter-clockwise";
}

TEST(Zones, RingsAreClosedAndOriented) {
    Ring outer = box(0, 0, 4, 4);
    std::reverse(outer.begin(), outer.end());
    outer.pop_back();
    outer.insert(outer.begin() + 2, outer[1]);
    const ZoneLayer layer = prepare({{outer, {box(1, 1, 2, 2)}}});
    EXPECT_TRUE(layer.findings.empty());
    const Polygon& part = layer.zones.front().parts.front();
    EXPECT_EQ(part.outer.front(), part.outer.back());
    EXPECT_EQ(part.outer.size(), 5U);
    EXPECT_EQ(area_of(part.outer), 16);
    EXPECT_EQ(area_of(part.holes.front()), -1);
}

TEST(Zones, BowTieIsMended) {
    const ZoneLayer layer = prepare({{{{10, 10}, {12, 12}, {12, 10}, {10, 12}}, {}}});
    expect_one(layer, ZoneFault::self_intersecting,
               {"\"A\"", "(11.000000, 11.000000)", "0.00%", "check the outline"});
    EXPECT_EQ(layer.zones.front().parts.size(), 2U);
    EXPECT_NEAR(area_of(layer.zones.front()), 2, 1e-12);
}

// Two squares joined by a crossing, of different sizes: areas as drawn partly cancel.
TEST(Zones, AreaBeforeAndAfterIsTold) {
    const ZoneLayer layer = prepare({{{{0, 0}, {3, 3}, {3, -1}, {-1, 3}, {-1, 0}}, {}}});
    ASSERT_EQ(layer.findings.size(), 1U);
    const double before =
        std::abs(area_of(Ring{{0, 0}, {3, 3}, {3, -1}, {-1, 3}, {-1, 0}, {0, 0}}));
    const double after = area_of(layer.zones.front());
    EXPECT_GT(after, before);
    char percent[32];
    std::snprintf(percent, sizeof percent, "%.2f%%", 100 * before / after);
    expect_one(layer, ZoneFault::self_intersecting, {percent});
}

TEST(Zones, OverlappingPartsCountOnce) {
    const ZoneLayer layer = prepare({{box(0, 0, 1, 1), {}}, {box(0.5, 0, 1.5, 1), {}}});
    expect_one(layer, ZoneFault::overlapping_parts, {"united", "75.00%"});
    EXPECT_NEAR(area_of(layer.zones.front()), 1.5, 1e-12);
    for (const double share : cover(Lattice{}, layer.zones).edge_fractions) {
        EXPECT_LE(share, 1);
    }
    expect_one(prepare({{box(0, 0, 2, 2), {}}, {box(0.5, 0.5, 1, 1), {}}}),
               ZoneFault::overlapping_parts, {"94.12%"});
}

TEST(Zones, PartsMayTouch) {
    const ZoneLayer sides = prepare({{box(0, 0, 1, 1), {}}, {box(1, 0, 2, 1), {}}});
    EXPECT_TRUE(sides.findings.empty());
    EXPECT_EQ(area_of(sides.zones.front()), 2);
    const ZoneLayer corners = prepare({{box(0, 0, 1, 1), {}}, {box(1, 1, 2, 2), {}}});
    EXPECT_TRUE(corners.findings.empty());
}

TEST(Zones, PartsOnOtherTurnsOfTheGlobeAreCompared) {
    const ZoneLayer layer = prepare({{box(179, 0, 181, 1), {}}, {box(-180, 0, -178, 1), {}}});
    expect_one(layer, ZoneFault::overlapping_parts, {"75.00%"});
    EXPECT_NEAR(area_of(layer.zones.front()), 3, 1e-9);
    EXPECT_TRUE(prepare({{box(179, 0, 180, 1), {}}, {box(-180, 0, -178, 1), {}}}).findings.empty());
}

// What makes other tools give up: one zone without area among good ones.
TEST(Zones, SpikeLosesNoOtherZone) {
    auto zones = made::Tiling({.size_deg = 0.5, .across = 3, .down = 2, .pieces = 10}).zones();
    const ZoneWeights good = cover(Lattice{}, prepare_zones(zones).zones);
    const Ring spike = {{120.1, 39.9}, {120.2, 39.8}, {120.1, 39.9}};
    zones.insert(zones.begin() + 1, {"spike", {{spike, {}}}});
    const ZoneLayer layer = prepare_zones(zones);
    ASSERT_EQ(layer.zones.size(), 7U);
    ASSERT_EQ(layer.findings.size(), 2U);
    EXPECT_EQ(layer.findings[0].fault, ZoneFault::spike);
    EXPECT_NE(layer.findings[0].message.find("(120.100000, 39.900000)"), std::string::npos);
    EXPECT_EQ(layer.findings[1].fault, ZoneFault::empty);
    EXPECT_EQ(layer.findings[1].index, 1U);
    EXPECT_FALSE(refused(ZoneFault::spike));
    const ZoneWeights weights = cover(Lattice{}, layer.zones);
    EXPECT_EQ(weights.zone_begin[1], weights.zone_begin[2]) << "the spike has no cell";
    EXPECT_EQ(weights.edge_fractions, good.edge_fractions);
    EXPECT_EQ(weights.runs, good.runs);
}

TEST(Zones, SpikesOfARingAreLeftOut) {
    const Ring ring = {{0, 0}, {2, 0}, {2, 1}, {5, 1}, {2, 1}, {2, 2}, {0, 2}};
    const ZoneLayer layer = prepare({{ring, {}}});
    expect_one(layer, ZoneFault::spike, {"stretch without area"});
    EXPECT_NEAR(area_of(layer.zones.front()), 4, 1e-12);
    const ZoneLayer parts = prepare({{box(0, 0, 1, 1), {}}, {{{3, 3}, {4, 4}}, {}}});
    expect_one(parts, ZoneFault::spike, {"part without area", "(3.000000, 3.000000)"});
    EXPECT_EQ(parts.zones.front().parts.size(), 1U);
    const ZoneLayer hole = prepare({{box(0, 0, 2, 2), {{{1, 1}, {1.5, 1.5}, {1.2, 1.2}}}}});
    expect_one(hole, ZoneFault::spike, {"hole without area"});
}

TEST(Zones, HolesThatDoNotNestAreMended) {
    const ZoneLayer outside = prepare({{box(0, 0, 1, 1), {box(2, 2, 3, 3)}}});
    ASSERT_EQ(outside.findings.size(), 1U);
    EXPECT_EQ(outside.findings.front().fault, ZoneFault::self_intersecting);
    const ZoneLayer twice = prepare({{box(0, 0, 4, 4), {box(1, 1, 3, 3), box(2, 1, 3, 2)}}});
    ASSERT_EQ(twice.findings.size(), 1U);
    EXPECT_NEAR(area_of(twice.zones.front()), 12, 1e-12) << "the hole in a hole counts once";
}

// A ring that touches itself to make a hole, as some formats write them.
/// Corners of a star round (0, 0), from `least` to twice that away from it.
Ring star(std::size_t corners, double least) {
    Ring ring;
    for (std::size_t i = 0; i < corners; ++i) {
        const double turn =
            2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(corners);
        const double radius = least * (1 + static_cast<double>(i * 7919 % 101) / 101);
        ring.push_back({radius * std::cos(turn), radius * std::sin(turn)});
    }
    ring.push_back(ring.front());
    return ring;
}

Ring moved(Ring ring, double east) {
    for (Point& point : ring) {
        point.lon_deg += east;
    }
    return ring;
}

TEST(Zones, LongRingsAreLeftAsTheyAre) {
    for (const std::size_t corners : {std::size_t{7}, std::size_t{64}, std::size_t{513}}) {
        const Polygon with_hole{star(corners, 4), {star(corners, 1)}};
        const Polygon beside{moved(star(corners, 4), 20), {}};
        const Polygon in_hole{star(corners, 0.2), {}};
        const ZoneLayer layer = prepare({with_hole, beside, in_hole});
        EXPECT_TRUE(layer.findings.empty()) << corners;
        const double drawn = std::abs(area_of(with_hole.outer)) -
                             std::abs(area_of(with_hole.holes[0])) +
                             std::abs(area_of(beside.outer)) + std::abs(area_of(in_hole.outer));
        EXPECT_NEAR(area_of(layer.zones.front()), drawn, 1e-12 * drawn) << corners;
    }
}

TEST(Zones, LongRingsThatDoNotNestAreMended) {
    constexpr std::size_t corners = 200;
    const Polygon whole{star(corners, 4), {}};
    EXPECT_EQ(prepare({{star(corners, 4), {moved(star(corners, 1), 20)}}}).findings.size(), 1U);
    EXPECT_EQ(prepare({{star(corners, 4), {star(corners, 1), star(corners, 0.2)}}}).findings.size(),
              1U);
    expect_one(prepare({whole, {star(corners, 1), {}}}), ZoneFault::overlapping_parts, {});
    expect_one(prepare({{star(corners, 1), {}}, whole}), ZoneFault::overlapping_parts, {});
}

RC_GTEST_PROP(Zones, NoCrossingOfALongRingIsMissed, ()) {
    Ring ring = star(*rc::gen::inRange<std::size_t>(20, 600), 4);
    const std::size_t corners = ring.size() - 1;
    Point& corner = ring[*rc::gen::inRange<std::size_t>(1, corners)];
    corner = {-3 * corner.lon_deg, -3 * corner.lat_deg};
    const ZoneLayer layer = prepare({{ring, {}}});
    RC_ASSERT(layer.findings.size() == 1U);
    RC_ASSERT(layer.findings.front().fault == ZoneFault::self_intersecting);
}

TEST(Zones, RingThatTouchesItselfIsLeftAlone) {
    const Ring ring = {{0, 0}, {4, 0}, {4, 4}, {2, 4}, {3, 2}, {1, 2}, {2, 4}, {0, 4}};
    const ZoneLayer layer = prepare({{ring, {}}});
    EXPECT_TRUE(layer.findings.empty());
    EXPECT_EQ(area_of(layer.zones.front()), 14);
}

TEST(Zones, UnfitOnesAreRefused) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinite = std::numeric_limits<double>::infinity();
    const std::vector<Polygon> good = {{box(0, 0, 1, 1), {}}};
    const ZoneLayer layer = prepare_zones({
        {"a", good},
        {"", good},
        {"a", {{box(5, 5, 6, 6), {}}}},
        {"b", {{{{0, 0}, {nan, 1}, {1, 1}}, {}}}},
        {"c", {{box(0, 0, 1, 1), {{{0, 0}, {1, infinite}, {1, 1}}}}}},
        {"d", {{box(300000, 4000000, 310000, 4100000), {}}}},
        {"e", {}},
        {"f", {{box(0, 80, 1, 91), {}}}},
        {"g", good},
    });
    const std::vector<ZoneFault> expected = {ZoneFault::no_id,        ZoneFault::duplicate_id,
                                             ZoneFault::not_finite,   ZoneFault::not_finite,
                                             ZoneFault::out_of_range, ZoneFault::empty,
                                             ZoneFault::out_of_range};
    ASSERT_EQ(layer.findings.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(layer.findings[i].fault, expected[i]) << layer.findings[i].message;
        EXPECT_EQ(layer.findings[i].index, i + 1);
        EXPECT_EQ(refused(expected[i]), expected[i] != ZoneFault::empty);
    }
    EXPECT_NE(layer.findings[1].message.find("number 1"), std::string::npos);
    EXPECT_NE(layer.findings[4].message.find("reproject"), std::string::npos);
    ASSERT_EQ(layer.zones.size(), 3U);
    EXPECT_EQ(layer.zones[1].id, "e");
    EXPECT_EQ(layer.zones[2].id, "g");
}

TEST(Zones, JumpsAreUndone) {
    const ZoneLayer layer =
        prepare({{{{179, 0}, {-179, 0}, {-179, 2}, {179, 2}}, {box(-180, 0.5, -179.5, 1)}}});
    EXPECT_TRUE(layer.findings.empty());
    EXPECT_EQ(area_of(layer.zones.front()), 4 - 0.25);
}

TEST(Zones, RingsRoundAPoleAreClosedAlongIt) {
    Ring ring;
    for (int lon = -180; lon < 180; lon += 10) {
        ring.push_back({static_cast<double>(lon), -60});
    }
    const ZoneLayer layer = prepare({{ring, {}}});
    EXPECT_TRUE(layer.findings.empty());
    EXPECT_EQ(area_of(layer.zones.front()), 360 * 30);
    Ring drawn_along_it = {{-180, -90}, {180, -90}, {180, -60}, {0, -70}, {-180, -60}};
    const ZoneLayer along = prepare({{drawn_along_it, {}}});
    EXPECT_TRUE(along.findings.empty());
    EXPECT_EQ(area_of(along.zones.front()), 360 * 25);
}

/// Few points on few places: crossings, spikes, holes anywhere and parts on parts abound.
std::vector<Polygon> random_tangle() {
    const auto ring = [] {
        Ring points;
        const int size = *rc::gen::inRange(0, 9);
        for (int i = 0; i < size; ++i) {
            points.push_back({*rc::gen::inRange(0, 5) * 1.0, *rc::gen::inRange(0, 5) * 1.0});
        }
        return points;
    };
    std::vector<Polygon> parts(*rc::gen::inRange<std::size_t>(0, 4));
    for (Polygon& part : parts) {
        part.outer = ring();
        part.holes.assign(*rc::gen::inRange<std::size_t>(0, 3), ring());
    }
    return parts;
}

RC_GTEST_PROP(Zones, MendedZonesAreFit, ()) {
    const ZoneLayer layer = prepare({random_tangle()});
    RC_ASSERT(layer.zones.size() == 1U);
    RC_ASSERT(area_of(layer.zones.front()) >= 0);
    const bool is_empty = layer.zones.front().parts.empty();
    const auto again = prepare_zones(layer.zones);
    RC_ASSERT(again.findings.size() == (is_empty ? 1U : 0U));
    RC_ASSERT(again.zones == layer.zones);
    const ZoneWeights weights = cover(Lattice{8, 0.125, 0.125, 0, 0}, layer.zones);
    RC_ASSERT(decode(encode(weights)).ok());
    double cells = 0;
    for (const CellRun& run : weights.runs) {
        cells += run.length;
    }
    for (const double share : weights.edge_fractions) {
        cells += share;
    }
    RC_ASSERT(std::abs(cells - 64 * area_of(layer.zones.front())) < 1e-9);
}

// WGS 84: one degree along the meridian from the equator is 110,574.388558 m (Karney 2011, eq. 4),
// along the equator pi/180 * 6,378,137 m.
TEST(PointBuffer, ReachesAsFarAsGeodesicsDo) {
    const double step = 2 * std::numbers::pi / 720;
    const double widened = std::sqrt(step / std::sin(step));
    const Zone north = point_buffer("n", {20, 0}, 110574.388558 / widened);
    const Ring& ring = north.parts.front().outer;
    ASSERT_EQ(ring.size(), 721U);
    EXPECT_EQ(ring.front(), ring.back());
    EXPECT_NEAR(ring[0].lat_deg, 1, 1e-10);
    EXPECT_NEAR(ring[360].lat_deg, -1, 1e-10);
    EXPECT_NEAR(ring[0].lon_deg, 20, 1e-10);
    const Zone east = point_buffer("e", {20, 0}, std::numbers::pi / 180 * 6378137 / widened);
    EXPECT_NEAR(east.parts.front().outer[540].lon_deg, 21, 1e-10);
}

TEST(PointBuffer, HasTheAreaOfTheCircle) {
    for (const double lat : {-55.0, 0.0, 39.02}) {
        for (const int vertices : {24, 720}) {
            const ZoneLayer layer =
                prepare_zones({point_buffer("b", {125.75, lat}, 20'000, vertices)});
            EXPECT_TRUE(layer.findings.empty());
            const auto weights = cover(Lattice{}, layer.zones);
            const double expected = std::numbers::pi * 400;
            const double km2 = zone_areas_km2(weights, Earth::wgs84).front();
            // A geodesic circle is smaller than a plane one by (r / R)2 / 12.
            EXPECT_NEAR(km2 / expected, 1, 3e-6) << lat << ' ' << vertices;
        }
    }
}

TEST(PointBuffer, CrossesTheAntimeridianInOneRing) {
    const ZoneLayer layer = prepare_zones({point_buffer("b", {179.99, 10}, 10'000)});
    EXPECT_TRUE(layer.findings.empty());
    const Ring& ring = layer.zones.front().parts.front().outer;
    for (std::size_t i = 1; i < ring.size(); ++i) {
        EXPECT_LT(std::abs(ring[i].lon_deg - ring[i - 1].lon_deg), 0.01);
    }
}

TEST(PointBuffer, ImpossibleOnesAreRefused) {
    const auto make = [](Point centre, double radius_m, int vertices) {
        static_cast<void>(point_buffer("b", centre, radius_m, vertices));
    };
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(make({0, 0}, 0, 720), Error);
    EXPECT_THROW(make({0, 0}, -5, 720), Error);
    EXPECT_THROW(make({0, 0}, nan, 720), Error);
    EXPECT_THROW(make({0, 0}, 1'000'001, 720), Error);
    EXPECT_THROW(make({0, 91}, 10, 720), Error);
    EXPECT_THROW(make({nan, 0}, 10, 720), Error);
    EXPECT_THROW(make({0, 0}, 10, 2), Error);
    EXPECT_THROW(make({0, 89.95}, 10'000, 720), Error) << "holds the pole";
    EXPECT_NO_THROW(make({0, 89.5}, 10'000, 720));
}

TEST(ContentHash, SeesEveryPart) {
    const Zone zone{"a", {{box(0, 0, 4, 4), {box(1, 1, 2, 2)}}}};
    const std::string hash = content_hash(zone);
    EXPECT_EQ(hash.size(), 64U);
    EXPECT_EQ(content_hash(zone), hash);
    Zone other = zone;
    other.id = "b";
    EXPECT_NE(content_hash(other), hash);
    other = zone;
    other.parts[0].holes[0][2].lat_deg = std::nextafter(2, 3);
    EXPECT_NE(content_hash(other), hash);
    const Zone two_parts{"a", {{box(0, 0, 4, 4), {}}, {box(1, 1, 2, 2), {}}}};
    EXPECT_NE(content_hash(two_parts), hash);
}

} // namespace
} // namespace halflight::raster

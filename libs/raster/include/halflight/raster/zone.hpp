// SPDX-License-Identifier: Apache-2.0
// halflight/raster/zone.hpp - the areas over which cells are summed.
#pragma once

#include "halflight/base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace halflight::raster {

/// WGS 84 degrees.
struct Point {
    double lon_deg = 0;
    double lat_deg = 0;
    bool operator==(const Point&) const = default;
};
/// Closed or open (the first point may be repeated at the end or not), either orientation.
using Ring = std::vector<Point>;

struct Polygon {
    Ring outer;
    std::vector<Ring> holes;
    bool operator==(const Polygon&) const = default;
};

/// A zone as it was read. Longitudes may go beyond 180 to cross the antimeridian, lie on both sides
/// of it in parts, or jump from one side to the other within a ring (edges longer than 180 degrees
/// are read as going the short way; edges of 360 degrees stay, they lie along a pole). A ring that
/// goes once round the globe is closed along the nearer pole.
struct Zone {
    std::string id;
    std::vector<Polygon> parts;
    bool operator==(const Zone&) const = default;
};

/// What was found wrong with a zone, and what was done.
enum class ZoneFault : std::uint8_t {
    empty,             ///< no part with an area: the zone stays, its statistics are missing
    self_intersecting, ///< or rings that do not nest: mended (GEOSMakeValid, structure method), the
                       ///< area as drawn is told in percent of the area now
    overlapping_parts, ///< parts of one zone overlap: united, so that no cell counts twice
    spike,             ///< a part or stretch without area was left out
    not_finite,        ///< a coordinate is NaN or infinite: the zone is refused
    out_of_range,      ///< a latitude beyond 90 or a longitude beyond 360 degrees: refused
    duplicate_id,      ///< the id stands earlier in the layer: refused
    no_id              ///< the id is empty: refused
};
[[nodiscard]] bool refused(ZoneFault fault) noexcept;

struct ZoneFinding {
    std::size_t index = 0; ///< of the zone in the layer, from 0
    std::string id;
    ZoneFault fault{};
    std::string message; ///< one clear line: what, where (lon, lat), the remedy
    bool operator==(const ZoneFinding&) const = default;
};

/// Zones that are fit for `cover`: rings closed, outer rings counter-clockwise, holes clockwise,
/// parts that do not overlap, no jump longer than 180 degrees. Order as given; refused zones are
/// left out.
struct ZoneLayer {
    std::vector<Zone> zones;
    std::vector<ZoneFinding> findings; ///< by index
};

/// Calls body(0) ... body(count - 1), each once, in any order and on any threads. What is computed
/// so does not depend on them. An empty one stands for calls in order, here.
using Parallel = std::function<void(std::size_t count, const std::function<void(std::size_t)>&)>;

/// Checks and mends a layer. Never throws for what stands in the zones.
[[nodiscard]] ZoneLayer prepare_zones(std::vector<Zone> zones, const Parallel& parallel = {});

/// The geodesic circle of `radius_m` round a point on the WGS 84 ellipsoid (Karney 2013), as a
/// polygon of `vertices` points whose area equals the circle's to second order (the radius is
/// widened by the polygon's area deficit). Throws Error(invalid_argument) for a radius that is not
/// positive and finite or above 1,000 km, or a circle that holds a pole.
[[nodiscard]] Zone point_buffer(std::string id, Point centre, double radius_m, int vertices = 720);

/// SHA-256 over the id and the exact coordinates of a zone.
[[nodiscard]] std::string content_hash(const Zone& zone);

} // namespace halflight::raster

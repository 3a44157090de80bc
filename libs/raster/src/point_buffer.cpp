// SPDX-License-Identifier: Apache-2.0
// Circles on the ellipsoid, as polygons of equal area.
#include "halflight/raster/zone.hpp"

#include <fmt/format.h>
#include <geodesic.h>

#include <cmath>
#include <numbers>
#include <utility>

namespace halflight::raster {
namespace {

constexpr double equatorial_radius_m = 6378137;
constexpr double flattening = 1 / 298.257223563;
constexpr double largest_radius_m = 1e6;
constexpr int most_vertices = 1'000'000;

void check(const std::string& id, const Point& centre, double radius_m, int vertices) {
    const auto refuse = [&](std::string_view what) {
        throw Error(ErrorCode::invalid_argument, fmt::format("buffer \"{}\": {}", id, what));
    };
    if (!(radius_m > 0) || !(radius_m <= largest_radius_m)) {
        refuse(fmt::format("a radius of {} m is not between 0 and 1,000 km", radius_m));
    }
    if (!(std::abs(centre.lat_deg) <= 90) || !(std::abs(centre.lon_deg) <= 360)) {
        refuse(fmt::format("the centre ({}, {}) is no longitude and latitude", centre.lon_deg,
                           centre.lat_deg));
    }
    if (vertices < 3 || vertices > most_vertices) {
        refuse(fmt::format("{} vertices are not between 3 and {}", vertices, most_vertices));
    }
}

double distance_to_pole_m(const geod_geodesic& earth, const Point& centre) {
    const double pole = centre.lat_deg < 0 ? -90 : 90;
    double distance = 0;
    geod_inverse(&earth, centre.lat_deg, centre.lon_deg, pole, centre.lon_deg, &distance, nullptr,
                 nullptr);
    return distance;
}

} // namespace

Zone point_buffer(std::string id, Point centre, double radius_m, int vertices) {
    check(id, centre, radius_m, vertices);
    geod_geodesic earth{};
    geod_init(&earth, equatorial_radius_m, flattening);
    const double step = 2 * std::numbers::pi / vertices;
    const double reach_m = radius_m * std::sqrt(step / std::sin(step));
    if (distance_to_pole_m(earth, centre) <= reach_m) {
        throw Error(
            ErrorCode::invalid_argument,
            fmt::format("buffer \"{}\": a circle of {} m round ({}, {}) holds a pole, which "
                        "no polygon of longitudes can; take a smaller radius",
                        id, radius_m, centre.lon_deg, centre.lat_deg));
    }
    Zone zone{std::move(id), {Polygon{}}};
    Ring& ring = zone.parts.front().outer;
    ring.reserve(static_cast<std::size_t>(vertices) + 1);
    for (int i = 0; i < vertices; ++i) {
        // Azimuths run clockwise, rings the other way.
        const double azimuth_deg = -360.0 * i / vertices;
        double lat = 0;
        double lon = 0;
        geod_direct(&earth, centre.lat_deg, centre.lon_deg, azimuth_deg, reach_m, &lat, &lon,
                    nullptr);
        lon += 360 * std::round((centre.lon_deg - lon) / 360);
        ring.push_back({lon, lat});
    }
    ring.push_back(ring.front());
    return zone;
}

} // namespace halflight::raster

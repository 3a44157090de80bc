// SPDX-License-Identifier: Apache-2.0
#include "vector_geometry.hpp"

#include <memory>
#include <type_traits>
#include <utility>

namespace halflight::io {
namespace {

struct DestroyGeometry {
    void operator()(OGRGeometryH geometry) const noexcept { OGR_G_DestroyGeometry(geometry); }
};
using GeometryHandle = std::unique_ptr<std::remove_pointer_t<OGRGeometryH>, DestroyGeometry>;

raster::Point point_at(OGRGeometryH line, int index, const GeometryRules& rules) {
    const double x = OGR_G_GetX(line, index);
    const double y = OGR_G_GetY(line, index);
    return rules.latitude_first ? raster::Point{.lon_deg = y, .lat_deg = x}
                                : raster::Point{.lon_deg = x, .lat_deg = y};
}

raster::Ring ring_of(OGRGeometryH line, const GeometryRules& rules) {
    raster::Ring ring(static_cast<std::size_t>(OGR_G_GetPointCount(line)));
    if (ring.empty()) {
        return ring;
    }
    // All at once: a call for each coordinate takes longer than what it gives.
    raster::Point& first = ring.front();
    constexpr int step = sizeof(raster::Point);
    double* x = rules.latitude_first ? &first.lat_deg : &first.lon_deg;
    double* y = rules.latitude_first ? &first.lon_deg : &first.lat_deg;
    OGR_G_GetPoints(line, x, step, y, step, nullptr, 0);
    return ring;
}

raster::Polygon polygon_of(OGRGeometryH geometry, const GeometryRules& rules) {
    raster::Polygon polygon;
    const int rings = OGR_G_GetGeometryCount(geometry);
    for (int i = 0; i < rings; ++i) {
        raster::Ring ring = ring_of(OGR_G_GetGeometryRef(geometry, i), rules);
        if (i == 0) {
            polygon.outer = std::move(ring);
        } else {
            polygon.holes.push_back(std::move(ring));
        }
    }
    return polygon;
}

void add_buffer(OGRGeometryH geometry, const GeometryRules& rules, raster::Zone& zone) {
    if (!rules.buffer_m) {
        return;
    }
    raster::Zone circle =
        raster::point_buffer(zone.id, point_at(geometry, 0, rules), *rules.buffer_m);
    for (raster::Polygon& part : circle.parts) {
        zone.parts.push_back(std::move(part));
    }
}

void add_straight(OGRGeometryH geometry, const GeometryRules& rules, raster::Zone& zone,
                  GeometryCounts& counts) {
    if (OGR_G_IsEmpty(geometry) != 0) {
        return;
    }
    switch (wkbFlatten(OGR_G_GetGeometryType(geometry))) {
    case wkbPolygon:
    case wkbTriangle:
        ++counts.polygons;
        zone.parts.push_back(polygon_of(geometry, rules));
        return;
    case wkbPoint:
        ++counts.points;
        add_buffer(geometry, rules, zone);
        return;
    case wkbMultiPolygon:
    case wkbMultiPoint:
    case wkbGeometryCollection:
    case wkbPolyhedralSurface:
    case wkbTIN:
        for (int i = 0; i < OGR_G_GetGeometryCount(geometry); ++i) {
            add_straight(OGR_G_GetGeometryRef(geometry, i), rules, zone, counts);
        }
        return;
    default:
        ++counts.others;
    }
}

} // namespace

void add_geometry(OGRGeometryH geometry, const GeometryRules& rules, raster::Zone& zone,
                  GeometryCounts& counts) {
    if (OGR_G_HasCurveGeometry(geometry, 1) == 0) {
        add_straight(geometry, rules, zone, counts);
        return;
    }
    ++counts.curves;
    const GeometryHandle straight(OGR_G_GetLinearGeometry(geometry, 0, nullptr));
    if (straight != nullptr) {
        add_straight(straight.get(), rules, zone, counts);
    }
}

} // namespace halflight::io

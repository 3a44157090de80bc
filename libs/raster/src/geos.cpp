// SPDX-License-Identifier: Apache-2.0
#include "geos.hpp"

namespace halflight::raster {
namespace {

void ignore(const char* /*message*/, void* /*data*/) {}

std::vector<GEOSGeometry*> release(std::vector<Geometry>& geometries) {
    std::vector<GEOSGeometry*> raw;
    raw.reserve(geometries.size());
    for (Geometry& geometry : geometries) {
        raw.push_back(geometry.release());
    }
    return raw;
}

} // namespace

Geos::Geos() : m_context(GEOS_init_r()) {
    GEOSContext_setErrorMessageHandler_r(m_context, ignore, nullptr);
    GEOSContext_setNoticeMessageHandler_r(m_context, ignore, nullptr);
}

Geos::~Geos() {
    GEOS_finish_r(m_context);
}

Geometry Geos::own(GEOSGeometry* geometry) const {
    return {geometry, GeosDelete{m_context}};
}

Geometry Geos::ring(const Ring& ring) const {
    static_assert(sizeof(Point) == 2 * sizeof(double));
    const auto size = static_cast<unsigned>(ring.size());
    GEOSCoordSequence* points =
        GEOSCoordSeq_copyFromBuffer_r(m_context, &ring.front().lon_deg, size, 0, 0);
    return own(points == nullptr ? nullptr : GEOSGeom_createLinearRing_r(m_context, points));
}

Geometry Geos::polygon(const Polygon& part) const {
    Geometry outer = ring(part.outer);
    std::vector<Geometry> holes;
    bool whole = outer != nullptr;
    for (const Ring& hole : part.holes) {
        holes.push_back(ring(hole));
        whole = whole && holes.back() != nullptr;
    }
    if (!whole) {
        return own(nullptr);
    }
    std::vector<GEOSGeometry*> raw = release(holes);
    return own(GEOSGeom_createPolygon_r(m_context, outer.release(), raw.data(),
                                        static_cast<unsigned>(raw.size())));
}

Geometry Geos::multi_polygon(std::span<const Polygon> parts) const {
    std::vector<Geometry> polygons;
    for (const Polygon& part : parts) {
        polygons.push_back(polygon(part));
        if (polygons.back() == nullptr) {
            return own(nullptr);
        }
    }
    std::vector<GEOSGeometry*> raw = release(polygons);
    return own(GEOSGeom_createCollection_r(m_context, GEOS_MULTIPOLYGON, raw.data(),
                                           static_cast<unsigned>(raw.size())));
}

std::optional<Invalid> Geos::why_invalid(const Geometry& geometry) const {
    // The plain check first: asking for details costs more.
    if (geometry != nullptr && GEOSisValid_r(m_context, geometry.get()) == 1) {
        return std::nullopt;
    }
    Invalid invalid{"cannot be checked", {}};
    char* reason = nullptr;
    GEOSGeometry* place = nullptr;
    if (geometry != nullptr) {
        GEOSisValidDetail_r(m_context, geometry.get(), 0, &reason, &place);
    }
    const Geometry owned = own(place);
    if (reason != nullptr) {
        invalid.reason = reason;
        GEOSFree_r(m_context, reason);
    }
    if (owned != nullptr) {
        GEOSGeomGetX_r(m_context, owned.get(), &invalid.place.lon_deg);
        GEOSGeomGetY_r(m_context, owned.get(), &invalid.place.lat_deg);
    }
    return invalid;
}

Geometry Geos::make_valid(const Geometry& geometry) const {
    GEOSMakeValidParams* params = GEOSMakeValidParams_create_r(m_context);
    GEOSMakeValidParams_setMethod_r(m_context, params, GEOS_MAKE_VALID_STRUCTURE);
    GEOSMakeValidParams_setKeepCollapsed_r(m_context, params, 0);
    Geometry made =
        own(geometry == nullptr ? nullptr
                                : GEOSMakeValidWithParams_r(m_context, geometry.get(), params));
    GEOSMakeValidParams_destroy_r(m_context, params);
    return made;
}

Geometry Geos::unite(const Geometry& geometry) const {
    return own(geometry == nullptr ? nullptr : GEOSUnaryUnion_r(m_context, geometry.get()));
}

std::vector<Polygon> Geos::polygons_of(const Geometry& geometry) const {
    std::vector<Polygon> polygons;
    if (geometry != nullptr) {
        collect(geometry.get(), polygons);
    }
    return polygons;
}

Ring Geos::points_of(const GEOSGeometry* ring) const {
    const GEOSCoordSequence* points = GEOSGeom_getCoordSeq_r(m_context, ring);
    unsigned size = 0;
    GEOSCoordSeq_getSize_r(m_context, points, &size);
    Ring made(size);
    if (size > 0) {
        GEOSCoordSeq_copyToBuffer_r(m_context, points, &made.front().lon_deg, 0, 0);
    }
    return made;
}

void Geos::collect(const GEOSGeometry* geometry, std::vector<Polygon>& polygons) const {
    const int type = GEOSGeomTypeId_r(m_context, geometry);
    if (GEOSisEmpty_r(m_context, geometry) == 1) {
        return;
    }
    if (type == GEOS_POLYGON) {
        Polygon polygon;
        polygon.outer = points_of(GEOSGetExteriorRing_r(m_context, geometry));
        const int holes = GEOSGetNumInteriorRings_r(m_context, geometry);
        for (int i = 0; i < holes; ++i) {
            polygon.holes.push_back(points_of(GEOSGetInteriorRingN_r(m_context, geometry, i)));
        }
        polygons.push_back(std::move(polygon));
    } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
        const int count = GEOSGetNumGeometries_r(m_context, geometry);
        for (int i = 0; i < count; ++i) {
            collect(GEOSGetGeometryN_r(m_context, geometry, i), polygons);
        }
    }
}

} // namespace halflight::raster

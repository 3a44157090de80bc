// SPDX-License-Identifier: Apache-2.0
// geos.hpp - the few operations of GEOS that mending needs, on our own polygons.
#pragma once

#include "halflight/raster/zone.hpp"

#include <geos_c.h>

#include <memory>
#include <optional>

namespace halflight::raster {

struct GeosDelete {
    GEOSContextHandle_t context = nullptr;
    void operator()(GEOSGeometry* geometry) const noexcept {
        GEOSGeom_destroy_r(context, geometry);
    }
};
using Geometry = std::unique_ptr<GEOSGeometry, GeosDelete>;

/// Why a geometry is not valid, in GEOS's words, and where.
struct Invalid {
    std::string reason;
    Point place;
};

/// A context of its own, so that nothing is shared and nothing printed. What GEOS cannot do is an
/// empty pointer.
class Geos {
  public:
    Geos();
    Geos(const Geos&) = delete;
    Geos& operator=(const Geos&) = delete;
    ~Geos();

    /// Rings must be closed and have at least four points.
    [[nodiscard]] Geometry polygon(const Polygon& part) const;
    [[nodiscard]] Geometry multi_polygon(std::span<const Polygon> parts) const;
    [[nodiscard]] std::optional<Invalid> why_invalid(const Geometry& geometry) const;
    /// Structure method (rings keep their sense, what has no area goes).
    [[nodiscard]] Geometry make_valid(const Geometry& geometry) const;
    [[nodiscard]] Geometry unite(const Geometry& geometry) const;
    /// The polygons in it; lines and points are left out. Rings as GEOS orders them.
    [[nodiscard]] std::vector<Polygon> polygons_of(const Geometry& geometry) const;

  private:
    [[nodiscard]] Geometry own(GEOSGeometry* geometry) const;
    [[nodiscard]] Geometry ring(const Ring& ring) const;
    [[nodiscard]] Ring points_of(const GEOSGeometry* ring) const;
    void collect(const GEOSGeometry* geometry, std::vector<Polygon>& polygons) const;

    GEOSContextHandle_t m_context;
};

} // namespace halflight::raster

// SPDX-License-Identifier: Apache-2.0
// From OGR's geometries to zones.
#pragma once

#include "halflight/raster/zone.hpp"

#include <cstddef>
#include <optional>
#include <string>

#include <ogr_api.h>

namespace halflight::io {

/// How the coordinates of a layer are to be taken.
struct GeometryRules {
    bool latitude_first = false;
    std::optional<double> buffer_m;
};

/// What was met among the geometries of a layer.
struct GeometryCounts {
    std::size_t polygons = 0;
    std::size_t points = 0;
    std::size_t others = 0; ///< lines, which have no area
    std::size_t curves = 0; ///< features whose arcs were made straight
};

/// Adds the polygons, and the buffers of points, of a geometry of any nesting to `zone`. Heights
/// are dropped. Throws Error(invalid_argument) for a buffer that cannot be made.
void add_geometry(OGRGeometryH geometry, const GeometryRules& rules, raster::Zone& zone,
                  GeometryCounts& counts);

} // namespace halflight::io

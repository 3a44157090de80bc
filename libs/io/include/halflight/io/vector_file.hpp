// SPDX-License-Identifier: Apache-2.0
// halflight/io/vector_file.hpp - zones from GeoJSON, GeoPackage, shapefiles and whatever else GDAL
// reads.
#pragma once

#include "halflight/base/error.hpp"
#include "halflight/raster/zone.hpp"

#include <optional>
#include <string>
#include <vector>

namespace halflight::io {

struct VectorSpec {
    std::string path{};
    std::string layer{}; ///< empty: the only one; a file with several needs a name
    std::string
        id_field{}; ///< empty: "id", "uid", "code" or "name", the first that is there and unique
    bool numbered = false;    ///< ids are the numbers of the features from 1: for masks
    std::string name_field{}; ///< empty: none
    /// Points become buffers of this radius; a layer of points without it is refused.
    std::optional<double> buffer_m{};
};

struct VectorLayer {
    std::vector<raster::Zone> zones; ///< as they stand in the file, not yet prepared
    std::vector<std::string> names;  ///< by zone; empty where there is no name field
    std::string id_field;            ///< the one that was taken
    std::string layer;
    std::string coordinate_system; ///< as the file states it ("EPSG:4326")
    std::vector<std::string>
        remarks; ///< one line each: features without geometry, curves made straight
};

/// Reads every feature of a layer, in the file's order. Coordinates come in longitude and latitude
/// whatever the axis order of the system; another geographic datum or a projected system is refused
/// with the ogr2ogr command that converts it. Throws Error(io) for a file that cannot be read, has
/// no coordinate system (GeoJSON: WGS 84 by its specification, RFC 7946), no polygons or points, or
/// lacks the field.
[[nodiscard]] VectorLayer read_zones(const VectorSpec& spec);

} // namespace halflight::io

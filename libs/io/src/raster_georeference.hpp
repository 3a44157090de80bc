// SPDX-License-Identifier: Apache-2.0
// From a file's georeferencing to a grid, or one line that says why there is none.
#pragma once

#include "halflight/raster/grid.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <gdal.h>
#include <ogr_srs_api.h>

namespace halflight::io {

struct GridFinding {
    std::optional<raster::Grid> grid;
    std::string fault;
    bool south_up = false; ///< the rows must be turned to fit the grid
};

/// True for longitude and latitude in degrees from Greenwich on the ellipsoid of WGS 84.
[[nodiscard]] bool is_wgs84_degrees(OGRSpatialReferenceH system);

/// Name of a system for messages: "EPSG:32651 (WGS 84 / UTM zone 51N)".
[[nodiscard]] std::string system_name(OGRSpatialReferenceH system);

/// `in_degrees`: known to be in degrees where the file names no coordinate system.
[[nodiscard]] GridFinding grid_of(GDALDatasetH dataset, const std::string& path,
                                  bool in_degrees = false);

/// The grid of cells whose centres are `x` and `y` (either direction of y).
[[nodiscard]] GridFinding grid_of_centres(const std::vector<double>& x,
                                          const std::vector<double>& y);

/// The one-line gdalwarp command that brings a raster to degrees.
[[nodiscard]] std::string warp_command(const std::string& path);

} // namespace halflight::io

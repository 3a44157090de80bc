// SPDX-License-Identifier: Apache-2.0
// NetCDF files of the classic format, as GDAL tells what their axes are.
#pragma once

#include "raster_gdal.hpp"
#include "raster_reader.hpp"

#include <string>
#include <utility>
#include <vector>

namespace halflight::io {

/// Names layers by their variable, gives them days, and finds a grid for axes in degrees without a
/// coordinate system. `bands` are those of the layers, in order. Throws Error(io) for a time axis
/// that cannot be read.
void describe_classic(GDALDatasetH dataset, const std::vector<GDALRasterBandH>& bands,
                      OpenedRaster& opened);

} // namespace halflight::io

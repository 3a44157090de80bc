// SPDX-License-Identifier: Apache-2.0
// Plain GeoJSON (RFC 7946) without the detour over a general reader.
#pragma once

#include "halflight/io/vector_file.hpp"

#include <optional>

namespace halflight::io {

/// The layer of a local .geojson or .json file that holds one FeatureCollection of polygons,
/// multipolygons, points and features without geometry, in WGS 84, whose fields that are asked for
/// are texts or whole numbers: what GDAL reads from it, to the last bit, at a tenth of the time.
/// None for anything else, so that GDAL has the last word: another coordinate system, ids outside
/// the properties, texts that it would take for dates, a field that is not there, NaN, what is no
/// JSON. Throws as `read_zones` does for what is in the layer.
[[nodiscard]] std::optional<VectorLayer> read_geojson(const VectorSpec& spec);

} // namespace halflight::io

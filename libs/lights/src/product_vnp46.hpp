// SPDX-License-Identifier: Apache-2.0
// product_vnp46.hpp - names and layers of Black Marble granules.
#pragma once

#include "product_parts.hpp"

namespace halflight::lights {

/// VNP46A3.A2012183.h10v04.002.2024192174224.h5; parts that the name lacks are empty.
struct GranuleName {
    std::string product, tile, collection, produced;
    std::optional<Date> day;
};
[[nodiscard]] GranuleName read_granule_name(const std::string& base);

/// Finds the layers that product and rules need; scale and fill are checked against the
/// documentation.
[[nodiscard]] std::optional<Fault>
add_granule_layers(ProductRaster& raster, const io::RasterInfo& file, const ProductSpec& spec);

} // namespace halflight::lights

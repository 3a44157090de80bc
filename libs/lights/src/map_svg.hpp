// SPDX-License-Identifier: Apache-2.0
// The drawing of a map, from values and outlines.
#pragma once

#include "colour_scale.hpp"
#include "map_cells.hpp"

#include <optional>
#include <string>
#include <vector>

namespace halflight::lights {

struct MapDrawing {
    MapFrame frame;
    raster::Lattice lattice;
    std::vector<raster::Zone> zones;
    std::optional<MapCells> cells;  ///< absent: zones are filled
    std::vector<float> zone_values; ///< by zone; NaN: missing
    bool difference = false;
    bool synthetic = false;
    std::string title;
    std::string unit;   ///< of the key
    std::string source; ///< a line below the map
    std::string note;   ///< stamped on the map; may be empty
};

[[nodiscard]] std::string svg_of(const MapDrawing& drawing);

} // namespace halflight::lights

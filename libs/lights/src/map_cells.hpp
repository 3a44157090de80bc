// SPDX-License-Identifier: Apache-2.0
// Values of the cells in the frame of a map.
#pragma once

#include "open_files.hpp"
#include "run.hpp"

#include <cstdint>
#include <vector>

namespace halflight::lights {

/// Degrees; east may lie beyond 180.
struct MapFrame {
    double west = 0, south = 0, east = 0, north = 0;
};
/// Extent of the zones with a margin, the narrower way round the globe.
[[nodiscard]] MapFrame frame_of(const std::vector<raster::Zone>& zones);

/// A rectangle of the lattice; where the frame holds too many cells, squares of `step` x `step` of
/// them are averaged.
struct MapCells {
    std::int64_t first_column = 0;
    std::int64_t first_row = 0;
    std::int64_t step = 1;
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<float> values; ///< NaN: missing
};
[[nodiscard]] MapCells cells_in(const MapFrame& frame, const Run& run, const RunPeriod& period,
                                OpenFiles& files);

} // namespace halflight::lights

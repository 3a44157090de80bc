// SPDX-License-Identifier: Apache-2.0
// cover_trace.hpp - the cells that an edge crosses, and what it encloses in each.
#pragma once

#include "lattice_point.hpp"

#include <cstdint>
#include <vector>

namespace halflight::raster {

/// What one edge does to one cell: `area` is the signed share of the cell between the edge and the
/// cell's eastern side, `cover` the signed height of the edge in it, which is the share that it
/// gives to every cell further east in the row. Signs are positive where the edge runs southwards,
/// so that a counter-clockwise ring adds up to the share inside it.
struct Touch {
    std::int32_t row = 0;
    std::int32_t column = 0;
    double cover = 0;
    double area = 0;
};

/// Adds a touch for every cell that the edge passes through. An edge and its reverse give exactly
/// opposite numbers. Both ends have cell indices that fit 32 bits.
void trace_edge(const LatticePoint& begin, const LatticePoint& end, std::vector<Touch>& touches);

} // namespace halflight::raster

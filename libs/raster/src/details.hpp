// SPDX-License-Identifier: Apache-2.0
// The groups of sums beyond the plain ones, over decoded values.
#pragma once

#include "batch.hpp"

namespace halflight::raster::detail {

/// What stands behind the moments of a zone so far.
struct MomentState {
    double weight = 0;
    bool any = false;
};

/// Adds the wanted groups (all but the plain sums and areas) of a piece to `sums`. `batch` is room
/// to work in.
void add_details(const PieceView& piece, const Tile& tile, const DetailCells& cells, Batch& batch,
                 MomentState& moments, ZoneSums& sums);

} // namespace halflight::raster::detail

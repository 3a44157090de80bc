// SPDX-License-Identifier: Apache-2.0
// The groups of sums beyond the plain ones, cell by cell over decoded values.
#pragma once

#include "decode.hpp"
#include "kernel.hpp"
#include "plan_parts.hpp"

namespace halflight::raster::detail {

/// One pane, ready to be walked through.
struct DetailCells {
    DetailCells(const PaneCells& cells, const Wanted& wanted);

    PaneCells pane;
    Wanted wanted;
    UsedTable used;
    Decoder values;
    Decoder observations;
    Decoder deviations;
};

/// What stands behind the moments of a zone so far.
struct MomentState {
    double weight = 0;
    bool any = false;
};

/// Adds the wanted groups (all but the plain sums and areas) of a piece to `sums`.
void add_details(const PieceView& piece, const Tile& tile, const DetailCells& cells,
                 MomentState& moments, ZoneSums& sums);

} // namespace halflight::raster::detail

// SPDX-License-Identifier: Apache-2.0
// How the periods of one flow series tile each other.
#pragma once

#include "system.hpp"

namespace halflight::reason {

/// For every closed period of the series' cells: the sum of its smallest pieces (the stretches
/// between neighbouring bounds of any period), and the sums of the longest stated pieces taken from
/// the left and from the right. Together with the first the others are redundant, but interval
/// propagation alone then finds most bounds ("January to June less January to May is June"). Pieces
/// that no cell stands for become auxiliary cells. With `fresh`, those of the cells that are new
/// since the last time, only periods that one of them overlaps: nothing else can have changed.
void tile_periods(System& system, ledger::SeriesIndex series, std::span<const CellIndex> cells,
                  const std::vector<CellIndex>* fresh = nullptr);

} // namespace halflight::reason

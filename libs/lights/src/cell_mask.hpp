// SPDX-License-Identifier: Apache-2.0
// Cells under an analyst's mask: gas flares, the sea.
#pragma once

#include "halflight/raster/cells.hpp"
#include "halflight/raster/weights.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace halflight::lights {

/// A cell is masked where at least half of it lies inside one polygon of the mask.
class CellMask {
  public:
    explicit CellMask(const raster::ZoneWeights& weights);
    /// Sets the state of masked cells in a pane, row after row; marks stay.
    void apply(const raster::Grid& grid, const raster::PaneWindow& window,
               std::span<std::uint8_t> states) const;

  private:
    struct Stretch {
        std::int64_t row, first, end; ///< columns, `end` excluded
    };
    std::vector<Stretch> m_stretches; ///< by row
    std::int64_t m_round;
};

} // namespace halflight::lights

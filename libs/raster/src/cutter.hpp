// SPDX-License-Identifier: Apache-2.0
// Where cells of the lattice lie in the panes of a grid.
#pragma once

#include "plan_parts.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace halflight::raster::detail {

/// Part of a run, or an edge cell (length 1), within one tile.
struct Fragment {
    std::size_t pane;
    std::size_t tile; ///< over all panes
    std::uint16_t row;
    std::uint16_t column;
    std::uint16_t length;
};

/// Where lattice cells lie in a grid and its tiles. Cells come row by row and mostly side by side,
/// so the row and the last span of columns are kept: dividing for each cell took half of the time
/// of a plan.
class Cutter {
  public:
    Cutter(const PaneLayout& layout, std::int32_t tiles_across, std::int32_t tiles_down)
        : m_layout(layout), m_across(layout.across()), m_round(layout.grid.lattice.columns_round()),
          m_tiles_across(static_cast<std::size_t>(tiles_across)),
          m_tiles(m_tiles_across * static_cast<std::size_t>(tiles_down)) {
        // A grid that goes round the globe and beyond holds its first columns twice.
        m_width = m_round > 0 ? std::min(layout.grid.width, m_round) : layout.grid.width;
    }

    /// False where the grid has no such row.
    [[nodiscard]] bool enter_row(std::int64_t lattice_row) noexcept {
        const std::int64_t row = lattice_row - m_layout.grid.north;
        if (row < 0 || row >= m_layout.grid.height)
            return false;
        const std::int64_t in_pane = row % m_layout.pane_height;
        m_pane = static_cast<std::size_t>(row / m_layout.pane_height) * m_across;
        m_tile = static_cast<std::size_t>(in_pane / tile_size) * m_tiles_across;
        m_row = static_cast<std::uint16_t>(in_pane % tile_size);
        return true;
    }

    /// Calls f(fragment) for cells of the row that was entered.
    template <class F>
    void cut(std::int64_t column, std::int64_t length, F&& f) {
        const std::int64_t first = column - m_layout.grid.west;
        if (m_round == 0 || (first >= 0 && first + length <= m_round)) {
            cut_turn(first, length, f);
            return;
        }
        for (int turn = -1; turn <= 1; ++turn)
            cut_turn(first + turn * m_round, length, f);
    }

  private:
    /// Columns of the grid that lie in one tile.
    struct Span {
        std::int64_t begin = 0;
        std::int64_t end = 0;
        std::size_t pane = 0; ///< among those of the row
        std::size_t tile = 0; ///< likewise, in the pane
    };

    [[nodiscard]] Span span_of(std::int64_t column) const noexcept {
        const std::int64_t pane = column / m_layout.pane_width;
        const std::int64_t tile = column % m_layout.pane_width / tile_size;
        const std::int64_t begin = pane * m_layout.pane_width + tile * tile_size;
        return {begin, std::min(begin + tile_size, (pane + 1) * m_layout.pane_width),
                static_cast<std::size_t>(pane), static_cast<std::size_t>(tile)};
    }

    template <class F>
    void cut_turn(std::int64_t first, std::int64_t length, F&& f) {
        const std::int64_t to = std::min(first + length, m_width);
        for (std::int64_t at = std::max<std::int64_t>(first, 0); at < to;) {
            if (at < m_span.begin || at >= m_span.end)
                m_span = span_of(at);
            const std::int64_t end = std::min(m_span.end, to);
            const std::size_t pane = m_pane + m_span.pane;
            f(Fragment{pane, pane * m_tiles + m_tile + m_span.tile, m_row,
                       static_cast<std::uint16_t>(at - m_span.begin),
                       static_cast<std::uint16_t>(end - at)});
            at = end;
        }
    }

    PaneLayout m_layout;
    std::size_t m_across;
    std::int64_t m_round;
    std::int64_t m_width = 0;
    std::size_t m_tiles_across;
    std::size_t m_tiles;
    std::size_t m_pane = 0; ///< the first of the row, and so on
    std::size_t m_tile = 0;
    std::uint16_t m_row = 0;
    Span m_span;
};

} // namespace halflight::raster::detail

// SPDX-License-Identifier: Apache-2.0
// What a ZonePlan holds: weights by pane, in the order of memory, 10 bytes an edge cell.
#pragma once

#include "halflight/raster/zonal.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace halflight::raster {
namespace detail {

/// Places of a cell are kept in 16 bits each, so a pane is seen as tiles of at most this size.
inline constexpr std::int32_t tile_size = 32768;

/// Part of a zone in one row: a run of full cells (or none) and edge cells. A row with several
/// runs stands there several times.
struct PlanRow {
    std::uint16_t row;
    std::uint16_t column; ///< of the run
    std::uint16_t length; ///< of the run
    std::uint16_t edges;
};

/// One zone in one tile. What belongs to it ends where the next piece begins. Its rows are ordered
/// by their steps in the vector code: then the processor foresees how often each loop turns.
struct Piece {
    std::uint32_t slot;       ///< place of the zone among those of the pane
    std::uint32_t row_begin;  ///< into PlanParts::rows
    std::uint32_t edge_begin; ///< into PlanParts::edge_columns and fractions
    std::uint32_t cell_begin; ///< its first place among the values of the zone
    std::uint64_t parts;      ///< PaneParts that its cells lie in, maybe more
};

/// What a zone covers of a pane, whatever stands in the cells.
struct Touched {
    double area;
    double count;
    std::uint32_t cells;
};

/// A tile's place in its pane.
struct Tile {
    std::int32_t column;
    std::int32_t row;
    std::int32_t width;
    std::int32_t height;
};

struct PieceView {
    const PlanRow* rows;
    std::size_t row_count;
    const std::uint16_t* edge_columns; ///< row after row; readable 3 elements past the end
    const double* fractions;           ///< likewise
    const double* row_areas;           ///< km2 of a cell, of each row of the tile
};

/// Edge cells that vector code may read beyond the last.
inline constexpr std::size_t edge_margin = 3;

} // namespace detail

struct ZonePlan::Parts {
    PaneLayout layout;
    std::vector<double> row_areas; ///< of each row of the grid
    std::int32_t tiles_across = 0; ///< of a whole pane
    std::int32_t tiles_down = 0;

    std::vector<std::uint32_t> panes;
    std::vector<std::uint32_t> zone_begin; ///< into zones, by pane; panes + 1 elements
    std::vector<std::uint32_t> zones;
    std::vector<detail::Touched> touched; ///< of each element of `zones`
    std::vector<std::uint64_t> cell_begin;

    std::vector<std::uint32_t> piece_begin; ///< into pieces, by tile; tiles + 1 elements
    std::vector<detail::Piece> pieces;      ///< and a last one that ends the one before it
    std::vector<detail::PlanRow> rows;
    std::vector<std::uint16_t> edge_columns;
    std::vector<double> fractions;

    [[nodiscard]] std::size_t tiles() const noexcept {
        return static_cast<std::size_t>(tiles_across) * static_cast<std::size_t>(tiles_down);
    }
    /// Tile `tile` of pane `pane`; empty where the pane is cut off before it.
    [[nodiscard]] detail::Tile tile_at(std::size_t pane, std::size_t tile) const noexcept;
    [[nodiscard]] detail::PieceView view(std::size_t piece,
                                         const double* tile_areas) const noexcept;
    [[nodiscard]] const double* tile_areas(std::size_t pane,
                                           const detail::Tile& tile) const noexcept;

    /// Calls f(piece index, tile) for every piece of a pane, in one order.
    template <class F>
    void for_each_piece(std::size_t pane, F&& f) const {
        for (std::size_t tile = 0; tile < tiles(); ++tile) {
            const detail::Tile at = tile_at(pane, tile);
            const std::size_t number = pane * tiles() + tile;
            for (std::size_t i = piece_begin[number]; i < piece_begin[number + 1]; ++i)
                f(i, at);
        }
    }
};

} // namespace halflight::raster

// SPDX-License-Identifier: Apache-2.0
// Sums of raw cells over one piece. Two implementations with equal bits: AVX2 and portable.
#pragma once

#include "limits.hpp"
#include "plan_parts.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace halflight::raster::detail {

/// Sums over cells that are used, values as raw cells.
struct RawSums {
    double count = 0;
    double area = 0;
    double sum = 0;
    double area_sum = 0;
};

/// 0xff for states that give their value, 0 for the others.
using UsedTable = std::array<std::uint8_t, 16>;
[[nodiscard]] inline UsedTable make_used_table(UsedStates used) noexcept {
    UsedTable table{};
    for (std::size_t i = 0; i < static_cast<std::size_t>(CellState::count_); ++i)
        table[i] = used.has(static_cast<CellState>(i)) ? 0xff : 0;
    return table;
}

/// Cells of one tile.
template <class T>
struct TileCells {
    const T* cells = nullptr;
    std::ptrdiff_t stride = 0;
    std::int32_t width = 0; ///< nothing beyond it is read
    std::int32_t height = 0;
    Limits<T> limits;
    const std::uint8_t* states = nullptr; ///< or null
    std::ptrdiff_t states_stride = 0;
    UsedTable used{};
};

/// Order of additions, the same for both. Of each row: cell i of the run goes to lane i % 8 of
/// eight; lanes i and i + 4 are added; then edge cell j goes to lane j % 4. Rows are added lane by
/// lane, and the lanes at the end as (0 + 2) + (1 + 3). Counts and sums of integers in a run are
/// exact whatever the order.
template <class T, bool states>
[[nodiscard]] RawSums sum_piece_portable(const PieceView& piece, const TileCells<T>& tile) noexcept;

/// The fastest that was compiled in.
template <class T, bool states>
[[nodiscard]] RawSums sum_piece(const PieceView& piece, const TileCells<T>& tile) noexcept;

/// Sums of a piece all of whose cells have a value, with the bits of sum_piece.
struct WholeSums {
    double sum = 0;
    double area_sum = 0;
};
[[nodiscard]] WholeSums sum_whole_portable(const PieceView& piece, const float* cells,
                                           std::ptrdiff_t stride) noexcept;
[[nodiscard]] WholeSums sum_whole(const PieceView& piece, const float* cells,
                                  std::ptrdiff_t stride) noexcept;

} // namespace halflight::raster::detail

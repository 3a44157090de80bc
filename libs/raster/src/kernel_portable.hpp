// SPDX-License-Identifier: Apache-2.0
// Sums over one piece in plain C++, lane by lane as the vector code does it.
#pragma once

#include "kernel.hpp"

#include <span>

namespace halflight::raster::detail {

using Lanes4 = std::array<double, 4>;

[[nodiscard]] inline double total(const Lanes4& lanes) noexcept {
    return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
}

/// Used cells of one row of a piece.
struct RowLanes {
    Lanes4 count{};
    Lanes4 sum{};
};

/// Sums over the rows of a piece.
struct PieceLanes {
    Lanes4 count{};
    Lanes4 area{};
    Lanes4 sum{};
    Lanes4 area_sum{};

    void add(const RowLanes& row, double cell_area) noexcept {
        for (std::size_t i = 0; i < 4; ++i) {
            count[i] += row.count[i];
            area[i] += row.count[i] * cell_area;
            sum[i] += row.sum[i];
            area_sum[i] += row.sum[i] * cell_area;
        }
    }
    [[nodiscard]] RawSums sums() const noexcept {
        return {total(count), total(area), total(sum), total(area_sum)};
    }
};

/// The first cell of a row of the tile.
template <class T>
[[nodiscard]] const T* cells_of_row(const TileCells<T>& tile, std::ptrdiff_t row) noexcept {
    return tile.cells + row * tile.stride;
}

template <class T, bool states>
[[nodiscard]] bool is_used(const TileCells<T>& tile, std::ptrdiff_t row,
                           std::ptrdiff_t column) noexcept {
    bool ok = accepts(tile.limits, cells_of_row(tile, row)[column]);
    if constexpr (states) {
        const std::uint8_t mark = tile.states[row * tile.states_stride + column];
        ok = ok & (tile.used[mark & StateByte::state_bits] != 0);
    }
    return ok;
}

template <class T, bool states>
[[nodiscard]] RowLanes run_portable(const PlanRow& at, const TileCells<T>& tile) noexcept {
    using Sum = std::conditional_t<std::is_integral_v<T>, std::int64_t, double>;
    const T* cells = cells_of_row(tile, at.row);
    std::array<std::int64_t, 8> count{};
    std::array<Sum, 8> sum{};
    for (std::ptrdiff_t i = 0; i < at.length; ++i) {
        const bool ok = is_used<T, states>(tile, at.row, at.column + i);
        const auto lane = static_cast<std::size_t>(i % 8);
        count[lane] += ok ? 1 : 0;
        sum[lane] += ok ? static_cast<Sum>(cells[at.column + i]) : Sum{0};
    }
    RowLanes row;
    for (std::size_t i = 0; i < 4; ++i) {
        row.count[i] = static_cast<double>(count[i] + count[i + 4]);
        row.sum[i] = static_cast<double>(sum[i] + sum[i + 4]);
    }
    return row;
}

template <class T, bool states>
void add_edges_portable(RowLanes& row, const PlanRow& at, const std::uint16_t* columns,
                        const double* fractions, const TileCells<T>& tile) noexcept {
    for (std::size_t i = 0; i < at.edges; ++i) {
        const bool ok = is_used<T, states>(tile, at.row, columns[i]);
        const double share = ok ? fractions[i] : 0.0;
        const double value = ok ? static_cast<double>(cells_of_row(tile, at.row)[columns[i]]) : 0.0;
        row.count[i % 4] += share;
        row.sum[i % 4] += share * value;
    }
}

template <class T, bool states>
RawSums sum_piece_portable(const PieceView& piece, const TileCells<T>& tile) noexcept {
    PieceLanes lanes;
    std::size_t edge = 0;
    for (std::size_t i = 0; i < piece.row_count; ++i) {
        const PlanRow& at = piece.rows[i];
        RowLanes row = run_portable<T, states>(at, tile);
        add_edges_portable<T, states>(row, at, piece.edge_columns + edge, piece.fractions + edge,
                                      tile);
        lanes.add(row, piece.row_areas[at.row]);
        edge += at.edges;
    }
    return lanes.sums();
}

inline WholeSums sum_whole_portable(const PieceView& piece, const float* cells,
                                    std::ptrdiff_t stride) noexcept {
    PieceLanes lanes;
    std::size_t edge = 0;
    for (const PlanRow& at : std::span(piece.rows, piece.row_count)) {
        const float* row = cells + at.row * stride;
        std::array<double, 8> eight{};
        for (std::size_t i = 0; i < at.length; ++i)
            eight[i % 8] += static_cast<double>(row[at.column + i]);
        RowLanes here;
        for (std::size_t i = 0; i < 4; ++i)
            here.sum[i] = eight[i] + eight[i + 4];
        for (std::size_t i = 0; i < at.edges; ++i, ++edge)
            here.sum[i % 4] +=
                piece.fractions[edge] * static_cast<double>(row[piece.edge_columns[edge]]);
        lanes.add(here, piece.row_areas[at.row]);
    }
    const RawSums sums = lanes.sums();
    return {sums.sum, sums.area_sum};
}

} // namespace halflight::raster::detail

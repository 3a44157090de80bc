// SPDX-License-Identifier: Apache-2.0
// Sums over one piece in plain C++, lane by lane as the vector code does it.
#pragma once

#include "kernel.hpp"

namespace halflight::raster::detail {

using Lanes4 = std::array<double, 4>;

[[nodiscard]] inline double total(const Lanes4& lanes) noexcept {
    return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
}

/// Sums over the runs of a piece.
template <class T>
struct RunTotals {
    std::int64_t count = 0;
    double area = 0;
    std::int64_t whole = 0; ///< of integer cells
    double area_whole = 0;
    Lanes4 lanes{}; ///< of floating-point cells
    Lanes4 area_lanes{};

    void add(std::int64_t run_count, std::int64_t run_sum, double cell_area) noexcept {
        count += run_count;
        area += static_cast<double>(run_count) * cell_area;
        whole += run_sum;
        area_whole += static_cast<double>(run_sum) * cell_area;
    }
    void add(std::int64_t run_count, const std::array<double, 8>& run, double cell_area) noexcept {
        count += run_count;
        area += static_cast<double>(run_count) * cell_area;
        for (std::size_t i = 0; i < 4; ++i) {
            const double both = run[i] + run[i + 4];
            lanes[i] += both;
            area_lanes[i] += both * cell_area;
        }
    }
    [[nodiscard]] double sum() const noexcept {
        return std::is_integral_v<T> ? static_cast<double>(whole) : total(lanes);
    }
    [[nodiscard]] double area_sum() const noexcept {
        return std::is_integral_v<T> ? area_whole : total(area_lanes);
    }
};

/// Sums over the edge cells of a piece.
struct EdgeTotals {
    Lanes4 count{};
    Lanes4 area{};
    Lanes4 sum{};
    Lanes4 area_sum{};
};

template <class T>
[[nodiscard]] RawSums combine(const RunTotals<T>& runs, const EdgeTotals& edges) noexcept {
    return {static_cast<double>(runs.count) + total(edges.count), runs.area + total(edges.area),
            runs.sum() + total(edges.sum), runs.area_sum() + total(edges.area_sum)};
}

template <class T, bool states>
void add_run_portable(RunTotals<T>& totals, const PlanRun& run, double cell_area,
                      const TileCells<T>& tile) noexcept {
    const T* cells = tile.cells + run.row * tile.stride + run.column;
    const std::uint8_t* marks =
        states ? tile.states + run.row * tile.states_stride + run.column : nullptr;
    std::int64_t count = 0;
    std::conditional_t<std::is_integral_v<T>, std::int64_t, std::array<double, 8>> sum{};
    for (std::size_t i = 0; i < run.length; ++i) {
        bool ok = accepts(tile.limits, cells[i]);
        if constexpr (states)
            ok = ok & (tile.used[marks[i] & StateByte::state_bits] != 0);
        count += ok ? 1 : 0;
        if constexpr (std::is_integral_v<T>)
            sum += ok ? static_cast<std::int64_t>(cells[i]) : 0;
        else
            sum[i % 8] += ok ? static_cast<double>(cells[i]) : 0.0;
    }
    totals.add(count, sum, cell_area);
}

template <class T, bool states>
void add_edge_portable(EdgeTotals& totals, std::size_t lane, std::uint32_t place, double fraction,
                       const double* row_areas, const TileCells<T>& tile) noexcept {
    const std::ptrdiff_t row = place >> 16U;
    const std::ptrdiff_t column = place & 0xffffU;
    const T raw = tile.cells[row * tile.stride + column];
    bool ok = accepts(tile.limits, raw);
    if constexpr (states) {
        const std::uint8_t mark = tile.states[row * tile.states_stride + column];
        ok = ok & (tile.used[mark & StateByte::state_bits] != 0);
    }
    const double share = ok ? fraction : 0.0;
    const double value = share * (ok ? static_cast<double>(raw) : 0.0);
    const double cell_area = row_areas[row];
    totals.count[lane] += share;
    totals.area[lane] += share * cell_area;
    totals.sum[lane] += value;
    totals.area_sum[lane] += value * cell_area;
}

template <class T, bool states>
RawSums sum_piece_portable(const PieceView& piece, const TileCells<T>& tile) noexcept {
    RunTotals<T> runs;
    for (std::size_t i = 0; i < piece.run_count; ++i)
        add_run_portable<T, states>(runs, piece.runs[i], piece.row_areas[piece.runs[i].row], tile);
    EdgeTotals edges;
    for (std::size_t i = 0; i < piece.edges; ++i)
        add_edge_portable<T, states>(edges, i % 4, piece.places[i], piece.fractions[i],
                                     piece.row_areas, tile);
    return combine(runs, edges);
}

} // namespace halflight::raster::detail

// SPDX-License-Identifier: Apache-2.0
// Cells of a piece side by side, with all that is asked about them.
#pragma once

#include "decode.hpp"
#include "kernel.hpp"
#include "plan_parts.hpp"

#include <array>
#include <span>

namespace halflight::raster::detail {

/// One pane, ready to be walked through.
struct DetailCells {
    DetailCells(const PaneCells& cells, const Wanted& wanted);

    PaneCells pane;
    Wanted wanted;
    bool with_marks = false; ///< some state or mark matters
    Decoder values;
    Decoder observations;
    Decoder deviations;
};

inline constexpr std::size_t batch_size = 1024;

/// A layer: as the file holds it while a batch is filled, then decoded.
struct BatchLayer {
    alignas(32) std::array<std::byte, (batch_size + 8) * sizeof(double)> raw;
    alignas(32) std::array<double, batch_size> values; ///< NaN where there is none
};

/// Full cells of a row of the pane.
struct RunOfCells {
    std::ptrdiff_t row;
    std::ptrdiff_t column;
    std::size_t count;
    std::size_t readable; ///< cells from the first on that the row has
};

/// Cells after the last, up to a whole number of eight, have no weight, no value and mark 0.
struct Batch {
    std::size_t size = 0;
    alignas(32) std::array<double, batch_size + 8> share;
    alignas(32) std::array<double, batch_size + 8> weight; ///< share times area
    alignas(32) std::array<std::uint8_t, batch_size + 8> marks{};
    BatchLayer values; ///< NaN where not used, too
    BatchLayer observations;
    BatchLayer deviations;

    [[nodiscard]] std::size_t padded() const noexcept { return (size + 7) / 8 * 8; }
    [[nodiscard]] std::size_t room() const noexcept { return batch_size - size; }
    /// At most as many cells as there is room; writes up to seven elements beyond them.
    void add_run(const DetailCells& cells, const RunOfCells& run, double area);
    /// Edge cells of one row, in columns after `column`; at most as many as there is room.
    void add_edges(const DetailCells& cells, std::ptrdiff_t row, std::ptrdiff_t column,
                   std::span<const std::uint16_t> columns, const double* fractions, double area);
    /// To be called before the batch is looked at.
    void decode(const DetailCells& cells);
};

} // namespace halflight::raster::detail

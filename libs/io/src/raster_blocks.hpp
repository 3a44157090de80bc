// SPDX-License-Identifier: Apache-2.0
// Windows put together from blocks that are decoded here.
#pragma once

#include "raster_reader.hpp"

#include <cstddef>
#include <cstdint>

namespace halflight::io {

/// Where the cells of one layer stand in a decoded block.
struct BlockCells {
    const std::byte* data = nullptr; ///< first cell of the layer in the block
    std::ptrdiff_t stride = 0;       ///< cells of the layer from one row to the next
    std::ptrdiff_t step = 1;         ///< cells of the file from one cell of the layer to the next
};

struct BlockShape {
    raster::CellType type{};
    std::int32_t width = 0;
    std::int32_t height = 0;
};

/// The part of `window` that lies in the block at (`column`, `row`), copied to its place in `out`.
void copy_part(const BlockShape& shape, const BlockCells& cells, std::int64_t column,
               std::int64_t row, const raster::PaneWindow& window, std::byte* out);

/// `decode(across, down)` gives the block of that number; its memory is valid until the next call.
/// Nothing is copied where the window lies in one block.
template <class Decode>
raster::CellView read_blocks(const BlockShape& shape, const raster::PaneWindow& window,
                             RasterScratch::Parts& scratch, const Decode& decode) {
    const std::int32_t first_across = window.column / shape.width;
    const std::int32_t first_down = window.row / shape.height;
    const std::int32_t last_across = (window.column + window.width - 1) / shape.width;
    const std::int32_t last_down = (window.row + window.height - 1) / shape.height;
    const std::size_t size = raster::size_of(shape.type);
    if (first_across == last_across && first_down == last_down) {
        const BlockCells cells = decode(first_across, first_down);
        if (cells.step == 1) {
            const std::ptrdiff_t skip =
                cells.stride * (window.row - std::ptrdiff_t{first_down} * shape.height) +
                (window.column - std::ptrdiff_t{first_across} * shape.width);
            return {shape.type, cells.data + skip * static_cast<std::ptrdiff_t>(size),
                    cells.stride};
        }
    }
    std::byte* out = scratch.window.room(static_cast<std::size_t>(window.width) *
                                         static_cast<std::size_t>(window.height) * size);
    for (std::int32_t down = first_down; down <= last_down; ++down) {
        for (std::int32_t across = first_across; across <= last_across; ++across) {
            copy_part(shape, decode(across, down), std::int64_t{across} * shape.width,
                      std::int64_t{down} * shape.height, window, out);
        }
    }
    return {shape.type, out, window.width};
}

} // namespace halflight::io

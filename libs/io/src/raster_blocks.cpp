// SPDX-License-Identifier: Apache-2.0
#include "raster_blocks.hpp"

#include <algorithm>
#include <cstring>

namespace halflight::io {

void copy_part(const BlockShape& shape, const BlockCells& cells, std::int64_t column,
               std::int64_t row, const raster::PaneWindow& window, std::byte* out) {
    const auto size = static_cast<std::ptrdiff_t>(raster::size_of(shape.type));
    const std::int64_t left = std::max<std::int64_t>(column, window.column);
    const std::int64_t right =
        std::min<std::int64_t>(column + shape.width, std::int64_t{window.column} + window.width);
    const std::int64_t top = std::max<std::int64_t>(row, window.row);
    const std::int64_t bottom =
        std::min<std::int64_t>(row + shape.height, std::int64_t{window.row} + window.height);
    const std::int64_t count = right - left;
    for (std::int64_t y = top; y < bottom; ++y) {
        const std::byte* from =
            cells.data + ((y - row) * cells.stride + (left - column)) * cells.step * size;
        std::byte* to = out + ((y - window.row) * window.width + (left - window.column)) * size;
        if (cells.step == 1) {
            std::memcpy(to, from, static_cast<std::size_t>(count * size));
            continue;
        }
        for (std::int64_t i = 0; i < count; ++i) {
            std::memcpy(to + i * size, from + i * cells.step * size,
                        static_cast<std::size_t>(size));
        }
    }
}

} // namespace halflight::io

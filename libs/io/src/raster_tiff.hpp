// SPDX-License-Identifier: Apache-2.0
// The first directory of a TIFF file: where its blocks lie and how they are packed (TIFF 6.0, and
// BigTIFF). Only what is decoded here; whatever is unusual is left to GDAL.
#pragma once

#include "raster_reader.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace halflight::io {

struct TiffLayout {
    raster::CellType type{};
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::int64_t block_width = 0;
    std::int64_t block_height = 0;
    std::int64_t samples = 1;
    bool tiled = false;
    bool separate = false; ///< each sample in blocks of its own
    bool deflate = false;
    bool swapped = false; ///< the bytes of a cell stand in the other order
    int predictor = 1;
    std::vector<std::uint64_t> offsets; ///< of blocks; 0 for one that was never written
    std::vector<std::uint64_t> sizes;

    [[nodiscard]] std::int64_t across() const noexcept {
        return (width + block_width - 1) / block_width;
    }
    [[nodiscard]] std::int64_t down() const noexcept {
        return (height + block_height - 1) / block_height;
    }
};

/// Reads the directory of an open file of `file_bytes` bytes. Absent where it is not one of those
/// decoded here. Every offset is checked against the length, and so is what is allocated.
[[nodiscard]] std::optional<TiffLayout> read_tiff_layout(int descriptor, std::uint64_t file_bytes);

/// The file's own blocks in place of GDAL's reading, where `opened` (as GDAL sees it) agrees with
/// the directory in size, type and blocks; null otherwise. Takes no descriptor where null.
[[nodiscard]] std::unique_ptr<RasterReader> open_tiff_blocks(const RasterInfo& info);

/// Reads exactly `count` bytes, or says why not: "" when all is well.
[[nodiscard]] std::string read_at(int descriptor, std::uint64_t offset, std::byte* out,
                                  std::size_t count);

} // namespace halflight::io

// SPDX-License-Identifier: Apache-2.0
// GeoTIFF files in memory: one band in WGS 84 degrees, tiled, deflated.
#pragma once

#include "halflight/raster/grid.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace halflight::simulate {

enum class TiffCells : std::uint8_t { uint8, float32 };

struct TiffSpec {
    raster::Grid grid;
    TiffCells cells = TiffCells::float32;
    std::string fill{};                                     ///< GDAL_NODATA; empty: none
    std::string unit{};                                     ///< of the band
    std::vector<std::pair<std::string, std::string>> items; ///< metadata of the file
};

/// Side of a tile, in cells: a divisor of the side of a Black Marble tile.
inline constexpr std::int64_t tiff_tile = 240;

/// Packs tiles by DEFLATE. One for each thread.
class TiffPacker {
  public:
    TiffPacker();
    ~TiffPacker();
    TiffPacker(TiffPacker&&) noexcept;
    TiffPacker& operator=(TiffPacker&&) noexcept;
    TiffPacker(const TiffPacker&) = delete;
    TiffPacker& operator=(const TiffPacker&) = delete;
    /// Appends the packed bytes. Throws Error(internal) where there is no memory.
    void pack(const void* bytes, std::size_t count, std::string& out);

  private:
    struct Deflate;
    std::unique_ptr<Deflate> m_deflate;
};

/// A file that grows tile by tile, row after row of them.
class TiffFile {
  public:
    explicit TiffFile(const TiffSpec& spec);
    [[nodiscard]] std::size_t tiles() const noexcept;
    /// The next tile: `tiff_tile` x `tiff_tile` cells in native order, whatever lies beyond the
    /// grid.
    void add_tile(const void* cells, TiffPacker& packer);
    /// The whole file, after the last tile. Throws Error(internal) for more than 4 GB or a tile
    /// that lacks.
    [[nodiscard]] std::string finish() &&;

  private:
    TiffSpec m_spec;
    std::string m_bytes;
    std::vector<std::uint32_t> m_offsets;
    std::vector<std::uint32_t> m_sizes;
};

} // namespace halflight::simulate

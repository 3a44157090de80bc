// SPDX-License-Identifier: Apache-2.0
// halflight/io/raster_file.hpp - raster files: what they hold, and their blocks decoded at the
// speed of inflating.
#pragma once

#include "halflight/base/error.hpp"
#include "halflight/raster/cells.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace halflight::io {

/// One layer (a band, or a two-dimensional dataset of an HDF5 or NetCDF file; a NetCDF variable
/// with a time axis gives one layer a step).
struct LayerInfo {
    /// Band description ("band 1" where it has none), or the dataset's full path with its own
    /// spelling; the steps of a time axis share the name of their variable.
    std::string name;
    raster::CellType type{};
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::int32_t block_width = 0;
    std::int32_t block_height = 0;
    raster::Decoding decoding; ///< from scale, offset, fill and valid range as the file states them
    std::string unit;          ///< as the file states it
    std::map<std::string, std::string> attributes; ///< of the layer, numbers printed in full
};

struct RasterInfo {
    std::string path;
    std::string format; ///< "GeoTIFF", "HDF5", "NetCDF", or GDAL's short name of another driver
    std::uint64_t bytes = 0;
    /// North-up grid in WGS 84 degrees, from the file's own georeferencing (cell centres of NetCDF
    /// axes are turned into edges). Absent with `grid_fault` saying why in one line with the
    /// remedy: no georeferencing (VNP46 files have none that GDAL reads), no coordinate system,
    /// rotated, projected (the line gives the gdalwarp command that brings it to degrees). The
    /// rows of south-up files are turned on reading: row 0 is always the northernmost.
    std::optional<raster::Grid> grid;
    std::string grid_fault;
    std::map<std::string, std::string> attributes; ///< of the file
    std::vector<LayerInfo> layers;
    /// For each layer the day since 1970-01-01 where it is a step of a NetCDF time axis, `no_day`
    /// where not. Empty where no layer has a day. As they stand: a day may come twice.
    std::vector<std::int64_t> layer_days;
    static constexpr std::int64_t no_day = std::numeric_limits<std::int64_t>::min();
};

/// Limits that keep a hostile file from eating the machine.
struct RasterLimits {
    std::int64_t cells = std::int64_t{1} << 36;       ///< width * height of a layer
    std::int64_t block_bytes = std::int64_t{1} << 28; ///< of one decoded block
    std::size_t layers = 100'000;
    std::int64_t unpacked_bytes = std::int64_t{1} << 34; ///< of what a .gz or .zip holds
};

/// Memory that a thread lends to `RasterFile::read` again and again.
class RasterScratch {
  public:
    RasterScratch();
    RasterScratch(RasterScratch&&) noexcept;
    RasterScratch& operator=(RasterScratch&&) noexcept;
    ~RasterScratch();
    struct Parts;
    [[nodiscard]] Parts& parts() noexcept { return *m_parts; }

  private:
    std::unique_ptr<Parts> m_parts;
};

/// An open raster: local, `.gz`, `/vsizip/...`, or http(s)://... (only the bytes of the blocks that
/// are read are fetched, by range requests; packed and remote HDF5 files are taken into memory
/// whole). Opening reads headers only. Reading is safe from many threads at once, each with a
/// scratch of its own. An open file holds a descriptor.
///
/// DEFLATE and uncompressed tiles and strips of local GeoTIFF files (predictors 1, 2, 3) and chunks
/// of HDF5 files (shuffle, deflate) are read and inflated here with libdeflate; all else goes
/// through GDAL.
class RasterFile {
  public:
    /// Throws Error(io), one line naming the file, what is wrong and the remedy: absent,
    /// unreadable, truncated, no raster, beyond the limits.
    [[nodiscard]] static RasterFile open(const std::string& path, const RasterLimits& limits = {});
    RasterFile(RasterFile&&) noexcept;
    RasterFile& operator=(RasterFile&&) noexcept;
    ~RasterFile();

    [[nodiscard]] const RasterInfo& info() const noexcept;
    /// The cells of `window` of a layer (index into info().layers). The view lives until the
    /// scratch is used again. Where the window is one whole block, nothing is copied. Throws
    /// Error(io) naming file, layer and block for what cannot be read or decoded; no partial
    /// result.
    [[nodiscard]] raster::CellView read(std::size_t layer, const raster::PaneWindow& window,
                                        RasterScratch& scratch) const;
    /// True where blocks of the layer are decoded here and not by GDAL.
    [[nodiscard]] bool direct(std::size_t layer) const noexcept;

  private:
    struct Parts;
    explicit RasterFile(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

/// The panes in which a layer is best read: its blocks; rows of a file in thin strips are put
/// together until a pane holds some 64 thousand cells. Depends on the file alone.
[[nodiscard]] raster::PaneLayout pane_layout(const LayerInfo& layer, const raster::Grid& grid);

} // namespace halflight::io

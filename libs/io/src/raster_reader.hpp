// SPDX-License-Identifier: Apache-2.0
// What every way of reading a raster gives: what the file holds, and cells of a window.
#pragma once

#include "halflight/io/raster_file.hpp"

#include "raster_scratch.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace halflight::io {

/// Cells of an open file. `read` is safe from many threads, each with a scratch of its own; the
/// window lies within the layer.
class RasterReader {
  public:
    RasterReader() = default;
    RasterReader(const RasterReader&) = delete;
    RasterReader& operator=(const RasterReader&) = delete;
    virtual ~RasterReader() = default;
    [[nodiscard]] virtual raster::CellView read(std::size_t layer, const raster::PaneWindow& window,
                                                RasterScratch::Parts& scratch) const = 0;
    [[nodiscard]] virtual bool direct(std::size_t layer) const noexcept = 0;
};

struct OpenedRaster {
    RasterInfo info;
    std::unique_ptr<RasterReader> reader;
    bool south_up = false; ///< the file's first row is its southernmost
};

/// "cannot read raster '<path>': <what>".
[[nodiscard]] Error raster_error(const std::string& path, const std::string& what);

/// Throws Error(io) where a layer is beyond the limits.
void check_limits(const std::string& path, const LayerInfo& layer, const RasterLimits& limits);

/// The fill value as a cell of that type would hold it; absent where no cell can.
[[nodiscard]] std::optional<double> fill_in_type(double fill, raster::CellType type);

} // namespace halflight::io

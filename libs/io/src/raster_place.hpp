// SPDX-License-Identifier: Apache-2.0
// Where a raster lies: a local file, something packed, or another machine.
#pragma once

#include "halflight/io/raster_file.hpp"

#include <cstdint>
#include <string>

namespace halflight::io {

struct RasterPlace {
    std::string path; ///< as it was given
    std::string name; ///< as GDAL's file layer takes it
    bool local = false;
    bool remote = false;
    std::uint64_t bytes = 0; ///< of the file as it lies there; 0 where that is not known
};

/// Throws Error(io) for a local file that is absent, a directory or unreadable, and for packed
/// content beyond the limits.
[[nodiscard]] RasterPlace find_raster(const std::string& path, const RasterLimits& limits);

/// The first bytes of a file, at most `count`; fewer where there are no more.
[[nodiscard]] std::string first_bytes(const RasterPlace& place, std::size_t count);

} // namespace halflight::io

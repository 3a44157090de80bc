// SPDX-License-Identifier: Apache-2.0
// HDF5 and NetCDF-4 files: their datasets as layers.
#pragma once

#include "raster_hdf5_attributes.hpp"
#include "raster_hdf5_handle.hpp"
#include "raster_place.hpp"
#include "raster_reader.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace halflight::io {

/// How a dataset lies in the file.
struct Hdf5Storage {
    std::vector<std::int64_t> chunk;  ///< by dimension; empty where it is not in chunks
    std::int64_t address = -1;        ///< of cells that lie in one piece, -1 where they do not
    int shuffle = -1;                 ///< place among the filters, -1 where there is none
    int deflate = -1;                 ///< the same
    bool direct = false;              ///< decoded here
    std::vector<std::byte> unwritten; ///< one cell as the file holds it where nothing was written
};

struct Hdf5Dataset {
    std::string path;
    Hid handle;
    std::vector<std::int64_t> extent; ///< by dimension
    raster::CellType type{};
    Hdf5Storage storage;
    AttributeSet attributes;
};

/// One layer: the last two dimensions of a dataset, at given places in those before.
struct Hdf5Layer {
    std::size_t dataset = 0;
    std::vector<std::int64_t> leading;
};

struct Hdf5Contents {
    Hid file;
    std::vector<std::unique_ptr<Hdf5Dataset>> datasets; ///< of numbers, two dimensions or more
    AttributeSet attributes;                            ///< of the file and its groups
    bool earth_observing_system = false;                ///< there is a group HDFEOS
};

/// True for the first bytes of an HDF5 file.
[[nodiscard]] bool is_hdf5(const std::string& bytes);

/// Opens a file and lists what it holds. The lock must be held. Throws Error(io).
[[nodiscard]] Hdf5Contents list_hdf5(const RasterPlace& place, const RasterLimits& limits);

[[nodiscard]] OpenedRaster open_hdf5(const RasterPlace& place, const RasterLimits& limits);

/// The reader behind it. Takes the contents over.
[[nodiscard]] std::unique_ptr<RasterReader>
make_hdf5_reader(const RasterPlace& place, Hdf5Contents contents, std::vector<Hdf5Layer> layers);

} // namespace halflight::io

// SPDX-License-Identifier: Apache-2.0
#include "halflight/io/raster_file.hpp"

#include "raster_gdal.hpp"
#include "raster_hdf5.hpp"
#include "raster_place.hpp"
#include "raster_reader.hpp"
#include "raster_tiff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

namespace halflight::io {
namespace {

bool within(const LayerInfo& layer, const raster::PaneWindow& window) {
    return window.column >= 0 && window.row >= 0 && window.width > 0 && window.height > 0 &&
           std::int64_t{window.column} + window.width <= layer.width &&
           std::int64_t{window.row} + window.height <= layer.height;
}

OpenedRaster open_any(const RasterPlace& place, const RasterLimits& limits) {
    constexpr std::size_t signature = 8;
    const std::string start = first_bytes(place, signature);
    if (is_hdf5(start)) {
        return open_hdf5(place, limits);
    }
    if (start.starts_with("CDF")) {
        const Hdf5Session session; // the NetCDF library calls that of HDF5
        return open_with_gdal(place, limits);
    }
    OpenedRaster opened = open_with_gdal(place, limits);
    if (place.local && opened.info.format == "GeoTIFF") {
        if (auto blocks = open_tiff_blocks(opened.info)) {
            opened.reader = std::move(blocks); // GDAL's handle is closed here
        }
    }
    return opened;
}

/// The same rows in the opposite order, in memory of their own.
raster::CellView turn(const raster::CellView& view, const raster::PaneWindow& window,
                      RasterScratch::Parts& scratch) {
    const std::size_t size = raster::size_of(view.type);
    const std::size_t row_bytes = static_cast<std::size_t>(window.width) * size;
    std::byte* room = scratch.turned.room(row_bytes * static_cast<std::size_t>(window.height));
    const std::ptrdiff_t step = view.stride * static_cast<std::ptrdiff_t>(size);
    for (std::int32_t row = 0; row < window.height; ++row) {
        std::memcpy(room + row_bytes * static_cast<std::size_t>(row),
                    view.data + step * (window.height - 1 - row), row_bytes);
    }
    return {view.type, room, window.width};
}

template <class T>
std::optional<double> as_cell(double fill) {
    const bool holds = fill >= static_cast<double>(std::numeric_limits<T>::lowest()) &&
                       fill <= static_cast<double>(std::numeric_limits<T>::max()) &&
                       fill == std::nearbyint(fill);
    return holds ? std::optional<double>(fill) : std::nullopt;
}

} // namespace

Error raster_error(const std::string& path, const std::string& what) {
    return {ErrorCode::io, fmt::format("cannot read raster '{}': {}", path, what)};
}

void check_limits(const std::string& path, const LayerInfo& layer, const RasterLimits& limits) {
    if (layer.width <= 0 || layer.height <= 0 || layer.width > limits.cells / layer.height) {
        throw raster_error(path, fmt::format("layer '{}' says that it has {} x {} cells, more than "
                                             "the {} allowed: cut out the part needed with "
                                             "gdal_translate -projwin",
                                             layer.name, layer.width, layer.height, limits.cells));
    }
    const std::int64_t block = std::int64_t{layer.block_width} * layer.block_height;
    const auto size = static_cast<std::int64_t>(raster::size_of(layer.type));
    if (block <= 0 || block > limits.block_bytes / size) {
        throw raster_error(path, fmt::format("layer '{}' has blocks of {} x {} cells, more than "
                                             "{} bytes: write it anew with gdal_translate -co "
                                             "TILED=YES",
                                             layer.name, layer.block_width, layer.block_height,
                                             limits.block_bytes));
    }
}

std::optional<double> fill_in_type(double fill, raster::CellType type) {
    switch (type) {
    case raster::CellType::uint8:
        return as_cell<std::uint8_t>(fill);
    case raster::CellType::int8:
        return as_cell<std::int8_t>(fill);
    case raster::CellType::uint16:
        return as_cell<std::uint16_t>(fill);
    case raster::CellType::int16:
        return as_cell<std::int16_t>(fill);
    case raster::CellType::uint32:
        return as_cell<std::uint32_t>(fill);
    case raster::CellType::int32:
        return as_cell<std::int32_t>(fill);
    case raster::CellType::float32: {
        // A printed fill is a decimal; the cells hold the single-precision number next to it.
        constexpr double largest = std::numeric_limits<float>::max();
        if (std::isfinite(fill) && std::abs(fill) > largest) {
            constexpr double slack = 1.0 + 1e-6;
            return std::abs(fill) <= largest * slack
                       ? std::optional<double>(std::copysign(largest, fill))
                       : std::nullopt;
        }
        return static_cast<double>(static_cast<float>(fill));
    }
    case raster::CellType::float64:
        break;
    }
    return fill;
}

struct RasterFile::Parts {
    OpenedRaster opened;
};

RasterFile::RasterFile(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
RasterFile::RasterFile(RasterFile&&) noexcept = default;
RasterFile& RasterFile::operator=(RasterFile&&) noexcept = default;
RasterFile::~RasterFile() = default;

RasterFile RasterFile::open(const std::string& path, const RasterLimits& limits) {
    const RasterPlace place = find_raster(path, limits);
    return RasterFile(std::make_unique<Parts>(Parts{open_any(place, limits)}));
}

const RasterInfo& RasterFile::info() const noexcept {
    return m_parts->opened.info;
}

bool RasterFile::direct(std::size_t layer) const noexcept {
    return layer < info().layers.size() && m_parts->opened.reader->direct(layer);
}

raster::CellView RasterFile::read(std::size_t layer, const raster::PaneWindow& window,
                                  RasterScratch& scratch) const {
    if (layer >= info().layers.size() || !within(info().layers[layer], window)) {
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("'{}' has no layer {} with the window {},{} {} x {}", info().path,
                                layer, window.column, window.row, window.width, window.height));
    }
    const RasterReader& reader = *m_parts->opened.reader;
    if (!m_parts->opened.south_up) {
        return reader.read(layer, window, scratch.parts());
    }
    raster::PaneWindow in_file = window;
    in_file.row =
        static_cast<std::int32_t>(info().layers[layer].height - window.row - window.height);
    return turn(reader.read(layer, in_file, scratch.parts()), window, scratch.parts());
}

raster::PaneLayout pane_layout(const LayerInfo& layer, const raster::Grid& grid) {
    constexpr std::int64_t wanted_cells = 65536;
    const auto whole = [](std::int64_t block, std::int64_t times, std::int64_t size) {
        return static_cast<std::int32_t>(std::min(block * times, size));
    };
    const std::int64_t width = std::min<std::int64_t>(layer.block_width, layer.width);
    const std::int64_t height = std::min<std::int64_t>(layer.block_height, layer.height);
    const std::int64_t across = (layer.width + width - 1) / width;
    // A strip is put together with those below it, a small tile first with those beside it.
    const std::int64_t beside =
        std::clamp<std::int64_t>(wanted_cells / (width * height), 1, across);
    const std::int64_t row_cells = std::min(width * beside, layer.width) * height;
    const std::int64_t below = std::max<std::int64_t>(wanted_cells / row_cells, 1);
    return {.grid = grid,
            .pane_width = whole(width, beside, layer.width),
            .pane_height = whole(height, below, layer.height)};
}

} // namespace halflight::io

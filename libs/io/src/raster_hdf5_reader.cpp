// SPDX-License-Identifier: Apache-2.0
// Cells of HDF5 datasets: chunks from the file's bytes where that can be done, else the library.
#include "posix.hpp"
#include "raster_blocks.hpp"
#include "raster_decode.hpp"
#include "raster_hdf5.hpp"
#include "raster_tiff.hpp"

#include <fmt/format.h>

#include <fcntl.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace halflight::io {
namespace {

struct Chunk {
    haddr_t address = HADDR_UNDEF;
    hsize_t bytes = 0;
    unsigned skipped = 0; ///< bit i: filter i was not applied
};

hid_t memory_type(raster::CellType type) {
    switch (type) {
    case raster::CellType::uint8:
        return H5T_NATIVE_UINT8;
    case raster::CellType::int8:
        return H5T_NATIVE_INT8;
    case raster::CellType::uint16:
        return H5T_NATIVE_UINT16;
    case raster::CellType::int16:
        return H5T_NATIVE_INT16;
    case raster::CellType::uint32:
        return H5T_NATIVE_UINT32;
    case raster::CellType::int32:
        return H5T_NATIVE_INT32;
    case raster::CellType::float32:
        return H5T_NATIVE_FLOAT;
    case raster::CellType::float64:
        break;
    }
    return H5T_NATIVE_DOUBLE;
}

class Hdf5Reader final : public RasterReader {
  public:
    Hdf5Reader(RasterPlace place, Hdf5Contents contents, std::vector<Hdf5Layer> layers,
               Descriptor file)
        : m_place(std::move(place)), m_contents(std::move(contents)), m_layers(std::move(layers)),
          m_file(std::move(file)) {}
    Hdf5Reader(const Hdf5Reader&) = delete;
    Hdf5Reader& operator=(const Hdf5Reader&) = delete;
    ~Hdf5Reader() override {
        const Hdf5Session session;
        m_contents = {};
    }

    [[nodiscard]] raster::CellView read(std::size_t layer, const raster::PaneWindow& window,
                                        RasterScratch::Parts& scratch) const override {
        const Hdf5Dataset& dataset = of(layer);
        if (!dataset.storage.direct) {
            return read_by_library(layer, window, scratch);
        }
        if (dataset.storage.chunk.empty()) {
            return read_rows(layer, window, scratch);
        }
        const std::size_t rank = dataset.extent.size();
        const BlockShape shape{.type = dataset.type,
                               .width = static_cast<std::int32_t>(dataset.storage.chunk[rank - 1]),
                               .height =
                                   static_cast<std::int32_t>(dataset.storage.chunk[rank - 2])};
        return read_blocks(shape, window, scratch, [&](std::int32_t across, std::int32_t down) {
            return decode(layer, across, down, scratch);
        });
    }
    [[nodiscard]] bool direct(std::size_t layer) const noexcept override {
        return of(layer).storage.direct;
    }

  private:
    [[nodiscard]] const Hdf5Dataset& of(std::size_t layer) const noexcept {
        return *m_contents.datasets[m_layers[layer].dataset];
    }
    [[nodiscard]] Error fail(std::size_t layer, std::int64_t column, std::int64_t row,
                             const std::string& what) const {
        return raster_error(m_place.path,
                            fmt::format("layer '{}', block at column {} row {}: {}: fetch the "
                                        "file again",
                                        of(layer).path, column, row, what));
    }

    [[nodiscard]] Chunk find_chunk(std::size_t layer, std::int32_t across,
                                   std::int32_t down) const {
        const Hdf5Dataset& dataset = of(layer);
        const std::vector<std::int64_t>& chunk = dataset.storage.chunk;
        const std::vector<std::int64_t>& leading = m_layers[layer].leading;
        std::vector<hsize_t> corner;
        for (std::size_t i = 0; i < leading.size(); ++i) {
            corner.push_back(static_cast<hsize_t>(leading[i] / chunk[i] * chunk[i]));
        }
        const std::size_t rank = chunk.size();
        corner.push_back(static_cast<hsize_t>(down * chunk[rank - 2]));
        corner.push_back(static_cast<hsize_t>(across * chunk[rank - 1]));
        Chunk found;
        const Hdf5Session session;
        if (H5Dget_chunk_info_by_coord(dataset.handle.get(), corner.data(), &found.skipped,
                                       &found.address, &found.bytes) < 0) {
            throw fail(layer, across * chunk[rank - 1], down * chunk[rank - 2],
                       "its place in the file cannot be found");
        }
        return found;
    }

    /// Cells of a chunk before those of the layer: chunks may hold several steps of time.
    [[nodiscard]] std::int64_t skip_in_chunk(std::size_t layer) const {
        const std::vector<std::int64_t>& chunk = of(layer).storage.chunk;
        std::int64_t skip = 0;
        for (std::size_t i = 0; i < m_layers[layer].leading.size(); ++i) {
            skip = skip * chunk[i] + m_layers[layer].leading[i] % chunk[i];
        }
        return skip * chunk[chunk.size() - 2] * chunk[chunk.size() - 1];
    }

    [[nodiscard]] BlockCells decode(std::size_t layer, std::int32_t across, std::int32_t down,
                                    RasterScratch::Parts& scratch) const {
        const Hdf5Dataset& dataset = of(layer);
        const std::vector<std::int64_t>& shape = dataset.storage.chunk;
        const std::size_t size = raster::size_of(dataset.type);
        std::size_t bytes = size;
        for (const std::int64_t length : shape) {
            bytes *= static_cast<std::size_t>(length);
        }
        const Chunk chunk = find_chunk(layer, across, down);
        Unpacked made;
        if (chunk.address == HADDR_UNDEF) {
            made.cells = scratch.block.room(bytes);
            for (std::size_t at = 0; at < bytes; at += size) {
                std::memcpy(made.cells + at, dataset.storage.unwritten.data(), size);
            }
        } else {
            made = unpack(dataset, chunk, bytes, scratch);
        }
        if (!made.fault.empty()) {
            throw fail(layer, across * shape[shape.size() - 1], down * shape[shape.size() - 2],
                       made.fault);
        }
        return {.data = made.cells + static_cast<std::size_t>(skip_in_chunk(layer)) * size,
                .stride = static_cast<std::ptrdiff_t>(shape.back())};
    }

    struct Unpacked {
        std::byte* cells = nullptr;
        std::string fault{};
    };

    [[nodiscard]] Unpacked unpack(const Hdf5Dataset& dataset, const Chunk& chunk, std::size_t bytes,
                                  RasterScratch::Parts& scratch) const {
        const Hdf5Storage& storage = dataset.storage;
        const auto applied = [&](int filter) {
            return filter >= 0 && ((chunk.skipped >> static_cast<unsigned>(filter)) & 1U) == 0;
        };
        if (chunk.address > m_place.bytes || chunk.bytes > m_place.bytes - chunk.address) {
            return {.fault = "it lies beyond the end of the file, which is cut off"};
        }
        if (chunk.bytes > bytes + bytes / 64 + 1024 ||
            (!applied(storage.deflate) && chunk.bytes != bytes)) {
            return {.fault = fmt::format("it has {} bytes in place of {}", chunk.bytes, bytes)};
        }
        const bool shuffled = applied(storage.shuffle) && raster::size_of(dataset.type) > 1;
        ScratchBuffer& plain = shuffled ? scratch.shuffled : scratch.block;
        std::byte* out = plain.room(bytes);
        std::byte* read_to = applied(storage.deflate) ? scratch.packed.room(chunk.bytes) : out;
        std::string fault = read_at(m_file.number(), chunk.address, read_to, chunk.bytes);
        if (!fault.empty()) {
            return {.fault = std::move(fault)};
        }
        if (applied(storage.deflate) &&
            inflate_zlib(scratch.inflater(), read_to, chunk.bytes, out, bytes) != bytes) {
            return {.fault = "it is corrupt and cannot be inflated"};
        }
        if (!shuffled) {
            return {.cells = out};
        }
        std::byte* cells = scratch.block.room(bytes);
        undo_shuffle(out, cells, bytes, raster::size_of(dataset.type));
        return {.cells = cells};
    }

    /// Cells that lie in one piece, row after row.
    [[nodiscard]] raster::CellView read_rows(std::size_t layer, const raster::PaneWindow& window,
                                             RasterScratch::Parts& scratch) const {
        const Hdf5Dataset& dataset = of(layer);
        const std::size_t rank = dataset.extent.size();
        const auto size = static_cast<std::int64_t>(raster::size_of(dataset.type));
        std::int64_t plane = 0;
        for (std::size_t i = 0; i < m_layers[layer].leading.size(); ++i) {
            plane = plane * dataset.extent[i] + m_layers[layer].leading[i];
        }
        const std::int64_t width = dataset.extent[rank - 1];
        const auto row_bytes = static_cast<std::size_t>(window.width * size);
        std::byte* out = scratch.window.room(row_bytes * static_cast<std::size_t>(window.height));
        for (std::int32_t row = 0; row < window.height; ++row) {
            const std::int64_t cell =
                (plane * dataset.extent[rank - 2] + window.row + row) * width + window.column;
            const auto offset = static_cast<std::uint64_t>(dataset.storage.address + cell * size);
            const std::string fault =
                read_at(m_file.number(), offset, out + row_bytes * static_cast<std::size_t>(row),
                        row_bytes);
            if (!fault.empty()) {
                throw fail(layer, window.column, window.row + row, fault);
            }
        }
        return {dataset.type, out, window.width};
    }

    [[nodiscard]] raster::CellView read_by_library(std::size_t layer,
                                                   const raster::PaneWindow& window,
                                                   RasterScratch::Parts& scratch) const {
        const Hdf5Dataset& dataset = of(layer);
        std::vector<hsize_t> start;
        std::vector<hsize_t> count(m_layers[layer].leading.size(), 1);
        for (const std::int64_t place : m_layers[layer].leading) {
            start.push_back(static_cast<hsize_t>(place));
        }
        start.insert(start.end(),
                     {static_cast<hsize_t>(window.row), static_cast<hsize_t>(window.column)});
        count.insert(count.end(),
                     {static_cast<hsize_t>(window.height), static_cast<hsize_t>(window.width)});
        std::byte* out = scratch.window.room(static_cast<std::size_t>(window.width) *
                                             static_cast<std::size_t>(window.height) *
                                             raster::size_of(dataset.type));
        const Hdf5Session session;
        const Hid space(H5Dget_space(dataset.handle.get()), H5Sclose);
        const Hid memory(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr),
                         H5Sclose);
        if (H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(),
                                nullptr) < 0 ||
            H5Dread(dataset.handle.get(), memory_type(dataset.type), memory.get(), space.get(),
                    H5P_DEFAULT, out) < 0) {
            throw fail(layer, window.column, window.row,
                       "it is corrupt, or packed in a way that is not known here");
        }
        return {dataset.type, out, window.width};
    }

    RasterPlace m_place;
    Hdf5Contents m_contents;
    std::vector<Hdf5Layer> m_layers;
    Descriptor m_file;
};

} // namespace

std::unique_ptr<RasterReader> make_hdf5_reader(const RasterPlace& place, Hdf5Contents contents,
                                               std::vector<Hdf5Layer> layers) {
    Descriptor file(place.local ? ::open(place.path.c_str(), O_RDONLY | O_CLOEXEC) : -1);
    if (place.local && !file.is_open()) {
        throw io_error("read raster", place.path, errno);
    }
    return std::make_unique<Hdf5Reader>(place, std::move(contents), std::move(layers),
                                        std::move(file));
}

} // namespace halflight::io

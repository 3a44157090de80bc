// SPDX-License-Identifier: Apache-2.0
// Blocks of GeoTIFF files from the file's bytes to cells, without GDAL.
#include "posix.hpp"
#include "raster_blocks.hpp"
#include "raster_decode.hpp"
#include "raster_tiff.hpp"

#include <fmt/format.h>

#include <fcntl.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace halflight::io {
namespace {

class TiffReader final : public RasterReader {
  public:
    TiffReader(const RasterInfo& info, Descriptor file, TiffLayout layout)
        : m_info(info), m_file(std::move(file)), m_layout(std::move(layout)) {}

    [[nodiscard]] raster::CellView read(std::size_t layer, const raster::PaneWindow& window,
                                        RasterScratch::Parts& scratch) const override {
        const BlockShape shape{.type = m_layout.type,
                               .width = static_cast<std::int32_t>(m_layout.block_width),
                               .height = static_cast<std::int32_t>(m_layout.block_height)};
        return read_blocks(shape, window, scratch, [&](std::int32_t across, std::int32_t down) {
            return decode(layer, across, down, scratch);
        });
    }
    [[nodiscard]] bool direct(std::size_t) const noexcept override { return true; }

  private:
    /// Of one row of a block: elements, and what stands before an element of the same sample.
    [[nodiscard]] std::size_t step() const noexcept {
        return static_cast<std::size_t>(m_layout.separate ? 1 : m_layout.samples);
    }
    [[nodiscard]] std::size_t row_elements() const noexcept {
        return static_cast<std::size_t>(m_layout.block_width) * step();
    }

    [[nodiscard]] BlockCells decode(std::size_t layer, std::int32_t across, std::int32_t down,
                                    RasterScratch::Parts& scratch) const {
        const auto plane = m_layout.separate ? static_cast<std::int64_t>(layer) : 0;
        const auto index =
            static_cast<std::size_t>((plane * m_layout.down() + down) * m_layout.across() + across);
        const std::size_t size = raster::size_of(m_layout.type);
        const std::int64_t rows =
            m_layout.tiled
                ? m_layout.block_height
                : std::min(m_layout.block_height, m_layout.height - down * m_layout.block_height);
        const std::size_t row_bytes = row_elements() * size;
        const std::size_t bytes = row_bytes * static_cast<std::size_t>(rows);
        const auto fail = [&](const std::string& what) {
            return raster_error(m_info.path,
                                fmt::format("layer '{}', block {} across {} down: {}: fetch the "
                                            "file again",
                                            m_info.layers[layer].name, across, down, what));
        };
        std::byte* cells = nullptr;
        if (m_layout.offsets[index] == 0 && m_layout.sizes[index] == 0) {
            cells = empty_block(layer, bytes / size, scratch);
        } else {
            const Outcome outcome = unpack(
                index, bytes, row_bytes * static_cast<std::size_t>(m_layout.block_height), scratch);
            if (!outcome.fault.empty()) {
                throw fail(outcome.fault);
            }
            cells = restore(outcome.cells, static_cast<std::size_t>(rows), scratch);
        }
        const std::size_t sample = m_layout.separate ? 0 : layer;
        return {.data = cells + sample * size,
                .stride = static_cast<std::ptrdiff_t>(m_layout.block_width),
                .step = static_cast<std::ptrdiff_t>(step())};
    }

    struct Outcome {
        std::byte* cells = nullptr;
        std::string fault{};
    };

    /// The bytes of a block, inflated; `whole` is what the last strip of a file may hold.
    [[nodiscard]] Outcome unpack(std::size_t index, std::size_t bytes, std::size_t whole,
                                 RasterScratch::Parts& scratch) const {
        const std::uint64_t offset = m_layout.offsets[index];
        const std::uint64_t packed_bytes = m_layout.sizes[index];
        if (offset > m_info.bytes || packed_bytes > m_info.bytes - offset) {
            return {.fault = "it lies beyond the end of the file, which is cut off"};
        }
        if (!m_layout.deflate) {
            if (packed_bytes < bytes) {
                return {.fault =
                            fmt::format("it has {} bytes in place of {}", packed_bytes, bytes)};
            }
            std::byte* out = scratch.block.room(bytes);
            return {.cells = out, .fault = read_at(m_file.number(), offset, out, bytes)};
        }
        // Deflate never makes more than this of data that do not pack.
        if (packed_bytes > whole + whole / 64 + 1024) {
            return {.fault = fmt::format("it is said to pack {} bytes in {}", bytes, packed_bytes)};
        }
        std::byte* packed = scratch.packed.room(packed_bytes);
        std::string fault = read_at(m_file.number(), offset, packed, packed_bytes);
        if (!fault.empty()) {
            return {.fault = std::move(fault)};
        }
        ScratchBuffer& buffer = m_layout.predictor == 3 ? scratch.shuffled : scratch.block;
        std::byte* out = buffer.room(whole);
        const auto made = inflate_zlib(scratch.inflater(), packed, packed_bytes, out, whole);
        if (!made) {
            return {.fault = "it is corrupt and cannot be inflated"};
        }
        if (*made != bytes && *made != whole) {
            return {.fault = fmt::format("it inflates to {} bytes in place of {}", *made, bytes)};
        }
        return {.cells = out};
    }

    /// Byte order and predictor undone.
    [[nodiscard]] std::byte* restore(std::byte* cells, std::size_t rows,
                                     RasterScratch::Parts& scratch) const {
        const std::size_t size = raster::size_of(m_layout.type);
        const std::size_t row_bytes = row_elements() * size;
        if (m_layout.predictor == 3) {
            std::byte* out = scratch.block.room(row_bytes * rows);
            for (std::size_t row = 0; row < rows; ++row) {
                undo_float_differences(cells + row * row_bytes, out + row * row_bytes,
                                       row_elements(), size, step());
            }
            return out;
        }
        if (m_layout.swapped) {
            swap_bytes(cells, row_elements() * rows, size);
        }
        for (std::size_t row = 0; m_layout.predictor == 2 && row < rows; ++row) {
            undo_differences(cells + row * row_bytes, row_elements(), size, step());
        }
        return cells;
    }

    template <class T>
    static std::byte* filled(std::byte* out, std::size_t count, double fill) {
        const T value = static_cast<T>(fill);
        for (std::size_t i = 0; i < count; ++i) {
            std::memcpy(out + i * sizeof(T), &value, sizeof(T));
        }
        return out;
    }

    /// A block that was never written holds the fill value, 0 where the file states none.
    [[nodiscard]] std::byte* empty_block(std::size_t layer, std::size_t count,
                                         RasterScratch::Parts& scratch) const {
        const double fill = m_info.layers[layer].decoding.fill.value_or(0);
        std::byte* out = scratch.block.room(count * raster::size_of(m_layout.type));
        switch (m_layout.type) {
        case raster::CellType::uint8:
            return filled<std::uint8_t>(out, count, fill);
        case raster::CellType::int8:
            return filled<std::int8_t>(out, count, fill);
        case raster::CellType::uint16:
            return filled<std::uint16_t>(out, count, fill);
        case raster::CellType::int16:
            return filled<std::int16_t>(out, count, fill);
        case raster::CellType::uint32:
            return filled<std::uint32_t>(out, count, fill);
        case raster::CellType::int32:
            return filled<std::int32_t>(out, count, fill);
        case raster::CellType::float32:
            return filled<float>(out, count, fill);
        case raster::CellType::float64:
            break;
        }
        return filled<double>(out, count, fill);
    }

    RasterInfo m_info;
    Descriptor m_file;
    TiffLayout m_layout;
};

/// GDAL cuts the one strip of an unpacked file into blocks of fewer rows; the same is done here.
void split_single_strip(TiffLayout& layout, std::int64_t rows) {
    if (layout.tiled || layout.deflate || layout.down() != 1 || rows <= 0 ||
        rows >= layout.height) {
        return;
    }
    const std::int64_t planes = layout.separate ? layout.samples : 1;
    const auto row_bytes = static_cast<std::uint64_t>(layout.width * (layout.samples / planes)) *
                           raster::size_of(layout.type);
    const std::vector<std::uint64_t> offsets = std::exchange(layout.offsets, {});
    const std::vector<std::uint64_t> sizes = std::exchange(layout.sizes, {});
    layout.block_height = rows;
    for (std::size_t plane = 0; plane < offsets.size(); ++plane) {
        for (std::int64_t down = 0; down < layout.down(); ++down) {
            const std::uint64_t before = static_cast<std::uint64_t>(down * rows) * row_bytes;
            const bool never = offsets[plane] == 0;
            layout.offsets.push_back(never ? 0 : offsets[plane] + before);
            layout.sizes.push_back(sizes[plane] > before ? sizes[plane] - before : 0);
        }
    }
}

bool agrees(const TiffLayout& layout, const RasterInfo& info) {
    return info.layers.size() == static_cast<std::size_t>(layout.samples) &&
           std::all_of(info.layers.begin(), info.layers.end(), [&](const LayerInfo& layer) {
               return layer.type == layout.type && layer.width == layout.width &&
                      layer.height == layout.height && layer.block_width == layout.block_width &&
                      layer.block_height == layout.block_height;
           });
}

} // namespace

std::unique_ptr<RasterReader> open_tiff_blocks(const RasterInfo& info) {
    Descriptor file(::open(info.path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open()) {
        return nullptr;
    }
    auto layout = read_tiff_layout(file.number(), info.bytes);
    if (layout && !info.layers.empty()) {
        split_single_strip(*layout, info.layers.front().block_height);
    }
    if (!layout || !agrees(*layout, info)) {
        return nullptr;
    }
    return std::make_unique<TiffReader>(info, std::move(file), *std::move(layout));
}

} // namespace halflight::io

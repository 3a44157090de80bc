// SPDX-License-Identifier: Apache-2.0
#include "raster_tiff.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <system_error>

namespace halflight::io {
namespace {

namespace tag {
constexpr std::uint16_t width = 256;
constexpr std::uint16_t height = 257;
constexpr std::uint16_t bits = 258;
constexpr std::uint16_t compression = 259;
constexpr std::uint16_t fill_order = 266;
constexpr std::uint16_t strip_offsets = 273;
constexpr std::uint16_t samples = 277;
constexpr std::uint16_t rows_per_strip = 278;
constexpr std::uint16_t strip_sizes = 279;
constexpr std::uint16_t planar = 284;
constexpr std::uint16_t predictor = 317;
constexpr std::uint16_t tile_width = 322;
constexpr std::uint16_t tile_height = 323;
constexpr std::uint16_t tile_offsets = 324;
constexpr std::uint16_t tile_sizes = 325;
constexpr std::uint16_t format = 339;
} // namespace tag

struct Entry {
    std::uint16_t type = 0;
    std::uint64_t count = 0;
    std::array<std::byte, 8> value{}; ///< the values, or where they stand
};

std::size_t type_bytes(std::uint16_t type) {
    switch (type) {
    case 1:
        return 1;
    case 3:
        return 2;
    case 4:
        return 4;
    case 16:
        return 8;
    default:
        return 0; // not an unsigned number
    }
}

/// The entries of the first directory, and the numbers behind them.
class Directory {
  public:
    Directory(int descriptor, std::uint64_t bytes) : m_descriptor(descriptor), m_bytes(bytes) {}

    [[nodiscard]] bool read() {
        std::array<std::byte, 16> head{};
        if (!bytes_at(0, head.data(), 8)) {
            return false;
        }
        const auto mark = static_cast<char>(head[0]);
        m_big_endian = mark == 'M';
        if ((mark != 'I' && mark != 'M') || head[1] != head[0]) {
            return false;
        }
        const std::uint64_t version = number(head.data() + 2, 2);
        m_big = version == 43;
        if (version == 42) {
            return read_entries(number(head.data() + 4, 4));
        }
        return m_big && bytes_at(0, head.data(), 16) && number(head.data() + 4, 2) == 8 &&
               read_entries(number(head.data() + 8, 8));
    }
    [[nodiscard]] bool big_endian() const noexcept { return m_big_endian; }
    [[nodiscard]] bool has(std::uint16_t key) const { return m_entries.contains(key); }

    /// The one number of an entry; the default where there is none, nothing where there are others.
    [[nodiscard]] std::optional<std::uint64_t> one(std::uint16_t key,
                                                   std::uint64_t otherwise) const {
        const auto found = m_entries.find(key);
        if (found == m_entries.end()) {
            return otherwise;
        }
        const auto values = all(key, found->second.count);
        const bool same =
            !values.empty() && std::all_of(values.begin(), values.end(),
                                           [&](std::uint64_t v) { return v == values.front(); });
        return same ? std::optional<std::uint64_t>(values.front()) : std::nullopt;
    }

    /// The numbers of an entry, exactly `count`; none where that is not what stands there.
    [[nodiscard]] std::vector<std::uint64_t> all(std::uint16_t key, std::uint64_t count) const {
        const auto found = m_entries.find(key);
        if (found == m_entries.end() || found->second.count != count || count == 0) {
            return {};
        }
        const Entry& entry = found->second;
        const std::size_t size = type_bytes(entry.type);
        const std::size_t inside = m_big ? 8 : 4;
        if (size == 0 || count > m_bytes / size) {
            return {};
        }
        std::vector<std::byte> raw(count * size);
        if (raw.size() <= inside) {
            std::copy_n(entry.value.begin(), raw.size(), raw.begin());
        } else if (!bytes_at(number(entry.value.data(), inside), raw.data(), raw.size())) {
            return {};
        }
        std::vector<std::uint64_t> values(count);
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = number(raw.data() + i * size, size);
        }
        return values;
    }

  private:
    [[nodiscard]] bool bytes_at(std::uint64_t offset, std::byte* out, std::size_t count) const {
        return offset <= m_bytes && count <= m_bytes - offset &&
               read_at(m_descriptor, offset, out, count).empty();
    }
    [[nodiscard]] std::uint64_t number(const std::byte* from, std::size_t size) const {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size; ++i) {
            const std::size_t place = m_big_endian ? i : size - 1 - i;
            value = (value << 8U) | static_cast<std::uint64_t>(from[place]);
        }
        return value;
    }
    [[nodiscard]] bool read_entries(std::uint64_t offset) {
        const std::size_t count_bytes = m_big ? 8 : 2;
        const std::size_t entry_bytes = m_big ? 20 : 12;
        std::array<std::byte, 8> head{};
        if (!bytes_at(offset, head.data(), count_bytes)) {
            return false;
        }
        const std::uint64_t count = number(head.data(), count_bytes);
        constexpr std::uint64_t most = 4096;
        if (count == 0 || count > most) {
            return false;
        }
        std::vector<std::byte> raw(count * entry_bytes);
        if (!bytes_at(offset + count_bytes, raw.data(), raw.size())) {
            return false;
        }
        for (std::size_t i = 0; i < count; ++i) {
            const std::byte* at = raw.data() + i * entry_bytes;
            Entry entry;
            entry.type = static_cast<std::uint16_t>(number(at + 2, 2));
            entry.count = number(at + 4, m_big ? 8 : 4);
            std::memcpy(entry.value.data(), at + (m_big ? 12 : 8), m_big ? 8 : 4);
            if (!m_entries.emplace(static_cast<std::uint16_t>(number(at, 2)), entry).second) {
                return false; // a tag that stands twice: who knows which counts
            }
        }
        return true;
    }

    int m_descriptor;
    std::uint64_t m_bytes;
    bool m_big_endian = false;
    bool m_big = false;
    std::map<std::uint16_t, Entry> m_entries;
};

std::optional<raster::CellType> type_of(std::uint64_t bits, std::uint64_t format) {
    using raster::CellType;
    switch (format * 100 + bits) {
    case 108:
        return CellType::uint8;
    case 116:
        return CellType::uint16;
    case 132:
        return CellType::uint32;
    case 208:
        return CellType::int8;
    case 216:
        return CellType::int16;
    case 232:
        return CellType::int32;
    case 332:
        return CellType::float32;
    case 364:
        return CellType::float64;
    default:
        return std::nullopt;
    }
}

bool read_packing(const Directory& directory, TiffLayout& layout) {
    const auto type =
        type_of(directory.one(tag::bits, 1).value_or(0), directory.one(tag::format, 1).value_or(0));
    const std::uint64_t compression = directory.one(tag::compression, 1).value_or(0);
    const std::uint64_t predictor = directory.one(tag::predictor, 1).value_or(0);
    const std::uint64_t planar = directory.one(tag::planar, 1).value_or(0);
    constexpr std::uint64_t adobe_deflate = 8;
    constexpr std::uint64_t old_deflate = 32946;
    layout.deflate = compression == adobe_deflate || compression == old_deflate;
    const bool known = layout.deflate || compression == 1;
    if (!type || !known || predictor < 1 || predictor > 3 || planar < 1 || planar > 2 ||
        directory.one(tag::fill_order, 1) != std::uint64_t{1}) {
        return false;
    }
    layout.type = *type;
    layout.predictor = layout.deflate ? static_cast<int>(predictor) : 1;
    layout.separate = planar == 2;
    layout.swapped = directory.big_endian();
    const bool real = *type == raster::CellType::float32 || *type == raster::CellType::float64;
    return layout.predictor != 3 || real;
}

bool read_shape(const Directory& directory, TiffLayout& layout) {
    const auto size = [&](std::uint16_t key, std::uint64_t otherwise) {
        constexpr std::uint64_t most = 0x7fffffff;
        const std::uint64_t value = directory.one(key, otherwise).value_or(0);
        return value <= most ? static_cast<std::int64_t>(value) : 0;
    };
    layout.width = size(tag::width, 0);
    layout.height = size(tag::height, 0);
    layout.samples = size(tag::samples, 1);
    layout.tiled = directory.has(tag::tile_offsets);
    if (layout.tiled) {
        layout.block_width = size(tag::tile_width, 0);
        layout.block_height = size(tag::tile_height, 0);
    } else {
        const std::uint64_t rows = directory.one(tag::rows_per_strip, 0xffffffff).value_or(0);
        layout.block_width = layout.width;
        layout.block_height = static_cast<std::int64_t>(
            std::min<std::uint64_t>(rows, static_cast<std::uint64_t>(layout.height)));
    }
    return layout.width > 0 && layout.height > 0 && layout.block_width > 0 &&
           layout.block_height > 0 && layout.samples > 0 && layout.samples <= 65535;
}

} // namespace

std::string read_at(int descriptor, std::uint64_t offset, std::byte* out, std::size_t count) {
    while (count > 0) {
        const ssize_t got = ::pread(descriptor, out, count, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return std::generic_category().message(errno);
        }
        if (got == 0) {
            return "the file is cut off";
        }
        out += got;
        offset += static_cast<std::uint64_t>(got);
        count -= static_cast<std::size_t>(got);
    }
    return {};
}

std::optional<TiffLayout> read_tiff_layout(int descriptor, std::uint64_t file_bytes) {
    Directory directory(descriptor, file_bytes);
    TiffLayout layout;
    if (!directory.read() || !read_packing(directory, layout) || !read_shape(directory, layout)) {
        return std::nullopt;
    }
    const auto planes = static_cast<std::uint64_t>(layout.separate ? layout.samples : 1);
    const auto blocks =
        static_cast<std::uint64_t>(layout.across()) * static_cast<std::uint64_t>(layout.down());
    if (blocks > file_bytes) {
        return std::nullopt;
    }
    const std::uint64_t count = blocks * planes;
    layout.offsets = directory.all(layout.tiled ? tag::tile_offsets : tag::strip_offsets, count);
    layout.sizes = directory.all(layout.tiled ? tag::tile_sizes : tag::strip_sizes, count);
    if (layout.offsets.empty() || layout.sizes.empty()) {
        return std::nullopt;
    }
    return layout;
}

} // namespace halflight::io

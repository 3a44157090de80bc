// SPDX-License-Identifier: Apache-2.0
// TIFF 6.0 with the tags of GeoTIFF 1.1 (OGC 19-008) and those of GDAL for fill, unit and metadata.
#include "tiff.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <new>

namespace halflight::simulate {

namespace {

static_assert(std::endian::native == std::endian::little, "files are written as memory has them");

// Values that differ in few bits pack badly at any level; the lowest is the fastest.
constexpr int deflate_level = 1;

std::size_t cell_bytes(TiffCells cells) {
    return cells == TiffCells::uint8 ? 1 : sizeof(float);
}

std::int64_t steps(std::int64_t cells) {
    return (cells + tiff_tile - 1) / tiff_tile;
}

template <class Number>
void append(std::string& out, Number number) {
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    out.append(bytes, sizeof number);
}

enum class Type : std::uint16_t { ascii = 2, u16 = 3, u32 = 4, f64 = 12 };

/// Entries of a directory, by tag; values that do not fit into an entry stand behind it.
class Directory {
  public:
    template <class Number>
    void add(std::uint16_t tag, Type type, const std::vector<Number>& values) {
        std::string bytes;
        for (const Number value : values) {
            append(bytes, value);
        }
        m_entries.push_back({tag, type, static_cast<std::uint32_t>(values.size()), bytes});
    }
    void add_text(std::uint16_t tag, const std::string& text) {
        m_entries.push_back(
            {tag, Type::ascii, static_cast<std::uint32_t>(text.size() + 1), text + '\0'});
    }
    /// The bytes of a directory that stands at `offset`.
    [[nodiscard]] std::string bytes(std::size_t offset) const {
        constexpr std::size_t entry_bytes = 12;
        constexpr std::size_t inside = 4;
        std::string out;
        std::string behind;
        const std::size_t behind_at = offset + 2 + m_entries.size() * entry_bytes + inside;
        append(out, static_cast<std::uint16_t>(m_entries.size()));
        for (const Entry& entry : m_entries) {
            append(out, entry.tag);
            append(out, entry.type);
            append(out, entry.count);
            if (entry.bytes.size() <= inside) {
                out += entry.bytes + std::string(inside - entry.bytes.size(), '\0');
            } else {
                append(out, static_cast<std::uint32_t>(behind_at + behind.size()));
                behind += entry.bytes;
                behind.resize((behind.size() + 7) / 8 * 8);
            }
        }
        append(out, std::uint32_t{0}); // no further directory
        return out + behind;
    }

  private:
    struct Entry {
        std::uint16_t tag;
        Type type;
        std::uint32_t count;
        std::string bytes;
    };
    std::vector<Entry> m_entries;
};

std::string metadata(const TiffSpec& spec) {
    std::string text = "<GDALMetadata>\n";
    for (const auto& [name, value] : spec.items) {
        text +=
            fmt::format("  <Item name=\"{}\">{}</Item>\n", escape_html(name), escape_html(value));
    }
    if (!spec.unit.empty()) {
        text += fmt::format("  <Item name=\"UNITTYPE\" sample=\"0\" role=\"unittype\">{}</Item>\n",
                            escape_html(spec.unit));
    }
    return text + "</GDALMetadata>\n";
}

void place(Directory& directory, const raster::Grid& grid) {
    const raster::Lattice& lattice = grid.lattice;
    directory.add<double>(33550, Type::f64, {lattice.cell_width_deg, lattice.cell_height_deg, 0});
    directory.add<double>(33922, Type::f64,
                          {0, 0, 0, lattice.lon_of(static_cast<double>(grid.west)),
                           lattice.lat_of(static_cast<double>(grid.north)), 0});
    constexpr std::uint16_t geographic = 2;
    constexpr std::uint16_t area = 1;
    constexpr std::uint16_t wgs84 = 4326;
    constexpr std::uint16_t degree = 9102;
    directory.add<std::uint16_t>(34735, Type::u16,
                                 {1, 1,    0,    4, 1024, 0,     1,    geographic, 1025, 0,
                                  1, area, 2048, 0, 1,    wgs84, 2054, 0,          1,    degree});
}

} // namespace

struct TiffPacker::Deflate {
    libdeflate_compressor* compressor = libdeflate_alloc_compressor(deflate_level);
    std::string room;
    Deflate() = default;
    Deflate(const Deflate&) = delete;
    Deflate& operator=(const Deflate&) = delete;
    ~Deflate() { libdeflate_free_compressor(compressor); }
};

TiffPacker::TiffPacker() : m_deflate(std::make_unique<Deflate>()) {
    if (m_deflate->compressor == nullptr) {
        throw Error(ErrorCode::internal, "no memory to pack rasters");
    }
}
TiffPacker::~TiffPacker() = default;
TiffPacker::TiffPacker(TiffPacker&&) noexcept = default;
TiffPacker& TiffPacker::operator=(TiffPacker&&) noexcept = default;

void TiffPacker::pack(const void* bytes, std::size_t count, std::string& out) {
    m_deflate->room.resize(libdeflate_zlib_compress_bound(m_deflate->compressor, count));
    const std::size_t packed = libdeflate_zlib_compress(
        m_deflate->compressor, bytes, count, m_deflate->room.data(), m_deflate->room.size());
    out.append(m_deflate->room, 0, packed);
}

TiffFile::TiffFile(const TiffSpec& spec) : m_spec(spec) {
    m_bytes = std::string("II\x2a\0\0\0\0\0", 8); // the directory's place comes last
}

std::size_t TiffFile::tiles() const noexcept {
    return static_cast<std::size_t>(steps(m_spec.grid.width) * steps(m_spec.grid.height));
}

void TiffFile::add_tile(const void* cells, TiffPacker& packer) {
    const std::size_t begin = m_bytes.size();
    packer.pack(cells, tiff_tile * tiff_tile * cell_bytes(m_spec.cells), m_bytes);
    m_offsets.push_back(static_cast<std::uint32_t>(begin));
    m_sizes.push_back(static_cast<std::uint32_t>(m_bytes.size() - begin));
}

std::string TiffFile::finish() && {
    if (m_offsets.size() != tiles() ||
        m_bytes.size() > std::numeric_limits<std::uint32_t>::max() / 2) {
        throw Error(ErrorCode::internal,
                    fmt::format("a raster of {} of {} tiles and {} bytes cannot be written",
                                m_offsets.size(), tiles(), m_bytes.size()));
    }
    m_bytes.resize((m_bytes.size() + 7) / 8 * 8);
    const auto directory_at = static_cast<std::uint32_t>(m_bytes.size());
    const bool real = m_spec.cells == TiffCells::float32;
    const auto u16 = [](int value) { return std::vector{static_cast<std::uint16_t>(value)}; };
    const auto u32 = [](std::int64_t value) {
        return std::vector{static_cast<std::uint32_t>(value)};
    };
    constexpr int zlib = 8;
    Directory directory;
    directory.add(256, Type::u32, u32(m_spec.grid.width));
    directory.add(257, Type::u32, u32(m_spec.grid.height));
    directory.add(258, Type::u16, u16(real ? 32 : 8));
    directory.add(259, Type::u16, u16(zlib));
    directory.add(262, Type::u16, u16(1)); // 0 is black
    directory.add(277, Type::u16, u16(1)); // one band
    directory.add(284, Type::u16, u16(1));
    directory.add(322, Type::u32, u32(tiff_tile));
    directory.add(323, Type::u32, u32(tiff_tile));
    directory.add(324, Type::u32, m_offsets);
    directory.add(325, Type::u32, m_sizes);
    directory.add(339, Type::u16, u16(real ? 3 : 1));
    place(directory, m_spec.grid);
    directory.add_text(42112, metadata(m_spec));
    if (!m_spec.fill.empty()) {
        directory.add_text(42113, m_spec.fill);
    }
    m_bytes += directory.bytes(directory_at);
    std::memcpy(m_bytes.data() + 4, &directory_at, sizeof directory_at);
    return std::move(m_bytes);
}

} // namespace halflight::simulate

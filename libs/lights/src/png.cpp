// SPDX-License-Identifier: Apache-2.0
#include "png.hpp"

#include "halflight/base/error.hpp"

#include <libdeflate.h>

#include <memory>

namespace halflight::lights {

namespace {

constexpr unsigned byte_bits = 8;

void put_number(std::uint32_t number, std::string& out) {
    for (int i = 3; i >= 0; --i) {
        out += static_cast<char>((number >> (byte_bits * static_cast<unsigned>(i))) & 0xffU);
    }
}

void put_chunk(const std::string& type, const std::string& data, std::string& out) {
    put_number(static_cast<std::uint32_t>(data.size()), out);
    const std::string checked = type + data;
    out += checked;
    put_number(libdeflate_crc32(0, checked.data(), checked.size()), out);
}

std::string compress(const std::string& bytes) {
    constexpr int level = 9;
    const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(
        libdeflate_alloc_compressor(level), libdeflate_free_compressor);
    if (compressor == nullptr) {
        throw Error(ErrorCode::internal, "no memory for a picture");
    }
    std::string packed(libdeflate_zlib_compress_bound(compressor.get(), bytes.size()), '\0');
    packed.resize(libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(),
                                           packed.data(), packed.size()));
    return packed;
}

} // namespace

std::string png_of(std::span<const std::uint8_t> pixels, std::uint32_t width, std::uint32_t height,
                   std::span<const Colour> palette) {
    std::string head;
    put_number(width, head);
    put_number(height, head);
    head += std::string("\x08\x03\x00\x00\x00", 5); // 8 bits, a palette, no interlacing
    std::string colours;
    for (const Colour& colour : palette) {
        colours += static_cast<char>(colour.red);
        colours += static_cast<char>(colour.green);
        colours += static_cast<char>(colour.blue);
    }
    std::string rows;
    rows.reserve(pixels.size() + height);
    for (std::uint32_t row = 0; row < height; ++row) {
        rows += '\0'; // no filter
        const auto cells = pixels.subspan(std::size_t{row} * width, width);
        rows.append(cells.begin(), cells.end());
    }
    std::string png("\x89PNG\r\n\x1a\n", 8);
    put_chunk("IHDR", head, png);
    put_chunk("PLTE", colours, png);
    put_chunk("tRNS", std::string(1, '\0'), png);
    put_chunk("IDAT", compress(rows), png);
    put_chunk("IEND", "", png);
    return png;
}

std::string base64(const std::string& bytes) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            const auto byte = i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U;
            group = (group << byte_bits) | byte;
        }
        for (std::size_t j = 0; j < 4; ++j) {
            const bool padding = i + j > bytes.size();
            text += padding ? '=' : digits[(group >> (6 * (3 - j))) & 0x3fU];
        }
    }
    return text;
}

} // namespace halflight::lights

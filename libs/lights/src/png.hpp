// SPDX-License-Identifier: Apache-2.0
// Pictures of at most 256 colours as PNG (ISO/IEC 15948).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace halflight::lights {

struct Colour {
    std::uint8_t red = 0, green = 0, blue = 0;
    bool operator==(const Colour&) const = default;
};

/// `pixels` row after row, each an index into `palette`; index 0 is transparent.
[[nodiscard]] std::string png_of(std::span<const std::uint8_t> pixels, std::uint32_t width,
                                 std::uint32_t height, std::span<const Colour> palette);
[[nodiscard]] std::string base64(const std::string& bytes);

} // namespace halflight::lights

// SPDX-License-Identifier: Apache-2.0
// UTF-8 and code points, for texts that are known to be valid.
#pragma once

#include <string>
#include <string_view>

namespace halflight::watch {

/// Code points; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::u32string code_points_of(std::string_view text);
void append_utf8(std::string& out, char32_t point);
[[nodiscard]] std::string utf8_of(std::u32string_view points);

constexpr bool is_hangul(char32_t c) noexcept {
    return c >= 0xAC00 && c <= 0xD7A3;
}
constexpr bool is_han(char32_t c) noexcept {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x2FFFF);
}
constexpr bool is_cyrillic(char32_t c) noexcept {
    return c >= 0x0400 && c <= 0x04FF;
}
constexpr bool is_arabic(char32_t c) noexcept {
    return (c >= 0x0600 && c <= 0x06FF) || (c >= 0x0750 && c <= 0x077F) ||
           (c >= 0xFB50 && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC);
}

} // namespace halflight::watch

// SPDX-License-Identifier: Apache-2.0
#include "romanise_text.hpp"

#include "halflight/base/text.hpp"

#include <optional>

namespace halflight::watch {

namespace {

constexpr char32_t replacement = 0xFFFD;

/// Length of the sequence that a lead byte of valid UTF-8 begins.
std::size_t sequence_length(unsigned char lead) noexcept {
    if (lead < 0x80) {
        return 1;
    }
    if (lead < 0xE0) {
        return 2;
    }
    return lead < 0xF0 ? 3 : 4;
}

} // namespace

std::u32string code_points_of(std::string_view text) {
    std::u32string made;
    made.reserve(text.size());
    auto bad = first_invalid_utf8(text);
    for (std::size_t i = 0; i < text.size();) {
        if (bad && i == *bad) {
            made += replacement;
            ++i;
            const auto next = first_invalid_utf8(text.substr(i));
            bad = next ? std::optional(i + *next) : std::nullopt;
            continue;
        }
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = sequence_length(lead);
        constexpr unsigned char_bits = 6;
        char32_t point = length == 1 ? lead : lead & (0x7FU >> length);
        for (std::size_t k = 1; k < length; ++k) {
            point = (point << char_bits) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        }
        made += point;
        i += length;
    }
    return made;
}

void append_utf8(std::string& out, char32_t point) {
    const auto byte = [&out](char32_t value) {
        out += static_cast<char>(static_cast<unsigned char>(value));
    };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0 | (point >> 6U));
        byte(0x80 | (point & 0x3FU));
    } else if (point < 0x10000) {
        byte(0xE0 | (point >> 12U));
        byte(0x80 | ((point >> 6U) & 0x3FU));
        byte(0x80 | (point & 0x3FU));
    } else {
        byte(0xF0 | (point >> 18U));
        byte(0x80 | ((point >> 12U) & 0x3FU));
        byte(0x80 | ((point >> 6U) & 0x3FU));
        byte(0x80 | (point & 0x3FU));
    }
}

std::string utf8_of(std::u32string_view points) {
    std::string made;
    for (const char32_t point : points) {
        append_utf8(made, point);
    }
    return made;
}

} // namespace halflight::watch

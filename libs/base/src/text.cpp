// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

namespace halflight {
namespace {

/// Bytes of the code point at the start of `text`: 1 to 4, or 0 when they are not valid UTF-8
/// (The Unicode Standard, table 3-7).
std::size_t sequence_length(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto follows = [&](std::size_t i, unsigned least = 0x80, unsigned most = 0xBF) {
        return byte(i) >= least && byte(i) <= most;
    };
    const unsigned lead = byte(0);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return follows(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool second = follows(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
        return second && follows(2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool second = follows(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
        return second && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

bool is_blank(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// C0 controls and DEL, and the C1 controls U+0080 to U+009F.
bool is_control(std::string_view character) noexcept {
    const auto lead = static_cast<unsigned char>(character.front());
    if (character.size() == 1)
        return lead < 0x20 || lead == 0x7F;
    return character.size() == 2 && lead == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

/// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, no piece
/// edited twice. Three rows of the table are enough.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        above[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t other = lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1;
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + other});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, above);
        std::swap(above, row);
    }
    return above[b.size()];
}

/// Long enough for the plain form of any double between 1e-5 and 1e16, and any scientific form.
using NumberBuffer = std::array<char, 64>;

std::string_view print_exact(double value, NumberBuffer& buffer) noexcept {
    const double size = std::abs(value);
    const bool plain = size == 0 || (size >= 1e-5 && size < 1e16);
    const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
    return {buffer.data(), static_cast<std::size_t>(end - buffer.data())};
}

} // namespace

std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> pieces;
    for (;;) {
        const std::size_t at = text.find(separator);
        pieces.push_back(text.substr(0, at));
        if (at == std::string_view::npos)
            return pieces;
        text.remove_prefix(at + 1);
    }
}

std::optional<std::size_t> first_invalid_utf8(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = sequence_length(text.substr(i, 4));
        if (length == 0)
            return i;
        i += length;
    }
    return std::nullopt;
}

std::size_t code_points(std::string_view text) noexcept {
    const auto leads = std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    });
    return static_cast<std::size_t>(leads);
}

std::string shorten(std::string_view text, std::size_t limit) {
    constexpr std::size_t dots = 3;
    std::string shown;
    std::size_t count = 0;
    std::size_t cut = 0; // bytes of `shown` that stay if dots must follow
    for (std::size_t i = 0; i < text.size(); ++count) {
        if (count + dots <= limit)
            cut = shown.size();
        if (count == limit)
            return shown.substr(0, cut) + std::string(std::min(dots, limit), '.');
        const std::size_t length = sequence_length(text.substr(i, 4));
        const std::string_view character = text.substr(i, std::max<std::size_t>(length, 1));
        if (length == 0 || is_control(character))
            shown += '?';
        else
            shown += character;
        i += character.size();
    }
    return shown;
}

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates) {
    if (word.empty())
        return std::nullopt;
    const std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
    std::optional<std::string_view> best;
    std::size_t least = std::min(limit + 1, word.size()); // something must be left of the word
    for (const std::string_view candidate : candidates) {
        const std::size_t lengths = candidate.size() > word.size() ? candidate.size() - word.size()
                                                                   : word.size() - candidate.size();
        if (lengths >= least)
            continue;
        if (const std::size_t distance = edit_distance(word, candidate); distance < least) {
            best = candidate;
            least = distance;
        }
    }
    return best;
}

std::string format_number(double value) {
    NumberBuffer buffer;
    std::string text{print_exact(value == 0 ? 0.0 : value, buffer)};
    if (!std::isfinite(value) || text.find('e') != std::string::npos)
        return text;
    const std::size_t first = text.front() == '-' ? 1 : 0;
    std::size_t at = std::min(text.find('.'), text.size());
    while (at > first + 3) {
        at -= 3;
        text.insert(at, 1, ',');
    }
    return text;
}

std::string format_number(double value, int digits) {
    if (!std::isfinite(value))
        return format_number(value);
    NumberBuffer buffer;
    const int precision = std::clamp(digits, 1, 17) - 1;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                   std::chars_format::scientific, precision)
                         .ptr;
    double rounded = value;
    std::from_chars(buffer.data(), end, rounded); // out of range leaves the value as it is
    return format_number(rounded);
}

std::string format_exact(double value) {
    NumberBuffer buffer;
    return std::string{print_exact(value, buffer)};
}

namespace {

/// Bytes of a character that steers instead of showing, at the start of `text`; 0 for any other.
std::size_t control_length(std::string_view text) {
    const auto byte = [&text](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    if (byte(0) < 0x20U || byte(0) == 0x7fU) {
        return text[0] == '\n' || text[0] == '\t' ? 0 : 1;
    }
    if (byte(0) == 0xc2U) {
        return byte(1) >= 0x80U && byte(1) <= 0x9fU ? 2 : 0;
    }
    const bool direction =
        byte(0) == 0xe2U && ((byte(1) == 0x80U && byte(2) >= 0xaaU && byte(2) <= 0xaeU) ||
                             (byte(1) == 0x81U && byte(2) >= 0xa6U && byte(2) <= 0xa9U));
    const bool no_character = byte(0) == 0xefU && byte(1) == 0xbfU && byte(2) >= 0xbeU;
    return direction || no_character ? 3 : 0;
}

} // namespace

std::string without_controls(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = control_length(text);
        out += length > 0 ? std::string_view("\xef\xbf\xbd") : text.substr(0, 1);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

std::string escape_html(std::string_view shown) {
    const std::string text = without_controls(shown);
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

} // namespace halflight

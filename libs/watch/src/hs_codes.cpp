// SPDX-License-Identifier: Apache-2.0
// The Harmonized System as far as it is kept here: chapters and headings of the edition of 2017.
#include "halflight/base/text.hpp"
#include "halflight/watch/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace halflight::watch {

namespace {

/// The last heading of each chapter, from 01; none for chapter 77, which is reserved.
constexpr std::array<std::uint8_t, 97> last_heading = {
    6,  10, 8,  10, 11, 4,  14, 14, 10, 8,  9,  14, 2,  4,  22, 5,  4, 6,  5,  9,
    6,  9,  9,  3,  30, 21, 16, 53, 42, 6,  5,  15, 7,  7,  7,  6,  7, 26, 26, 17,
    15, 6,  4,  21, 4,  2,  7,  23, 11, 7,  13, 12, 11, 8,  16, 9,  5, 11, 11, 6,
    17, 17, 10, 6,  7,  3,  4,  15, 14, 20, 18, 29, 26, 19, 8,  16, 0, 6,  7,  7,
    13, 15, 11, 87, 48, 9,  16, 5,  8,  33, 14, 9,  7,  6,  8,  20, 6};

/// Headings that stood in earlier editions and are empty in that of 2017.
constexpr std::array<std::uint16_t, 37> empty_headings = {
    503,  509,  1402, 1403, 1519, 2527, 2838, 2848, 2851, 4108, 4109, 4110, 4111,
    4204, 4815, 5304, 6503, 6908, 7012, 7414, 7416, 7417, 7803, 7805, 7906, 8004,
    8005, 8006, 8469, 8485, 8520, 8524, 9009, 9203, 9204, 9501, 9502};

constexpr std::size_t chapter_digits = 2;
constexpr std::size_t heading_digits = 4;
constexpr std::size_t subheading_digits = 6;

bool all_digits(std::string_view code) noexcept {
    return std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
}

unsigned number_of(std::string_view digits) noexcept {
    unsigned number = 0;
    for (const char digit : digits) {
        number = 10 * number + static_cast<unsigned>(digit - '0');
    }
    return number;
}

/// Subheadings are taken on trust of their heading.
bool exists(std::string_view code) noexcept {
    const unsigned chapter = number_of(code.substr(0, chapter_digits));
    if (chapter == 0 || chapter > last_heading.size() || last_heading[chapter - 1] == 0) {
        return false;
    }
    if (code.size() < heading_digits) {
        return true;
    }
    const unsigned heading = number_of(code.substr(chapter_digits, 2));
    return heading >= 1 && heading <= last_heading[chapter - 1] &&
           !std::ranges::binary_search(empty_headings, 100 * chapter + heading);
}

Fault no_code(std::string_view code, std::size_t offset) {
    const bool shaped = (code.size() == chapter_digits || code.size() == heading_digits ||
                         code.size() == subheading_digits) &&
                        all_digits(code);
    if (!shaped) {
        return {fmt::format("'{}' is no HS code", shorten(code)),
                "write two digits for a chapter, four for a heading, six for a subheading: "
                "\"2710\", \"2701-2704\", \"8802(part)\"",
                offset};
    }
    const bool chapter = code.size() == chapter_digits || !exists(code.substr(0, chapter_digits));
    return {fmt::format("HS code {} does not exist", code),
            chapter ? "chapters go from 01 to 97 without 77"
                    : fmt::format("headings are those of HS 2017: chapter {} ends with {:02}{:02}",
                                  code.substr(0, chapter_digits), number_of(code.substr(0, 2)),
                                  last_heading[number_of(code.substr(0, 2)) - 1]),
            offset};
}

bool is_code(std::string_view code) noexcept {
    return (code.size() == chapter_digits || code.size() == heading_digits ||
            code.size() == subheading_digits) &&
           all_digits(code) && exists(code);
}

} // namespace

Result<HsRange> parse_hs(std::string_view text) {
    constexpr std::string_view mark = "(part)";
    HsRange range;
    std::string_view codes = trim(text);
    if (codes.ends_with(mark)) {
        range.part = true;
        codes = trim(codes.substr(0, codes.size() - mark.size()));
    }
    const std::size_t dash = codes.find('-');
    const std::string_view first = trim(codes.substr(0, dash));
    const std::string_view last =
        dash == std::string_view::npos ? first : trim(codes.substr(dash + 1));
    for (const std::string_view code : {first, last}) {
        if (!is_code(code)) {
            return no_code(code, static_cast<std::size_t>(code.data() - text.data()));
        }
    }
    if (first.size() != last.size() || last < first) {
        return Fault{fmt::format("'{}' is no range of HS codes", shorten(text)),
                     "write two codes of equal length, the lower one first: \"2701-2704\"", 0};
    }
    range.first = first;
    range.last = last;
    return range;
}

bool covers(const HsRange& range, std::string_view code) noexcept {
    const std::size_t digits = std::min(range.first.size(), code.size());
    const std::string_view head = code.substr(0, digits);
    return digits > 0 && std::string_view(range.first).substr(0, digits) <= head &&
           head <= std::string_view(range.last).substr(0, digits);
}

std::string to_string(const HsRange& range) {
    return fmt::format("{}{}{}{}", range.first, range.first == range.last ? "" : "-",
                       range.first == range.last ? "" : range.last, range.part ? "(part)" : "");
}

std::size_t hs_headings() noexcept {
    std::size_t count = 0;
    for (unsigned chapter = 1; chapter <= last_heading.size(); ++chapter) {
        for (unsigned heading = 1; heading <= last_heading[chapter - 1]; ++heading) {
            count += std::ranges::binary_search(empty_headings, 100 * chapter + heading) ? 0U : 1U;
        }
    }
    return count;
}

} // namespace halflight::watch

// SPDX-License-Identifier: Apache-2.0
#include "bright_text.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace halflight::lights {

namespace {

template <class Number>
Number number_in(std::string_view text) {
    Number number{};
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) {
        throw Error(ErrorCode::parse, fmt::format("'{}' is no number of a cell", shorten(text)));
    }
    return number;
}

} // namespace

std::string text_of(const BrightCells& cells) {
    std::string text;
    for (const BrightCell& cell : cells.fields) {
        text += text.empty() ? "" : ", ";
        // The shortest form of a float that reads back equal.
        text += cell.known() ? fmt::format("{} {} {}", cell.value, cell.column, cell.row) : "-";
    }
    return text;
}

BrightCells parse_bright_cells(std::string_view text) {
    BrightCells cells;
    const std::vector<std::string_view> fields = split(text, ',');
    if (fields.size() != cells.fields.size()) {
        throw Error(ErrorCode::parse, "another number of fields than a raster has");
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const std::vector<std::string_view> words = split(trim(fields[i]), ' ');
        if (words.size() == 3) {
            cells.fields[i] = {number_in<float>(words[0]), number_in<std::int32_t>(words[1]),
                               number_in<std::int32_t>(words[2])};
        } else if (trim(fields[i]) != "-") {
            throw Error(ErrorCode::parse, fmt::format("'{}' is no cell", shorten(trim(fields[i]))));
        }
    }
    return cells;
}

} // namespace halflight::lights

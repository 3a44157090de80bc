// SPDX-License-Identifier: Apache-2.0
#include "halflight/io/csv.hpp"

#include <algorithm>

namespace halflight::io {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

void append_quoted(std::string& line, std::string_view field) {
    line += '"';
    for (const char c : field) {
        line.append(c == '"' ? 2 : 1, c);
    }
    line += '"';
}

} // namespace

std::string csv_line(std::span<const std::string_view> fields) {
    std::string line;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) {
            line += ',';
        }
        // The reader skips an empty line and takes a mark at the start of a file for the file's
        // own.
        const bool lost_bare = (fields.size() == 1 && fields[i].empty()) ||
                               (i == 0 && fields[i].starts_with(byte_order_mark));
        if (lost_bare || fields[i].find_first_of(",\"\r\n") != std::string_view::npos) {
            append_quoted(line, fields[i]);
        } else {
            line += fields[i];
        }
    }
    line += '\n';
    return line;
}

std::string csv_line(std::initializer_list<std::string_view> fields) {
    return csv_line(std::span(fields.begin(), fields.size()));
}

} // namespace halflight::io

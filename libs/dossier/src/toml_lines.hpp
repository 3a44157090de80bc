// SPDX-License-Identifier: Apache-2.0
// A look at TOML text line by line, good enough to step over a statement that the parser refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::dossier {

/// Lines (from 1, both ends included) of one key-value pair or table header.
struct Statement {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::string header; ///< text between the brackets of a table header; empty for a key-value pair
    bool cut = false;   ///< brackets or quotation marks were left open; ended where the next
                        ///< statement seems to start
};

[[nodiscard]] std::vector<Statement> split_statements(std::string_view text);

/// Where brackets or dotted keys nest more deeply than any dossier needs; toml++ would recurse that
/// deep.
struct TextPosition {
    std::uint32_t line = 1;
    std::uint32_t column = 1; ///< in code points
};
inline constexpr int max_nesting = 16;
[[nodiscard]] std::optional<TextPosition> find_too_deep(std::string_view text);

/// Fills the lines with blanks; line breaks stay.
void blank_lines(std::string& text, std::uint32_t first, std::uint32_t last);

[[nodiscard]] TextPosition position_at(std::string_view text, std::size_t offset);

} // namespace halflight::dossier

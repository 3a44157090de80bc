// SPDX-License-Identifier: Apache-2.0
// The text of a dossier in the pieces that people change: rows of a table, blocks of a TOML file.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::edition {

/// A piece of a file, from `begin` up to `end` (bytes, whole lines).
struct TextPiece {
    std::string id;  ///< of a row: its first column that is named id, else its number; of a block:
                     ///< "source.kdi-2025", or "relation turnover-2019" for an entry of a list
    std::string key; ///< of a block, as its header has it: "source.kdi-2025", "relation"
    std::string text;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::map<std::string, std::string> fields; ///< of a row, by column; empty ones left out
};

/// Rows of a CSV text behind its header.
[[nodiscard]] std::vector<TextPiece> csv_rows(std::string_view text);

/// Blocks of a TOML text: a header and all that belongs to it, tables below it included; what
/// stands before the first header is a block without id. Comments directly above a header belong to
/// it.
[[nodiscard]] std::vector<TextPiece> toml_blocks(std::string_view text);

/// Either, by the name of the file; one piece for any other file.
[[nodiscard]] std::vector<TextPiece> pieces_of(const std::string& file, std::string_view text);

/// What differs between two versions of one file, by id. White space and comments do not count.
struct PieceChanges {
    std::vector<std::string> changed;
    std::vector<std::string> added;
    std::vector<std::string> removed;
    [[nodiscard]] bool empty() const noexcept {
        return changed.empty() && added.empty() && removed.empty();
    }
};
[[nodiscard]] PieceChanges compare_pieces(const std::string& file, std::string_view before,
                                          std::string_view after);

} // namespace halflight::edition

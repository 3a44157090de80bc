// SPDX-License-Identifier: Apache-2.0
// Measures as tables for readers.
#pragma once

#include "halflight/edition/publication.hpp"

#include <set>
#include <string>
#include <vector>

namespace halflight::edition {

/// A table laid out: labels down where they are few across, periods across where they are few.
struct Grid {
    struct Cell {
        const measures::Value* value = nullptr; ///< none where the measure has no such row
        std::string id;
        std::string unit;
    };
    struct Row {
        std::vector<std::string> heads;
        std::vector<Cell> cells;
    };
    std::vector<std::string> heads; ///< of all columns; as many row heads as `row_heads` first
    std::size_t row_heads = 1;
    std::vector<Row> rows;
    std::string unit; ///< of all cells; empty where it stands in the heads
};

/// With `only` not empty, rows and columns without any of these numbers are left out.
[[nodiscard]] Grid lay_out(const measures::Table& table, const std::set<std::string>& only);

/// An HTML table whose numbers are links to their evidence, with a key to its marks.
[[nodiscard]] std::string grid_html(const Grid& grid, const std::string& caption);
/// A pipe table with its key.
[[nodiscard]] std::string grid_markdown(const Grid& grid);
/// Ids of its numbers, row by row.
[[nodiscard]] std::vector<std::string> numbers_of(const Grid& grid);

} // namespace halflight::edition

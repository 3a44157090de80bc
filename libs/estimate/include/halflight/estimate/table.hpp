// SPDX-License-Identifier: Apache-2.0
// halflight/estimate/table.hpp - a CSV table in memory, and the columns that a method asks for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "halflight/stats/estimate.hpp"

namespace halflight::estimate {

/// A table of text cells with a header; every row knows its line.
class Table {
  public:
    /// Reads RFC 4180. `name` stands in messages. Throws an Error of code `parse`, with line and
    /// column: no header, an empty or repeated column name, a row with fewer or more cells than the
    /// header, whatever the CSV reader finds wrong. A table without rows is refused.
    Table(std::string_view csv, std::string name);

    [[nodiscard]] const std::string& name() const noexcept { return m_name; }
    [[nodiscard]] std::size_t rows() const noexcept { return m_lines.size(); }
    [[nodiscard]] std::size_t cols() const noexcept { return m_columns.size(); }
    [[nodiscard]] const std::string& column_name(std::size_t col) const {
        return m_columns[col].name;
    }
    /// Throws an Error of code `not_found` that names the nearest column.
    [[nodiscard]] std::size_t column(std::string_view column) const;
    [[nodiscard]] std::string_view cell(std::size_t row, std::size_t col) const;
    [[nodiscard]] std::uint32_t line(std::size_t row) const { return m_lines[row]; }
    /// A cell that holds no value: empty, NA or NaN, spaces around it aside.
    [[nodiscard]] bool missing(std::size_t row, std::size_t col) const;
    /// The cell as a finite number; throws an Error of code `parse` with the cell's place.
    [[nodiscard]] double number(std::size_t row, std::size_t col) const;

  private:
    struct Column {
        std::string name;
        std::string text;              ///< all cells, one behind the other
        std::vector<std::size_t> ends; ///< where each cell ends
    };

    void add_row(std::span<const std::string_view> cells, std::uint32_t line);

    std::string m_name;
    std::vector<Column> m_columns;
    std::vector<std::uint32_t> m_lines;
};

/// A column of labels as numbers from 0. Labels are in ascending order: by value where all are
/// numbers, else by bytes.
struct Codes {
    std::vector<std::int32_t> codes;
    std::vector<std::string> labels;
};

enum class MissingRule : unsigned char {
    refuse, ///< a row with a missing value ends the run with its place
    drop,   ///< it is left out and a warning says how many were
};

/// The columns that a method uses, all over the same rows.
class Frame {
  public:
    /// Which columns are wanted. A name may stand in both and more than once. A `nullable` column
    /// may hold missing values: they are NaN and drop no row.
    struct Wanted {
        std::vector<std::string> numbers;
        std::vector<std::string> labels;
        std::vector<std::string> nullable;
    };

    /// Throws as `Table` does. Adds a warning "rows_dropped" where rows are left out; refuses where
    /// none is left.
    Frame(const Table& table, const Wanted& wanted, MissingRule rule, stats::Warnings& warnings);

    [[nodiscard]] std::size_t rows() const noexcept { return m_rows.size(); }
    [[nodiscard]] std::span<const double> numbers(const std::string& column) const;
    [[nodiscard]] const Codes& labels(const std::string& column) const;
    /// Line of a row in the table's file.
    [[nodiscard]] std::uint32_t line(std::size_t row) const { return m_lines[row]; }

  private:
    std::vector<std::size_t> m_rows;
    std::vector<std::uint32_t> m_lines;
    std::unordered_map<std::string, std::vector<double>> m_numbers;
    std::unordered_map<std::string, Codes> m_labels;
};

} // namespace halflight::estimate

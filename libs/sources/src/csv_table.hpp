// SPDX-License-Identifier: Apache-2.0
// A CSV table whose columns have names, every fault told with its place.
#pragma once

#include "halflight/base/diagnostic.hpp"
#include "halflight/io/csv.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::sources {

class CsvTable {
  public:
    /// Throws Error(parse) where the text has no header or one that is parted by something else
    /// than commas. Columns that are not among `known`, whatever their case, are told.
    CsvTable(std::string_view csv, std::string file, std::span<const std::string_view> known);

    /// The next row of as many fields as the header; others are told and skipped.
    bool next();
    /// Trimmed field of a known column; empty where the table has no such column.
    [[nodiscard]] std::string_view operator[](std::string_view column) const;
    [[nodiscard]] bool has(std::string_view column) const;
    [[nodiscard]] std::uint32_t line() const noexcept { return m_reader.line(); }

    /// Of a field of the current row, or of the row where the column is empty.
    void tell(Severity severity, std::string code, std::string_view column, std::string message,
              std::string hint);
    /// What was told, faults of the CSV itself included; after the last row.
    [[nodiscard]] Diagnostics take();

  private:
    [[nodiscard]] std::size_t index(std::string_view column) const;

    io::CsvReader m_reader;
    std::string m_file;
    std::vector<std::string> m_columns;
    Diagnostics m_diagnostics;
};

} // namespace halflight::sources

// SPDX-License-Identifier: Apache-2.0
// The columns of a claims file and one row of it.
#pragma once

#include "halflight/io/csv.hpp"
#include "loading.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace halflight::dossier {

enum class Column : std::uint8_t {
    id,
    indicator,
    area,
    counterpart,
    dims,
    start,
    end,
    low,
    value,
    high,
    unit,
    kind,
    source,
    locator,
    quote,
    known_since,
    credibility,
    withdrawn,
    note,
    count_
};
inline constexpr std::size_t column_count = static_cast<std::size_t>(Column::count_);
[[nodiscard]] std::string_view name_of(Column column) noexcept;

/// Which column stands where in one file. Faults of the header are reported; columns that are known
/// stay usable.
class ClaimHeader {
  public:
    /// False when so much is wrong that rows cannot be read: a column that must be there is not.
    bool read(std::span<const io::CsvField> fields, const std::string& file, std::uint32_t line,
              Report& report);
    [[nodiscard]] std::size_t size() const noexcept { return m_size; }
    [[nodiscard]] std::size_t at(Column column) const noexcept {
        return m_index[static_cast<std::size_t>(column)];
    }
    static constexpr std::size_t absent = ~std::size_t{0};

  private:
    std::array<std::size_t, column_count> m_index{};
    std::size_t m_size = 0;
};

/// One row of the right length. Faults are counted, so that a row with any can be left out.
class ClaimRow {
  public:
    ClaimRow(const ClaimHeader& header, std::span<const io::CsvField> fields,
             const std::string& file, std::uint32_t line, Report& report)
        : m_header(header), m_fields(fields), m_file(file), m_line(line), m_report(report) {}

    /// The text of a field without blanks around it; empty where the file has no such column.
    [[nodiscard]] std::string_view operator[](Column column) const;
    [[nodiscard]] std::uint32_t line() const noexcept { return m_line; }
    [[nodiscard]] Place place(Column column) const;
    [[nodiscard]] bool sound() const noexcept { return m_sound; }
    /// Marks the row as one to leave out. False when the file has more faults than are shown: no
    /// need to word this one.
    bool spoil(FaultCode code, Column column);
    void fault(FaultCode code, Column column, std::string message, std::string hint,
               std::vector<Note> notes = {});
    /// Reports an empty field; false when it is empty.
    bool filled(Column column);
    void mark_unsound() noexcept { m_sound = false; }

  private:
    const ClaimHeader& m_header;
    std::span<const io::CsvField> m_fields;
    const std::string& m_file;
    std::uint32_t m_line;
    Report& m_report;
    bool m_sound = true;
};

} // namespace halflight::dossier

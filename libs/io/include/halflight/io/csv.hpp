// SPDX-License-Identifier: Apache-2.0
// halflight/io/csv.hpp - RFC 4180 reader that knows where everything stands and goes on after a
// fault.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::io {

/// A field of one record. `text` is unquoted; it views the input, or the reader's own memory where
/// quotes were doubled.
struct CsvField {
    std::string_view text;
    std::uint32_t column =
        1; ///< of its first character (of the opening quote where there is one), in code points
    std::uint32_t line =
        1; ///< on which it starts; behind the record's where an earlier field holds line breaks
};

struct CsvFault {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::string message;
    std::string hint;
};

/// Streams the records of a CSV text held in memory. A leading UTF-8 byte-order mark is skipped, LF
/// and CRLF end records, fields may be quoted and then hold line breaks. Empty lines are skipped. A
/// record with a fault is dropped:
/// - a NUL byte, invalid UTF-8, a carriage return alone outside quotes, a quote in an unquoted
/// field, text after a closing
///   quote, a line over `max_line` bytes: reading goes on behind the record or at the next line;
/// - a quoted field that starts on one line and does not end properly on a later one: reported at
/// its opening quote, reading
///   goes on at the line after that quote, so that one stray quote costs one line.
class CsvReader {
  public:
    explicit CsvReader(std::string_view text, std::size_t max_line = 1U << 20U);

    /// The next sound record, or false at the end. Fields are valid until the next call.
    bool next();
    [[nodiscard]] std::span<const CsvField> fields() const noexcept { return m_fields; }
    /// Line on which the current record starts.
    [[nodiscard]] std::uint32_t line() const noexcept { return m_record.number; }
    /// Faults met so far, in order. After 10,000 of them a last one says that the others are not
    /// listed.
    [[nodiscard]] const std::vector<CsvFault>& faults() const noexcept { return m_faults; }

  private:
    /// Where a line starts, so that reading can go back to it.
    struct LineMark {
        std::size_t start = 0;
        std::uint32_t number = 1;
    };

    void begin_record();
    bool read_record();
    bool enter_line();
    void leave_line();
    void note_bad_characters(std::string_view line);
    void split_plain();
    std::size_t read_unquoted(std::size_t start);
    std::size_t read_quoted(std::size_t open);
    std::size_t find_closing_quote(std::size_t open, bool& doubled);
    std::size_t not_closed(std::size_t open, const LineMark& opened, std::string hint);
    std::string_view unescape(std::string_view quoted);
    void add_field(std::size_t offset, std::string_view text);
    std::uint32_t column_of(std::size_t offset);
    void fault_at(std::size_t offset, std::string message, std::string hint);
    bool report_bad_character(std::size_t before);

    std::string_view m_text;
    std::size_t m_max_line;
    LineMark m_line;                 ///< being read
    std::size_t m_line_end = 0;      ///< of its content, without CR and LF
    std::size_t m_next_line = 0;     ///< start of the line after it
    bool m_line_ascii = true;        ///< a column is then an offset
    std::size_t m_column_offset = 0; ///< offset in the line whose column is known
    std::uint32_t m_column = 1;      ///< that column
    LineMark m_record;
    std::size_t m_bad = std::string_view::npos; ///< first NUL byte or invalid UTF-8 of the record
    std::vector<CsvField> m_fields;
    std::vector<CsvFault> m_faults;
    std::deque<std::string> m_unescaped; ///< kept from record to record for their memory
    std::size_t m_unescaped_used = 0;
};

/// One CSV line: fields joined by commas, quoted where RFC 4180 asks for it or where they would
/// else not read back (a single empty field, a leading byte-order mark), ended by LF.
[[nodiscard]] std::string csv_line(std::span<const std::string_view> fields);
[[nodiscard]] std::string csv_line(std::initializer_list<std::string_view> fields);

} // namespace halflight::io

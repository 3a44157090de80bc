// SPDX-License-Identifier: Apache-2.0
// The reader takes one line at a time. A line without quotes, which most are, is split by scanning
// for commas alone; a line with quotes goes field by field and may enter further lines. Places are
// worked out only for fields of lines that are not ASCII and for faults.
#include "halflight/io/csv.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace halflight::io {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t none = std::string_view::npos;
constexpr std::size_t most_faults = 10'000;
constexpr std::string_view quoting_hint =
    "put the whole field in quotes and write \"\" for a quote inside it";

bool is_ascii(std::string_view text) noexcept {
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    std::uint64_t seen = 0;
    std::size_t i = 0;
    for (; i + sizeof seen <= text.size(); i += sizeof seen) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, sizeof word);
        seen |= word;
    }
    for (; i < text.size(); ++i) {
        seen |= static_cast<unsigned char>(text[i]);
    }
    return (seen & high_bits) == 0;
}

/// Code points of a text that may be invalid: every byte but those that continue one.
std::uint32_t count_code_points(std::string_view text) noexcept {
    return static_cast<std::uint32_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

} // namespace

CsvReader::CsvReader(std::string_view text, std::size_t max_line)
    : m_text(text), m_max_line(max_line) {
    if (text.starts_with(byte_order_mark)) {
        m_line.start = byte_order_mark.size();
    }
}

bool CsvReader::next() {
    while (m_line.start < m_text.size()) {
        begin_record();
        if (!enter_line()) {
            fault_at(m_line.start, fmt::format("line is longer than {} bytes", m_max_line),
                     "are line breaks missing?");
            leave_line();
            continue;
        }
        if (m_line_end == m_line.start) {
            leave_line();
            continue;
        }
        if (read_record()) {
            return true;
        }
    }
    m_fields.clear();
    return false;
}

void CsvReader::begin_record() {
    m_record = m_line;
    m_bad = none;
    m_fields.clear();
    m_unescaped_used = 0;
}

/// Reads the record whose first line is entered, and leaves its last line. False when it had a
/// fault; reading then goes on at m_line.
bool CsvReader::read_record() {
    const std::string_view line = m_text.substr(m_line.start, m_line_end - m_line.start);
    if (line.find_first_of('"') == none && line.find_first_of('\r') == none) {
        split_plain();
    } else {
        for (std::size_t at = m_line.start;;) {
            const bool quoted = at < m_line_end && m_text[at] == '"';
            const std::size_t end = quoted ? read_quoted(at) : read_unquoted(at);
            if (end == none) {
                return false;
            }
            if (end == m_line_end) {
                break;
            }
            at = end + 1;
        }
    }
    const bool sound = !report_bad_character(none);
    leave_line();
    return sound;
}

/// Finds the ends of the line at m_line. False when it is too long.
bool CsvReader::enter_line() {
    const std::size_t feed = m_text.find('\n', m_line.start);
    if (feed == none) {
        m_line_end = m_next_line = m_text.size();
    } else {
        const bool has_return = feed > m_line.start && m_text[feed - 1] == '\r';
        m_line_end = has_return ? feed - 1 : feed;
        m_next_line = feed + 1;
    }
    m_column_offset = m_line.start;
    m_column = 1;
    if (m_line_end - m_line.start > m_max_line) {
        return false;
    }
    note_bad_characters(m_text.substr(m_line.start, m_line_end - m_line.start));
    return true;
}

void CsvReader::leave_line() {
    m_line.start = m_next_line;
    ++m_line.number;
}

void CsvReader::note_bad_characters(std::string_view line) {
    m_line_ascii = is_ascii(line);
    std::size_t bad = line.find('\0');
    if (!m_line_ascii) {
        bad = std::min(bad, first_invalid_utf8(line).value_or(none));
    }
    if (bad != none) {
        m_bad = std::min(m_bad, m_line.start + bad);
    }
}

/// Splits a line without quotes.
void CsvReader::split_plain() {
    std::size_t start = m_line.start;
    for (;;) {
        const void* comma = std::memchr(m_text.data() + start, ',', m_line_end - start);
        if (comma == nullptr) {
            add_field(start, m_text.substr(start, m_line_end - start));
            return;
        }
        const auto end = static_cast<std::size_t>(static_cast<const char*>(comma) - m_text.data());
        add_field(start, m_text.substr(start, end - start));
        start = end + 1;
    }
}

/// Adds the field; gives the offset of the comma or line end behind it, or none after a fault.
std::size_t CsvReader::read_unquoted(std::size_t start) {
    const std::string_view rest = m_text.substr(start, m_line_end - start);
    const std::size_t length = std::min(rest.find_first_of(",\"\r"), rest.size());
    const std::size_t end = start + length;
    if (end == m_line_end || m_text[end] == ',') {
        add_field(start, rest.substr(0, length));
        return end;
    }
    if (!report_bad_character(end)) {
        if (m_text[end] == '"') {
            fault_at(end, "quote in an unquoted field", std::string(quoting_hint));
        } else {
            fault_at(end, "carriage return without a line feed", "end lines with LF or CRLF");
        }
    }
    leave_line();
    return none;
}

std::size_t CsvReader::read_quoted(std::size_t open) {
    const LineMark opened = m_line;
    const std::uint32_t column = column_of(open);
    bool doubled = false;
    const std::size_t close = find_closing_quote(open, doubled);
    if (close == none) {
        return none;
    }
    const std::size_t after = close + 1;
    if (after != m_line_end && m_text[after] != ',') {
        if (m_line.start != opened.start) {
            return not_closed(
                open, opened,
                fmt::format("the next quote, on line {}, has text behind it", m_line.number));
        }
        if (!report_bad_character(after)) {
            fault_at(after, "text after a closing quote", "write \"\" for a quote inside a field");
        }
        leave_line();
        return none;
    }
    const std::string_view quoted = m_text.substr(open + 1, close - open - 1);
    m_fields.push_back({doubled ? unescape(quoted) : quoted, column, opened.number});
    return after;
}

/// Enters the lines up to the closing quote. None, and the fault reported, when there is no such
/// quote.
std::size_t CsvReader::find_closing_quote(std::size_t open, bool& doubled) {
    const LineMark opened = m_line;
    std::size_t from = open + 1;
    for (;;) {
        const std::size_t quote = m_text.find('"', from);
        if (quote == none) {
            return not_closed(open, opened, "add the closing quote");
        }
        while (quote >= m_next_line) {
            leave_line();
            if (!enter_line()) {
                return not_closed(
                    open, opened,
                    fmt::format("no closing quote before line {}, which is longer than {} bytes",
                                m_line.number, m_max_line));
            }
        }
        if (quote + 1 >= m_text.size() || m_text[quote + 1] != '"') {
            return quote;
        }
        doubled = true;
        from = quote + 2;
    }
}

/// Goes back to the line after the one with the opening quote: the lines between may be sound.
std::size_t CsvReader::not_closed(std::size_t open, const LineMark& opened, std::string hint) {
    if (!report_bad_character(open)) {
        fault_at(open, "quote is never closed", std::move(hint));
    }
    m_line.start = std::min(m_text.find('\n', open), m_text.size() - 1) + 1;
    m_line.number = opened.number + 1;
    return none;
}

std::string_view CsvReader::unescape(std::string_view quoted) {
    if (m_unescaped_used == m_unescaped.size()) {
        m_unescaped.emplace_back();
    }
    std::string& out = m_unescaped[m_unescaped_used++];
    out.clear();
    std::size_t start = 0;
    for (std::size_t quote = quoted.find('"'); quote != none; quote = quoted.find('"', start)) {
        out.append(quoted, start, quote + 1 - start);
        start = quote + 2;
    }
    out.append(quoted, start);
    return out;
}

void CsvReader::add_field(std::size_t offset, std::string_view text) {
    m_fields.push_back({text, column_of(offset), m_line.number});
}

/// Offsets must not go back within a line.
std::uint32_t CsvReader::column_of(std::size_t offset) {
    if (m_line_ascii) {
        return static_cast<std::uint32_t>(offset - m_line.start + 1);
    }
    m_column += count_code_points(m_text.substr(m_column_offset, offset - m_column_offset));
    m_column_offset = offset;
    return m_column;
}

/// `offset` lies in the record, on any of its lines.
void CsvReader::fault_at(std::size_t offset, std::string message, std::string hint) {
    m_fields.clear();
    if (m_faults.size() > most_faults) {
        return;
    }
    LineMark line = m_record;
    for (std::size_t feed = m_text.find('\n', line.start); feed < offset;
         feed = m_text.find('\n', line.start)) {
        line = {feed + 1, line.number + 1};
    }
    if (m_faults.size() == most_faults) {
        message = "too many faults: those from here on are not listed";
        hint.clear();
    }
    const std::string_view before = m_text.substr(line.start, offset - line.start);
    m_faults.push_back(
        {line.number, count_code_points(before) + 1, std::move(message), std::move(hint)});
}

/// Reports the record's bad character when it stands before another fault, which it may have
/// caused.
bool CsvReader::report_bad_character(std::size_t before) {
    if (m_bad >= before) {
        return false;
    }
    if (m_text[m_bad] == '\0') {
        fault_at(m_bad, "NUL byte", "save the file as UTF-8 text");
    } else {
        fault_at(m_bad, "invalid UTF-8", "save the file as UTF-8 text");
    }
    return true;
}

} // namespace halflight::io

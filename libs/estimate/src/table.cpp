// SPDX-License-Identifier: Apache-2.0
#include "halflight/estimate/table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"
#include "halflight/io/csv.hpp"

namespace halflight::estimate {

namespace {

[[noreturn]] void fail(const std::string& file, std::uint32_t line, std::uint32_t column,
                       const std::string& message) {
    throw Error(ErrorCode::parse, fmt::format("{}:{}:{}: {}", file, line, column, message));
}

void need_sound(const io::CsvReader& reader, const std::string& file) {
    if (!reader.faults().empty()) {
        const io::CsvFault& fault = reader.faults().front();
        fail(file, fault.line, fault.column,
             fault.message + (fault.hint.empty() ? "" : "; " + fault.hint));
    }
}

std::vector<std::string> header(io::CsvReader& reader, const std::string& file) {
    const bool found = reader.next();
    need_sound(reader, file);
    if (!found) {
        fail(file, 1, 1, "the file is empty; its first line must name the columns");
    }
    std::vector<std::string> names;
    std::unordered_set<std::string> seen;
    for (const io::CsvField& field : reader.fields()) {
        names.emplace_back(trim(field.text));
        if (names.back().empty()) {
            fail(file, field.line, field.column, "a column has no name; give every column one");
        }
        if (!seen.insert(names.back()).second) {
            fail(file, field.line, field.column,
                 fmt::format("two columns are named '{}'; rename one", shorten(names.back())));
        }
    }
    return names;
}

} // namespace

Table::Table(std::string_view csv, std::string name) : m_name(std::move(name)) {
    if (csv.starts_with("\x1f\x8b")) {
        throw Error(ErrorCode::parse, m_name + ": it is gzip: unpack it first");
    }
    io::CsvReader reader(csv);
    for (std::string& column : header(reader, m_name)) {
        m_columns.push_back({.name = std::move(column), .text = {}, .ends = {}});
    }
    std::vector<std::string_view> cells;
    while (reader.next()) {
        need_sound(reader, m_name);
        if (reader.fields().size() != m_columns.size()) {
            fail(m_name, reader.line(), 1,
                 fmt::format("this row has {} cells, the header {}", reader.fields().size(),
                             m_columns.size()));
        }
        cells.clear();
        std::ranges::transform(reader.fields(), std::back_inserter(cells), &io::CsvField::text);
        add_row(cells, reader.line());
    }
    need_sound(reader, m_name);
    if (m_lines.empty()) {
        fail(m_name, 1, 1, "the table has a header but no rows");
    }
}

void Table::add_row(std::span<const std::string_view> cells, std::uint32_t line) {
    for (std::size_t c = 0; c < cells.size(); ++c) {
        m_columns[c].text += trim(cells[c]);
        m_columns[c].ends.push_back(m_columns[c].text.size());
    }
    m_lines.push_back(line);
}

std::size_t Table::column(std::string_view column) const {
    const auto found = std::ranges::find(m_columns, column, &Column::name);
    if (found != m_columns.end()) {
        return static_cast<std::size_t>(found - m_columns.begin());
    }
    std::vector<std::string_view> names;
    std::ranges::transform(m_columns, std::back_inserter(names),
                           [](const Column& c) { return std::string_view(c.name); });
    const auto near = nearest(column, names);
    std::string remedy;
    if (near) {
        remedy = fmt::format("is '{}' meant?", *near);
    } else {
        constexpr std::size_t shown = 12;
        const std::size_t all = names.size();
        names.resize(std::min(all, shown));
        remedy = fmt::format("its columns are {}", fmt::join(names, ", "));
        if (all > shown) {
            remedy += fmt::format(", ... ({} in all)", all);
        }
    }
    throw Error(ErrorCode::not_found,
                fmt::format("{} has no column '{}'; {}", m_name, shorten(column), remedy));
}

std::string_view Table::cell(std::size_t row, std::size_t col) const {
    const Column& column = m_columns[col];
    const std::size_t start = row == 0 ? 0 : column.ends[row - 1];
    return std::string_view(column.text).substr(start, column.ends[row] - start);
}

bool Table::missing(std::size_t row, std::size_t col) const {
    const std::string_view text = cell(row, col);
    return text.empty() || text == "NA" || text == "NaN";
}

double Table::number(std::size_t row, std::size_t col) const {
    std::string_view text = cell(row, col);
    const auto place = [&](const std::string& message) {
        throw Error(ErrorCode::parse, fmt::format("{}:{}: column '{}': {}", m_name, m_lines[row],
                                                  m_columns[col].name, message));
    };
    if (text == "TRUE" || text == "true") {
        return 1;
    }
    if (text == "FALSE" || text == "false") {
        return 0;
    }
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    double value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status == std::errc::result_out_of_range) {
        place(fmt::format("'{}' is beyond what a number can hold", shorten(text)));
    }
    if (status != std::errc{} || end != text.data() + text.size()) {
        place(fmt::format("'{}' is not a number", shorten(text)));
    }
    if (!std::isfinite(value)) {
        place(fmt::format("'{}' is not finite; write NA where nothing is known", shorten(text)));
    }
    return value;
}

} // namespace halflight::estimate

// SPDX-License-Identifier: Apache-2.0
#include "csv_table.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace halflight::sources {

namespace {

std::string lowered(std::string_view text) {
    std::string made(text);
    std::ranges::transform(made, made.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return made;
}

/// A header of one field that names several columns with something else between.
void refuse_other_separator(const io::CsvReader& reader, const std::string& file,
                            std::span<const std::string_view> known) {
    if (reader.fields().size() != 1) {
        return;
    }
    const std::string header = lowered(reader.fields().front().text);
    for (const auto& [separator, words] :
         {std::pair{';', "semicolons"}, std::pair{'\t', "tabs"}, std::pair{'|', "bars"}}) {
        const auto parts = split(header, separator);
        const bool some = std::ranges::any_of(parts, [&](std::string_view part) {
            return std::ranges::find(known, trim(part)) != known.end();
        });
        if (parts.size() > 1 && some) {
            throw Error(ErrorCode::parse,
                        fmt::format("{}:{}:1: {} where commas are expected: the header is one "
                                    "field; write the file anew with commas between fields",
                                    file, reader.line(), words));
        }
    }
}

} // namespace

CsvTable::CsvTable(std::string_view csv, std::string file, std::span<const std::string_view> known)
    : m_reader(csv), m_file(std::move(file)) {
    if (!m_reader.next()) {
        const auto& faults = m_reader.faults();
        throw Error(ErrorCode::parse, faults.empty()
                                          ? fmt::format("{}: no header; the file is empty", m_file)
                                          : fmt::format("{}:{}:{}: {}", m_file, faults[0].line,
                                                        faults[0].column, faults[0].message));
    }
    refuse_other_separator(m_reader, m_file, known);
    for (const auto& field : m_reader.fields()) {
        std::string name = lowered(trim(field.text));
        const bool twice = std::ranges::find(m_columns, name) != m_columns.end();
        m_columns.push_back(name);
        if (twice) {
            tell(Severity::error, "S911", "",
                 fmt::format("column '{}' stands twice", shorten(name)), "the first is read");
        } else if (std::ranges::find(known, std::string_view(name)) == known.end()) {
            const auto near = nearest(name, known);
            tell(Severity::warning, "S912", "",
                 fmt::format("column '{}' is not known and is not read", shorten(name)),
                 near ? fmt::format("is '{}' meant?", *near)
                      : fmt::format("known are {}", fmt::join(known, ", ")));
        }
    }
}

std::size_t CsvTable::index(std::string_view column) const {
    return static_cast<std::size_t>(std::ranges::find(m_columns, column) - m_columns.begin());
}

bool CsvTable::has(std::string_view column) const {
    return index(column) < m_columns.size();
}

bool CsvTable::next() {
    while (m_reader.next()) {
        if (m_reader.fields().size() == m_columns.size()) {
            return true;
        }
        tell(Severity::error, "S913", "",
             fmt::format("{} fields under {} columns", m_reader.fields().size(), m_columns.size()),
             "the row is not read; a comma inside a name needs quotes");
    }
    return false;
}

std::string_view CsvTable::operator[](std::string_view column) const {
    const auto at = index(column);
    return at < m_columns.size() ? trim(m_reader.fields()[at].text) : std::string_view{};
}

void CsvTable::tell(Severity severity, std::string code, std::string_view column,
                    std::string message, std::string hint) {
    Place place{m_file, m_reader.line(), 1};
    const auto at = index(column);
    if (!column.empty() && at < m_reader.fields().size()) {
        place.line = m_reader.fields()[at].line;
        place.column = m_reader.fields()[at].column;
    }
    m_diagnostics.add({.severity = severity,
                       .code = std::move(code),
                       .kind = "",
                       .message = std::move(message),
                       .place = std::move(place),
                       .notes = {},
                       .hint = std::move(hint)});
}

Diagnostics CsvTable::take() {
    for (const auto& fault : m_reader.faults()) {
        m_diagnostics.add({.severity = Severity::error,
                           .code = "S910",
                           .kind = "",
                           .message = fault.message,
                           .place = {m_file, fault.line, fault.column},
                           .notes = {},
                           .hint = fault.hint});
    }
    m_diagnostics.sort();
    return std::move(m_diagnostics);
}

} // namespace halflight::sources

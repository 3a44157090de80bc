// SPDX-License-Identifier: Apache-2.0
#include "claim_row.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::dossier {
namespace {

constexpr std::array<std::string_view, column_count> column_names = {
    "id",    "indicator",   "area",        "counterpart", "dims", "start",  "end",
    "low",   "value",       "high",        "unit",        "kind", "source", "locator",
    "quote", "known_since", "credibility", "withdrawn",   "note"};
constexpr bool complete() {
    return std::none_of(column_names.begin(), column_names.end(),
                        [](std::string_view name) { return name.empty(); });
}
static_assert(complete(), "every column has a name");

constexpr std::array required = {Column::id,     Column::indicator,  Column::area,
                                 Column::start,  Column::unit,       Column::kind,
                                 Column::source, Column::known_since};

} // namespace

std::string_view name_of(Column column) noexcept {
    return column_names[static_cast<std::size_t>(column)];
}

bool ClaimHeader::read(std::span<const io::CsvField> fields, const std::string& file,
                       std::uint32_t line, Report& report) {
    m_size = fields.size();
    m_index.fill(absent);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const std::string_view name = trim(fields[i].text);
        const Place place{file, line, fields[i].column};
        const auto* const found = std::find(column_names.begin(), column_names.end(), name);
        if (found == column_names.end()) {
            report.error(FaultCode::unknown_column, place,
                         fmt::format("unknown column {}", in_quotes(name)),
                         suggest(name, column_names, "the columns are " + one_of(column_names)));
            continue;
        }
        std::size_t& index = m_index[static_cast<std::size_t>(found - column_names.begin())];
        if (index != absent) {
            report.error(FaultCode::duplicate_column, place,
                         fmt::format("column {} is given twice", in_quotes(name)),
                         "take one of the two out",
                         {{"the first stands here", {file, line, fields[index].column}}});
            continue;
        }
        index = i;
    }
    bool usable = true;
    for (const Column column : required) {
        if (at(column) == absent) {
            report.error(FaultCode::missing_column, {file, line, 1},
                         fmt::format("column {} is missing; the rows of this file are not read",
                                     in_quotes(name_of(column))),
                         fmt::format("add {} to the header line", name_of(column)));
            usable = false;
        }
    }
    return usable;
}

std::string_view ClaimRow::operator[](Column column) const {
    const std::size_t index = m_header.at(column);
    return index == ClaimHeader::absent ? std::string_view{} : trim(m_fields[index].text);
}

Place ClaimRow::place(Column column) const {
    const std::size_t index = m_header.at(column);
    return {m_file, m_line, index == ClaimHeader::absent ? 1U : m_fields[index].column};
}

bool ClaimRow::spoil(FaultCode code, Column column) {
    m_sound = false;
    if (m_report.full(m_file)) {
        m_report.error(code, place(column), {}, {});
        return false;
    }
    return true;
}

void ClaimRow::fault(FaultCode code, Column column, std::string message, std::string hint,
                     std::vector<Note> notes) {
    m_sound = false;
    m_report.error(code, place(column), std::move(message), std::move(hint), std::move(notes));
}

bool ClaimRow::filled(Column column) {
    if (!(*this)[column].empty()) {
        return true;
    }
    if (spoil(FaultCode::missing_field, column)) {
        fault(FaultCode::missing_field, column, fmt::format("{} is empty", name_of(column)),
              fmt::format("fill in {}: every claim has one", name_of(column)));
    }
    return false;
}

} // namespace halflight::dossier

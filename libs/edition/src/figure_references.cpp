// SPDX-License-Identifier: Apache-2.0
// What "MEASURE/LABEL/COLUMN" in a figure stands for: lines of values inside its range.
#include "figure_parts.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::edition {

namespace {

using measures::Item;
using measures::Row;
using measures::Table;

std::vector<std::string_view> column_names(const Table& table) {
    std::vector<std::string_view> names;
    for (const measures::Column& column : table.columns) {
        names.push_back(column.id);
    }
    return names;
}

/// Labels in order of first use, with their names.
std::vector<std::pair<std::string, std::string>> labels_of(const Table& table) {
    std::vector<std::pair<std::string, std::string>> labels;
    for (const Row& row : table.rows) {
        const auto same = [&](const auto& pair) { return pair.first == row.label; };
        if (std::ranges::none_of(labels, same)) {
            labels.emplace_back(row.label, row.name.empty() ? row.label : row.name);
        }
    }
    return labels;
}

} // namespace

bool FigureArguments::find_column(std::string_view column, const Place& place, Reference& out) {
    const std::vector<std::string_view> names = column_names(*out.table);
    const auto found = std::ranges::find(names, column);
    if (found == names.end()) {
        add("G006", place,
            fmt::format("measure '{}' has no column '{}'", out.table->id, shorten(column)),
            suggestion(column, names, "the measure is empty"));
        return false;
    }
    out.columns = {static_cast<std::size_t>(found - names.begin())};
    return true;
}

std::optional<FigureArguments::Reference> FigureArguments::reference_at(const Item& item) {
    Reference out;
    std::string_view rest = item.text;
    if (const std::size_t equals = rest.find(" = "); equals != std::string_view::npos) {
        out.name = trim(rest.substr(0, equals));
        rest = trim(rest.substr(equals + 3));
    }
    const std::vector<std::string_view> parts = split(rest, '/');
    out.table = table_at(parts.front(), item.place);
    if (out.table == nullptr) {
        return std::nullopt;
    }
    const bool all_columns = parts.size() == 1 || parts.back() == "*";
    for (std::size_t i = 0; all_columns && i < out.table->columns.size(); ++i) {
        out.columns.push_back(i);
    }
    if (!all_columns && !find_column(parts.back(), item.place, out)) {
        return std::nullopt;
    }
    if (parts.size() > 2) {
        // A label may hold slashes itself; what is left of the last one belongs to it.
        const std::size_t begin = parts.front().size() + 1;
        out.label = rest.substr(begin, rest.size() - begin - parts.back().size() - 1);
        out.any_label = false;
        std::vector<std::string_view> known;
        const auto labels = labels_of(*out.table);
        for (const auto& [label, name] : labels) {
            known.push_back(label);
        }
        if (std::ranges::find(known, out.label) == known.end()) {
            add("G006", item.place,
                fmt::format("measure '{}' has no row '{}'", out.table->id, shorten(out.label)),
                suggestion(out.label, known, "the measure has no row"));
            return std::nullopt;
        }
    }
    return out;
}

void FigureArguments::check_range() {
    if (m_range_known) {
        return;
    }
    m_range_known = true;
    for (const auto& [name, end] : {std::pair("from", false), std::pair("to", true)}) {
        const auto given = items(name);
        if (given.empty()) {
            continue;
        }
        const auto period = parse_period(given.front().text);
        if (!period) {
            add("G005", given.front().place,
                fmt::format("period '{}': {}", shorten(given.front().text), period.fault().message),
                "write 2024, 2024-Q3 or 2024-07");
        } else if (end) {
            m_to = period->end;
        } else {
            m_from = period->first;
        }
    }
    if (const auto given = items("frequency"); !given.empty()) {
        const auto frequency = parse_frequency(given.front().text);
        if (!frequency || *frequency == Frequency::none) {
            add("G005", given.front().place,
                fmt::format("frequency '{}' is none of A, S, Q, M, W, D",
                            shorten(given.front().text)),
                "write A for years, Q for quarters, M for months");
        } else {
            m_frequency = *frequency;
        }
    }
    if (m_from && m_to && *m_to <= *m_from) {
        fault("to", "the range ends before it begins", "swap 'from' and 'to'");
    }
}

bool FigureArguments::inside(const Row& row) const {
    return !row.period ||
           ((!m_from || row.period->first >= *m_from) && (!m_to || row.period->end <= *m_to) &&
            (m_frequency == Frequency::none || frequency_of(*row.period) == m_frequency));
}

std::vector<Line> FigureArguments::expand(const Reference& reference) const {
    std::vector<Line> out;
    const Table& table = *reference.table;
    auto labels = labels_of(table);
    if (!reference.any_label) {
        std::erase_if(labels, [&](const auto& pair) { return pair.first != reference.label; });
    }
    for (const auto& [label, label_name] : labels) {
        for (const std::size_t column : reference.columns) {
            Line line;
            const std::string& column_name = table.columns[column].name;
            line.name = !reference.name.empty() && labels.size() * reference.columns.size() == 1
                            ? reference.name
                        : label.empty()                ? column_name
                        : reference.columns.size() > 1 ? label_name + ", " + column_name
                                                       : label_name;
            line.unit = table.columns[column].unit;
            line.table = &table;
            for (const Row& row : table.rows) {
                if (row.label == label && inside(row)) {
                    line.data.push_back({row.period, &row.values.at(column),
                                         measures::number_id(table, row, table.columns[column]),
                                         row.name.empty() ? row.label : row.name});
                }
            }
            out.push_back(std::move(line));
        }
    }
    return out;
}

std::vector<Line> FigureArguments::lines_at(const Item& item) {
    check_range();
    const auto reference = reference_at(item);
    return reference ? expand(*reference) : std::vector<Line>{};
}

std::vector<Line> FigureArguments::lines(std::string_view name) {
    std::vector<Line> out;
    for (const Item& item : items(name)) {
        for (Line& line : lines_at(item)) {
            out.push_back(std::move(line));
        }
    }
    return out;
}

std::optional<Line> FigureArguments::line(std::string_view name) {
    if (!has(name)) {
        return std::nullopt;
    }
    std::vector<Line> found = lines(name);
    if (found.size() > 1) {
        fault(name, fmt::format("'{}' gives {} lines, and takes one", name, found.size()),
              "name the column and, where rows have labels, the label: MEASURE/LABEL/COLUMN");
    }
    return found.size() == 1 ? std::optional(std::move(found.front())) : std::nullopt;
}

} // namespace halflight::edition

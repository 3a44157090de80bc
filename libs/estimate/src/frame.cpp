// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"
#include "halflight/estimate/table.hpp"

namespace halflight::estimate {

namespace {

/// Columns in which a missing value costs the row.
std::vector<std::size_t> needed(const Table& table, const Frame::Wanted& wanted) {
    std::vector<std::size_t> columns;
    for (const auto* names : {&wanted.numbers, &wanted.labels}) {
        for (const std::string& name : *names) {
            columns.push_back(table.column(name));
        }
    }
    std::ranges::sort(columns);
    columns.erase(std::ranges::unique(columns).begin(), columns.end());
    return columns;
}

std::optional<double> as_number(std::string_view text) {
    double value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    return status == std::errc{} && end == text.data() + text.size() ? std::optional(value)
                                                                     : std::nullopt;
}

std::vector<std::string_view> in_order(std::vector<std::string_view> labels) {
    const bool numeric = std::ranges::all_of(
        labels, [](std::string_view label) { return as_number(label).has_value(); });
    if (numeric) {
        std::ranges::sort(labels, {}, [](std::string_view label) {
            return std::pair(as_number(label).value_or(0), label);
        });
    } else {
        std::ranges::sort(labels);
    }
    return labels;
}

Codes codes_of(const Table& table, std::size_t column, std::span<const std::size_t> rows) {
    std::unordered_map<std::string_view, std::int32_t> index;
    std::vector<std::string_view> labels;
    Codes made;
    made.codes.reserve(rows.size());
    for (const std::size_t row : rows) {
        const auto [entry, fresh] =
            index.try_emplace(table.cell(row, column), static_cast<std::int32_t>(labels.size()));
        if (fresh) {
            labels.push_back(entry->first);
        }
        made.codes.push_back(entry->second);
    }
    const std::vector<std::string_view> ordered = in_order(labels);
    std::vector<std::int32_t> place(labels.size());
    for (std::size_t i = 0; i < ordered.size(); ++i) {
        place[static_cast<std::size_t>(index.at(ordered[i]))] = static_cast<std::int32_t>(i);
        made.labels.emplace_back(ordered[i]);
    }
    for (std::int32_t& code : made.codes) {
        code = place[static_cast<std::size_t>(code)];
    }
    return made;
}

} // namespace

Frame::Frame(const Table& table, const Wanted& wanted, MissingRule rule,
             stats::Warnings& warnings) {
    const std::vector<std::size_t> columns = needed(table, wanted);
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const auto lacking =
            std::ranges::find_if(columns, [&](std::size_t c) { return table.missing(row, c); });
        if (lacking == columns.end()) {
            m_rows.push_back(row);
            m_lines.push_back(table.line(row));
        } else if (rule == MissingRule::refuse) {
            throw Error(ErrorCode::refused,
                        fmt::format("{}:{}: column '{}' has no value; fill it in, or write missing "
                                    "= \"drop\" to leave such rows out",
                                    table.name(), table.line(row), table.column_name(*lacking)));
        }
    }
    if (m_rows.empty()) {
        stats::refuse(
            fmt::format("{}: every row lacks a value in a column that is used", table.name()));
    }
    if (const std::size_t dropped = table.rows() - m_rows.size(); dropped > 0) {
        warnings.push_back(
            {"rows_dropped",
             fmt::format("{} of {} rows lack a value and were left out", dropped, table.rows())});
    }
    for (const auto* names : {&wanted.numbers, &wanted.nullable}) {
        for (const std::string& name : *names) {
            const std::size_t column = table.column(name);
            std::vector<double>& values = m_numbers[name];
            values.clear();
            values.reserve(m_rows.size());
            for (const std::size_t row : m_rows) {
                values.push_back(table.missing(row, column) ? stats::undefined
                                                            : table.number(row, column));
            }
        }
    }
    for (const std::string& name : wanted.labels) {
        m_labels[name] = codes_of(table, table.column(name), m_rows);
    }
}

std::span<const double> Frame::numbers(const std::string& column) const {
    return m_numbers.at(column);
}

const Codes& Frame::labels(const std::string& column) const {
    return m_labels.at(column);
}

} // namespace halflight::estimate

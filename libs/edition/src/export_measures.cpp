// SPDX-License-Identifier: Apache-2.0
#include "fields.hpp"
#include "halflight/edition/export.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace halflight::edition {

namespace {

using measures::Value;

std::string joined(const std::vector<std::string>& ids) {
    return fmt::format("{}", fmt::join(ids, " "));
}

std::string row_of(const measures::Table& table, const measures::Row& row,
                   const measures::Column& column, const Value& value) {
    const Interval& bounds = value.bounds;
    std::vector<std::string> fields{measures::number_id(table, row, column)};
    const auto add = [&fields](auto&&... values) { (fields.emplace_back(values), ...); };
    add(row.period ? to_string(*row.period) : std::string(), row.label, column.id, column.unit);
    add(number_field(bounds.lo), flag_field(bounds.lo_open),
        value.point ? number_field(*value.point) : std::string(), number_field(bounds.hi),
        flag_field(bounds.hi_open));
    add(measures::to_string(value.basis),
        value.missing == Missing::none ? std::string_view() : to_string(value.missing),
        flag_field(value.disputed), flag_field(value.synthetic));
    add(joined(value.claims), joined(value.cells), value.formula);
    return line_of(fields);
}

} // namespace

std::string to_csv(const measures::Table& table) {
    std::string text = line_of({"number_id", "period", "label", "column", "unit", "low", "low_open",
                                "point", "high", "high_open", "basis", "missing", "disputed",
                                "synthetic", "statements", "cells", "formula"});
    for (const measures::Row& row : table.rows) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            text += row_of(table, row, table.columns[i], row.values.at(i));
        }
    }
    return text;
}

} // namespace halflight::edition

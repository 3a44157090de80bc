// SPDX-License-Identifier: Apache-2.0
// Form "table": measures for reading. The report makes the table; here it is only checked and
// named.
#include "figure_canvas.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::edition {

namespace {

constexpr std::array parameters = {
    measures::ParameterInfo{"measures", "ids of the measures, one below the other", true, true},
    measures::ParameterInfo{"caption", "what to beware of"},
};

bool has_value(const measures::Table& table) {
    return std::ranges::any_of(table.rows, [](const measures::Row& row) {
        return std::ranges::any_of(row.values, [](const measures::Value& value) {
            return value.basis != measures::Basis::missing;
        });
    });
}

void account_rows(Sketch& sketch, const measures::Table& table) {
    for (const measures::Row& row : table.rows) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            sketch.numbers.push_back(measures::number_id(table, row, table.columns[i]));
            sketch.synthetic = sketch.synthetic || row.values[i].synthetic;
        }
    }
}

Sketch draw_table(FigureArguments& arguments) {
    Sketch sketch;
    sketch.is_table = true;
    for (const measures::Table* const table : arguments.tables("measures")) {
        if (!has_value(*table)) {
            arguments.empty("measures",
                            fmt::format("the measure '{}' has no row with a value", table->id));
            return sketch;
        }
        sketch.measures.push_back(table->id);
        account_rows(sketch, *table);
        sketch.alternative += fmt::format("{}Table of {} row{} and {} column{}: {}.",
                                          sketch.alternative.empty() ? "" : " ", table->rows.size(),
                                          table->rows.size() == 1 ? "" : "s", table->columns.size(),
                                          table->columns.size() == 1 ? "" : "s", table->title);
    }
    return sketch;
}

} // namespace

FigureForm table_form() {
    return {"table", "Measures as a table", parameters, draw_table};
}

} // namespace halflight::edition

// SPDX-License-Identifier: Apache-2.0
// Series side by side, as a figure or a table wants them.
#include "families.hpp"
#include "table_parts.hpp"

#include <array>

namespace halflight::measures {

namespace {

constexpr std::array series_parameters = {
    ParameterInfo{"series", "series keys, each as KEY or LABEL = KEY", true, true},
    ParameterInfo{"names", "what readers see for each, in the same order", false, true},
    ParameterInfo{"frequency", "A, S, Q, M, W or D"},
    ParameterInfo{"from", "first period"},
    ParameterInfo{"to", "last period"},
    ParameterInfo{"periods", "the periods one by one", false, true},
};

Table evaluate_series(const View& view, Arguments& arguments) {
    Table table;
    const auto series = arguments.labelled_series("series");
    const std::vector<std::string> names = reader_names(view, arguments, "series", series);
    if (series.empty() || arguments.failed()) {
        return table;
    }
    for (std::size_t i = 0; i < series.size(); ++i) {
        const auto& [label, index] = series[i];
        table.columns.push_back({column_id(label), names[i], view.unit(index).text});
    }
    for (const Period& period : arguments.periods(series.front().second)) {
        Row row;
        row.period = period;
        for (const auto& [label, index] : series) {
            row.values.push_back(view.cell(index, period));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

constexpr std::array all = {
    Form{"series", "Series side by side", "the cells themselves", "identity", series_parameters,
         evaluate_series},
};

} // namespace

std::span<const Form> table_forms() {
    return all;
}

} // namespace halflight::measures

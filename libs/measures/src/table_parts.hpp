// SPDX-License-Identifier: Apache-2.0
// What forms share when they fill tables.
#pragma once

#include "halflight/measures/form.hpp"

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace halflight::measures {

/// For formulas: "3,765", "0 to 9", "at least 12", "unknown".
[[nodiscard]] std::string words(const Interval& bounds);
/// The printed number where there is one, else the bounds.
[[nodiscard]] std::string words(const Value& value);

/// f of the points of all values; none where one has none.
template <class Function>
[[nodiscard]] std::optional<double> from_points(Function f, std::initializer_list<Value> values) {
    std::vector<double> points;
    for (const Value& value : values) {
        if (!value.point) {
            return std::nullopt;
        }
        points.push_back(*value.point);
    }
    return f(points);
}

/// A declared number: it rests on no cell, and what uses it is modelled.
[[nodiscard]] Value declared(const Interval& bounds);
/// The same value in another unit of its dimension.
[[nodiscard]] Value converted(Value value, const Unit& from, const Unit& to);
/// Missing for the reason of `from`, with its cells; `bounds` is what holds all the same.
[[nodiscard]] Value missing_like(const Value& from, const Interval& bounds = Interval::at_least(0));
/// Missing with the cells of `from`: the quantity does not exist here.
[[nodiscard]] Value not_applicable(std::initializer_list<Value> from = {});
/// One statement put over two that do not agree: the hull, disputed. Else what both allow.
[[nodiscard]] Value reconcile(const Value& a, const Value& b, std::string formula);

/// An id of a row or column: letters, digits, '_', '.' and '-' only.
[[nodiscard]] std::string column_id(std::string_view label);
/// What readers see for a series: its label where it was written, else the name of its last code,
/// of its counterpart, or of its area.
[[nodiscard]] std::string reader_name(const View& view, std::string_view label,
                                      ledger::SeriesIndex series);
/// Names for labelled series: those of the parameter `names`, where it is given, else
/// `reader_name`. A wrong count and a repeated label are faults at `names` and `series`.
[[nodiscard]] std::vector<std::string>
reader_names(const View& view, Arguments& arguments, std::string_view parameter,
             std::span<const std::pair<std::string, ledger::SeriesIndex>> series);

/// The series whose key differs in the counterpart alone; none where that names no series.
[[nodiscard]] std::optional<ledger::SeriesIndex>
with_counterpart(const View& view, ledger::SeriesIndex series, std::string_view counterpart);

/// The years to measure: those of `periods`, else those from `from` to `to`, else those that the
/// cells of the series touch wholly. A period that is no year is a fault at `periods`.
[[nodiscard]] std::vector<Period> whole_years(const View& view, Arguments& arguments,
                                              ledger::SeriesIndex series);

/// Whether both units measure the same thing; reports a fault at the parameter if not.
bool same_dimension(Arguments& arguments, std::string_view parameter, const Unit& unit,
                    const Unit& wanted);

} // namespace halflight::measures

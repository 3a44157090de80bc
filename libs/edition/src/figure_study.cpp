// SPDX-License-Identifier: Apache-2.0
#include "figure_study.hpp"

#include "halflight/base/text.hpp"
#include "numbers.hpp"
#include "report_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::edition {

namespace {

using measures::Column;
using measures::Row;
using measures::Table;
using measures::Value;

std::optional<std::size_t> column_of(const Table& table, std::string_view column) {
    const auto found = std::ranges::find(table.columns, column, &Column::id);
    return found == table.columns.end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(found - table.columns.begin()));
}

int magnitude(double value) {
    return value == 0 ? 0 : static_cast<int>(std::floor(std::log10(std::abs(value))));
}

/// Digits of a point down to the second digit of the width of its interval.
int digits_for(double point, double width) {
    constexpr int least = 2;
    constexpr int most = 6;
    return std::clamp(magnitude(point) - magnitude(width) + 2, least, most);
}

std::string point_words(double point, double width) {
    constexpr int exact = 4;
    if (width > 0) {
        return format_number(point, digits_for(point, width));
    }
    return point == std::round(point) ? format_number(point) : format_number(point, exact);
}

} // namespace

const Table* study_table(FigureArguments& arguments, std::string_view parameter,
                         const std::string& study, std::string_view suffix,
                         std::initializer_list<std::string_view> columns, std::string_view design) {
    if (arguments.failed()) {
        return nullptr;
    }
    const std::string id = study + std::string(suffix);
    const auto& tables = arguments.publication().measures;
    const auto found = std::ranges::find(tables, id, &Table::id);
    const std::string hint = fmt::format("name a study of design {}", design);
    if (found == tables.end()) {
        arguments.fault(parameter,
                        fmt::format("'{}' has no table '{}'", shorten(study), shorten(id)), hint);
        return nullptr;
    }
    for (const std::string_view column : columns) {
        if (!column_of(*found, column)) {
            arguments.fault(
                parameter, fmt::format("table '{}' has no column '{}'", shorten(id), column), hint);
            return nullptr;
        }
    }
    return &*found;
}

std::optional<Datum> datum_of(const Table& table, const Row& row, std::string_view column) {
    const auto at = column_of(table, column);
    if (!at) {
        return std::nullopt;
    }
    return Datum{row.period, &row.values.at(*at),
                 measures::number_id(table, row, table.columns[*at]), name_of(row)};
}

Line line_of_one(const Table& table, const Row& row, std::string_view column, std::string name) {
    Line line{std::move(name), unit_of(table, column), &table, {}};
    if (auto datum = datum_of(table, row, column)) {
        line.data.push_back(std::move(*datum));
    }
    return line;
}

std::string unit_of(const Table& table, std::string_view column) {
    const auto at = column_of(table, column);
    return at ? table.columns[*at].unit : std::string();
}

std::string in_unit(std::string_view words, const std::string& unit) {
    return unit.empty() || unit == "1" ? std::string(words) : fmt::format("{}, {}", words, unit);
}

const std::string& name_of(const Row& row) {
    return row.name.empty() ? row.label : row.name;
}

std::string declared(const FigureArguments& arguments, const std::string& study,
                     const std::string& key) {
    for (const dossier::Study& one : arguments.publication().analysed.dossier.studies) {
        const auto& parameters = one.declaration.parameters;
        if (const auto found = parameters.find(key); one.declaration.id == study &&
                                                     found != parameters.end() &&
                                                     !found->second.items.empty()) {
            return found->second.items.front().text;
        }
    }
    return {};
}

Line FigureArguments::column_line(const Table& table, std::string_view column,
                                  std::string_view label, std::string name) {
    check_range();
    Line line{std::move(name), unit_of(table, column), &table, {}};
    for (const Row& row : table.rows) {
        if (row.label == label && inside(row)) {
            if (auto datum = datum_of(table, row, column)) {
                line.data.push_back(std::move(*datum));
            }
        }
    }
    return line;
}

std::string estimate_words(const Value& value, const std::string& unit) {
    if (value.basis == measures::Basis::missing) {
        return in_words(value.missing);
    }
    const std::string behind = unit.empty() || unit == "1" ? "" : " " + unit;
    if (!value.point) {
        return show(value.bounds, Unit{}) + behind;
    }
    const double width = value.bounds.bounded() ? value.bounds.width() : 0;
    const std::string point = point_words(*value.point, width);
    return value.bounds.is_point()
               ? point + behind
               : fmt::format("{}{} ({})", point, behind, show(value.bounds, Unit{}));
}

Json study_tip(const std::string& name, const Datum& datum, const std::string& unit) {
    Json out = tip(name, datum, unit);
    out["value"] = estimate_words(*datum.value, unit);
    return out;
}

std::string p_words(const Value& value) {
    constexpr double least = 0.001;
    if (value.basis == measures::Basis::missing || !value.point) {
        return "no p-value";
    }
    return *value.point < least ? "p < 0.001"
                                : fmt::format("p = {}", format_number(*value.point, 2));
}

bool apart_from_zero(const Value& value) {
    return value.basis != measures::Basis::missing && !value.bounds.is_point() &&
           (value.bounds.lo > 0 || value.bounds.hi < 0);
}

void Extent::point(double value) {
    m_low = m_any ? std::min(m_low, value) : value;
    m_high = m_any ? std::max(m_high, value) : value;
    m_any = true;
}

void Extent::add(const Value& value) {
    if (value.basis == measures::Basis::missing) {
        return;
    }
    const Position at = position(value, {1, ""});
    point(at.best());
    m_ends.emplace_back(at.low, at.high);
}

std::pair<double, double> Extent::range(bool zero) const {
    constexpr double medians = 3;
    const double low = zero ? std::min(m_low, 0.0) : m_low;
    const double high = zero ? std::max(m_high, 0.0) : m_high;
    std::vector<double> reaches;
    for (const auto& [from, to] : m_ends) {
        reaches.push_back(std::max({low - from, to - high, 0.0}));
    }
    std::vector<double> sorted = reaches;
    std::ranges::sort(sorted);
    const double usual = sorted.empty() ? 0 : sorted[sorted.size() / 2];
    const double most = std::max(high - low, medians * usual);
    double bottom = low;
    double top = high;
    for (std::size_t i = 0; i < m_ends.size(); ++i) {
        if (reaches[i] <= most) {
            bottom = std::min(bottom, m_ends[i].first);
            top = std::max(top, m_ends[i].second);
        }
    }
    return nice_range(bottom, top, zero);
}

Held held(double value, std::pair<double, double> range) {
    const double at = std::clamp(value, range.first, range.second);
    const double slack = 1e-9 * (range.second - range.first);
    return {at, std::abs(value - at) > slack};
}

double head_words(Json& layers, const std::vector<std::string>& lines, double left, double top) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        layers.push_back(layer(
            {{{"words", lines[i]}, {"hx", left}, {"hy", top + head_line * static_cast<double>(i)}}},
            {{"type", "text"},
             {"align", "left"},
             {"baseline", "middle"},
             {"fontSize", i == 0 ? font_size : small_font},
             {"fontWeight", i == 0 ? "bold" : "normal"}},
            {{"x", pixels("hx")}, {"y", pixels("hy")}, {"text", field("words", "nominal")}}));
    }
    return head_line * static_cast<double>(lines.size());
}

} // namespace halflight::edition

// SPDX-License-Identifier: Apache-2.0
#include "tables.hpp"

#include <fmt/format.h>

#include <cmath>

namespace halflight::inquiry {

using measures::Value;

namespace {

Value modelled(const Interval& bounds, std::optional<double> point) {
    Value value;
    value.bounds = bounds;
    value.point = measures::point_within(bounds, point);
    value.basis = measures::Basis::modelled;
    value.missing = Missing::none;
    return value;
}

Interval interval(double low, double high) {
    constexpr double unlimited = std::numeric_limits<double>::infinity();
    const bool no_low = std::isnan(low) || std::isinf(low);
    const bool no_high = std::isnan(high) || std::isinf(high);
    Interval out = Interval::closed(no_low ? -unlimited : low, no_high ? unlimited : high);
    out.lo_open = no_low;
    out.hi_open = no_high;
    return out;
}

} // namespace

Value plain(double value) {
    return std::isfinite(value) ? modelled(Interval::closed(value, value), value)
                                : measures::missing_value(Missing::not_applicable);
}

Value estimate(const stats::Coefficient& coefficient) {
    return between(coefficient.low, coefficient.estimate, coefficient.high);
}

Value between(double low, double point, double high) {
    if (std::isnan(low) && std::isnan(point) && std::isnan(high)) {
        return measures::missing_value(Missing::not_applicable);
    }
    return modelled(interval(low, high), std::isnan(point) ? std::nullopt : std::optional(point));
}

TableMaker::TableMaker(std::string id, std::string form, std::string title) {
    m_table.id = std::move(id);
    m_table.form = std::move(form);
    m_table.title = std::move(title);
}

TableMaker& TableMaker::column(std::string id, std::string name, std::string unit) {
    m_table.columns.push_back({std::move(id), std::move(name), std::move(unit)});
    return *this;
}

TableMaker& TableMaker::formula(std::string words) {
    m_table.formula = std::move(words);
    return *this;
}

TableMaker& TableMaker::citation(std::string words) {
    m_table.citation = std::move(words);
    return *this;
}

TableMaker& TableMaker::assume(std::string words) {
    m_table.assumptions.push_back(std::move(words));
    return *this;
}

TableMaker& TableMaker::note(std::string words) {
    m_table.notes.push_back(std::move(words));
    return *this;
}

TableMaker& TableMaker::row(std::optional<Period> period, std::string label, std::string name,
                            std::vector<Value> values, std::vector<std::string> notes) {
    m_table.rows.push_back(
        {period, std::move(label), std::move(name), std::move(values), std::move(notes)});
    return *this;
}

std::string words_of(const stats::Warning& warning) {
    return fmt::format("{} ({})", warning.text, warning.code);
}

void note_warnings(TableMaker& table, const stats::Warnings& warnings) {
    for (const stats::Warning& warning : warnings) {
        table.note(words_of(warning));
    }
}

} // namespace halflight::inquiry

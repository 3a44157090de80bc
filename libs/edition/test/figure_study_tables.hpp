// SPDX-License-Identifier: Apache-2.0
// Tables of studies made by hand, and figures over them.
#pragma once

#include "figure_worlds.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace halflight::edition::test {

using measures::Row;
using measures::Table;
using measures::Value;

inline Value between(double low, double point, double high) {
    Value out;
    out.bounds = Interval::closed(low, high);
    out.point = point;
    out.basis = measures::Basis::modelled;
    return out;
}

inline Value number(double value) {
    return between(value, value, value);
}

inline Value without_error(double value) {
    Value out = number(value);
    out.bounds = Interval::all();
    return out;
}

inline Table table(const std::string& id, const std::vector<std::string>& columns,
                   std::vector<Row> rows) {
    Table out;
    out.id = id;
    out.title = "Title of " + id;
    for (const std::string& column : columns) {
        const bool light = column == "slope" || column == "change" || column == "light" ||
                           column == "average" || column == "estimate";
        out.columns.push_back({column, column, light ? "nW/cm2/sr" : "1"});
    }
    out.rows = std::move(rows);
    return out;
}

inline Row named(const std::string& label, std::vector<Value> values) {
    return {std::nullopt, label, "", std::move(values)};
}

inline Row dated(const std::string& period, const std::string& label, std::vector<Value> values) {
    return {*parse_period(period), label, "", std::move(values)};
}

inline Figures drawn_over(const std::vector<Table>& tables, const std::string& figures) {
    Publication publication = publish(loaded(figure_world(figures)), {});
    publication.measures.insert(publication.measures.end(), tables.begin(), tables.end());
    const NumberBook book(publication, {});
    return draw(publication, book);
}

inline Figure only_over(const std::vector<Table>& tables, const std::string& figures) {
    Figures out = drawn_over(tables, figures);
    for (const Diagnostic& problem : out.diagnostics.items()) {
        ADD_FAILURE() << to_text(problem);
    }
    EXPECT_EQ(out.figures.size(), 1U);
    return out.figures.empty() ? Figure{} : out.figures.front();
}

inline void expect_fault(const std::vector<Table>& tables, const std::string& figures,
                         const std::string& code, const std::string& words,
                         const std::string& hint) {
    const Figures out = drawn_over(tables, figures);
    EXPECT_TRUE(out.figures.empty());
    ASSERT_EQ(out.diagnostics.items().size(), 1U) << figures;
    const Diagnostic& fault = out.diagnostics.items().front();
    EXPECT_EQ(fault.code, code) << to_text(fault);
    EXPECT_NE(fault.message.find(words), std::string::npos) << to_text(fault);
    EXPECT_NE(fault.hint.find(hint), std::string::npos) << to_text(fault);
    EXPECT_EQ(fault.place.file, "figures.toml");
    EXPECT_GT(fault.place.line, 0U);
}

inline bool says(const Figure& figure, const std::string& words) {
    return figure.alternative.find(words) != std::string::npos;
}

/// Every number in the tooltips of a figure is one that it names.
inline void expect_accounted(const Figure& figure) {
    std::size_t marks = 0;
    for (const auto& mark : with(spec_of(figure), "number")) {
        const std::string id = mark["number"];
        EXPECT_NE(std::ranges::find(figure.numbers, id), figure.numbers.end()) << id;
        ++marks;
    }
    EXPECT_GT(marks, 0U);
}

} // namespace halflight::edition::test

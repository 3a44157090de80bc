// SPDX-License-Identifier: Apache-2.0
// What a form of figure gets (parameters, lines of values, events) and what it gives back.
#pragma once

#include "halflight/edition/figure.hpp"
#include "halflight/measures/form.hpp"
#include "json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::edition {

/// One published number in a figure.
struct Datum {
    std::optional<Period> period;
    const measures::Value* value = nullptr;
    std::string number; ///< id
    std::string row;    ///< name of the row, for readers; empty for one row a period
    [[nodiscard]] bool missing() const { return value->basis == measures::Basis::missing; }
};

/// The numbers of one column, or of one label in it, by period.
struct Line {
    std::string name;
    std::string unit;
    const measures::Table* table = nullptr;
    std::vector<Datum> data;
};

/// The parameters of one figure as a form reads them. Each getter reports what is wrong at its
/// place and returns something harmless.
class FigureArguments {
  public:
    FigureArguments(const Publication& publication, const measures::Declaration& declaration,
                    Diagnostics& diagnostics)
        : m_publication(publication), m_declaration(declaration), m_diagnostics(diagnostics) {}

    [[nodiscard]] const Publication& publication() const noexcept { return m_publication; }
    [[nodiscard]] const measures::Declaration& declaration() const noexcept {
        return m_declaration;
    }
    [[nodiscard]] bool failed() const noexcept { return m_failed; }
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::string text(std::string_view name, std::string_view fallback = {}) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
    [[nodiscard]] double number(std::string_view name, double fallback);
    /// Pixels of a plot, from "height"; G005 for what no page could show.
    [[nodiscard]] int height(int fallback);
    [[nodiscard]] bool flag(std::string_view name, bool fallback);
    /// One of `words`; the first where absent.
    [[nodiscard]] std::string choice(std::string_view name,
                                     std::initializer_list<std::string_view> words);

    /// A measure by its id.
    [[nodiscard]] const measures::Table* table(std::string_view name);
    [[nodiscard]] std::vector<const measures::Table*> tables(std::string_view name);
    /// References "MEASURE", "MEASURE/COLUMN", "MEASURE/LABEL/COLUMN" or "MEASURE/LABEL/*", each
    /// with "NAME = " before it or not, inside "from" and "to" and of "frequency". One without a
    /// label gives a line for each label.
    [[nodiscard]] std::vector<Line> lines(std::string_view name);
    /// A reference that must give one line.
    [[nodiscard]] std::optional<Line> line(std::string_view name);
    /// A column of a table, or of the rows of one label in it, inside the same range.
    [[nodiscard]] Line column_line(const measures::Table& table, std::string_view column,
                                   std::string_view label, std::string name);
    /// The events that "events" and "event_kinds" name, by date.
    [[nodiscard]] std::vector<const dossier::Event*> events();

    /// G007: a fault of the form's own.
    void fault(std::string_view name, std::string message, std::string hint);
    /// G009: nothing to draw.
    void empty(std::string_view name, std::string_view what);
    /// G009 unless a line has a value; G007 where units differ.
    void check(std::string_view name, const std::vector<Line>& lines);
    /// G007 where periods overlap: a year and its quarters are no bars side by side.
    void check_apart(std::string_view name, const std::vector<Line>& lines);

  private:
    struct Reference {
        std::string name;
        const measures::Table* table = nullptr;
        std::string label;
        bool any_label = true;
        std::vector<std::size_t> columns;
    };
    [[nodiscard]] std::vector<measures::Item> items(std::string_view name) const;
    void add(std::string code, const Place& place, std::string message, std::string hint);
    [[nodiscard]] const measures::Table* table_at(std::string_view id, const Place& place);
    [[nodiscard]] std::optional<Reference> reference_at(const measures::Item& item);
    [[nodiscard]] bool find_column(std::string_view column, const Place& place, Reference& out);
    [[nodiscard]] std::vector<Line> lines_at(const measures::Item& item);
    [[nodiscard]] std::vector<Line> expand(const Reference& reference) const;
    [[nodiscard]] bool inside(const measures::Row& row) const;
    void check_range();

    const Publication& m_publication;
    const measures::Declaration& m_declaration;
    Diagnostics& m_diagnostics;
    std::optional<Date> m_from;
    std::optional<Date> m_to;
    Frequency m_frequency = Frequency::none;
    bool m_range_known = false;
    bool m_failed = false;
};

/// "did you mean 'value'?", else what there is, else `none`.
[[nodiscard]] std::string suggestion(std::string_view word,
                                     const std::vector<std::string_view>& names,
                                     std::string_view none);

/// A figure as its form draws it.
struct Sketch {
    Json spec;               ///< without configuration, description and stamp; null for a table
    std::string alternative; ///< sentences
    std::vector<std::string> measures;
    std::vector<std::string> numbers;
    std::vector<std::string> fact_columns;
    std::vector<FigureFact> facts;
    std::vector<std::string> statements; ///< besides those behind the numbers
    bool synthetic = false;
    bool is_table = false;
};

/// Notes what a line shows: measures, numbers, whether it is made data.
void account(Sketch& sketch, const Line& line);

struct FigureForm {
    std::string_view name;
    std::string_view summary;
    std::span<const measures::ParameterInfo> parameters;
    Sketch (*draw)(FigureArguments& arguments);
};

/// All forms, by name.
[[nodiscard]] std::span<const FigureForm> figure_forms();

[[nodiscard]] FigureForm stacked_form();
[[nodiscard]] FigureForm intervals_form();
[[nodiscard]] FigureForm meter_form();
[[nodiscard]] FigureForm target_form();
[[nodiscard]] FigureForm table_form();
[[nodiscard]] FigureForm conflicts_form();
[[nodiscard]] FigureForm readings_form();
[[nodiscard]] FigureForm scatter_form();
[[nodiscard]] FigureForm counterfactual_form();
[[nodiscard]] FigureForm curve_form();
[[nodiscard]] FigureForm posterior_form();

} // namespace halflight::edition

// SPDX-License-Identifier: Apache-2.0
// What the figures of studies share: the tables of a study, its declaration, estimates in words,
// ranges that one wild interval does not spoil, paths and bands.
#pragma once

#include "figure_canvas.hpp"

#include <initializer_list>

namespace halflight::edition {

/// A table of a study that has these columns, SUFFIX "" for the first and ".places" for another.
/// G007 at `parameter` where the study gives none: `design` says what would. None, silently, after
/// another fault.
[[nodiscard]] const measures::Table* study_table(FigureArguments& arguments,
                                                 std::string_view parameter,
                                                 const std::string& study, std::string_view suffix,
                                                 std::initializer_list<std::string_view> columns,
                                                 std::string_view design);

/// A value of a row with its number; none where the table has no such column.
[[nodiscard]] std::optional<Datum> datum_of(const measures::Table& table, const measures::Row& row,
                                            std::string_view column);
/// A column as a line of one value, for `account`, `tip` and words.
[[nodiscard]] Line line_of_one(const measures::Table& table, const measures::Row& row,
                               std::string_view column, std::string name);
[[nodiscard]] std::string unit_of(const measures::Table& table, std::string_view column);
/// "change, nW/cm2/sr"; without a unit where it is 1.
[[nodiscard]] std::string in_unit(std::string_view words, const std::string& unit);
[[nodiscard]] const std::string& name_of(const measures::Row& row);

/// What the study's own file says of a key; empty where it says nothing.
[[nodiscard]] std::string declared(const FigureArguments& arguments, const std::string& study,
                                   const std::string& key);

/// "0.25 nW/cm2/sr (0.14 to 0.37)": no digit that the interval does not bear; "(any value)" for
/// an estimate without an error.
[[nodiscard]] std::string estimate_words(const measures::Value& value, const std::string& unit);
/// The fields of a tooltip, the value in such words.
[[nodiscard]] Json study_tip(const std::string& name, const Datum& datum, const std::string& unit);
/// "p = 0.96", "p < 0.001", "no p-value".
[[nodiscard]] std::string p_words(const measures::Value& value);
/// An interval that does not hold zero.
[[nodiscard]] bool apart_from_zero(const measures::Value& value);

/// Gathers values and gives a range that holds all points, and all intervals but wild ones: those
/// that reach further beyond the points than their span and than three times what is usual. Wild
/// ones are drawn to the edge of the plot, and told.
class Extent {
  public:
    void add(const measures::Value& value);
    void point(double value);
    [[nodiscard]] bool any() const { return m_any; }
    [[nodiscard]] std::pair<double, double> range(bool zero) const;

  private:
    bool m_any = false;
    double m_low = 0;
    double m_high = 0;
    std::vector<std::pair<double, double>> m_ends;
};

/// Lines of words from the left edge of a plot, the last at `bottom` pixels above it, the first
/// bold. Returns the height that they take.
double head_words(Json& layers, const std::vector<std::string>& lines, double left, double top);
inline constexpr double head_line = 15;

/// A position inside a range, and whether it lay outside.
struct Held {
    double at = 0;
    bool beyond = false;
};
[[nodiscard]] Held held(double value, std::pair<double, double> range);

} // namespace halflight::edition

// SPDX-License-Identifier: Apache-2.0
// Results as tables of numbers.
#pragma once

#include "halflight/measures/value.hpp"
#include "halflight/stats/estimate.hpp"

#include <string>
#include <vector>

namespace halflight::inquiry {

/// A number without an error: a count, a share, a p-value. NaN is missing, as not applicable.
[[nodiscard]] measures::Value plain(double value);
/// An estimate with its interval; without one its bounds are all numbers, not itself.
[[nodiscard]] measures::Value estimate(const stats::Coefficient& coefficient);
/// Bounds with a point inside; NaN at an end is no bound, all NaN missing.
[[nodiscard]] measures::Value between(double low, double point, double high);

/// A table of which rows are added one by one.
class TableMaker {
  public:
    TableMaker(std::string id, std::string form, std::string title);
    TableMaker& column(std::string id, std::string name, std::string unit);
    TableMaker& formula(std::string words);
    TableMaker& citation(std::string words);
    TableMaker& assume(std::string words);
    TableMaker& note(std::string words);
    /// Values in the order of the columns; notes that concern this row alone.
    TableMaker& row(std::optional<Period> period, std::string label, std::string name,
                    std::vector<measures::Value> values, std::vector<std::string> notes = {});
    [[nodiscard]] measures::Table take() { return std::move(m_table); }

  private:
    measures::Table m_table;
};

[[nodiscard]] std::string words_of(const stats::Warning& warning);
/// Words that tell warnings, one note each.
void note_warnings(TableMaker& table, const stats::Warnings& warnings);

} // namespace halflight::inquiry

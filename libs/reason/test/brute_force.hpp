// SPDX-License-Identifier: Apache-2.0
// Small systems whose solutions can be found by trying everything.
#pragma once

#include "world.hpp"

#include <optional>
#include <vector>

namespace halflight::reason::test {

/// low <= coefficients * x <= high; ends may be infinite.
struct LinearRow {
    std::vector<double> coefficients;
    double low = 0;
    double high = 0;
};

/// Cells that are not negative, one statement about each, joined by linear constraints.
struct Problem {
    std::vector<Interval> claims; ///< per cell; all reals where there is none
    std::vector<LinearRow> rows;
    bool integer = false;
};

[[nodiscard]] System make_system(World& world, const Problem& problem);

/// Corners of the set of solutions: empty exactly when there is none, as no cell is negative.
[[nodiscard]] std::vector<std::vector<double>> corners(const Problem& problem);
/// All solutions in whole numbers; every claim must be bounded.
[[nodiscard]] std::vector<std::vector<double>> whole_solutions(const Problem& problem);
/// Smallest box around points; nothing when there are none.
[[nodiscard]] std::vector<Interval> box(const std::vector<std::vector<double>>& points);

/// Statements about sums over stretches of consecutive months: differences of cumulative sums, so
/// that whole and real numbers allow the same (the matrix is totally unimodular).
struct Stretch {
    int from = 0; ///< month, from 0
    int to = 0;   ///< exclusive
    int low = 0;
    int high = 0;
};
constexpr int most_months = 6;

/// What the statements allow for the sum over a stretch, by shortest paths (Floyd 1962); nothing
/// where they contradict each other.
[[nodiscard]] std::optional<Interval> allowed(const std::vector<Stretch>& statements, int from,
                                              int to);
[[nodiscard]] inline bool consistent(const std::vector<Stretch>& statements) {
    return allowed(statements, 0, 1).has_value();
}
/// The months as a period of 2024: "2024-02/2024-04".
[[nodiscard]] std::string period_text(const Stretch& stretch);
/// A world of one series "e:RUS" with the statements as claims "0", "1", ...
[[nodiscard]] World make_world(const std::vector<Stretch>& statements);

} // namespace halflight::reason::test

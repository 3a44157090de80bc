// SPDX-License-Identifier: Apache-2.0
// Which statements and relations hold the bounds of cells.
#pragma once

#include "solve.hpp"

#include "halflight/reason/analysis.hpp"

#include <vector>

namespace halflight::reason {

/// What one end of a cell's bounds rests on: with these statements and constraints alone it is
/// where it is.
struct Reasons {
    std::vector<Support> supports;
    std::vector<ConstraintIndex> constraints;
};

/// Why bounds of cells are where they are: by the record of propagation, or, where a linear program
/// drew an end closer, by the multipliers that did so. The answer does not depend on what was asked
/// before.
class Explainer {
  public:
    /// Keeps references.
    Explainer(const System& system, const Solution& solution)
        : m_system(system), m_solution(solution) {}

    [[nodiscard]] Explanation explain(CellIndex cell) const;
    [[nodiscard]] Reasons reasons_for(CellIndex cell, bool upper) const;

  private:
    void from_propagation(CellIndex cell, bool upper, double weight, Reasons& reasons) const;

    const System& m_system;
    const Solution& m_solution;
};

} // namespace halflight::reason

// SPDX-License-Identifier: Apache-2.0
// Linear programs over the cells of one component: exact where propagation alone is not.
#pragma once

#include "system.hpp"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace halflight::reason {

/// One bound that takes part in a proof, with its multiplier.
struct Multiplier {
    std::uint32_t index = 0; ///< a cell or a constraint
    bool upper = false;      ///< which bound of a cell
    double weight = 0;
};

/// Why a linear program has its optimum, or no solution: bounds of cells and constraints with
/// multipliers.
struct Certificate {
    std::vector<Multiplier> cells;
    std::vector<Multiplier> constraints;
};

struct Optimum {
    double value = 0;
    Certificate certificate;
};

/// Cells with bounds, joined by linear constraints. Open ends count as closed. Keeps its basis
/// between calls, so that the next question about the same system is cheap. Move-only.
class LinearProgram {
  public:
    /// `constraints` must be linear and hold only `cells`; `bounds` are those of `cells`, in their
    /// order.
    LinearProgram(const System& system, std::span<const CellIndex> cells,
                  std::span<const Interval> bounds, std::span<const ConstraintIndex> constraints);
    LinearProgram(LinearProgram&&) noexcept;
    LinearProgram& operator=(LinearProgram&&) noexcept;
    ~LinearProgram();

    /// Nothing when there is a solution, a proof when there is none.
    [[nodiscard]] std::optional<Certificate> infeasibility();
    /// Least or greatest value of a cell, as far as the multipliers of the solver prove it: rounded
    /// outwards, never inside the true bound. Nothing when it is unbounded or not proved. There
    /// must be a solution.
    [[nodiscard]] std::optional<Optimum> optimum(CellIndex cell, bool upper);
    /// Whether a solution met so far reaches the bound that the cell was given: no optimum is
    /// tighter.
    [[nodiscard]] bool reached(CellIndex cell, bool upper) const;

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace halflight::reason

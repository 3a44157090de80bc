// SPDX-License-Identifier: Apache-2.0
// From a system to consistent bounds: contradictions are found, reduced to smallest sets and set
// aside.
#pragma once

#include "linear.hpp"
#include "propagate.hpp"

#include <functional>
#include <vector>

namespace halflight::reason {

/// A smallest set of statements, with the constraints that join them, that cannot all be true.
struct Conflict {
    CellIndex cell = 0;                       ///< where it showed
    std::vector<ledger::ClaimIndex> claims;   ///< sorted
    std::vector<ConstraintIndex> constraints; ///< sorted; empty for statements about one cell
};

struct Solution {
    std::vector<Stated> stated;      ///< per cell
    std::vector<Conflict> conflicts; ///< in order of discovery, which is fixed
    std::vector<bool> suspended;     ///< constraints that are in a conflict and bind nothing
    std::vector<Interval> bounds;    ///< per cell
    std::size_t linear_programs = 0;
    Propagation propagation; ///< the last run, for explanations
};

struct SolveOptions {
    /// Components with up to this many cells are tightened cell by cell; larger ones only checked.
    std::size_t most_cells_to_tighten = 0;
    /// Only these are tightened, sorted; empty: all.
    std::vector<CellIndex> only = {};
    /// Conflicts are reduced to what is told of them. Bounds do not depend on it.
    bool conflicts = true;
    /// Bounds that a solution met on the way reaches are not asked for again. Those found then
    /// differ by rounding errors: the path of the solver is another.
    bool roughly = false;
};

/// 1 statements about one cell, 2 each constraint alone, 3 propagation until nothing clashes, 4
/// linear programs for components with cycles, where propagation is not exact. A constraint in a
/// conflict is suspended: the statements keep their own cells and nothing spreads from the
/// contradiction.
[[nodiscard]] Solution solve(const System& system, const SolveOptions& options);

/// The linear part of one component in the state of a solution: what LinearProgram needs.
struct LinearPart {
    std::vector<CellIndex> cells;
    std::vector<Interval> bounds;
    std::vector<ConstraintIndex> constraints;
    bool cyclic = false; ///< otherwise propagation alone is exact
};
/// Parts by component that hold at least one linear constraint.
[[nodiscard]] std::vector<LinearPart> linear_parts(const System& system,
                                                   const Propagation& propagation,
                                                   const std::vector<bool>& suspended);

/// Drops what a contradiction does not need: a smallest set of constraints, then a smallest set of
/// statements.
[[nodiscard]] Conflict minimise(const System& system, const Clash& clash,
                                bool with_linear_programs);

/// The same with as few statements as the constraints around it need, whichever they are.
[[nodiscard]] Conflict sharpen(const System& system, const Conflict& conflict,
                               std::span<const ConstraintIndex> around);

} // namespace halflight::reason

// SPDX-License-Identifier: Apache-2.0
// From a system to consistent bounds: contradictions are found, reduced to smallest sets and set
// aside.
#pragma once

#include "linear.hpp"
#include "propagate.hpp"

#include <cstdint>
#include <functional>
#include <map>
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
    /// For ends (2 * cell + upper) that a linear program drew closer: what proved them. All others
    /// are as propagation left them.
    std::map<std::uint32_t, Certificate> proofs;
};

struct SolveOptions {
    /// Components with up to this many cells are tightened cell by cell; larger ones only checked.
    std::size_t most_cells_to_tighten = 0;
};

/// 1 statements about one cell, 2 each constraint alone, 3 propagation until nothing clashes, 4
/// linear programs for components with cycles, where propagation is not exact. A constraint in a
/// conflict is suspended: the statements keep their own cells and nothing spreads from the
/// contradiction.
[[nodiscard]] Solution solve(const System& system, const SolveOptions& options);

/// Solves for one more cell at a time on top of what is solved.
class Extender {
  public:
    /// `before` is of `system` as it was built; both must outlive this.
    Extender(const System& system, const Solution& before, const SolveOptions& options);

    /// The cell with its proofs, in the system that was extended by it alone. What `before` says of
    /// the others stands: a contradiction with them suspends what came with the cell. The rest is
    /// for explanations of this cell. Stands until the next call.
    const Solution& solve(CellIndex cell);

  private:
    void restart();
    void propagate();
    void suspend(const std::vector<ConstraintIndex>& constraints);
    bool settle(CellIndex cell);

    const System& m_system;
    const Solution& m_before;
    SolveOptions m_options;
    Solution m_solution;
};

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

/// The one that holds a cell; the cell alone where none does.
[[nodiscard]] LinearPart linear_part(const System& system, const Propagation& propagation,
                                     const std::vector<bool>& suspended, CellIndex cell);

/// What a proof that there is no solution rests on, back to the statements.
[[nodiscard]] Clash clash_from(const Certificate& proof, const Propagation& run);

/// What to do about an end that a solution met on the way reaches: no optimum is tighter, but each
/// one asked for sets the path of the solver to the next.
enum class Reached : std::uint8_t { asked, left };
/// Draws the ends of a cell as close as the program allows, and keeps the proofs.
void tighten_cell(const System& system, LinearProgram& program, CellIndex cell, Reached reached,
                  Solution& solution);

/// Drops what a contradiction does not need: a smallest set of constraints, then a smallest set of
/// statements.
[[nodiscard]] Conflict minimise(const System& system, const Clash& clash,
                                bool with_linear_programs);

/// The same with as few statements as the constraints around it need, whichever they are.
[[nodiscard]] Conflict sharpen(const System& system, const Conflict& conflict,
                               std::span<const ConstraintIndex> around);

} // namespace halflight::reason

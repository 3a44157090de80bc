// SPDX-License-Identifier: Apache-2.0
#include "solve.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace halflight::reason {
namespace {

std::vector<ConstraintIndex> all_constraints(const System& system) {
    std::vector<ConstraintIndex> result(system.constraints().size());
    std::iota(result.begin(), result.end(), 0U);
    return result;
}

Propagation stated_only(const System& system, const std::vector<Stated>& stated) {
    Propagation run(system);
    for (CellIndex cell = 0; cell < stated.size(); ++cell) {
        run.state(cell, stated[cell]);
    }
    return run;
}

class Solver {
  public:
    Solver(const System& system, SolveOptions options)
        : m_system(system), m_options(options),
          m_solution{{}, {}, std::vector<bool>(system.constraints().size(), false),
                     {}, 0,  Propagation(system),
                     {}} {}

    Solution solve() {
        read_statements();
        check_constraints_alone();
        do {
            propagate();
        } while (check_linear_parts());
        sharpen_conflicts();
        drop_echoes();
        for (CellIndex cell = 0; cell < m_system.cells().size(); ++cell) {
            m_solution.bounds.push_back(m_solution.propagation.bounds(cell));
        }
        tighten();
        return std::move(m_solution);
    }

  private:
    void read_statements() {
        for (CellIndex cell = 0; cell < m_system.cells().size(); ++cell) {
            const Variable& variable = m_system.cells()[cell];
            m_solution.stated.push_back(stated(m_system, variable, variable.claims));
            if (m_solution.stated.back().disputed) {
                note_dispute(cell);
            }
        }
    }

    /// Intervals on a line have a common value if and only if every two of them have (Helly). For
    /// each statement that excludes another, the pair with the nearest such statement is named.
    void note_dispute(CellIndex cell) {
        std::vector<ledger::ClaimIndex> claims;
        for (const ledger::ClaimIndex claim : m_system.cells()[cell].claims) {
            if (constrains(m_system.ledger().claims()[claim])) {
                claims.push_back(claim);
            }
        }
        const auto& all = m_system.ledger().claims();
        for (std::size_t i = 1; i < claims.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (disjoint(all[claims[i]].bounds, all[claims[j]].bounds)) {
                    m_solution.conflicts.push_back({cell, {claims[j], claims[i]}, {}});
                    break;
                }
            }
        }
    }

    void check_constraints_alone() {
        Propagation run = stated_only(m_system, m_solution.stated);
        for (const ConstraintIndex constraint : all_constraints(m_system)) {
            if (const auto clash = run.clash_of(constraint)) {
                add(minimise(m_system, *clash, false));
            }
        }
    }

    void propagate() {
        for (bool clashed = true; clashed;) {
            m_solution.propagation = stated_only(m_system, m_solution.stated);
            std::vector<bool> suspended = m_solution.suspended;
            m_solution.propagation.run(all_constraints(m_system), suspended);
            clashed = !m_solution.propagation.clashes().empty();
            for (const Clash& clash : m_solution.propagation.clashes()) {
                if (!suspended_by_now(clash.constraints)) {
                    add(minimise(m_system, clash, false));
                }
            }
        }
    }

    [[nodiscard]] bool suspended_by_now(const std::vector<ConstraintIndex>& constraints) const {
        return std::any_of(constraints.begin(), constraints.end(),
                           [this](ConstraintIndex i) { return m_solution.suspended[i]; });
    }

    /// A conflict through a constraint that is suspended by now may be an echo of another; if it is
    /// not, the next round finds it again.
    void add(Conflict conflict) {
        if (suspended_by_now(conflict.constraints)) {
            return;
        }
        for (const ConstraintIndex constraint : conflict.constraints) {
            m_solution.suspended[constraint] = true;
        }
        m_solution.conflicts.push_back(std::move(conflict));
    }

    /// A conflict over several constraints may need fewer statements with others of its component.
    void sharpen_conflicts() {
        constexpr std::size_t most_constraints = 200; // larger components would take too long
        const Components components = find_components(m_system);
        std::vector<std::vector<ConstraintIndex>> around(components.count);
        for (const ConstraintIndex constraint : all_constraints(m_system)) {
            around[components.of_cell[m_system.terms(constraint).front().cell]].push_back(
                constraint);
        }
        for (Conflict& conflict : m_solution.conflicts) {
            const auto& constraints = around[components.of_cell[conflict.cell]];
            if (conflict.constraints.size() > 1 && constraints.size() <= most_constraints) {
                conflict = sharpen(m_system, conflict, constraints);
            }
        }
    }

    /// A conflict that holds all statements of another says nothing more: other constraints tell
    /// the same contradiction in a longer way.
    void drop_echoes() {
        auto& conflicts = m_solution.conflicts;
        std::map<ledger::ClaimIndex, std::vector<std::size_t>> by_first;
        for (std::size_t i = 0; i < conflicts.size(); ++i) {
            if (!conflicts[i].claims.empty()) {
                by_first[conflicts[i].claims.front()].push_back(i);
            }
        }
        const auto echoes = [&](std::size_t own, std::size_t other) {
            const auto& whole = conflicts[own].claims;
            const auto& part = conflicts[other].claims;
            const bool first =
                part.size() < whole.size() || (part.size() == whole.size() && other < own);
            return first && std::includes(whole.begin(), whole.end(), part.begin(), part.end());
        };
        std::vector<Conflict> kept;
        for (std::size_t i = 0; i < conflicts.size(); ++i) {
            bool echo = false;
            for (const ledger::ClaimIndex claim : conflicts[i].claims) {
                const auto others = by_first.find(claim);
                echo = echo || (others != by_first.end() &&
                                std::any_of(others->second.begin(), others->second.end(),
                                            [&](std::size_t other) { return echoes(i, other); }));
            }
            if (!echo) {
                kept.push_back(conflicts[i]);
            }
        }
        conflicts = std::move(kept);
    }

    bool check_linear_parts() {
        bool found = false;
        for (const LinearPart& part :
             linear_parts(m_system, m_solution.propagation, m_solution.suspended)) {
            if (!part.cyclic) {
                continue;
            }
            ++m_solution.linear_programs;
            const auto proof =
                LinearProgram(m_system, part.cells, part.bounds, part.constraints).infeasibility();
            if (proof && !proof->constraints.empty()) {
                add(minimise(m_system, clash_from(*proof, m_solution.propagation), true));
                found = true;
            }
        }
        return found;
    }

    void tighten() {
        for (const LinearPart& part :
             linear_parts(m_system, m_solution.propagation, m_solution.suspended)) {
            if (!part.cyclic || part.cells.size() > m_options.most_cells_to_tighten) {
                continue;
            }
            LinearProgram program(m_system, part.cells, part.bounds, part.constraints);
            if (program.infeasibility()) {
                continue;
            }
            for (const CellIndex cell : part.cells) {
                tighten_cell(m_system, program, cell, Reached::asked, m_solution);
            }
        }
    }

    const System& m_system;
    SolveOptions m_options;
    Solution m_solution;
};

} // namespace

Solution solve(const System& system, const SolveOptions& options) {
    return Solver(system, options).solve();
}

std::vector<LinearPart> linear_parts(const System& system, const Propagation& propagation,
                                     const std::vector<bool>& suspended) {
    // Constraints that are suspended or not linear do not join.
    std::vector<std::uint32_t> parent(system.cells().size());
    std::iota(parent.begin(), parent.end(), 0U);
    const auto root = [&parent](std::uint32_t at) {
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    };
    std::vector<ConstraintIndex> used;
    for (const ConstraintIndex constraint : all_constraints(system)) {
        if (suspended[constraint] ||
            system.constraints()[constraint].type != ConstraintType::linear) {
            continue;
        }
        used.push_back(constraint);
        const auto terms = system.terms(constraint);
        for (const Term& term : terms) {
            const auto a = root(terms.front().cell);
            const auto b = root(term.cell);
            parent[std::max(a, b)] = std::min(a, b);
        }
    }
    std::vector<std::uint32_t> number(system.cells().size(), no_index);
    std::vector<LinearPart> parts;
    std::vector<std::size_t> edges;
    for (const ConstraintIndex constraint : used) {
        const auto terms = system.terms(constraint);
        std::uint32_t& part = number[root(terms.front().cell)];
        if (part == no_index) {
            part = static_cast<std::uint32_t>(parts.size());
            parts.emplace_back();
            edges.push_back(0);
        }
        parts[part].constraints.push_back(constraint);
        edges[part] += terms.size();
    }
    for (CellIndex cell = 0; cell < system.cells().size(); ++cell) {
        if (const std::uint32_t part = number[root(cell)]; part != no_index) {
            parts[part].cells.push_back(cell);
            parts[part].bounds.push_back(propagation.bounds(cell));
        }
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        // Cells and constraints joined by edges form a tree exactly when there is one edge less
        // than nodes.
        parts[i].cyclic = edges[i] + 1 > parts[i].cells.size() + parts[i].constraints.size();
    }
    return parts;
}

} // namespace halflight::reason

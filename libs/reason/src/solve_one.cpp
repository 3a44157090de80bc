// SPDX-License-Identifier: Apache-2.0
// One more cell on top of a solved system, and the ends that linear programs draw closer.
#include "solve.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::reason {
namespace {

/// A linear program's optimum is good to about 1e-8 of the numbers in it.
double slack(double value) noexcept {
    return std::isinf(value) ? 0 : 1e-7 * std::max(1.0, std::abs(value));
}

} // namespace

Clash clash_from(const Certificate& proof, const Propagation& run) {
    Clash clash;
    for (const Multiplier& bound : proof.cells) {
        clash.cell = bound.index;
        run.collect(bound.index, bound.upper, clash.claims, clash.constraints);
    }
    for (const Multiplier& row : proof.constraints) {
        clash.constraints.push_back(row.index);
    }
    for (auto* list : {&clash.claims, &clash.constraints}) {
        std::sort(list->begin(), list->end());
        list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    return clash;
}

void tighten_cell(const System& system, LinearProgram& program, CellIndex cell, Reached reached,
                  Solution& solution) {
    Interval& bounds = solution.bounds[cell];
    if (system.cells()[cell].auxiliary || bounds.is_point()) {
        return;
    }
    Interval found = bounds;
    const auto optimum = [&](bool upper) {
        const bool needless = reached == Reached::left && program.reached(cell, upper);
        solution.linear_programs += needless ? 0 : 1;
        return needless ? std::nullopt : program.optimum(cell, upper);
    };
    auto least = optimum(false);
    if (least && least->value > found.lo + slack(found.lo)) {
        found = {least->value, found.hi, false, found.hi_open};
    } else {
        least.reset();
    }
    auto most = optimum(true);
    if (most && most->value < found.hi - slack(found.hi)) {
        found = {found.lo, most->value, found.lo_open, false};
    } else {
        most.reset();
    }
    const Interval whole = system.cells()[cell].integer ? to_integers(found) : found;
    if (whole.empty() || found.lo > found.hi) {
        return;
    }
    bounds = whole;
    if (least) {
        solution.proofs.emplace(2 * cell, std::move(least->certificate));
    }
    if (most) {
        solution.proofs.emplace(2 * cell + 1, std::move(most->certificate));
    }
}

Extender::Extender(const System& system, const Solution& before, const SolveOptions& options)
    : m_system(system), m_before(before), m_options(options),
      m_solution{
          before.stated, {}, {}, before.bounds, 0, Propagation(before.propagation, system), {}} {}

const Solution& Extender::solve(CellIndex cell) {
    restart();
    do {
        propagate();
    } while (!settle(cell));
    return m_solution;
}

void Extender::restart() {
    const std::size_t known = m_before.stated.size();
    m_solution.stated.resize(known);
    for (std::size_t i = known; i < m_system.cells().size(); ++i) {
        m_solution.stated.push_back(stated(m_system, m_system.cells()[i], {}));
    }
    m_solution.suspended = m_before.suspended;
    m_solution.suspended.resize(m_system.constraints().size(), false);
    m_solution.bounds.resize(m_system.cells().size(), Interval::all());
    m_solution.linear_programs = 0;
    m_solution.proofs.clear();
}

void Extender::propagate() {
    const auto first = static_cast<ConstraintIndex>(m_before.suspended.size());
    for (bool clashed = true; clashed;) {
        m_solution.propagation.restart(m_before.propagation);
        std::vector<bool> suspended = m_solution.suspended;
        m_solution.propagation.resume(first, suspended);
        clashed = !m_solution.propagation.clashes().empty();
        for (const Clash& clash : m_solution.propagation.clashes()) {
            suspend(clash.constraints);
        }
    }
}

/// What came with the cell gives way; without any of it in a contradiction, all of that does.
void Extender::suspend(const std::vector<ConstraintIndex>& constraints) {
    const std::size_t first = m_before.suspended.size();
    const bool fresh = !constraints.empty() && constraints.back() >= first; // they are sorted
    for (const ConstraintIndex constraint : constraints) {
        if (!fresh || constraint >= first) {
            m_solution.suspended[constraint] = true;
        }
    }
}

/// False where a linear program shows a contradiction and all has to be done again.
bool Extender::settle(CellIndex cell) {
    m_solution.bounds[cell] = m_solution.propagation.bounds(cell);
    const LinearPart part =
        linear_part(m_system, m_solution.propagation, m_solution.suspended, cell);
    if (!part.cyclic || part.cells.size() > m_options.most_cells_to_tighten) {
        return true;
    }
    LinearProgram program(m_system, part.cells, part.bounds, part.constraints);
    ++m_solution.linear_programs;
    const auto proof = program.infeasibility();
    if (proof && !proof->constraints.empty()) {
        suspend(clash_from(*proof, m_solution.propagation).constraints);
        return false;
    }
    if (!proof) {
        tighten_cell(m_system, program, cell, Reached::left, m_solution);
    }
    return true;
}

LinearPart linear_part(const System& system, const Propagation& propagation,
                       const std::vector<bool>& suspended, CellIndex cell) {
    LinearPart part;
    std::vector<bool> cell_seen(system.cells().size());
    std::vector<bool> constraint_seen = suspended;
    std::size_t edges = 0;
    part.cells.push_back(cell);
    cell_seen[cell] = true;
    for (std::size_t i = 0; i < part.cells.size(); ++i) {
        for (const ConstraintIndex constraint : system.constraints_of(part.cells[i])) {
            if (constraint_seen[constraint] ||
                system.constraints()[constraint].type != ConstraintType::linear) {
                continue;
            }
            constraint_seen[constraint] = true;
            part.constraints.push_back(constraint);
            for (const Term& term : system.terms(constraint)) {
                ++edges;
                if (!cell_seen[term.cell]) {
                    cell_seen[term.cell] = true;
                    part.cells.push_back(term.cell);
                }
            }
        }
    }
    std::ranges::sort(part.cells);
    std::ranges::sort(part.constraints);
    for (const CellIndex member : part.cells) {
        part.bounds.push_back(propagation.bounds(member));
    }
    part.cyclic = edges + 1 > part.cells.size() + part.constraints.size();
    return part;
}

} // namespace halflight::reason

// SPDX-License-Identifier: Apache-2.0
#include "explain.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace halflight::reason {
namespace {

bool close(double a, double b) noexcept {
    return a == b || std::abs(a - b) <= 1e-6 * std::max({1.0, std::abs(a), std::abs(b)});
}

} // namespace

Explainer::Explainer(const Context& context)
    : m_context(context), m_parts(linear_parts(*context.system, context.solution->propagation,
                                               context.solution->suspended)),
      m_programs(m_parts.size()) {}

void Explainer::from_propagation(CellIndex cell, bool upper, double weight,
                                 Reasons& reasons) const {
    std::vector<ledger::ClaimIndex> claims;
    m_context.solution->propagation.collect(cell, upper, claims, reasons.constraints);
    for (const ledger::ClaimIndex claim : claims) {
        reasons.supports.push_back({claim, weight});
    }
}

const std::optional<LinearProgram>& Explainer::program_of(std::size_t part) {
    if (!m_programs[part]) {
        const LinearPart& own = m_parts[part];
        LinearProgram program(*m_context.system, own.cells, own.bounds, own.constraints);
        const bool sound = !program.infeasibility();
        m_programs[part].emplace(sound ? std::optional(std::move(program)) : std::nullopt);
    }
    return *m_programs[part];
}

Explainer::Reasons Explainer::from_program(CellIndex cell, bool upper) {
    Reasons reasons;
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        if (!std::binary_search(m_parts[i].cells.begin(), m_parts[i].cells.end(), cell)) {
            continue;
        }
        const auto& program = program_of(i);
        const auto optimum = program ? program->copy().optimum(cell, upper) : std::nullopt;
        for (const Multiplier& bound :
             optimum ? optimum->certificate.cells : std::vector<Multiplier>{}) {
            if (bound.index != cell) {
                from_propagation(bound.index, bound.upper, bound.weight, reasons);
            }
        }
        for (const Multiplier& row :
             optimum ? optimum->certificate.constraints : std::vector<Multiplier>{}) {
            reasons.constraints.push_back(row.index);
        }
    }
    return reasons;
}

Explainer::Reasons Explainer::reasons_for(CellIndex cell, bool upper) {
    const Interval propagated = m_context.solution->propagation.bounds(cell);
    const Interval& found = m_context.solution->bounds[cell];
    const bool enough = upper ? close(propagated.hi, found.hi) : close(propagated.lo, found.lo);
    Reasons reasons = enough ? Reasons{} : from_program(cell, upper);
    if (reasons.supports.empty()) {
        reasons = {};
        from_propagation(cell, upper, 1.0, reasons);
    }
    return reasons;
}

Explanation Explainer::explain(CellIndex cell) {
    Explanation explanation;
    std::set<ConstraintIndex> used;
    for (const bool upper : {false, true}) {
        Reasons reasons = reasons_for(cell, upper);
        (upper ? explanation.high : explanation.low) = std::move(reasons.supports);
        used.insert(reasons.constraints.begin(), reasons.constraints.end());
    }
    for (const ConstraintIndex constraint : used) {
        explanation.relations.push_back(describe(*m_context.system, constraint));
    }
    return explanation;
}

} // namespace halflight::reason

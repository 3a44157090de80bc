// SPDX-License-Identifier: Apache-2.0
#include "explain.hpp"

#include <set>

namespace halflight::reason {

void Explainer::from_propagation(CellIndex cell, bool upper, double weight,
                                 Reasons& reasons) const {
    std::vector<ledger::ClaimIndex> claims;
    m_solution.propagation.collect(cell, upper, claims, reasons.constraints);
    for (const ledger::ClaimIndex claim : claims) {
        reasons.supports.push_back({claim, weight});
    }
}

Reasons Explainer::reasons_for(CellIndex cell, bool upper) const {
    Reasons reasons;
    const auto proof = m_solution.proofs.find(2 * cell + (upper ? 1 : 0));
    if (proof == m_solution.proofs.end()) {
        from_propagation(cell, upper, 1.0, reasons);
        return reasons;
    }
    for (const Multiplier& bound : proof->second.cells) {
        if (bound.index != cell) { // an end that is left behind holds nothing
            from_propagation(bound.index, bound.upper, bound.weight, reasons);
        }
    }
    for (const Multiplier& row : proof->second.constraints) {
        reasons.constraints.push_back(row.index);
    }
    return reasons;
}

Explanation Explainer::explain(CellIndex cell) const {
    Explanation explanation;
    std::set<ConstraintIndex> used;
    for (const bool upper : {false, true}) {
        Reasons reasons = reasons_for(cell, upper);
        (upper ? explanation.high : explanation.low) = std::move(reasons.supports);
        used.insert(reasons.constraints.begin(), reasons.constraints.end());
    }
    for (const ConstraintIndex constraint : used) {
        explanation.relations.push_back(describe(m_system, constraint));
    }
    return explanation;
}

} // namespace halflight::reason

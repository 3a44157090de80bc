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

struct Reasons {
    std::vector<Support> supports;
    std::vector<ConstraintIndex> constraints;
};

void from_propagation(const Context& context, CellIndex cell, bool upper, double weight,
                      Reasons& reasons) {
    std::vector<ledger::ClaimIndex> claims;
    context.solution->propagation.collect(cell, upper, claims, reasons.constraints);
    for (const ledger::ClaimIndex claim : claims) {
        reasons.supports.push_back({claim, weight});
    }
}

Reasons from_program(const Context& context, CellIndex cell, bool upper) {
    Reasons reasons;
    for (const LinearPart& part : linear_parts(*context.system, context.solution->propagation,
                                               context.solution->suspended)) {
        if (!std::binary_search(part.cells.begin(), part.cells.end(), cell)) {
            continue;
        }
        LinearProgram program(*context.system, part.cells, part.bounds, part.constraints);
        const auto optimum = program.infeasibility() ? std::nullopt : program.optimum(cell, upper);
        for (const Multiplier& bound :
             optimum ? optimum->certificate.cells : std::vector<Multiplier>{}) {
            if (bound.index != cell) {
                from_propagation(context, bound.index, bound.upper, bound.weight, reasons);
            }
        }
        for (const Multiplier& row :
             optimum ? optimum->certificate.constraints : std::vector<Multiplier>{}) {
            reasons.constraints.push_back(row.index);
        }
    }
    return reasons;
}

Reasons reasons_for(const Context& context, CellIndex cell, bool upper) {
    const Interval propagated = context.solution->propagation.bounds(cell);
    const Interval& found = context.solution->bounds[cell];
    const bool enough = upper ? close(propagated.hi, found.hi) : close(propagated.lo, found.lo);
    if (!enough) {
        Reasons reasons = from_program(context, cell, upper);
        if (!reasons.supports.empty()) {
            return reasons;
        }
    }
    Reasons reasons;
    from_propagation(context, cell, upper, 1.0, reasons);
    return reasons;
}

} // namespace

Explanation explain_cell(const Context& context, CellIndex cell) {
    Explanation explanation;
    std::set<ConstraintIndex> used;
    for (const bool upper : {false, true}) {
        Reasons reasons = reasons_for(context, cell, upper);
        (upper ? explanation.high : explanation.low) = std::move(reasons.supports);
        used.insert(reasons.constraints.begin(), reasons.constraints.end());
    }
    for (const ConstraintIndex constraint : used) {
        explanation.relations.push_back(describe(*context.system, constraint));
    }
    return explanation;
}

} // namespace halflight::reason

// SPDX-License-Identifier: Apache-2.0
// completion_plain.hpp - the coordinate descent of MCPanel, with its path and its stopping rule.
#pragma once

#include "factor_solver.hpp"

namespace halflight::stats::counterfactual {

struct PlainCompletion {
    FactorSolution solution; ///< as the solver would give it
    int iterations = 0;      ///< at the last lambda of the path
    bool converged = false;
};

/// Unit effects, period effects and low-rank part in turn, from large lambdas (as Athey et al.
/// scale them) down to `lambda`, each until the objective falls by less than `tolerance` of itself.
/// `additive`: the fit without a low-rank part. Two-way effects, no covariates, no weights.
[[nodiscard]] PlainCompletion descend(const FactorData& data, const FactorSolution& additive,
                                      double lambda, double lambda_zero, double tolerance,
                                      int max_iterations);

} // namespace halflight::stats::counterfactual

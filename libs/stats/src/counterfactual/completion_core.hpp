// SPDX-License-Identifier: Apache-2.0
// completion_core.hpp - one fit of matrix completion for a known threshold.
#pragma once

#include "factor_solver.hpp"

namespace halflight::stats::counterfactual {

struct Completed {
    FactorSolution solution;
    double certificate = 0; ///< largest singular value of the residuals over the threshold
    int iterations = 0;
    bool converged = false;
};

/// The rank follows from `start` and is raised as long as the certificate asks for it.
[[nodiscard]] Completed complete_matrix(const FactorData& data, double threshold,
                                        const FactorPoint& start, const SolverOptions& options);

/// Largest singular value of the residuals.
[[nodiscard]] double largest_residual(const FactorData& data, const FactorSolution& solution,
                                      int jobs);

} // namespace halflight::stats::counterfactual

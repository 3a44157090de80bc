// SPDX-License-Identifier: Apache-2.0
// factor_em.hpp - the plain iteration of gsynth and fect, with their starts and stopping rules.
#pragma once

#include <Eigen/Dense>

#include "factor_solver.hpp"

namespace halflight::stats::counterfactual {

struct EmFit {
    Eigen::MatrixXd fitted; ///< periods x units, in the panel's order
    Eigen::VectorXd beta;
    Eigen::MatrixXd low_rank; ///< factors times loadings
    int iterations = 0;
    bool converged = false;
};

/// Expectation: cells that are not used get their fit. Then coefficients for given effects, then
/// additive effects and `factors` factors of what is left. Weights are not used.
[[nodiscard]] EmFit fit_em(const Panel& panel, const std::vector<std::size_t>& covariates,
                           Effects effects, std::size_t factors, FactorAlgorithm algorithm,
                           double tolerance, int max_iterations);

} // namespace halflight::stats::counterfactual

// SPDX-License-Identifier: Apache-2.0
// completion_folds.hpp - a penalty chosen by how well it predicts cells that were hidden.
#pragma once

#include <cstddef>
#include <vector>

#include "factor_solver.hpp"
#include "halflight/stats/matrix_completion.hpp"

namespace halflight::stats::counterfactual {

[[nodiscard]] FactorSolution additive_fit(const FactorData& data, const SolverOptions& options);

/// What multiplies the nuclear norm.
[[nodiscard]] double threshold_of(double lambda, const FactorData& data,
                                  LambdaConvention convention);

struct CompletionPath {
    std::vector<CriterionPoint> curve; ///< lambdas descending
    std::size_t best = 0;
};

/// `most`: the largest lambda of the grid.
[[nodiscard]] CompletionPath validate(const Panel& panel,
                                      const std::vector<std::size_t>& covariates, double most,
                                      const CompletionSpec& spec, SolverOptions options);

} // namespace halflight::stats::counterfactual

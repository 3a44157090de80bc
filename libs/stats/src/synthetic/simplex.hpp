// SPDX-License-Identifier: Apache-2.0
// synthetic/simplex.hpp - least squares with a ridge over the unit simplex, exactly and by steps.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "halflight/stats/matrix.hpp"

namespace halflight::stats::synthetic {

/// Minimise |columns w - target|^2 + ridge |w|^2 over w >= 0, sum of w = 1.
struct SimplexProblem {
    MatrixView columns{}; ///< one column for each weight
    std::span<const double> target{};
    double ridge = 0; ///< not negative
};

struct SimplexSolution {
    std::vector<double> weights{};
    std::size_t iterations = 0;
    bool converged = false;
};

/// The minimiser, by an active set: block exchanges while they help, single ones from there, which
/// must end since each lowers the objective. Where the ridge is zero and the minimiser is not
/// unique, one of them with columns that are affinely independent.
[[nodiscard]] SimplexSolution solve_simplex(const SimplexProblem& problem);

struct FrankWolfeSpec {
    double min_decrease = 0; ///< stops after a step that lowers objective / rows by <= its square
    std::size_t max_iterations = 10'000;
};

/// Frank-Wolfe with exact line search from `start` (sums to one), in the order of steps and with
/// the stopping rule of package synthdid 0.0.9.
[[nodiscard]] SimplexSolution frank_wolfe(const SimplexProblem& problem, std::vector<double> start,
                                          const FrankWolfeSpec& spec);

} // namespace halflight::stats::synthetic

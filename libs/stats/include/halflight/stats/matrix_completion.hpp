// SPDX-License-Identifier: Apache-2.0
// halflight/stats/matrix_completion.hpp - matrix completion with a nuclear norm (Athey, Bayati,
// Doudchenko, Imbens and Khosravi 2021).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "halflight/stats/counterfactual.hpp"
#include "halflight/stats/factor_model.hpp"
#include "halflight/stats/panel.hpp"

namespace halflight::stats {

/// What `lambda` multiplies the nuclear norm of L with. The problem solved is
///   min  1/2 sum over untreated cells of w (y - x'beta - a_i - c_t - L_it)^2 + threshold * |L|_*
enum class LambdaConvention : unsigned char {
    athey_2021, ///< threshold = lambda * cells / 2, as in the paper and MCPanel
    fect,       ///< threshold = lambda * periods * units, as fect and gsynth
};

enum class CompletionAlgorithm : unsigned char {
    certified, ///< to the minimum, which the certificate proves
    /// MCPanel (6b2706f): coordinate descent along a path of lambdas, stopped when its objective
    /// falls by less than tolerance of itself: effects off in the fourth digit at 1e-10. Two-way
    /// effects, no covariates, no weights.
    mcpanel,
};

/// What the folds of cross-validation hide.
enum class CompletionFolds : unsigned char {
    cells, ///< untreated cells at random (Athey et al. 2021)
    /// What will be asked for: in each fold never-treated units, drawn at random, as many as are
    /// treated and at most half of them, lose the periods in which a treated unit, drawn for each,
    /// is treated. All that lack the same periods cost about as much as one.
    like_treated,
};

struct CompletionSpec {
    Effects effects = Effects::two_way;
    LambdaConvention convention = LambdaConvention::athey_2021;
    bool cross_validate = true; ///< else `lambda` as given
    double lambda = 0;          ///< positive if it is given
    std::size_t lambdas = 10;   ///< grid: from the least that makes L zero down to 1/1000 of it
    std::size_t folds = 5;
    double fold_share = 0.2; ///< share of untreated cells that a fold leaves out
    CompletionFolds hidden = CompletionFolds::cells;
    /// A smaller lambda only for this relative gain; the grid ends where the next one has none.
    double gain = 0;           ///< 0: the whole grid and the least error
    double fold_tolerance = 0; ///< of the fits of folds; 0: that of the fit
    std::uint64_t seed = 1;
    std::size_t min_periods =
        5; ///< units with fewer untreated periods are left out, with a warning
    CompletionAlgorithm algorithm = CompletionAlgorithm::certified;
    double tolerance = 1e-10;
    int max_iterations = 5000;
    int jobs = 1;
    std::vector<std::uint32_t> groups{}; ///< one code per unit; or none
};

struct CompletionFit : Counterfactual {
    std::vector<double> beta;
    double grand_mean = 0;
    std::vector<double> unit_effects;
    std::vector<double> period_effects;
    double lambda = undefined;           ///< as used
    double lambda_zero = undefined;      ///< least lambda for which L = 0
    std::vector<double> singular_values; ///< of L, positive ones
    Matrix low_rank;                     ///< L: periods x units
    Matrix factors_by_period; ///< periods x rank: left singular vectors of L by the roots of values
    double mean_square = undefined; ///< of the residuals of untreated cells
    /// Largest singular value of the residuals over the threshold: 1 at the optimum, which this
    /// proves
    double certificate = undefined;
};

/// `factors` of the base is the rank of L. A fit whose certificate exceeds 1 + 1e-6 is not
/// converged and says so. Refuses as fit_factor_model, and a lambda that is not positive.
[[nodiscard]] CompletionFit fit_matrix_completion(const Panel& panel, const CompletionSpec& spec);

/// The same minimum, which is the only one, looked for from `start`, a fit of a panel of the same
/// periods and nearly the same cells; lambda as given, `lambda_zero` is left out. Certified only.
[[nodiscard]] CompletionFit fit_matrix_completion(const Panel& panel, const CompletionSpec& spec,
                                                  const CompletionFit& start);

} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
// halflight/stats/factor_model.hpp - interactive fixed effects over all untreated cells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "halflight/stats/counterfactual.hpp"
#include "halflight/stats/panel.hpp"

namespace halflight::stats {

/// Additive effects beside the factors.
enum class Effects : unsigned char { none, unit, period, two_way };

/// How the least squares problem is solved. All have the same fixed points; the two of packages
/// stop earlier.
enum class FactorAlgorithm : unsigned char {
    accelerated, ///< quasi-Newton on the factors, loadings and coefficients solved out
    em_fect, ///< fect 2.4: EM from the additive fit; stops when fit and factors change by less than
             ///< tolerance
    em_gsynth, ///< gsynth 1.2.1: EM from the additive fit and the factors of its residuals
};

/// How the number of factors is chosen.
enum class FactorChoice : unsigned char {
    fixed,            ///< `factors`
    leave_period_out, ///< 0 .. factors; one period before treatment left out at a time
    cross_validation, ///< 0 .. factors; blocks of untreated cells of treated units left out
    ic,               ///< 0 .. factors; least information criterion
    pc,               ///< 0 .. factors; least PC criterion (Li 2018; small panels corrected)
};

struct FactorSpec {
    Effects effects = Effects::two_way;
    std::size_t factors = 2;
    FactorChoice choice = FactorChoice::fixed;
    double gain = 1e-3; ///< cross-validation: more factors only for this relative gain
    std::size_t folds = 10;
    double fold_share = 0.1;    ///< share of the untreated cells of treated units left out per fold
    std::size_t fold_block = 3; ///< consecutive observed periods left out together
    std::uint64_t seed = 1;     ///< of the folds
    std::size_t min_periods =
        5; ///< units with fewer untreated periods are left out, with a warning
    FactorAlgorithm algorithm = FactorAlgorithm::accelerated;
    double tolerance = 1e-10; ///< relative change of the fit in one step
    int max_iterations = 5000;
    int jobs = 1;
    std::vector<std::uint32_t> groups{}; ///< one code per unit, for effects by group; or none
};

struct FactorFit : Counterfactual {
    std::vector<double> beta; ///< one per covariate; NaN where it does not vary beyond the effects
    double grand_mean = 0;
    std::vector<double> unit_effects;   ///< mean 0; empty without them
    std::vector<double> period_effects; ///< mean 0; empty without them
    Matrix factors_by_period;  ///< periods x r, F'F / periods = I, in order of strength; the entry
                               ///< of largest absolute value in a column is positive
    Matrix loadings;           ///< units x r
    double rss = undefined;    ///< weighted, over untreated cells
    double sigma2 = undefined; ///< rss / (cells - parameters)
    double ic = undefined;
    double pc = undefined;
};

/// Least squares over the observed untreated cells of
///   y_it = mu + x_it'beta + a_i + c_t + f_t'l_i + e_it    (Bai 2009)
/// and the outcome without treatment that follows for all cells ("ife" of Liu, Wang and Xu 2024;
/// "fe" with factors = 0). Panels may be unbalanced; treatment may switch back (later cells count
/// as untreated: no carry-over is assumed). Weights, if any, enter fit and means. Refuses: no
/// treated or no untreated unit left; fewer untreated periods of some kept unit than parameters of
/// a unit; a kept period without untreated cells is left out with a warning.
[[nodiscard]] FactorFit fit_factor_model(const Panel& panel, const FactorSpec& spec);

/// The same with `spec.factors` factors, looked for from `start`, a fit with as many of a panel of
/// the same periods and nearly the same cells: sooner there, and in the minimum that the start lies
/// by where there are several. Accelerated only.
[[nodiscard]] FactorFit fit_factor_model(const Panel& panel, const FactorSpec& spec,
                                         const FactorFit& start);

} // namespace halflight::stats

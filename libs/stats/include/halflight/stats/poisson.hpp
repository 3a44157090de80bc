// SPDX-License-Identifier: Apache-2.0
// halflight/stats/poisson.hpp - Poisson pseudo-maximum likelihood with many fixed effects.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "halflight/stats/covariance.hpp"
#include "halflight/stats/estimate.hpp"
#include "halflight/stats/linear.hpp"

namespace halflight::stats {

/// E(outcome) = exp(offset + regressors b + effects). The outcome is not negative, need not be
/// whole.
struct PoissonData {
    std::span<const double> outcome = {};
    Columns regressors = {};
    std::vector<FixedEffect> effects = {};
    std::span<const double> offset = {};  ///< empty or one per row: log of the exposure
    std::span<const double> weights = {}; ///< empty or positive
    ErrorStructure structure = {};
};

struct PoissonSpec {
    bool intercept = true; ///< never with an effect that has intercepts
    CovarianceSpec covariance = {};
    double level = 0.95;
    double collinear = 1e-9;
    bool drop_singletons = true; ///< false keeps them (fixest's default)
    bool find_separation = true; ///< by regressors too, not only levels of effects without events
    /// Reached when the deviance changes by less than this times (0.1 + deviance).
    double tolerance = 1e-10;
    int iterations = 100; ///< of weighted least squares
    DemeanSpec demean = {};
};

struct PoissonFit {
    std::vector<Coefficient> coefficients =
        {}; ///< (Intercept), regressors; collinear left out; normal
    Covariance covariance = {};
    std::vector<std::string> collinear = {};
    std::vector<std::size_t> kept = {}; ///< columns of regressors kept
    std::vector<std::size_t> rows = {}; ///< rows used, ascending; all: empty
    std::size_t observations = 0;
    std::size_t singletons = 0;
    std::size_t separated = 0;          ///< rows left out because their fitted mean tends to zero
    std::vector<double> fitted = {};    ///< means of the rows used
    std::vector<double> residuals = {}; ///< outcome - fitted
    std::vector<std::size_t> effect_levels = {};
    double deviance = undefined;
    double log_likelihood = undefined;
    double pseudo_r2 = undefined; ///< 1 - log likelihood / that of a constant (McFadden)
    int iterations = 0;
    bool converged = true;
    /// "singletons_dropped", "separated", "collinear", "not_converged", and those of covariances.
    Warnings warnings = {};
};

/// Iterated weighted least squares with partialled effects (Correia, Guimaraes and Zylkin 2020).
/// Separation: levels without events, then the iterative rectifier of Correia, Guimaraes and Zylkin
/// (2019); separated rows carry no information and leave, with a warning; regressors that are
/// collinear without them leave as collinear. Refuses negative outcomes, an outcome that is zero
/// throughout, and what `least_squares` refuses.
[[nodiscard]] PoissonFit poisson(const PoissonData& data, const PoissonSpec& spec = {});

} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
// halflight/stats/gsynth.hpp - generalized synthetic control (Xu 2017).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "halflight/stats/counterfactual.hpp"
#include "halflight/stats/factor_model.hpp"
#include "halflight/stats/panel.hpp"

namespace halflight::stats {

enum class GsynthConvention : unsigned char {
    converged, ///< coefficients to `tolerance`
    /// As gsynth 1.2.1 by default: plain iteration of coefficients and factors from the additive
    /// fit, at most 500 times, until the coefficients move by less than 0.001. Off in the third
    /// digit.
    gsynth_1_2_1,
};

struct GsynthSpec {
    Effects effects = Effects::two_way;
    bool cross_validate = true; ///< over 0 .. factors; else `factors` as given
    std::size_t factors = 5;
    double gain = 1e-3; ///< a larger number only if it lowers the best error by this share
    std::size_t min_periods =
        5; ///< units with fewer untreated periods are left out, with a warning
    GsynthConvention convention = GsynthConvention::converged;
    double tolerance = 1e-10; ///< change of the coefficients, relative to their size
    int max_iterations = 2000;
    int jobs = 1;
    std::vector<std::uint32_t> groups{}; ///< one code per unit; or none
};

struct GsynthFit : Counterfactual {
    std::vector<double> beta; ///< NaN where a covariate does not vary beyond the effects
    double grand_mean = 0;
    std::vector<double> period_effects;     ///< empty without them
    Matrix factors_by_period;               ///< periods x r, F'F / periods = I on balanced controls
    std::vector<std::size_t> treated_units; ///< rows of treated_loadings
    std::vector<std::size_t> control_units; ///< rows of control_loadings
    Matrix treated_loadings;                ///< from the periods before treatment
    Matrix control_loadings;
    std::vector<double> treated_unit_effects; ///< empty without them
    Matrix control_residuals;                 ///< periods x controls; NaN: not observed
    double sigma2 = undefined;
    double ic = undefined;
    double pc = undefined;
};

/// Factors from the controls alone (Bai 2009), loadings of each treated unit from its own periods
/// before treatment, effects as what is left. With effects = none the grand mean is taken out
/// first, as gsynth does. The number of factors: one period before treatment is left out of the
/// loadings at a time, and the mean squared error of its prediction compared. Refuses: treatment
/// that switches back; no treated unit or fewer than factors + 2 controls; factors that no treated
/// unit's pre-periods can carry. Weights enter the means only.
[[nodiscard]] GsynthFit fit_gsynth(const Panel& panel, const GsynthSpec& spec);

/// Controls x treated: loadings of controls through the pseudo-inverse of those of the treated, as
/// gsynth gives them; zeros without factors. As large as controls times treated: not part of a fit.
[[nodiscard]] Matrix implied_weights(const GsynthFit& fit);

} // namespace halflight::stats

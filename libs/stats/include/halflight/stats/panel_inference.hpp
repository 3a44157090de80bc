// SPDX-License-Identifier: Apache-2.0
// halflight/stats/panel_inference.hpp - standard errors, placebo and equivalence tests for the fits
// of gsynth.hpp, factor_model.hpp and matrix_completion.hpp.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "halflight/stats/estimate.hpp"
#include "halflight/stats/factor_model.hpp"
#include "halflight/stats/gsynth.hpp"
#include "halflight/stats/matrix_completion.hpp"
#include "halflight/stats/resample.hpp"

namespace halflight::stats {

enum class Uncertainty : unsigned char {
    /// Xu (2017): errors of treated units from controls that play the treated unit, errors of
    /// controls
    /// from their residuals. gsynth with controls seen in every period only.
    parametric,
    block_bootstrap, ///< units drawn with replacement, treated and controls apart
    jackknife,       ///< one unit left out at a time; draws.count is not used
};

/// What intervals of matrix completion make of what its penalty takes from the factors of the
/// treated, which draws with the same penalty do not see.
enum class Shrinkage : unsigned char {
    /// Interactive effects without penalty, with the number of factors that the PC criterion
    /// chooses, answer too: an estimate may be off by as much as the two differ, and its interval
    /// is the one that then holds (Armstrong and Kolesar 2018: the quantile of |N(t, 1)|, t the
    /// difference in standard errors). The estimate and its error stay.
    refit,
    ignored, ///< estimate and normal quantiles, as in packages; says "shrunk_effect"
};

struct UncertaintySpec {
    Uncertainty method = Uncertainty::block_bootstrap;
    Draws draws{.count = 200};
    double level = 0.95;
    std::size_t error_lags =
        1; ///< unbalanced parametric: covariances of errors further apart are 0
    Shrinkage shrinkage = Shrinkage::refit; ///< of matrix completion
};

/// Draws begin at the fit and end at a tolerance of 1e-7 or the fit's, if that is larger; one that
/// does not settle counts as failed. Normal intervals (but see `Shrinkage`) around the estimates of
/// the fit. Numbers of factors and penalties stay those of the fit.
struct PanelUncertainty {
    Coefficient average;
    std::vector<Coefficient> by_period;  ///< in the order of EffectSummary::by_period
    std::vector<Coefficient> cumulative; ///< likewise
    std::vector<Coefficient> by_group;
    std::vector<Coefficient> beta;
    double detectable = undefined; ///< average effect found with power 0.8 at the level
    /// Matrix completion: its average less that of the refit without penalty.
    double shrinkage = undefined;
    Matrix replicates; ///< estimates x draws, in the order above; NaN: no result
    std::size_t failed = 0;
    Warnings warnings;
};

[[nodiscard]] PanelUncertainty uncertainty(const Panel& panel, const GsynthFit& fit,
                                           const GsynthSpec& spec, const UncertaintySpec& how);
[[nodiscard]] PanelUncertainty uncertainty(const Panel& panel, const FactorFit& fit,
                                           const FactorSpec& spec, const UncertaintySpec& how);
[[nodiscard]] PanelUncertainty uncertainty(const Panel& panel, const CompletionFit& fit,
                                           const CompletionSpec& spec, const UncertaintySpec& how);

/// Effects in periods before treatment that are given out for treated.
struct PlaceboTest {
    Coefficient effect;               ///< mean over the placebo cells; should be 0
    double equivalence_p = undefined; ///< two one-sided tests that |effect| < margin
    double margin = undefined;
    std::size_t cells = 0;
    Warnings warnings;
};

/// The last `periods` periods before treatment (relative periods 1 - periods .. 0) of treated units
/// are left out of the fit and predicted. `margin`: NaN for 0.36 times the residual standard
/// deviation of the additive fit (Hartman and Hidalgo 2018; Liu, Wang and Xu 2024).
[[nodiscard]] PlaceboTest placebo_in_time(const Panel& panel, const GsynthSpec& spec,
                                          const UncertaintySpec& how, std::size_t periods,
                                          double margin = undefined);
[[nodiscard]] PlaceboTest placebo_in_time(const Panel& panel, const FactorSpec& spec,
                                          const UncertaintySpec& how, std::size_t periods,
                                          double margin = undefined);
[[nodiscard]] PlaceboTest placebo_in_time(const Panel& panel, const CompletionSpec& spec,
                                          const UncertaintySpec& how, std::size_t periods,
                                          double margin = undefined);

/// Are the gaps before treatment zero, or at least small?
struct PreTrendTest {
    double f = undefined; ///< of all gaps together, with the covariance of the draws
    double p_value = undefined;
    double equivalence_f_p = undefined; ///< p-value of "the joint gap exceeds f_threshold"
    double equivalence_p = undefined;   ///< largest of the two one-sided tests of the periods
    double margin = undefined;
    std::size_t periods = 0;
    std::size_t units = 0; ///< treated units behind the gap with the most
    Warnings warnings;
};

/// Periods before treatment with at least `share` of the cells of the fullest one; the earliest is
/// left out where all would be used (they add up to about nothing). F is Hotelling's: degrees m and
/// units - m, scaled by (units - m) / ((units - 1) m). The equivalence F test has noncentrality
/// units * f_threshold.
[[nodiscard]] PreTrendTest pre_trend_test(const EffectSummary& effects,
                                          const PanelUncertainty& errors, double margin,
                                          double share = 0.3, double f_threshold = 0.6);

/// Larger p-value of the two one-sided normal tests of |estimate| < margin.
[[nodiscard]] double equivalence_p(double estimate, double std_error, double margin);

} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
// halflight/stats/synthetic.hpp - synthetic control, its relatives, and synthetic difference in
// differences.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "halflight/stats/estimate.hpp"
#include "halflight/stats/matrix.hpp"
#include "halflight/stats/panel.hpp"
#include "halflight/stats/resample.hpp"

namespace halflight::stats {

/// `first_treated` of a unit that is never treated.
inline constexpr int never_treated = -1;

/// A balanced panel. No cell may be missing: a NaN or an infinity is refused with its place.
struct SyntheticPanel {
    MatrixView outcome{}; ///< periods x units: a column is the series of a unit, in order of time
    /// For each unit the first period (from 0) under treatment, or `never_treated`. Treatment
    /// stays on.
    std::span<const int> first_treated{};
    /// Predictors x units, may be empty; synthetic control alone: it then matches these instead
    /// of the outcomes before treatment.
    MatrixView predictors{};
};

/// Dates of treatment of a panel, for SyntheticPanel together with its outcome. Refuses a
/// treatment that ends again. Weights and covariates of the panel are not used by these methods.
[[nodiscard]] std::vector<int> first_treated_of(const Panel& panel);

enum class SyntheticMethod : unsigned char {
    synthetic_did,     ///< Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021)
    synthetic_control, ///< Abadie, Diamond and Hainmueller (2010)
    demeaned_control,  ///< Ferman and Pinto (2021): each series less its mean before treatment
    ridge_augmented,   ///< Ben-Michael, Feller and Rothstein (2021)
    difference_in_differences,
};

enum class WeightSolver : unsigned char {
    exact,    ///< the minimiser, to rounding
    synthdid, ///< the Frank-Wolfe steps of package synthdid 0.0.9, stopped where it stops
};

enum class SyntheticError : unsigned char {
    none,
    placebo,   ///< control units in the place of the treated (algorithm 4 of Arkhangelsky et al.)
    jackknife, ///< one unit left out, weights fixed (algorithm 3)
    bootstrap, ///< units drawn with replacement, weights anew (algorithm 2)
};

enum class Placebos : unsigned char {
    enumerated, ///< every set of controls once, where there are at most `enumerate_at_most`
    random,     ///< `draws.count` random sets, with repetition, as package synthdid
};

/// How much each predictor counts (V of Abadie, Diamond and Hainmueller).
enum class PredictorWeights : unsigned char {
    equal,  ///< on predictors of unit variance over all units
    given,  ///< `predictor_weights`, on predictors of unit variance
    nested, ///< least error over the outcomes before treatment, searched from equal weights
};

struct SyntheticSpec {
    SyntheticMethod method = SyntheticMethod::synthetic_did;
    WeightSolver solver = WeightSolver::exact;
    SyntheticError error = SyntheticError::placebo;
    Placebos placebos = Placebos::enumerated;
    std::size_t enumerate_at_most = 2'000;
    /// Regularisation: zeta = eta x noise, noise the standard deviation of first differences of
    /// controls before treatment. NaN: (treated units x treated periods)^(1/4) for synthetic
    /// difference in differences, 1e-6 elsewhere.
    double eta_unit = undefined;
    double eta_time = 1e-6;
    /// Ridge of ridge_augmented; NaN: by leaving out one period at a time.
    double ridge = undefined;
    bool one_standard_error = true; ///< the largest ridge within one standard error of the least
    PredictorWeights predictor_rule = PredictorWeights::equal;
    std::vector<double> predictor_weights{}; ///< not negative, one for each predictor
    double level = 0.95;
    Draws draws{.count = 200}; ///< bootstrap and random placebos
    // Of the solver `synthdid` alone.
    double min_decrease = 1e-5; ///< times noise
    std::size_t max_iterations = 10'000;
    std::size_t first_round = 100; ///< steps before small weights (<= a quarter of the largest) go
};

/// All units that begin treatment in one period, against the units that never do.
struct SyntheticCohort {
    int first_period = 0;
    std::vector<std::size_t> treated{};
    std::vector<double> unit_weights{}; ///< one for each unit, zero for treated ones; sums to one
    std::vector<double> time_weights{}; ///< one for each period before `first_period`
    std::vector<double> gap{};          ///< treated mean less weighted controls, every period
    std::vector<double> curve{};        ///< effect in each period from `first_period`
    double effect = undefined;          ///< mean of the curve
    double intercept = 0;               ///< what is taken from the gap: its time-weighted mean
    double zeta_unit = 0;
    double zeta_time = 0;
    double ridge = undefined;           ///< ridge_augmented
    std::vector<double> ridge_grid{};   ///< candidates, largest first, where the ridge was chosen
    std::vector<double> ridge_errors{}; ///< mean squared error of each
    std::vector<double> predictor_weights{}; ///< used, summing to one, where there are predictors
    double pre_rmse = undefined;             ///< of gap - intercept before treatment
    double post_rmse = undefined;            ///< of gap - intercept after
    double effective_controls = undefined;   ///< 1 / sum of squared unit weights
    std::size_t iterations = 0;
    bool converged = true;
};

struct SyntheticFit {
    /// Effect on the treated: cohorts weighted by treated unit-periods. Normal reference.
    Coefficient effect{};
    std::vector<double> curve{}; ///< by period since treatment, cohorts weighted by treated units
    std::vector<SyntheticCohort> cohorts{}; ///< by first period
    std::vector<double> replicates{};       ///< effects of placebos or draws behind the error
    bool enumerated = false;                ///< the replicates are all placebos there are
    std::size_t failed_draws = 0;
    Warnings warnings{};
};

/// Weighs controls (and periods) so that they match the treated before treatment, and compares.
/// With C the controls (periods x units before treatment), m the mean of the treated:
///   unit weights: min |i + C w - m|^2 / T0 + zeta_unit^2 |w|^2 over the simplex, with an intercept
///   i for synthetic_did and demeaned_control alone; time weights likewise over periods, to match
///   the mean of each control after treatment (synthetic_did), 1/T0 (demeaned_control,
///   difference_in_differences) or none (the rest); effect = (treated - weighted controls) after
///   less the time-weighted same before.
/// ridge_augmented adds (m - C'w)'(C'C + ridge)^-1 C' on outcomes centred by period, so that
/// weights may be negative. With several dates of adoption each cohort is compared with the
/// never-treated. The placebo error is the root of the mean squared deviation of placebo effects
/// from their mean.
///
/// Refuses: missing cells, no treated or no never-treated unit, fewer than two controls, no
/// variation, predictors with another method. A unit with fewer than two periods before treatment
/// (one for difference_in_differences) is left out with the warning "short_pre_period". Warnings:
/// "not_converged", "poor_pre_fit", "placebo_undefined", "jackknife_undefined",
/// "bootstrap_undefined", "jackknife_synthetic_control", "few_placebos", "negative_weights".
/// An error that is not defined is NaN.
[[nodiscard]] SyntheticFit fit_synthetic(const SyntheticPanel& panel, const SyntheticSpec& spec);

} // namespace halflight::stats

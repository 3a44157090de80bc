// SPDX-License-Identifier: Apache-2.0
// halflight/stats/linear.hpp - least squares with many fixed effects, weights and instruments.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "halflight/stats/covariance.hpp"
#include "halflight/stats/estimate.hpp"
#include "halflight/stats/fixed_effects.hpp"
#include "halflight/stats/matrix.hpp"

namespace halflight::stats {

/// Named columns.
struct Columns {
    MatrixView values = {};
    std::vector<std::string> names = {}; ///< one per column
};

/// Data of a linear model. Every column has one entry per row; nothing may be NaN or infinite.
struct LinearData {
    std::span<const double> outcome = {};
    Columns regressors = {}; ///< exogenous; may be without columns if others are there
    std::vector<FixedEffect> effects = {}; ///< may be empty
    std::span<const double> weights = {};  ///< empty or positive; analytic weights (as lm, feols)
    Columns endogenous = {};               ///< instrumented regressors; empty for least squares
    Columns instruments = {};              ///< excluded instruments, at least as many
    ErrorStructure structure = {};
};

struct LinearSpec {
    bool intercept = true; ///< "(Intercept)" first; never with an effect that has intercepts
    CovarianceSpec covariance = {};
    double level = 0.95;
    /// A column is collinear when what the columns before it leave unexplained is at most this
    /// share of its length.
    double collinear = 1e-9;
    bool drop_singletons = true; ///< false keeps them (fixest's default)
    DemeanSpec demean = {};
};

/// First stage of one endogenous regressor.
struct FirstStage {
    std::string name = {};
    double f = undefined;        ///< of the excluded instruments, homoskedastic
    double f_robust = undefined; ///< Wald over their number, with the covariance asked for
    double degrees1 = undefined;
    double degrees2 = undefined;
    double p_value = undefined; ///< of `f`
    double partial_r2 = undefined;
    std::vector<Coefficient> coefficients =
        {}; ///< excluded instruments, then the exogenous regressors
};

struct LinearFit {
    std::vector<Coefficient> coefficients = {};  ///< (Intercept), endogenous, regressors; collinear
                                                 ///< left out
    Covariance covariance = {};                  ///< of these, in the same order
    std::vector<std::string> collinear = {};     ///< names left out, in order
    std::vector<std::size_t> kept = {};          ///< columns of regressors kept
    std::vector<std::size_t> rows = {};          ///< rows used, ascending; all: empty
    std::size_t observations = 0;                ///< rows used
    std::size_t singletons = 0;                  ///< rows dropped as such
    std::vector<double> residuals = {};          ///< of the rows used
    std::vector<std::size_t> effect_levels = {}; ///< levels of each effect among the rows used
    double rss = undefined;                      ///< weighted sum of squared residuals
    double sigma2 = undefined;                   ///< rss / (n - K), all effects counted
    double r2 = undefined;
    double r2_adjusted = undefined;
    double r2_within = undefined; ///< NaN without effects
    double log_likelihood = undefined;
    std::vector<FirstStage> first_stages = {};
    double wu_hausman = undefined; ///< F, endogeneity; NaN without instruments
    double wu_hausman_p = undefined;
    double sargan = undefined; ///< overidentification; NaN where exactly identified
    double sargan_p = undefined;
    int iterations = 0; ///< of demeaning
    bool converged = true;
    bool refined = false; ///< solved by QR with refinement rather than by normal equations
    /// "singletons_dropped", "collinear", "not_converged", "weak_instruments" (F under 10), and
    /// those of the covariance.
    Warnings warnings = {};
};

/// Least squares, or two-stage least squares where there are instruments. Fixed effects are
/// partialled out (Frisch and Waugh). Small problems are solved by Householder QR on
/// scaled columns, dependent ones passed over, in extended precision (64-bit mantissa on x86),
/// refined twice; those of more than 500,000 rows x columns^2 by Cholesky of the scaled cross
/// product and one refinement, and by QR in double precision where a column has less than 1e-5 of
/// its length left.
///
/// Refuses: no rows, no regressors left, fewer rows than parameters, fewer instruments than
/// endogenous regressors (as kept), weights that are not positive, NaN and infinities (column and
/// row named), an outcome without variation within the effects.
[[nodiscard]] LinearFit least_squares(const LinearData& data, const LinearSpec& spec = {});

/// Wald test that coefficients `which` (places in the fit) are all zero.
struct WaldTest {
    double statistic = undefined; ///< F: Wald / count
    double degrees1 = undefined;
    double degrees2 = undefined;
    double p_value = undefined;
};
[[nodiscard]] WaldTest wald(std::span<const Coefficient> coefficients, const Covariance& covariance,
                            std::span<const std::size_t> which);

/// A linear combination of coefficients with its error: one number in `combination` for each
/// coefficient.
[[nodiscard]] Coefficient combine(std::string name, std::span<const Coefficient> coefficients,
                                  const Covariance& covariance, std::span<const double> combination,
                                  double level = 0.95);

} // namespace halflight::stats

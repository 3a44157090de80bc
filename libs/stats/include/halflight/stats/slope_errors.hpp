// SPDX-License-Identifier: Apache-2.0
// halflight/stats/slope_errors.hpp - errors of a slope where few places carry it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "halflight/stats/estimate.hpp"
#include "halflight/stats/fixed_effects.hpp"
#include "halflight/stats/matrix.hpp"

namespace halflight::stats {

/// One regressor of interest, one or more outcomes. Intercept and controls are partialled out.
struct SlopeData {
    std::span<const double> regressor = {}; ///< finite
    MatrixView outcomes = {};               ///< rows x outcomes; NaN leaves the row out of this one
    MatrixView controls = {};               ///< rows x controls, finite; may be without columns
    Codes clusters = {};                    ///< empty: each row its own (the covariance is HC3)
};

struct SlopeErrors {
    std::vector<Coefficient> slopes = {};   ///< by outcome; t with `degrees` degrees of freedom
    Matrix covariance = {};                 ///< outcomes x outcomes
    std::vector<double> degrees = {};       ///< by outcome
    std::vector<std::size_t> clusters = {}; ///< by outcome, of the rows used
    /// By outcome: greatest share of one cluster in the sum of squares of the partialled regressor.
    std::vector<double> leverage = {};
};

/// Least squares slopes with the jackknife-like covariance CR3 (Bell and McCaffrey 2002; HC3 of
/// MacKinnon and White 1985 where each row is its own cluster), residuals of a cluster multiplied
/// by the inverse of I - H_gg, without a factor. Degrees of freedom are Satterthwaite's, of the
/// variance estimate as a quadratic form in independent errors of one variance (Bell and McCaffrey
/// 2002; Imbens and Kolesar 2016; Hansen 2025 for the jackknife): few where few clusters carry the
/// slope, however many there are. Covariances of two outcomes are over the clusters of both.
///
/// Refuses: sizes that do not match, NaN in regressor or controls, fewer rows than parameters + 1,
/// a regressor that intercept and controls explain, a cluster without which it would be (all that
/// is exposed lies in one).
[[nodiscard]] SlopeErrors slope_errors(const SlopeData& data, double level = 0.95);

/// Hotelling's test that `which` of the slopes are all zero: with Q Wald's statistic, q their
/// number and eta the least of their degrees, (eta - q + 1) / (eta q) Q is F(q, eta - q + 1)
/// (Pustejovsky and Tipton 2018 with one eta for all). Undefined, p-value NaN, where eta is not
/// above q - 1 or the covariance is singular.
struct JointTest {
    double statistic = undefined;
    double degrees1 = undefined;
    double degrees2 = undefined;
    double p_value = undefined;
};
[[nodiscard]] JointTest joint_test(const SlopeErrors& errors, std::span<const std::size_t> which);

/// A slope whose variance is estimated by e'Fe, e the residuals and F (`form`, rows x rows,
/// symmetric) what a theory of their dependence makes of the slope's weights: w_i k_ij w_j for
/// Conley's kernel, sum_k h_k^2 s_ik s_jk for shocks with shares s. Divided by what it is on
/// average, relative to the truth, where errors are independent of one variance; degrees of freedom
/// those of the form under the same errors (Young 2016; Bell and McCaffrey 2002). One outcome
/// without NaN; clusters are not used. Refuses as `slope_errors`, and a form whose variance comes
/// out as not positive.
struct FormSlope {
    Coefficient slope = {};
    double degrees = undefined;
};
[[nodiscard]] FormSlope form_slope(const SlopeData& data, MatrixView form, double level = 0.95);

} // namespace halflight::stats

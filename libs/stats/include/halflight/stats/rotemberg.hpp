// SPDX-License-Identifier: Apache-2.0
// halflight/stats/rotemberg.hpp - which shares a shift-share estimate comes from.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "halflight/stats/shift_share.hpp"

namespace halflight::stats {

struct RotembergShare {
    std::size_t column = 0;
    double shock = undefined;
    double alpha = undefined;    ///< weight; all sum to one
    double beta = undefined;     ///< estimate with this share alone as instrument
    double f = undefined;        ///< of its first stage, robust to heteroskedasticity (HC1)
    double variance = undefined; ///< of the share over regions, weighted
    double without = undefined;  ///< shift-share estimate when this shock is set to zero
};

struct RotembergGroup {
    int code = 0;
    double alpha = 0;
    double beta = undefined; ///< alpha-weighted mean
};

struct RotembergFit {
    double estimate = undefined;          ///< sum of alpha x beta
    std::vector<RotembergShare> shares{}; ///< in order of columns
    std::vector<std::size_t> by_weight{}; ///< columns, largest |alpha| first
    std::vector<RotembergGroup> groups{}; ///< by code, where codes were given
    double sum_negative = 0;
    double sum_positive = 0;
    double mean_negative = undefined;
    double mean_positive = undefined;
    double beta_of_negative = undefined; ///< sum of alpha x beta over negative alphas
    double beta_of_positive = undefined;
    double top_five = undefined; ///< share of the five largest in the sum of positive weights
    double alpha_shock_correlation = undefined;
    double alpha_beta_correlation = undefined;
    double alpha_f_correlation = undefined;
    double alpha_variance_correlation = undefined;
    Warnings warnings{};
};

/// Goldsmith-Pinkham, Sorkin and Swift (2020): the estimate is the sum over shares of alpha_k
/// beta_k, alpha_k = g_k z_k'T / sum_j g_j z_j'T, beta_k = z_k'Y / z_k'T, T and Y treatment and
/// outcome less their projections on controls. Needs shocks and a treatment. A share orthogonal to
/// the treatment has alpha 0 and no beta. `codes` (empty or one for each share) sums over groups,
/// for example one sector in several periods. Warnings: "negative_weights" where they exceed a
/// tenth of the total, and those of fit_shift_share. `spec.share_sums` as there; the package
/// bartik.weight is `as_given`.
[[nodiscard]] RotembergFit rotemberg_weights(const ShiftShareData& data, const ShiftShareSpec& spec,
                                             std::span<const int> codes);

} // namespace halflight::stats

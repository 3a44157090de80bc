// SPDX-License-Identifier: Apache-2.0
// wild_parts.hpp - a wild cluster bootstrap reduced to sums by cluster.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "halflight/stats/matrix.hpp"
#include "halflight/stats/wild_bootstrap.hpp"

namespace halflight::stats::detail {

/// Everything a draw needs, for residuals y - null x of the restricted model: each sum is one of
/// y less `null` times one of x. x is the tested regressor, both partialled by all others.
struct ClusterSums {
    std::size_t clusters = 0;
    double length = 0;                ///< x'x
    double estimate = 0;              ///< x'y / x'x
    std::vector<double> own = {};     ///< G: x_g'x_g
    std::vector<double> cross_y = {}; ///< G: x_g'y_g
    Matrix spread_y = {};             ///< G x G: (P x_h)_g' y_g, P on the other regressors
    Matrix spread_x = {};             ///< the same with x_g
    double factor = 1;                ///< small-sample factor of the variance
    double degrees = 0;
};

/// One vector of cluster weights: numerator and variance of t* as polynomials in the null.
struct DrawSums {
    double top_y = 0;
    double top_x = 0;
    double yy = 0;
    double yx = 0;
    double xx = 0;
};

[[nodiscard]] DrawSums draw_sums(const ClusterSums& sums, std::span<const double> weights,
                                 std::vector<double>& work);

/// t of the data at `null`.
[[nodiscard]] double statistic(const ClusterSums& sums, double null);

/// t* of a draw: with the null imposed, or centred on the estimate.
[[nodiscard]] double statistic(const ClusterSums& sums, const DrawSums& draw, double null,
                               bool impose);

/// Share of draws at least as extreme as t at `null`.
[[nodiscard]] double p_value(const ClusterSums& sums, std::span<const DrawSums> draws, double null,
                             const WildSpec& spec);

} // namespace halflight::stats::detail

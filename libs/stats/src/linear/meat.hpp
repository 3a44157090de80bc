// SPDX-License-Identifier: Apache-2.0
// meat.hpp - sums of products of scores for each model of errors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "codes.hpp"
#include "halflight/stats/covariance.hpp"

namespace halflight::stats::detail {

/// levels x K: scores summed by level.
[[nodiscard]] Matrix sum_scores(MatrixView scores, std::span<const std::uint32_t> levels,
                                std::size_t count);

struct ClusterTerm {
    double sign = 1; ///< of the inclusion-exclusion sum
    std::size_t clusters = 0;
    Matrix meat = {};
};

/// One term for each non-empty set of groupings (Cameron, Gelbach and Miller 2011).
[[nodiscard]] std::vector<ClusterTerm> cluster_terms(MatrixView scores,
                                                     std::span<const Levels> groupings, int jobs);

/// Bartlett weights, lags in places of ordered periods, within units (`unit` may be empty).
[[nodiscard]] Matrix newey_west_meat(MatrixView scores, Codes unit, const Levels& time, int lags);

/// Bartlett weights on sums by period.
[[nodiscard]] Matrix driscoll_kraay_meat(MatrixView scores, const Levels& time, int lags);

/// into += factor * (a b' + b a').
void add_symmetric(Matrix& into, const double* a, const double* b, std::size_t stride,
                   double factor);

} // namespace halflight::stats::detail

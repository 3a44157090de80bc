// SPDX-License-Identifier: Apache-2.0
// exposure_prior.hpp - priors of shares, by maximum likelihood over zones.
#pragma once

#include "halflight/stats/matrix.hpp"

#include <span>
#include <vector>

namespace halflight::studies {

/// Precision (sum of the parameters of a Dirichlet) at the end of what is looked at: shares vary no
/// more than chance (most), or zones have one kind only (least).
inline constexpr double least_precision = 1e-3;
inline constexpr double most_precision = 1e5;

enum class PriorEdge : unsigned char { none, least, most };

struct SharePrior {
    std::vector<double> mean; ///< by category, sums to 1
    double precision = 0;
    PriorEdge edge = PriorEdge::none;
};

/// Two categories, mean and precision fitted: group and all counts by zone.
[[nodiscard]] SharePrior beta_prior(std::span<const double> group, std::span<const double> all);

/// Any number of categories (zones x categories), the mean given, the precision fitted.
[[nodiscard]] SharePrior dirichlet_prior(const stats::Matrix& counts, std::vector<double> mean);

} // namespace halflight::studies

// SPDX-License-Identifier: Apache-2.0
// change_date_evidence.hpp - how well no change, and a change after each cell, tell the series.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "halflight/stats/change_date.hpp"

namespace halflight::stats {

/// Log marginal likelihoods, up to a constant, of no change and of a change after each cell.
struct Evidence {
    double none;
    std::vector<double> after;
};

/// Gamma prior of a rate per unit of exposure.
struct RatePrior {
    double shape;
    double rate;
};

/// Counts with their exposures, of mean rate x exposure and one size on both sides of the change.
/// The constant is that of the Poisson model: the two agree as the size grows.
[[nodiscard]] Evidence negative_binomial_evidence(std::span<const double> counts,
                                                  std::span<const double> units,
                                                  const RatePrior& prior,
                                                  const ChangeDateSpec& spec);

} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
// turning_point_ratio.hpp - likelihood ratios of a change against none, and their p-value.
#pragma once

#include "halflight/studies/turning_point.hpp"

namespace halflight::studies {

struct RatioFit {
    double statistic = 0;  ///< twice the greatest log ratio
    std::size_t after = 0; ///< cells before the change, at the likeliest date
    double before_rate = 0;
    double after_rate = 0;
    double rate = 0; ///< without a change
    double size = 0; ///< likewise; negative binomial
};

/// Of whole counts with exposures above 0, at least two of them and not all counts 0.
[[nodiscard]] RatioFit likelihood_ratio(CountModel model, std::span<const double> counts,
                                        std::span<const double> exposure);

/// Share of draws without a change, the data among them, with a statistic as great.
[[nodiscard]] double ratio_p_value(const TurningPointSpec& spec, std::span<const double> counts,
                                   std::span<const double> exposure, const RatioFit& fit,
                                   std::uint64_t seed);

} // namespace halflight::studies

// SPDX-License-Identifier: Apache-2.0
// argmax.hpp - where a two-sided Brownian motion with drift takes its maximum (Bai 1997, appendix).
#pragma once

namespace halflight::stats {

/// What differs between the two sides of a break.
struct ArgmaxLaw {
    double xi = 1;   ///< ratio of the regressors' moments, after to before
    double phi1 = 1; ///< scale of the errors before
    double phi2 = 1; ///< and after
};

/// P(argmax <= x).
[[nodiscard]] double argmax_cdf(double x, const ArgmaxLaw& law) noexcept;

/// The x with P(argmax <= x) = p; NaN where p lies on the wrong side of x = 0 (`below`: x < 0).
[[nodiscard]] double argmax_quantile(double p, const ArgmaxLaw& law, bool below) noexcept;

} // namespace halflight::stats

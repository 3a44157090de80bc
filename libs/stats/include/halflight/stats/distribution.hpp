// SPDX-License-Identifier: Apache-2.0
// halflight/stats/distribution.hpp - distribution functions and quantiles.
//
// Upper tails are computed as such, not as 1 - F. A parameter outside its range or a NaN gives NaN;
// nothing throws. Values follow Boost.Math.
#pragma once

namespace halflight::stats {

[[nodiscard]] double normal_cdf(double z) noexcept;
[[nodiscard]] double normal_upper(double z) noexcept;
[[nodiscard]] double normal_quantile(double p) noexcept;

[[nodiscard]] double student_upper(double t, double degrees) noexcept;
[[nodiscard]] double student_quantile(double p, double degrees) noexcept;

[[nodiscard]] double chi_squared_upper(double x, double degrees) noexcept;
[[nodiscard]] double chi_squared_quantile(double p, double degrees) noexcept;
[[nodiscard]] double noncentral_chi_squared_upper(double x, double degrees, double shift) noexcept;

[[nodiscard]] double f_upper(double x, double degrees1, double degrees2) noexcept;
[[nodiscard]] double f_quantile(double p, double degrees1, double degrees2) noexcept;
[[nodiscard]] double noncentral_f_upper(double x, double degrees1, double degrees2,
                                        double shift) noexcept;

/// P(X <= k) and P(X > k) for a Poisson count; k is rounded down.
[[nodiscard]] double poisson_cdf(double k, double mean) noexcept;
[[nodiscard]] double poisson_upper(double k, double mean) noexcept;
/// Least k with P(X <= k) >= p.
[[nodiscard]] double poisson_quantile(double p, double mean) noexcept;

/// Negative binomial of `size` (may be fractional) and `mean`: variance mean + mean^2 / size.
[[nodiscard]] double negative_binomial_cdf(double k, double size, double mean) noexcept;
[[nodiscard]] double negative_binomial_upper(double k, double size, double mean) noexcept;
[[nodiscard]] double negative_binomial_quantile(double p, double size, double mean) noexcept;

[[nodiscard]] double gamma_cdf(double x, double shape, double rate) noexcept;
[[nodiscard]] double gamma_quantile(double p, double shape, double rate) noexcept;
[[nodiscard]] double beta_quantile(double p, double a, double b) noexcept;
[[nodiscard]] double log_gamma(double x) noexcept;
[[nodiscard]] double digamma(double x) noexcept;
[[nodiscard]] double trigamma(double x) noexcept;

} // namespace halflight::stats

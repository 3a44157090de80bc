// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/distribution.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/negative_binomial.hpp>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/distributions/non_central_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

namespace halflight::stats {

namespace {

namespace bm = boost::math;
namespace policy = boost::math::policies;

/// Nothing throws: outside its domain a function is NaN or infinite. Quantiles of counts are whole
/// numbers.
using Quiet = policy::policy<
    policy::domain_error<policy::ignore_error>, policy::pole_error<policy::ignore_error>,
    policy::overflow_error<policy::ignore_error>, policy::evaluation_error<policy::ignore_error>,
    policy::rounding_error<policy::ignore_error>, policy::promote_double<false>,
    policy::discrete_quantile<policy::integer_round_up>>;

using Normal = bm::normal_distribution<double, Quiet>;
using Student = bm::students_t_distribution<double, Quiet>;
using ChiSquared = bm::chi_squared_distribution<double, Quiet>;
using NoncentralChiSquared = bm::non_central_chi_squared_distribution<double, Quiet>;
using FisherF = bm::fisher_f_distribution<double, Quiet>;
using NoncentralF = bm::non_central_f_distribution<double, Quiet>;
using Poisson = bm::poisson_distribution<double, Quiet>;
using NegativeBinomial = bm::negative_binomial_distribution<double, Quiet>;
using Gamma = bm::gamma_distribution<double, Quiet>;
using Beta = bm::beta_distribution<double, Quiet>;

/// Upper tail of a law on x >= 0.
template <class Law>
double upper_of_positive(const Law& law, double x) noexcept {
    if (x <= 0) {
        return 1;
    }
    return std::isinf(x) ? 0 : bm::cdf(bm::complement(law, x));
}

NegativeBinomial negative_binomial(double size, double mean) {
    return {size, size / (size + mean)};
}

/// From here on Boost's search for a whole quantile is slow, and beyond 2^53 it does not end; a
/// continuous law is close enough for a guess.
constexpr double large_mean = 1e9;

/// Least whole number that `cdf` brings to p, from a guess. Steps grow, as a guess may be far off
/// and numbers beyond 2^53 are further apart than one.
template <class Cdf>
double settle(double guess, double p, const Cdf& cdf) noexcept {
    if (std::isnan(guess) || std::isinf(guess)) {
        return guess;
    }
    double high = std::max(0.0, std::floor(guess));
    double low = high;
    double step = 1;
    for (; std::isfinite(high) && cdf(high) < p; step *= 2) {
        low = high;
        high += step;
    }
    for (; low == high || (low >= 0 && cdf(low) >= p); step *= 2) {
        high = low;
        low -= step;
    }
    low = std::max(low, -1.0);
    for (double middle = std::floor(low + (high - low) / 2); middle > low && middle < high;
         middle = std::floor(low + (high - low) / 2)) {
        (cdf(middle) < p ? low : high) = middle;
    }
    return high;
}

} // namespace

double normal_cdf(double z) noexcept {
    return std::erfc(-z / std::sqrt(2.0)) / 2;
}

double normal_upper(double z) noexcept {
    return std::erfc(z / std::sqrt(2.0)) / 2;
}

double normal_quantile(double p) noexcept {
    return bm::quantile(Normal(), p);
}

double student_upper(double t, double degrees) noexcept {
    if (std::isinf(t)) {
        return t > 0 ? 0 : 1;
    }
    return bm::cdf(bm::complement(Student(degrees), t));
}

double student_quantile(double p, double degrees) noexcept {
    return bm::quantile(Student(degrees), p);
}

double chi_squared_upper(double x, double degrees) noexcept {
    return upper_of_positive(ChiSquared(degrees), x);
}

double chi_squared_quantile(double p, double degrees) noexcept {
    return bm::quantile(ChiSquared(degrees), p);
}

double noncentral_chi_squared_upper(double x, double degrees, double shift) noexcept {
    return upper_of_positive(NoncentralChiSquared(degrees, shift), x);
}

double f_upper(double x, double degrees1, double degrees2) noexcept {
    return upper_of_positive(FisherF(degrees1, degrees2), x);
}

double f_quantile(double p, double degrees1, double degrees2) noexcept {
    return bm::quantile(FisherF(degrees1, degrees2), p);
}

double noncentral_f_upper(double x, double degrees1, double degrees2, double shift) noexcept {
    return upper_of_positive(NoncentralF(degrees1, degrees2, shift), x);
}

double poisson_cdf(double k, double mean) noexcept {
    if (k < 0) {
        return 0;
    }
    return mean == 0 ? 1 : bm::cdf(Poisson(mean), std::floor(k));
}

double poisson_upper(double k, double mean) noexcept {
    if (k < 0) {
        return 1;
    }
    return mean == 0 ? 0 : bm::cdf(bm::complement(Poisson(mean), std::floor(k)));
}

double poisson_quantile(double p, double mean) noexcept {
    if (mean == 0) {
        return 0;
    }
    const double guess = mean > large_mean ? mean + std::sqrt(mean) * normal_quantile(p)
                                           : bm::quantile(Poisson(mean), p);
    return settle(guess, p, [&](double k) { return poisson_cdf(k, mean); });
}

double negative_binomial_cdf(double k, double size, double mean) noexcept {
    return k < 0 ? 0 : bm::cdf(negative_binomial(size, mean), std::floor(k));
}

double negative_binomial_upper(double k, double size, double mean) noexcept {
    return k < 0 ? 1 : bm::cdf(bm::complement(negative_binomial(size, mean), std::floor(k)));
}

double negative_binomial_quantile(double p, double size, double mean) noexcept {
    const double guess = mean > large_mean ? gamma_quantile(p, size, size / mean)
                                           : bm::quantile(negative_binomial(size, mean), p);
    return settle(guess, p, [&](double k) { return negative_binomial_cdf(k, size, mean); });
}

double gamma_cdf(double x, double shape, double rate) noexcept {
    return x <= 0 ? 0 : bm::cdf(Gamma(shape, 1 / rate), x);
}

double gamma_quantile(double p, double shape, double rate) noexcept {
    return bm::quantile(Gamma(shape, 1 / rate), p);
}

double beta_quantile(double p, double a, double b) noexcept {
    return bm::quantile(Beta(a, b), p);
}

double log_gamma(double x) noexcept {
    return bm::lgamma(x, Quiet());
}

double digamma(double x) noexcept {
    return bm::digamma(x, Quiet());
}

double trigamma(double x) noexcept {
    return bm::trigamma(x, Quiet());
}

} // namespace halflight::stats

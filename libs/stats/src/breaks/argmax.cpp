// SPDX-License-Identifier: Apache-2.0
#include "breaks/argmax.hpp"

#include <cmath>
#include <numbers>

#include "halflight/stats/distribution.hpp"
#include "halflight/stats/estimate.hpp"

namespace halflight::stats {

namespace {

const double half_log_two_pi = std::log(2 * std::numbers::pi) / 2;

/// log P(Z > z), z > 0: by the asymptotic series where the tail itself leaves double's range.
double log_normal_upper(double z) noexcept {
    if (z < 25) {
        return std::log(normal_upper(z));
    }
    const double q = 1 / (z * z);
    return -z * z / 2 - std::log(z) - half_log_two_pi +
           std::log1p(-q * (1 - q * (3 - q * (15 - q * 105))));
}

double before(double size, double xi, double phi) noexcept {
    const double ratio = xi / phi;
    const double root = std::sqrt(size);
    return -std::exp(std::log(size) / 2 - size / 8 - half_log_two_pi) -
           (phi / xi * (phi + 2 * xi) / (phi + xi)) *
               std::exp(ratio * (1 + ratio) * size / 2 + log_normal_upper((0.5 + ratio) * root)) +
           std::exp(std::log(size / 2 - 2 + (phi + 2 * xi) * (phi + 2 * xi) / ((phi + xi) * xi)) +
                    log_normal_upper(root / 2));
}

double after(double x, double xi, double phi) noexcept {
    const double ratio = xi * xi / phi;
    const double root = std::sqrt(x);
    return 1 + std::sqrt(ratio) * std::exp(std::log(x) / 2 - ratio * x / 8 - half_log_two_pi) +
           (xi / phi * (2 * phi + xi) / (phi + xi)) *
               std::exp((phi + xi) * x / 2 +
                        log_normal_upper((phi + xi / 2) / std::sqrt(phi) * root)) -
           std::exp(
               std::log((2 * phi + xi) * (2 * phi + xi) / ((phi + xi) * phi) - 2 + ratio * x / 2) +
               log_normal_upper(std::sqrt(ratio) * root / 2));
}

} // namespace

double argmax_cdf(double x, const ArgmaxLaw& law) noexcept {
    const double quotient = law.phi2 / law.phi1;
    const double phi = law.xi * quotient * quotient;
    return x < 0 ? before(-x, law.xi, phi) : after(x, law.xi, phi);
}

double argmax_quantile(double p, const ArgmaxLaw& law, bool below) noexcept {
    const double at_zero = argmax_cdf(0, law);
    if (!std::isfinite(at_zero) || (below ? at_zero < p : at_zero > p)) {
        return undefined;
    }
    const double side = below ? -1 : 1;
    double near = 0;
    double far = 1;
    while (side * (argmax_cdf(side * far, law) - p) < 0) {
        far *= 2;
        if (far > 1e12) {
            return undefined;
        }
    }
    for (int step = 0; step < 200 && near < far; ++step) {
        const double middle = (near + far) / 2;
        if (middle == near || middle == far) {
            break;
        }
        (side * (argmax_cdf(side * middle, law) - p) < 0 ? near : far) = middle;
    }
    return side * (near + far) / 2;
}

} // namespace halflight::stats

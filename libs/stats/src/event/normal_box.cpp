// SPDX-License-Identifier: Apache-2.0
#include "normal_box.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "halflight/stats/distribution.hpp"

namespace halflight::stats::detail {

namespace {

constexpr int points = 4096;

/// Square roots of primes: what the lattice steps by.
std::vector<double> steps(Eigen::Index count) {
    std::vector<double> made;
    for (int n = 2; static_cast<Eigen::Index>(made.size()) < count; ++n) {
        bool prime = true;
        for (int d = 2; d * d <= n; ++d) {
            prime = prime && n % d != 0;
        }
        if (prime) {
            made.push_back(std::sqrt(static_cast<double>(n)));
        }
    }
    return made;
}

/// Probability of (a, b), the point at share u of it and the mean of a standard normal in it;
/// tails by symmetry keep their digits.
struct Slice {
    double probability = 0;
    double point = 0;
    double mean = 0;
};

Slice slice(double a, double b, double u) {
    if (a > 0) {
        const Slice mirrored = slice(-b, -a, 1 - u);
        return {
            .probability = mirrored.probability, .point = -mirrored.point, .mean = -mirrored.mean};
    }
    const double below = normal_cdf(a);
    const double inside = normal_cdf(b) - below;
    const double point =
        std::clamp(normal_quantile(below + u * inside), std::max(a, -40.0), std::min(b, 40.0));
    const double density = std::sqrt(2 * std::numbers::pi);
    const double mean = (std::exp(-a * a / 2) - std::exp(-b * b / 2)) / (density * inside);
    return {.probability = inside, .point = point, .mean = inside > 1e-12 ? mean : point};
}

} // namespace

Boxed normal_box(const Eigen::VectorXd& mean, const Eigen::MatrixXd& factor,
                 const Eigen::VectorXd& low, const Eigen::VectorXd& high) {
    const Eigen::Index size = mean.size();
    const std::vector<double> step = steps(size);
    Boxed made{.mean = Eigen::VectorXd::Zero(size)};
    Eigen::VectorXd standard(size);
    for (int p = 0; p < points; ++p) {
        double weight = 1;
        for (Eigen::Index k = 0; k < size && weight > 0; ++k) {
            const double shift = mean[k] + factor.row(k).head(k).dot(standard.head(k));
            const double place = (p + 0.5) * step[static_cast<std::size_t>(k)];
            const double u = std::abs(2 * (place - std::floor(place)) - 1);
            const Slice now =
                slice((low[k] - shift) / factor(k, k), (high[k] - shift) / factor(k, k),
                      std::clamp(u, 1e-12, 1 - 1e-12));
            // Nothing is drawn after the last: its mean does for it, exactly.
            standard[k] = k + 1 == size ? now.mean : now.point;
            weight *= now.probability;
        }
        if (weight > 0) {
            made.probability += weight;
            made.mean += weight * (mean + factor.triangularView<Eigen::Lower>() * standard);
        }
    }
    made.mean /= made.probability;
    made.probability /= points;
    return made;
}

} // namespace halflight::stats::detail

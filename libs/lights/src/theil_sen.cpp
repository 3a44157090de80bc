// SPDX-License-Identifier: Apache-2.0
#include "halflight/lights/calibrate.hpp"
#include "robust.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace halflight::lights {

namespace {

constexpr std::size_t fewest_points = 3;
constexpr std::size_t most_points = 10'000;
constexpr double z95 = 1.959963984540054;

std::vector<double> slopes_of(std::span<const double> x, std::span<const double> y) {
    std::vector<double> slopes;
    slopes.reserve(x.size() * (x.size() - 1) / 2);
    for (std::size_t i = 0; i < x.size(); ++i) {
        for (std::size_t j = i + 1; j < x.size(); ++j) {
            if (x[i] != x[j]) {
                slopes.push_back((y[j] - y[i]) / (x[j] - x[i]));
            }
        }
    }
    return slopes;
}

/// Sum over groups of equal numbers of k (k - 1) (2 k + 5).
double ties(std::span<const double> values) {
    std::map<double, double> counts;
    for (const double value : values) {
        counts[value] += 1;
    }
    double sum = 0;
    for (const auto& [value, k] : counts) {
        sum += k * (k - 1) * (2 * k + 5);
    }
    return sum;
}

double nth(std::vector<double>& values, double rank) {
    const auto last = static_cast<double>(values.size() - 1);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::clamp(rank, 0.0, last));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

} // namespace

double median_of(std::vector<double> values) {
    const std::size_t half = values.size() / 2;
    const double upper = nth(values, static_cast<double>(half));
    if (values.size() % 2 == 1) {
        return upper;
    }
    const double lower =
        *std::max_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(half));
    return lower + (upper - lower) / 2;
}

double scaled_mad(const std::vector<double>& values) {
    constexpr double of_normal = 1.4826; // standard deviation over median absolute deviation
    const double middle = median_of(values);
    std::vector<double> distances;
    for (const double value : values) {
        distances.push_back(std::abs(value - middle));
    }
    return of_normal * median_of(std::move(distances));
}

Result<RobustLine> theil_sen(std::span<const double> x, std::span<const double> y) {
    if (x.size() != y.size() || x.size() < fewest_points || x.size() > most_points) {
        return Fault{fmt::format("a robust line needs from {} to {} points, not {}", fewest_points,
                                 most_points, x.size()),
                     "", 0};
    }
    const auto finite = [](double v) { return std::isfinite(v); };
    if (!std::ranges::all_of(x, finite) || !std::ranges::all_of(y, finite)) {
        return Fault{"a robust line needs finite numbers", "", 0};
    }
    std::vector<double> slopes = slopes_of(x, y);
    if (slopes.empty()) {
        return Fault{"all points have the same x", "", 0};
    }
    const auto n = static_cast<double>(x.size());
    const double variance = (n * (n - 1) * (2 * n + 5) - ties(x) - ties(y)) / 18;
    const double reach = z95 * std::sqrt(std::max(variance, 0.0));
    const auto pairs = static_cast<double>(slopes.size());
    RobustLine line;
    line.points = x.size();
    line.slope_low = nth(slopes, std::nearbyint((pairs - reach) / 2) - 1);
    line.slope_high = nth(slopes, std::nearbyint((pairs + reach) / 2));
    line.slope = median_of(std::move(slopes));
    std::vector<double> rests;
    for (std::size_t i = 0; i < x.size(); ++i) {
        rests.push_back(y[i] - line.slope * x[i]);
    }
    line.intercept = median_of(rests);
    line.residual_spread = scaled_mad(rests);
    return line;
}

} // namespace halflight::lights

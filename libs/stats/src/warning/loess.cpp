// SPDX-License-Identifier: Apache-2.0
#include "warning/loess.hpp"

#include <algorithm>
#include <cmath>

#include "halflight/stats/estimate.hpp"

namespace halflight::stats {

namespace {

double tricube(double share) {
    const double inner = 1 - share * share * share;
    return inner * inner * inner;
}

/// Half the width of the window: the farthest cell, and more where the window is longer than the
/// series.
double reach(std::size_t window, std::size_t cells, double at, double left, double right) {
    double made = std::max(at - left, right - at);
    if (window > cells) {
        made += static_cast<double>((window - cells) / 2);
    }
    return made;
}

/// First cell (from 1) of the window about cell `i`.
std::size_t window_start(std::size_t i, std::size_t window, std::size_t cells) {
    if (window >= cells) {
        return 1;
    }
    const std::size_t half = (window + 1) / 2;
    return std::min(i > half ? i - half + 1 : 1, cells - window + 1);
}

double or_nearest(std::optional<double> fitted, std::span<const double> y, std::size_t i,
                  double before) {
    return fitted ? *fitted : std::isnan(y[i]) ? before : y[i];
}

void fill_front(std::vector<double>& smooth) {
    const auto known =
        std::find_if(smooth.begin(), smooth.end(), [](double one) { return !std::isnan(one); });
    if (known != smooth.end()) {
        std::fill(smooth.begin(), known, *known);
    }
}

std::optional<double> local_fit(std::span<const double> y, std::span<const double> weights,
                                const Loess& spec, double at, std::size_t left, std::size_t right,
                                std::vector<double>& local) {
    const double h =
        reach(spec.window, y.size(), at, static_cast<double>(left), static_cast<double>(right));
    double all = 0;
    double centre = 0;
    local.resize(right - left + 1);
    for (std::size_t j = left; j <= right; ++j) {
        const double apart = std::abs(static_cast<double>(j) - at);
        double weight = apart > 0.999 * h ? 0 : apart > 0.001 * h ? tricube(apart / h) : 1;
        weight *= weights.empty() ? 1 : weights[j - 1];
        local[j - left] = weight;
        all += weight;
        centre += weight * static_cast<double>(j);
    }
    if (!(all > 0)) {
        return std::nullopt;
    }
    centre /= all;
    double spread = 0;
    for (std::size_t j = left; j <= right; ++j) {
        const double apart = static_cast<double>(j) - centre;
        spread += local[j - left] / all * apart * apart;
    }
    const bool line =
        h > 0 && spec.degree > 0 && std::sqrt(spread) > 0.001 * (static_cast<double>(y.size()) - 1);
    const double slope = line ? (at - centre) / spread : 0;
    double sum = 0;
    for (std::size_t j = left; j <= right; ++j) {
        const double weight = local[j - left] / all;
        if (weight > 0) {
            sum += weight * (1 + slope * (static_cast<double>(j) - centre)) * y[j - 1];
        }
    }
    return sum;
}

} // namespace

std::optional<double> loess_at(std::span<const double> y, std::span<const double> weights,
                               const Loess& spec, double at, std::size_t left, std::size_t right) {
    std::vector<double> local;
    return local_fit(y, weights, spec, at, left, right, local);
}

std::vector<double> loess(std::span<const double> y, std::span<const double> weights,
                          const Loess& spec) {
    const std::size_t cells = y.size();
    std::vector<double> smooth(y.begin(), y.end());
    if (cells < 2) {
        return smooth;
    }
    const std::size_t jump = std::clamp<std::size_t>(spec.jump, 1, cells - 1);
    std::size_t before = 0;
    std::vector<double> local;
    const auto fit = [&](std::size_t i) {
        const std::size_t left = window_start(i, spec.window, cells);
        const std::size_t right = std::min(cells, left + spec.window - 1);
        const auto fitted = local_fit(y, weights, spec, static_cast<double>(i), left, right, local);
        smooth[i - 1] = or_nearest(fitted, y, i - 1, before > 0 ? smooth[before - 1] : undefined);
        for (std::size_t k = before + 1; before > 0 && k < i; ++k) {
            const double share = static_cast<double>(k - before) / static_cast<double>(i - before);
            smooth[k - 1] = smooth[before - 1] + share * (smooth[i - 1] - smooth[before - 1]);
        }
        before = i;
    };
    for (std::size_t i = 1; i <= cells; i += jump) {
        fit(i);
    }
    if (before != cells) {
        fit(cells);
    }
    fill_front(smooth);
    return smooth;
}

} // namespace halflight::stats

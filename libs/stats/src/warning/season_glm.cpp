// SPDX-License-Identifier: Apache-2.0
#include "warning/season_glm.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halflight::stats {

namespace {

double weight_at(std::span<const double> weights, std::size_t i) {
    return weights.empty() ? 1 : weights[i];
}

/// Sums by level of the working weights in `fit.work`.
void summarise(const SeasonData& data, SeasonFit& fit) {
    std::fill(fit.level_weight.begin(), fit.level_weight.end(), 0.0);
    std::fill(fit.level_time.begin(), fit.level_time.end(), 0.0);
    for (std::size_t i = 0; i < data.counts.size(); ++i) {
        fit.level_weight[data.level[i]] += fit.work[i];
        fit.level_time[data.level[i]] += fit.work[i] * data.time[i];
    }
    for (std::size_t level = 0; level < data.levels; ++level) {
        if (fit.level_weight[level] > 0) {
            fit.level_time[level] /= fit.level_weight[level];
        }
    }
    fit.trend_information = 0;
    for (std::size_t i = 0; i < data.counts.size(); ++i) {
        const double apart = data.time[i] - fit.level_time[data.level[i]];
        fit.trend_information += fit.work[i] * apart * apart;
    }
}

/// Weighted least squares of the working response on levels and trend.
void solve(const SeasonData& data, const std::vector<double>& response, SeasonFit& fit) {
    std::vector<double> sums(data.levels);
    double cross = 0;
    for (std::size_t i = 0; i < data.counts.size(); ++i) {
        const std::size_t level = data.level[i];
        sums[level] += fit.work[i] * response[i];
        cross += fit.work[i] * (data.time[i] - fit.level_time[level]) * response[i];
    }
    fit.trend = fit.has_trend ? cross / fit.trend_information : 0;
    for (std::size_t level = 0; level < data.levels; ++level) {
        fit.level_effect[level] =
            fit.level_weight[level] > 0
                ? sums[level] / fit.level_weight[level] - fit.trend * fit.level_time[level]
                : undefined;
    }
}

/// Half the deviance, without the part that depends on the counts alone being computed anew.
double deviance(const SeasonData& data, std::span<const double> weights,
                const std::vector<double>& own, const std::vector<double>& predictor,
                const std::vector<double>& mean) {
    double sum = 0;
    for (std::size_t i = 0; i < data.counts.size(); ++i) {
        sum += weight_at(weights, i) *
               (own[i] - data.counts[i] * predictor[i] - (data.counts[i] - mean[i]));
    }
    return 2 * sum;
}

std::size_t used_levels(const SeasonData& data) {
    std::vector<unsigned char> used(data.levels);
    for (const std::size_t level : data.level) {
        used[level] = 1;
    }
    return static_cast<std::size_t>(std::count(used.begin(), used.end(), 1));
}

SeasonFit made_for(const SeasonData& data, bool trend) {
    SeasonFit fit;
    const std::size_t cells = data.counts.size();
    fit.level_effect.assign(data.levels, 0);
    fit.level_weight.assign(data.levels, 0);
    fit.level_time.assign(data.levels, 0);
    fit.work.assign(cells, 1);
    fit.mean.resize(cells);
    summarise(data, fit);
    fit.has_trend = trend && fit.trend_information > 0;
    fit.degrees = static_cast<double>(cells) - static_cast<double>(used_levels(data)) -
                  (fit.has_trend ? 1 : 0);
    return fit;
}

/// Linear predictors and means of the coefficients as they are.
void predict(const SeasonData& data, std::vector<double>& predictor, SeasonFit& fit) {
    for (std::size_t i = 0; i < predictor.size(); ++i) {
        predictor[i] = fit.level_effect[data.level[i]] + fit.trend * data.time[i] + data.offset[i];
        fit.mean[i] = std::max(std::exp(predictor[i]), std::numeric_limits<double>::epsilon());
    }
}

void weigh(std::span<const double> weights, SeasonFit& fit) {
    for (std::size_t i = 0; i < fit.work.size(); ++i) {
        fit.work[i] = weight_at(weights, i) * fit.mean[i];
    }
}

} // namespace

double SeasonFit::variance(std::size_t level, double time) const {
    const double apart = time - level_time[level];
    return 1 / level_weight[level] + (has_trend ? apart * apart / trend_information : 0);
}

SeasonFit fit_season(const SeasonData& data, std::span<const double> weights, bool trend,
                     GlmStop stop) {
    const std::size_t cells = data.counts.size();
    SeasonFit fit = made_for(data, trend);
    std::vector<double> own(cells);
    std::vector<double> predictor(cells);
    std::vector<double> response(cells);
    for (std::size_t i = 0; i < cells; ++i) {
        own[i] = data.counts[i] > 0 ? data.counts[i] * std::log(data.counts[i]) : 0;
        fit.mean[i] = data.counts[i] + 0.1;
        predictor[i] = std::log(fit.mean[i]);
    }
    double before = deviance(data, weights, own, predictor, fit.mean);
    const bool tight = stop == GlmStop::tight;
    const double tolerance = tight ? 1e-14 : 1e-8;
    const int most = tight ? 100 : 25;
    while (!fit.converged && fit.iterations < most) {
        ++fit.iterations;
        weigh(weights, fit);
        summarise(data, fit);
        for (std::size_t i = 0; i < cells; ++i) {
            response[i] =
                predictor[i] - data.offset[i] + (data.counts[i] - fit.mean[i]) / fit.mean[i];
        }
        solve(data, response, fit);
        predict(data, predictor, fit);
        const double now = deviance(data, weights, own, predictor, fit.mean);
        if (!std::isfinite(now)) {
            return fit;
        }
        fit.converged = std::abs(now - before) < tolerance * (std::abs(now) + 0.1);
        before = now;
    }
    if (tight) {
        weigh(weights, fit);
        summarise(data, fit);
    }
    return fit;
}

double dispersion_of(const SeasonData& data, const SeasonFit& fit) {
    double sum = 0;
    for (std::size_t i = 0; i < data.counts.size(); ++i) {
        const double residual = (data.counts[i] - fit.mean[i]) / fit.mean[i];
        sum += fit.work[i] * residual * residual;
    }
    return sum / fit.degrees;
}

} // namespace halflight::stats

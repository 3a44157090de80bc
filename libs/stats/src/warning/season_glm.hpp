// SPDX-License-Identifier: Apache-2.0
// season_glm.hpp - log-linear Poisson regression on levels of a season and a common trend.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "halflight/stats/farrington.hpp"

namespace halflight::stats {

/// Counts with the level of their season (0, 1, ...), their time and the logarithm of their
/// exposure.
struct SeasonData {
    std::vector<double> counts = {};
    std::vector<std::size_t> level = {};
    std::vector<double> time = {};
    std::vector<double> offset = {};
    std::size_t levels = 1;
};

/// A fit. The information matrix is an arrow (levels, trend), so that all follows from sums by
/// level.
struct SeasonFit {
    bool converged = false;
    bool has_trend = false;
    int iterations = 0;
    double trend = 0;
    std::vector<double> level_effect = {};
    std::vector<double> mean = {};         ///< fitted counts
    std::vector<double> work = {};         ///< working weights of the information
    std::vector<double> level_weight = {}; ///< their sum by level
    std::vector<double> level_time = {};   ///< and the mean time with these weights
    double trend_information = 0;          ///< sum of weight x (time - mean time of the level)^2
    double degrees = 0;                    ///< of freedom that are left

    /// Unscaled variance of the linear predictor.
    [[nodiscard]] double variance(std::size_t level, double time) const;
};

/// `weights` empty: 1 everywhere.
[[nodiscard]] SeasonFit fit_season(const SeasonData& data, std::span<const double> weights,
                                   bool trend, GlmStop stop);

/// Pearson's dispersion with the working weights of the fit.
[[nodiscard]] double dispersion_of(const SeasonData& data, const SeasonFit& fit);

} // namespace halflight::stats

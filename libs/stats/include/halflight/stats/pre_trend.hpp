// SPDX-License-Identifier: Apache-2.0
// halflight/stats/pre_trend.hpp - what a test of trends before the treatment can and cannot see.
#pragma once

#include <span>
#include <vector>

#include "halflight/stats/event_data.hpp"

namespace halflight::stats {

/// When a study counts as having passed.
enum class PassRule : unsigned char {
    individual, ///< no effect before the treatment differs from zero
    joint,      ///< Wald's test of all of them does not reject
};

struct TrendSpec {
    PassRule rule = PassRule::individual;
    int reference = -1;  ///< event time at which the path is zero
    double level = 0.95; ///< tests are of size 1 - level, normal
    std::vector<double> powers = {0.5, 0.8};
};

/// What a violation of parallel trends does to the path.
struct TrendOutcome {
    double power = undefined;       ///< probability that the test finds it
    std::vector<double> trend = {}; ///< the violation, per time of the path
    /// Expected effect less the true one, given that the test passed, per time of the path.
    std::vector<double> bias_after_passing = {};
};

struct TrendPower {
    std::size_t times_before = 0;
    double size = undefined;         ///< probability to find a trend where there is none
    std::vector<double> slopes = {}; ///< per power: linear trend, per period, found that often
    std::vector<TrendOutcome> outcomes = {}; ///< under these slopes
};

/// Roth, J. (2022), Pretest with caution: event-study estimates after testing for parallel trends,
/// American Economic Review: Insights 4. Estimates are taken as normal with the path's covariance.
/// Probabilities and means of truncated normals are by separation of variables on 4,096 fixed
/// lattice points (about four digits; one time before: no lattice).
///
/// The path must be measured from one reference: leads and lags, or group-time effects with a
/// universal base. Refuses: no time before the reference, the reference among the times, a
/// covariance of times before that is singular, a power not between size and 1.
[[nodiscard]] TrendPower trend_power(const EventPath& path, const TrendSpec& spec = {});

/// The same for a violation given per time of the path.
[[nodiscard]] TrendOutcome under_violation(const EventPath& path, std::span<const double> violation,
                                           const TrendSpec& spec = {});

} // namespace halflight::stats

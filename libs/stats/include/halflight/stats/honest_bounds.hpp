// SPDX-License-Identifier: Apache-2.0
// halflight/stats/honest_bounds.hpp - what remains of an event study where trends are not parallel.
#pragma once

#include <cstdint>
#include <vector>

#include "halflight/stats/event_data.hpp"

namespace halflight::stats {

/// How far trends may differ after the reference.
enum class TrendBound : unsigned char {
    /// By at most M times the largest change between neighbouring periods before it.
    relative_magnitudes,
    /// The slope of the difference changes by at most M from one period to the next.
    smoothness,
};

struct HonestSpec {
    TrendBound bound = TrendBound::relative_magnitudes;
    std::vector<double> m = {0.5, 1, 1.5, 2}; ///< not negative; smoothness: units of the outcome
    /// The effect asked for: one weight per time after the reference; empty: the first.
    std::vector<double> weights = {};
    int reference = -1;
    double level = 0.95;
    std::size_t draws = 10'000; ///< of the first stage's critical value; relative_magnitudes
    std::uint64_t seed = 1;
};

struct HonestSet {
    double m = 0;
    double low = undefined; ///< NaN with `high`: every value is rejected
    double high = undefined;
};

struct HonestFit {
    Coefficient original = {}; ///< the effect if trends are parallel
    std::vector<HonestSet> sets = {};
    /// Largest M at which zero is outside the set; 0 if it is inside at M = 0, infinite if it never
    /// is up to a million of the unit.
    double breakdown = undefined;
    Warnings warnings = {}; ///< "empty_set"
};

/// Rambachan, A., J. Roth (2023), A more credible approach to parallel trends, Review of Economic
/// Studies 90. Estimates are taken as normal with the path's covariance.
///
/// smoothness: the fixed-length interval of least length around an affine estimator (worst bias
/// under the bound; its trade-off with variance is a lasso in second differences, solved by
/// coordinate descent). relative_magnitudes: the hull of the values that the hybrid of conditional
/// and least favourable tests (Andrews, Roth and Pakes 2023; first stage a tenth of the size) does
/// not reject for some place and sign of the largest change. The effects that are not asked for
/// are projected out of the inequalities exactly before the test, so it has no nuisance
/// parameters; the authors' package profiles them out within the test. Both are valid; ends differ
/// in finite samples.
///
/// Refuses: what `trend_power` refuses of a path, times that leave gaps, no time after the
/// reference, M negative or not finite, weights of another number or all zero, a path whose
/// covariance is not finite.
[[nodiscard]] HonestFit honest_bounds(const EventPath& path, const HonestSpec& spec = {});

} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
// coverage_event.cpp - how often intervals of event studies hold the truth: 500 draws each.
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "halflight/base/parallel.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/event_study.hpp"
#include "halflight/stats/group_time.hpp"
#include "halflight/stats/honest_bounds.hpp"
#include "halflight/stats/imputation.hpp"

namespace {

using namespace halflight;
using namespace halflight::stats;

constexpr std::size_t draws = 500;

void table(const std::string& design, const std::vector<const char*>& names,
           const std::function<void(std::uint64_t, std::vector<int>&)>& covers) {
    std::vector<std::vector<int>> made(draws, std::vector<int>(names.size(), -1));
    for_each_index(draws, 2, [&](std::size_t d) { covers(d + 1, made[d]); });
    for (std::size_t i = 0; i < names.size(); ++i) {
        int held = 0;
        int defined = 0;
        for (const auto& draw : made) {
            held += draw[i] == 1 ? 1 : 0;
            defined += draw[i] >= 0 ? 1 : 0;
        }
        std::printf("| %s | %s | %.3f | %d |\n", design.c_str(), names[i],
                    static_cast<double>(held) / defined, defined);
    }
}

int holds(const Coefficient& c, double truth) {
    return std::isnan(c.low) ? -1 : (c.low <= truth && truth <= c.high ? 1 : 0);
}

struct Made {
    std::vector<double> y = {};
    std::vector<std::int32_t> unit = {};
    std::vector<std::int32_t> period = {};
    std::vector<std::int32_t> onset = {};
    [[nodiscard]] EventData data() const {
        return {.outcome = y, .unit = unit, .period = period, .onset = onset};
    }
};

/// Cohorts drawn at random (onsets 3, 5, never); the effect at event time e is 1 + e / 2, twice
/// that for onset 5; noise with serial correlation `rho`; effects vary by unit.
Made panel(int units, double rho, std::uint64_t seed) {
    const Random random(seed, 81);
    Made made;
    for (int u = 0; u < units; ++u) {
        const std::uint64_t at = static_cast<std::uint64_t>(u) * 100;
        const std::uint64_t draw = random.below(at, 10);
        const std::int32_t onset = draw < 3 ? 3 : (draw < 6 ? 5 : no_onset);
        double noise = random.normal(at + 1);
        for (int t = 0; t < 8; ++t) {
            noise = rho * noise + std::sqrt(1 - rho * rho) *
                                      random.normal(at + 10 + static_cast<std::uint64_t>(t));
            const double effect = t >= onset ? (onset == 5 ? 2 : 1) * (1 + 0.5 * (t - onset)) +
                                                   0.5 * random.normal(at + 2)
                                             : 0;
            made.y.push_back(random.normal(at + 3) + 0.3 * t + effect + noise);
            made.unit.push_back(u);
            made.period.push_back(t);
            made.onset.push_back(onset);
        }
    }
    return made;
}

/// Mean over treated rows in the population: cohort 3 has 5 periods, cohort 5 three.
constexpr double overall_truth = (5 * 2.0 + 3 * 3.0) / 8;

void estimators(int units, double rho) {
    const auto one = [&](std::uint64_t seed, std::vector<int>& out) {
        const Made made = panel(units, rho, seed);
        const EventStudyFit counted = event_study(made.data(), {});
        const EventStudyFit ignored = event_study(made.data(), {.shares = ShareError::ignored});
        out[0] = holds(counted.overall, overall_truth);
        out[1] = holds(ignored.overall, overall_truth);
        out[2] = holds(counted.cohorts[0].effect, 2);
        const ImputationFit fit = imputation(made.data(), {});
        const ImputationFit left = imputation(made.data(), {.leave_out = true});
        out[3] = holds(fit.cohorts[0].effect, 2);
        out[4] = holds(left.cohorts[0].effect, 2);
        const GroupTimeFit cells = group_time(made.data(), {.draws = {.count = 499, .seed = seed}});
        out[5] = holds(cells.simple, overall_truth);
        out[6] = holds(cells.cohorts[0].effect, 2);
        bool all = true;
        for (std::size_t t = 0; t < cells.path.times.size(); ++t) {
            const int e = cells.path.times[t];
            const double mixed = e <= 2 ? 1.5 * (1 + 0.5 * e) : 1 + 0.5 * e;
            const double half = cells.path_band.critical * cells.path_band.std_errors[t];
            const double truth = e < 0 ? 0 : mixed;
            all = all && std::abs(cells.path.effects[t].estimate - truth) <= half;
        }
        out[7] = all ? 1 : 0;
        out[8] = counted.pre_trend.p_value > 0.05 ? 1 : 0;
        out[9] = fit.pre_trend.p_value > 0.05 ? 1 : 0;
        out[10] = cells.pre_trend.p_value > 0.05 ? 1 : 0;
    };
    char design[80];
    std::snprintf(design, sizeof design, "%d units, 8 periods, rho %.1f", units, rho);
    table(design,
          {"Sun-Abraham, overall", "the same, shares ignored", "Sun-Abraham, cohort",
           "imputation, cohort", "imputation, cohort, leave-out", "group-time, simple",
           "group-time, cohort", "group-time, uniform band of the path",
           "no pre-trend found, Sun-Abraham", "no pre-trend found, imputation",
           "no pre-trend found, group-time"},
          one);
}

/// Paths drawn at the bounds themselves: bends of 0.1, changes of `m` times the largest before.
void honest(const char* design, const std::vector<double>& trend, double sd, double m) {
    const std::vector<int> times = {-4, -3, -2, 0, 1};
    const auto one = [&](std::uint64_t seed, std::vector<int>& out) {
        const Random random(seed, 82);
        EventPath path{.times = times};
        path.covariance = Matrix(5, 5);
        for (std::size_t a = 0; a < 5; ++a) {
            const double noise =
                std::sqrt(0.4) * random.normal(9) + std::sqrt(0.6) * random.normal(a);
            path.effects.push_back({.name = "", .estimate = trend[a] + sd * noise});
            for (std::size_t b = 0; b < 5; ++b) {
                path.covariance(a, b) = sd * sd * (a == b ? 1 : 0.4);
            }
        }
        const HonestSet ratio = honest_bounds(path, {.m = {m}, .draws = 2000}).sets[0];
        const HonestSet smooth =
            honest_bounds(path, {.bound = TrendBound::smoothness, .m = {0.1}}).sets[0];
        out[0] = ratio.low <= 0 && 0 <= ratio.high ? 1 : 0;
        out[1] = smooth.low <= 0 && 0 <= smooth.high ? 1 : 0;
        out[2] = std::abs(path.effects[3].estimate) <= 1.959964 * sd ? 1 : 0;
    };
    table(design,
          {"honest, relative magnitudes at its bound", "honest, smoothness, M 0.1", "conventional"},
          one);
}

} // namespace

int main() {
    std::puts("| design | interval | coverage | draws |\n|---|---|---|---|");
    for (const double rho : {0.0, 0.6}) {
        estimators(50, rho);
        estimators(200, rho);
    }
    honest("trend bends by 0.1 at the reference, sd 0.05", {-0.3, -0.2, -0.1, 0.2, 0.4}, 0.05, 2);
    honest("one change of 0.1 before and at the onset, sd 0.05", {-0.1, -0.1, -0.1, 0.1, 0.1}, 0.05,
           1);
    honest("one change of 0.1 before and at the onset, sd 0.01", {-0.1, -0.1, -0.1, 0.1, 0.1}, 0.01,
           1);
}

// SPDX-License-Identifier: Apache-2.0
// coverage_share.cpp - how often intervals of synthetic controls and shift-share regressions hold
// the effect that the data were made with: 500 draws each.
#include <atomic>
#include <cmath>
#include <cstdio>
#include <functional>
#include <vector>

#include "halflight/base/parallel.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/shock_level.hpp"
#include "halflight/stats/synthetic_tests.hpp"

namespace {

using namespace halflight;
using namespace halflight::stats;

constexpr std::size_t draws = 500;

/// Rows of the table: the share of draws in which `covers` was true for each of `names`.
void table(const char* design, const std::vector<const char*>& names,
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
        std::printf("| %s | %s | %.3f | %d |\n", design, names[i],
                    static_cast<double>(held) / defined, defined);
    }
}

struct Units {
    Matrix outcome;
    std::vector<int> first;
    [[nodiscard]] SyntheticPanel view() const {
        return {.outcome = outcome.view(), .first_treated = first, .predictors = {}};
    }
};

/// Two-way effects, one factor, noise with serial correlation `rho`, effect 1 from period 20 on.
Units units(std::size_t treated, double rho, std::uint64_t seed) {
    const Random random(seed, 71);
    const std::size_t periods = 26;
    const std::size_t count = 50;
    Units made{Matrix(periods, count), std::vector<int>(count, never_treated)};
    for (std::size_t u = 0; u < count; ++u) {
        const double load = random.normal(u);
        double noise = random.normal(100 + u);
        for (std::size_t t = 0; t < periods; ++t) {
            const std::uint64_t at = 1'000 + u * periods + t;
            noise = rho * noise + std::sqrt(1 - rho * rho) * random.normal(at);
            made.outcome(t, u) = random.normal(300 + u) + std::cos(static_cast<double>(t)) +
                                 0.5 * load * std::sin(0.3 * static_cast<double>(t)) + noise +
                                 (u < treated && t >= 20 ? 1 : 0);
        }
        made.first[u] = u < treated ? 20 : never_treated;
    }
    return made;
}

int holds(const Coefficient& c, double effect) {
    return std::isnan(c.low) ? -1 : (c.low <= effect && effect <= c.high ? 1 : 0);
}

void synthetic(std::size_t treated, double rho) {
    char design[80];
    std::snprintf(design, sizeof design, "50 units, 20 + 6 periods, %zu treated, rho %.1f", treated,
                  rho);
    const auto one = [&](std::uint64_t seed, std::vector<int>& out) {
        const Units made = units(treated, rho, seed);
        SyntheticSpec spec{.draws = {.count = 100, .seed = seed}};
        std::size_t at = 0;
        for (const auto method : {SyntheticMethod::synthetic_did, SyntheticMethod::demeaned_control,
                                  SyntheticMethod::difference_in_differences}) {
            for (const auto error :
                 {SyntheticError::placebo, SyntheticError::jackknife, SyntheticError::bootstrap}) {
                spec.method = method;
                spec.error = error;
                out[at++] = treated == 1 && error != SyntheticError::placebo
                                ? -1
                                : holds(fit_synthetic(made.view(), spec).effect, 1);
            }
        }
        if (treated == 1) {
            spec.method = SyntheticMethod::demeaned_control;
            const Conformal c = conformal(made.view(), spec, {.level = 0.9, .grid = 20});
            out[at] = c.periods[0].low <= 1 && 1 <= c.periods[0].high ? 1 : 0;
        }
    };
    table(design,
          {"synthetic DiD, placebo", "synthetic DiD, jackknife", "synthetic DiD, bootstrap",
           "demeaned, placebo", "demeaned, jackknife", "demeaned, bootstrap", "DiD, placebo",
           "DiD, jackknife", "DiD, bootstrap", "demeaned, conformal, first period, 90 %"},
          one);
}

/// Regions with errors that share the sectors' own shocks; effect 1.
void shift_share(std::size_t shocks, std::size_t per_cluster) {
    char design[80];
    std::snprintf(design, sizeof design, "400 regions, %zu shocks, clusters of %zu", shocks,
                  per_cluster);
    const auto one = [&](std::uint64_t seed, std::vector<int>& out) {
        const Random random(seed, 72);
        const std::size_t n = 400;
        Matrix shares(n, shocks);
        std::vector<double> g(shocks);
        std::vector<double> hidden(shocks);
        std::vector<int> clusters(shocks);
        for (std::size_t k = 0; k < shocks; ++k) {
            clusters[k] = static_cast<int>(k / per_cluster);
            const auto c = static_cast<std::uint64_t>(clusters[k]);
            const double within = per_cluster > 1 ? std::sqrt(0.5) : 1;
            g[k] = within * random.normal(k) +
                   std::sqrt(1 - within * within) * random.normal(5'000 + c);
            hidden[k] = within * random.normal(10'000 + k) +
                        std::sqrt(1 - within * within) * random.normal(15'000 + c);
        }
        std::vector<double> y(n);
        std::vector<double> x(n);
        for (std::size_t i = 0; i < n; ++i) {
            double sum = 0;
            for (std::size_t k = 0; k < shocks; ++k) {
                const double u = random.uniform(100'000 + i * shocks + k);
                shares(i, k) = u * u * u * u * u * u;
                sum += shares(i, k);
            }
            for (std::size_t k = 0; k < shocks; ++k) {
                shares(i, k) /= sum;
                x[i] += shares(i, k) * g[k];
                y[i] += shares(i, k) * hidden[k];
            }
            y[i] += x[i] + 0.1 * random.normal(50'000 + i);
        }
        const ShiftShareData data{.outcome = y,
                                  .treatment = {},
                                  .shares = shares.view(),
                                  .shocks = g,
                                  .instrument = {},
                                  .controls = {},
                                  .weights = {},
                                  .region_clusters = {},
                                  .sector_clusters = clusters,
                                  .periods = {}};
        const ShiftShareFit fit = fit_shift_share(data, {});
        out[0] = holds(fit.robust, 1);
        out[1] = holds(fit.akm, 1);
        const bool inside = fit.akm0.low <= 1 && 1 <= fit.akm0.high;
        out[2] = fit.akm0_shape == SetShape::rays
                     ? (1 <= fit.akm0.high || 1 >= fit.akm0.low ? 1 : 0)
                     : (inside ? 1 : 0);
        out[3] = holds(fit_shock_level(data, {}).effect, 1);
        const RandomizationFit permuted =
            randomize_shocks(data, {}, {}, {.count = 399, .seed = seed});
        out[4] = permuted.low <= 1 && 1 <= permuted.high ? 1 : 0;
    };
    table(design,
          {"robust (regions)", "AKM", "AKM0", "shock level (exposure-robust)",
           "randomization over shocks"},
          one);
}

} // namespace

int main() {
    std::puts("| design | interval | coverage | draws |\n|---|---|---|---|");
    synthetic(1, 0);
    synthetic(10, 0);
    synthetic(10, 0.5);
    shift_share(100, 1);
    shift_share(30, 1);
    shift_share(100, 4);
}

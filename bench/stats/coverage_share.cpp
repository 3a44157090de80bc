// SPDX-License-Identifier: Apache-2.0
// coverage_share.cpp - how often intervals of synthetic controls and shift-share regressions hold
// the effect that the data were made with: 500 draws each.
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "halflight/base/random.hpp"
#include "halflight/stats/shock_level.hpp"
#include "halflight/stats/synthetic_tests.hpp"
#include "table.hpp"

namespace {

using namespace halflight;
using namespace halflight::stats;
using bench::holds;

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

void synthetic(std::size_t treated, double rho) {
    const std::string design =
        fmt::format("50 units, 20 + 6 periods, {} treated, rho {:.1f}", treated, rho);
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
    bench::coverage(design,
                    {"synthetic DiD, placebo", "synthetic DiD, jackknife",
                     "synthetic DiD, bootstrap", "demeaned, placebo", "demeaned, jackknife",
                     "demeaned, bootstrap", "DiD, placebo", "DiD, jackknife", "DiD, bootstrap",
                     "demeaned, conformal, first period, 90 %"},
                    one);
}

/// Regions with errors that share the sectors' own shocks; effect 1. The treatment, where it is
/// instrumented, holds half of these errors.
struct Regions {
    Matrix shares = {};
    std::vector<double> shocks = {};
    std::vector<int> clusters = {};
    std::vector<int> places = {}; ///< clusters of regions
    std::vector<double> outcome = {};
    std::vector<double> treatment = {};
    std::vector<double> instrumented = {}; ///< outcome of the treatment
    Matrix before = {};                    ///< a past outcome of regions: no effect
    Matrix trait = {};                     ///< of sectors: no relation
};

Regions regions(std::size_t shocks, std::size_t per_cluster, std::uint64_t seed) {
    const Random random(seed, 72);
    const std::size_t n = 400;
    Regions made{.shares = Matrix(n, shocks), .before = Matrix(n, 1), .trait = Matrix(shocks, 1)};
    std::vector<double> hidden(shocks);
    const double within = per_cluster > 1 ? std::sqrt(0.5) : 1;
    const auto drawn = [&](std::uint64_t key, std::size_t k) {
        return within * random.normal(key + k) +
               std::sqrt(1 - within * within) * random.normal(key + 5'000 + k / per_cluster);
    };
    for (std::size_t k = 0; k < shocks; ++k) {
        made.clusters.push_back(static_cast<int>(k / per_cluster));
        made.shocks.push_back(drawn(0, k));
        hidden[k] = drawn(10'000, k);
        made.trait(k, 0) = drawn(20'000, k);
    }
    for (std::size_t i = 0; i < n; ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < shocks; ++k) {
            const double u = random.uniform(100'000 + i * shocks + k);
            made.shares(i, k) = u * u * u * u * u * u;
            sum += made.shares(i, k);
        }
        double x = 0;
        double error = 0.1 * random.normal(50'000 + i);
        made.before(i, 0) = 0.1 * random.normal(60'000 + i);
        for (std::size_t k = 0; k < shocks; ++k) {
            made.shares(i, k) /= sum;
            x += made.shares(i, k) * made.shocks[k];
            error += made.shares(i, k) * hidden[k];
            made.before(i, 0) += made.shares(i, k) * drawn(30'000, k);
        }
        made.places.push_back(static_cast<int>(i / 10));
        made.outcome.push_back(x + error);
        made.treatment.push_back(x + 0.5 * error);
        made.instrumented.push_back(made.treatment.back() + error);
    }
    return made;
}

/// What shocks explain of the treatment's exposure-weighted means: with s a row of shares, q(s) the
/// variance of s'g, s0 the mean of rows, (mean of q(s) - q(s0)) / (1 - q(s0)).
double first_stage_truth(const Regions& made, std::size_t per_cluster) {
    const std::size_t n = made.shares.rows();
    const double alike = per_cluster > 1 ? 0.5 : 0;
    const auto variance = [&](const auto& share) {
        double sum = 0;
        for (std::size_t k = 0; k < made.shocks.size(); k += per_cluster) {
            double all = 0;
            for (std::size_t j = k; j < k + per_cluster; ++j) {
                all += share(j);
                sum += (1 - alike) * share(j) * share(j);
            }
            sum += alike * all * all;
        }
        return sum;
    };
    std::vector<double> mean(made.shocks.size());
    double own = 0;
    for (std::size_t i = 0; i < n; ++i) {
        own += variance([&](std::size_t k) { return made.shares(i, k); }) / static_cast<double>(n);
        for (std::size_t k = 0; k < mean.size(); ++k) {
            mean[k] += made.shares(i, k) / static_cast<double>(n);
        }
    }
    const double common = variance([&](std::size_t k) { return mean[k]; });
    return (own - common) / (1 - common);
}

int holds_set(const ShiftShareFit& fit, double truth) {
    if (fit.akm0_shape == SetShape::rays) {
        return truth <= fit.akm0.high || truth >= fit.akm0.low ? 1 : 0;
    }
    return holds(fit.akm0, truth);
}

void shift_share(std::size_t shocks, std::size_t per_cluster) {
    const auto one = [&](std::uint64_t seed, std::vector<int>& out) {
        const Regions made = regions(shocks, per_cluster, seed);
        ShiftShareData data{.outcome = made.outcome,
                            .treatment = {},
                            .shares = made.shares.view(),
                            .shocks = made.shocks,
                            .instrument = {},
                            .controls = {},
                            .weights = {},
                            .region_clusters = made.places,
                            .sector_clusters = made.clusters,
                            .periods = {}};
        const ShiftShareFit fit = fit_shift_share(data, {});
        const Draws draws{.count = 399, .seed = seed};
        const RandomizationFit permuted = randomize_shocks(data, {}, {}, draws);
        out = {holds(fit.homoskedastic, 1),
               holds(fit.robust, 1),
               holds(fit.clustered, 1),
               holds(fit.akm, 1),
               holds_set(fit, 1),
               holds(fit_shock_level(data, {}).effect, 1),
               holds(permuted.low, permuted.high, 1),
               holds(balance_of_regions(data, {}, made.before.view(), {"before"})[0], 0),
               holds(balance_of_shocks(data, {}, made.trait.view(), {"trait"})[0], 0)};
        data.outcome = made.instrumented;
        data.treatment = made.treatment;
        const ShiftShareFit iv = fit_shift_share(data, {});
        const ShockLevelFit level = fit_shock_level(data, {});
        const RandomizationFit turned = randomize_shocks(data, {}, {}, draws);
        for (const int held :
             {holds(iv.homoskedastic, 1), holds(iv.robust, 1), holds(iv.clustered, 1),
              holds(iv.akm, 1), holds_set(iv, 1), holds(iv.first_stage, 1), holds(level.effect, 1),
              holds(level.first_stage, first_stage_truth(made, per_cluster)),
              holds(turned.low, turned.high, 1)}) {
            out.push_back(held);
        }
    };
    bench::coverage(fmt::format("400 regions, {} shocks, clusters of {}", shocks, per_cluster),
                    {"homoskedastic", "robust (regions)", "clustered (regions)", "AKM", "AKM0",
                     "shock level (exposure-robust)", "randomization over shocks",
                     "balance of regions", "balance of shocks", "IV, homoskedastic",
                     "IV, robust (regions)", "IV, clustered (regions)", "IV, AKM", "IV, AKM0",
                     "IV, first stage, AKM", "IV, shock level", "IV, first stage, shock level",
                     "IV, randomization over shocks"},
                    one);
}

} // namespace

int main() {
    bench::coverage_head();
    synthetic(1, 0);
    synthetic(10, 0);
    synthetic(10, 0.5);
    shift_share(100, 1);
    shift_share(30, 1);
    shift_share(100, 4);
}

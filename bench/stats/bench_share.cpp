// SPDX-License-Identifier: Apache-2.0
// bench_share.cpp - time of synthetic controls and shift-share errors: against the packages', and
// as data grow.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "halflight/base/random.hpp"
#include "halflight/stats/rotemberg.hpp"
#include "halflight/stats/shift_share.hpp"
#include "halflight/stats/shock_level.hpp"
#include "halflight/stats/synthetic_tests.hpp"
#include "table.hpp"

namespace {

using namespace halflight;
using namespace halflight::stats;

double seconds(const std::function<void()>& work) {
    return bench::seconds(5, work);
}

struct Units {
    Matrix outcome;
    std::vector<int> first;
    [[nodiscard]] SyntheticPanel view() const {
        return {.outcome = outcome.view(), .first_treated = first, .predictors = {}};
    }
};

/// Two factors and noise; the first `treated` units are treated in the last third.
Units units(std::size_t periods, std::size_t count, std::size_t treated) {
    const Random random(3);
    Units made{Matrix(periods, count), std::vector<int>(count, never_treated)};
    std::fill_n(made.first.begin(), treated, static_cast<int>(periods * 19 / 31));
    for (std::size_t u = 0; u < count; ++u) {
        const double load = random.uniform(u);
        for (std::size_t t = 0; t < periods; ++t) {
            made.outcome(t, u) = 80 + 30 * load + load * static_cast<double>(t) +
                                 5 * (1 - load) * std::sin(static_cast<double>(t)) +
                                 3 * random.normal(count + u * periods + t);
        }
    }
    return made;
}

struct Regions {
    Matrix shares;
    Matrix controls;
    std::vector<double> shocks;
    std::vector<double> outcome;
    std::vector<double> treatment;
    [[nodiscard]] ShiftShareData view() const {
        return {.outcome = outcome,
                .treatment = treatment,
                .shares = shares.view(),
                .shocks = shocks,
                .instrument = {},
                .controls = controls.view(),
                .weights = {},
                .region_clusters = {},
                .sector_clusters = {},
                .periods = {}};
    }
};

/// Shares of which `filled` are positive, 15 controls.
Regions regions(std::size_t n, std::size_t shocks, double filled) {
    const Random random(4);
    Regions made{Matrix(n, shocks), Matrix(n, 15), {}, {}, {}};
    for (std::size_t k = 0; k < shocks; ++k) {
        made.shocks.push_back(random.normal(k));
    }
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint64_t base = 1'000'000 + i * (2 * shocks + 64);
        double z = 0;
        for (std::size_t k = 0; k < shocks; ++k) {
            const bool in = random.uniform(base + k) < filled;
            made.shares(i, k) =
                in ? random.uniform(base + shocks + k) / static_cast<double>(shocks) : 0;
            z += made.shares(i, k) * made.shocks[k];
        }
        for (std::size_t c = 0; c < 15; ++c) {
            made.controls(i, c) = random.normal(base + 2 * shocks + c);
        }
        made.treatment.push_back(z + 0.1 * random.normal(base + 2 * shocks + 20));
        made.outcome.push_back(made.treatment[i] + random.normal(base + 2 * shocks + 21));
    }
    return made;
}

using bench::against;

void against_packages() {
    bench::against_head();
    const Units prop99 = units(31, 39, 1);
    SyntheticSpec spec{.placebos = Placebos::random, .draws = {.count = 200, .seed = 1, .jobs = 2}};
    against("synthetic DiD, 39 x 31, 200 placebos, exact",
            seconds([&] { (void)fit_synthetic(prop99.view(), spec); }), 26, "synthdid");
    spec.solver = WeightSolver::synthdid;
    against("synthetic DiD, 39 x 31, 200 placebos, steps of the package",
            seconds([&] { (void)fit_synthetic(prop99.view(), spec); }), 26, "synthdid");
    const Units two = units(31, 40, 2);
    against("the same with two treated: 200 unlike placebos, steps of the package",
            seconds([&] { (void)fit_synthetic(two.view(), spec); }), 26, "synthdid");
    spec.solver = WeightSolver::exact;
    against("the same with two treated, exact",
            seconds([&] { (void)fit_synthetic(two.view(), spec); }), 26, "synthdid");
    for (const double filled : {0.115, 1.0}) {
        const Regions adh = regions(1'444, 770, filled);
        against(filled < 1 ? "AKM and AKM0, 1,444 x 770, 11.5 % of shares positive"
                           : "AKM and AKM0, 1,444 x 770, all shares positive",
                seconds([&] { (void)fit_shift_share(adh.view(), {}); }), 0.46, "ShiftShareSE");
    }
    const Regions bar = regions(2'166, 228, 0.6);
    against("Rotemberg weights, 228 industries, 2,166 rows",
            seconds([&] { (void)rotemberg_weights(bar.view(), {}, {}); }), 7.3, "bartik.weight");
}

void as_data_grow() {
    bench::growth_head();
    const auto line = [](const char* work, const std::vector<std::size_t>& sizes, const auto& make,
                         const auto& run) {
        for (const std::size_t size : sizes) {
            bench::growth(work, size, 9, make, run);
        }
    };
    line(
        "synthetic DiD, one fit, 60 periods, N units", {500, 1'000, 2'000},
        [](std::size_t n) { return units(60, n, 10); },
        [](const Units& made) {
            (void)fit_synthetic(made.view(), {.error = SyntheticError::none});
        });
    line(
        "synthetic control, one fit, 60 periods, N units", {500, 1'000, 2'000},
        [](std::size_t n) { return units(60, n, 1); },
        [](const Units& made) {
            (void)fit_synthetic(made.view(), {.method = SyntheticMethod::synthetic_control,
                                              .error = SyntheticError::none});
        });
    const auto filled = [](std::size_t n) { return regions(n, 200, 0.2); };
    line("AKM and AKM0, 200 shocks, N regions", {2'000, 4'000}, filled,
         [](const Regions& made) { (void)fit_shift_share(made.view(), {}); });
    line("Rotemberg weights, 200 shocks, N regions", {2'000, 4'000}, filled,
         [](const Regions& made) { (void)rotemberg_weights(made.view(), {}, {}); });
    line("shock level, 200 shocks, N regions", {2'000, 4'000}, filled,
         [](const Regions& made) { (void)fit_shock_level(made.view(), {}); });
    const Regions thousand = regions(1'000, 200, 0.2);
    line(
        "randomization of 200 shocks, N draws", {5'000, 10'000}, [](std::size_t n) { return n; },
        [&](std::size_t n) { (void)randomize_shocks(thousand.view(), {}, {}, {.count = n}); });
}

} // namespace

int main() {
    against_packages();
    fmt::print("\n");
    as_data_grow();
}

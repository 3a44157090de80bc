// SPDX-License-Identifier: Apache-2.0
// bench_share.cpp - time of synthetic controls and shift-share errors: against the packages', and
// as data grow.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

#include "halflight/base/random.hpp"
#include "halflight/stats/rotemberg.hpp"
#include "halflight/stats/shift_share.hpp"
#include "halflight/stats/shock_level.hpp"
#include "halflight/stats/synthetic_tests.hpp"

namespace {

using namespace halflight;
using namespace halflight::stats;

/// Least of five runs, in seconds of the wall clock.
double seconds(const std::function<void()>& work) {
    double best = 1e99;
    for (int i = 0; i < 5; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        best = std::min(best, took.count());
    }
    return best;
}

/// The same in seconds of the processor, which other programs disturb less.
double processor_seconds(const std::function<void()>& work) {
    double best = 1e99;
    for (int i = 0; i < 9; ++i) {
        const std::clock_t begin = std::clock();
        work();
        best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    }
    return best;
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

void row(const char* work, double ours, double package, const char* name) {
    std::printf("| %s | %.4f | %s %.2f | %.0f |\n", work, ours, name, package, package / ours);
}

void against_packages() {
    std::puts("| work | seconds | package | ratio |\n|---|---|---|---|");
    const Units prop99 = units(31, 39, 1);
    SyntheticSpec spec{.placebos = Placebos::random, .draws = {.count = 200, .seed = 1, .jobs = 2}};
    row("synthetic DiD, 39 x 31, 200 placebos, exact",
        seconds([&] { (void)fit_synthetic(prop99.view(), spec); }), 26, "synthdid");
    spec.solver = WeightSolver::synthdid;
    row("synthetic DiD, 39 x 31, 200 placebos, steps of the package",
        seconds([&] { (void)fit_synthetic(prop99.view(), spec); }), 26, "synthdid");
    const Units two = units(31, 40, 2);
    row("the same with two treated: 200 unlike placebos, steps of the package",
        seconds([&] { (void)fit_synthetic(two.view(), spec); }), 26, "synthdid");
    spec.solver = WeightSolver::exact;
    row("the same with two treated, exact", seconds([&] { (void)fit_synthetic(two.view(), spec); }),
        26, "synthdid");
    for (const double filled : {0.115, 1.0}) {
        const Regions adh = regions(1'444, 770, filled);
        row(filled < 1 ? "AKM and AKM0, 1,444 x 770, 11.5 % of shares positive"
                       : "AKM and AKM0, 1,444 x 770, all shares positive",
            seconds([&] { (void)fit_shift_share(adh.view(), {}); }), 0.46, "ShiftShareSE");
    }
    const Regions bar = regions(2'166, 228, 0.6);
    row("Rotemberg weights, 228 industries, 2,166 rows",
        seconds([&] { (void)rotemberg_weights(bar.view(), {}, {}); }), 7.3, "bartik.weight");
}

void growth(const char* work, const std::function<double(std::size_t)>& cost,
            std::vector<std::size_t> sizes) {
    double before = 0;
    for (const std::size_t size : sizes) {
        const double now = cost(size);
        std::printf("| %s | %zu | %.5f | %.2f |\n", work, size, now,
                    before > 0 ? now / before : 0.0);
        before = now;
    }
}

void as_data_grow() {
    std::puts("\n| work | N | processor seconds | times the row above |\n|---|---|---|---|");
    growth("synthetic DiD, one fit, 60 periods, N units",
           [](std::size_t n) {
               const Units made = units(60, n, 10);
               return processor_seconds(
                   [&] { (void)fit_synthetic(made.view(), {.error = SyntheticError::none}); });
           },
           {500, 1'000, 2'000, 4'000});
    growth("synthetic control, one fit, 60 periods, N units",
           [](std::size_t n) {
               const Units made = units(60, n, 1);
               return processor_seconds([&] {
                   (void)fit_synthetic(made.view(), {.method = SyntheticMethod::synthetic_control,
                                                     .error = SyntheticError::none});
               });
           },
           {500, 1'000, 2'000, 4'000});
    growth("AKM and AKM0, 200 shocks, N regions",
           [](std::size_t n) {
               const Regions made = regions(n, 200, 0.2);
               return processor_seconds([&] { (void)fit_shift_share(made.view(), {}); });
           },
           {2'000, 4'000, 8'000});
    growth("Rotemberg weights, 200 shocks, N regions",
           [](std::size_t n) {
               const Regions made = regions(n, 200, 0.2);
               return processor_seconds([&] { (void)rotemberg_weights(made.view(), {}, {}); });
           },
           {2'000, 4'000, 8'000});
    growth("randomization of 200 shocks, N draws",
           [](std::size_t n) {
               const Regions made = regions(1'000, 200, 0.2);
               return processor_seconds(
                   [&] { (void)randomize_shocks(made.view(), {}, {}, {.count = n}); });
           },
           {5'000, 10'000, 20'000});
}

} // namespace

int main() {
    against_packages();
    as_data_grow();
}

// SPDX-License-Identifier: Apache-2.0
// coverage_synthetic.cpp - how often intervals of the plain and the ridge-augmented synthetic
// control hold the effect that the data were made with. Prints a table for docs/methods.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "halflight/base/parallel.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/synthetic_tests.hpp"

namespace {

using namespace halflight;
using namespace halflight::stats;

constexpr std::size_t count = 30;
constexpr std::size_t periods = 20;
constexpr int onset = 16;

/// Unit levels, a common path, one factor and noise; the first unit is treated, with effect 1.
Matrix outcomes(double rho, std::uint64_t seed) {
    const Random random(seed, 73);
    Matrix made(periods, count);
    for (std::size_t u = 0; u < count; ++u) {
        const double load = random.normal(u);
        double noise = random.normal(100 + u);
        for (std::size_t t = 0; t < periods; ++t) {
            const auto time = static_cast<double>(t);
            noise = rho * noise + std::sqrt(1 - rho * rho) * random.normal(1'000 + u * periods + t);
            made(t, u) = random.normal(300 + u) + std::cos(time) +
                         0.5 * load * std::sin(0.3 * time) + noise + (u == 0 && t >= onset ? 1 : 0);
        }
    }
    return made;
}

int holds(double low, double high) {
    return std::isnan(low) ? -1 : (low <= 1 && 1 <= high ? 1 : 0);
}

constexpr const char* intervals[] = {
    "synthetic control, placebo, 95 %", "synthetic control, conformal, first period, 90 %",
    "ridge-augmented, placebo, 95 %", "ridge-augmented, conformal, first period, 90 %"};

void one(double rho, std::uint64_t seed, std::vector<int>& out) {
    const Matrix made = outcomes(rho, seed);
    std::vector<int> first(count, never_treated);
    first[0] = onset;
    const SyntheticPanel panel{.outcome = made.view(), .first_treated = first, .predictors = {}};
    std::size_t at = 0;
    for (const auto method :
         {SyntheticMethod::synthetic_control, SyntheticMethod::ridge_augmented}) {
        const SyntheticSpec spec{.method = method, .error = SyntheticError::placebo};
        const Coefficient effect = fit_synthetic(panel, spec).effect;
        out[at++] = holds(effect.low, effect.high);
        const Conformal path = conformal(panel, spec, {.level = 0.9, .grid = 20});
        out[at++] = holds(path.periods[0].low, path.periods[0].high);
    }
}

void table(double rho, std::size_t draws) {
    std::vector<std::vector<int>> held(draws, std::vector<int>(std::size(intervals)));
    for_each_index(draws, 2, [&](std::size_t d) { one(rho, d + 1, held[d]); });
    for (std::size_t i = 0; i < std::size(intervals); ++i) {
        int good = 0;
        int defined = 0;
        for (const auto& draw : held) {
            good += draw[i] == 1 ? 1 : 0;
            defined += draw[i] >= 0 ? 1 : 0;
        }
        std::printf("| 30 units, 16 + 4 periods, 1 treated, rho %.1f | %s | %.3f | %d |\n", rho,
                    intervals[i], static_cast<double>(good) / defined, defined);
    }
    std::fflush(stdout);
}

} // namespace

int main(int arguments, char** values) {
    const std::size_t draws = arguments > 1 ? std::strtoul(values[1], nullptr, 10) : 500;
    std::puts("| design | interval | coverage | draws |\n|---|---|---|---|");
    table(0, draws);
    table(0.5, draws);
}

// SPDX-License-Identifier: Apache-2.0
// mobility_test.cpp - effects of workers who seldom change employers: the system is written out.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "halflight/base/random.hpp"
#include "halflight/stats/fixed_effects.hpp"
#include "halflight/stats/linear.hpp"

namespace halflight::stats {
namespace {

struct Careers {
    std::vector<double> y = {};
    std::vector<double> weights = {};
    std::vector<std::int32_t> worker = {};
    std::vector<std::int32_t> employer = {};
    std::vector<std::int32_t> month = {};
    [[nodiscard]] std::vector<FixedEffect> effects(bool months) const {
        std::vector<FixedEffect> made = {{.name = "worker", .codes = worker},
                                         {.name = "employer", .codes = employer}};
        if (months) {
            made.push_back({.name = "month", .codes = month});
        }
        return made;
    }
};

/// Moves go to a neighbouring employer, or to any.
Careers careers(int workers, int employers, bool neighbours) {
    const Random random(31);
    Careers made;
    for (int w = 0; w < workers; ++w) {
        int at = w * employers / workers;
        for (int m = 0; m < 10; ++m) {
            const std::uint64_t key =
                (static_cast<std::uint64_t>(w) * 10 + static_cast<std::uint64_t>(m)) * 8;
            if (random.uniform(key) < 0.08) {
                const int step = random.uniform(key + 1) < 0.5 ? -1 : 1;
                at = neighbours ? std::clamp(at + step, 0, employers - 1)
                                : static_cast<int>(
                                      random.below(key + 1, static_cast<std::uint64_t>(employers)));
            }
            made.y.push_back(std::sin(at) + 0.01 * at + 0.1 * m + random.normal(key + 2));
            made.weights.push_back(0.5 + random.uniform(key + 3));
            made.worker.push_back(w);
            made.employer.push_back(at);
            made.month.push_back(m);
        }
    }
    return made;
}

/// Largest sum of residuals over a level: all are zero at the solution and nowhere else.
double worst_sum(const FixedEffectFit& fit, const std::vector<FixedEffect>& effects,
                 std::span<const double> weights) {
    double worst = 0;
    for (const FixedEffect& effect : effects) {
        std::vector<double> sums(static_cast<std::size_t>(*std::ranges::max_element(effect.codes)) +
                                 1);
        for (std::size_t i = 0; i < fit.residuals.size(); ++i) {
            sums[static_cast<std::size_t>(effect.codes[i])] +=
                (weights.empty() ? 1.0 : weights[i]) * fit.residuals[i];
        }
        for (const double sum : sums) {
            worst = std::max(worst, std::abs(sum));
        }
    }
    return worst;
}

struct Kind {
    int employers;
    bool neighbours;
    bool months;
    bool weighted;
};

TEST(Mobility, ResidualsSumToZeroInEveryLevelAfterFewSteps) {
    for (const Kind kind :
         {Kind{400, true, true, false}, Kind{400, true, true, true}, Kind{400, true, false, false},
          Kind{800, false, false, false}, Kind{800, false, false, true}}) {
        const Careers made = careers(4000, kind.employers, kind.neighbours);
        const std::vector<FixedEffect> effects = made.effects(kind.months);
        const std::span<const double> weights =
            kind.weighted ? std::span<const double>(made.weights) : std::span<const double>();
        const FixedEffectFit fit =
            fit_fixed_effects(made.y, effects, weights, {.tolerance = 1e-11});
        EXPECT_TRUE(fit.converged);
        EXPECT_LT(worst_sum(fit, effects, weights), 1e-6);
        // Sweeps alone need hundreds for neighbours.
        EXPECT_LT(fit.iterations, kind.neighbours ? 40 : 200);
        for (std::size_t i = 0; i < made.y.size(); ++i) {
            double sum = fit.residuals[i];
            for (std::size_t q = 0; q < effects.size(); ++q) {
                const EffectValues& values = fit.effects[q];
                const auto place = std::ranges::lower_bound(values.levels, effects[q].codes[i]);
                sum += values.values(static_cast<std::size_t>(place - values.levels.begin()), 0);
            }
            ASSERT_NEAR(sum, made.y[i], 1e-9);
        }
    }
}

TEST(Mobility, EqualBytesWhateverTheThreads) {
    for (const bool neighbours : {true, false}) {
        const Careers made = careers(4000, 800, neighbours);
        Matrix columns(made.y.size(), 6);
        const Random random(32);
        for (std::size_t i = 0; i < 6 * made.y.size(); ++i) {
            columns.data()[i] = random.normal(i) + made.y[i % made.y.size()];
        }
        const std::vector<FixedEffect> effects = made.effects(neighbours);
        const Demeaned one = demean(columns.view(), effects);
        EXPECT_GT(one.iterations, 8);
        for (const int jobs : {2, 5}) {
            EXPECT_EQ(demean(columns.view(), effects, {}, {.jobs = jobs}).values, one.values);
        }
    }
}

TEST(Mobility, IterationLimitStandsInTheSystemWrittenOut) {
    const Careers made = careers(4000, 800, false);
    const FixedEffectFit fit =
        fit_fixed_effects(made.y, made.effects(false), {}, {.iterations = 10});
    EXPECT_FALSE(fit.converged);
    EXPECT_EQ(fit.iterations, 10);
    ASSERT_EQ(fit.warnings.size(), 1U);
    EXPECT_EQ(fit.warnings[0].code, "not_converged");
}

} // namespace
} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
// poisson_test.cpp - Poisson models against Newton's method with dummies, and separation.
#include "halflight/stats/poisson.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "halflight/base/error.hpp"
#include "made_panel.hpp"

namespace halflight::stats {
namespace {

bool warns(const Warnings& warnings, const std::string& code) {
    return std::ranges::any_of(warnings, [&](const Warning& w) { return w.code == code; });
}

PoissonData data_of(const MadePanel& made) {
    const LinearData same = made.data();
    PoissonData data;
    data.outcome = made.counts;
    data.regressors = same.regressors;
    data.effects = same.effects;
    data.structure = same.structure;
    data.weights = same.weights;
    return data;
}

// What defines the maximum: residuals add up to nothing against every regressor and in every level.
TEST(Poisson, ScoresVanish) {
    const MadePanel made = made_panel(30, 10, 4);
    const PoissonFit fit = poisson(data_of(made));
    EXPECT_TRUE(fit.converged);
    ASSERT_EQ(fit.observations, made.y.size());
    for (std::size_t c = 0; c < 2; ++c) {
        double score = 0;
        for (std::size_t i = 0; i < made.y.size(); ++i) {
            score += made.weights[i] * made.x(i, c) * fit.residuals[i];
        }
        EXPECT_NEAR(score, 0, 1e-7);
    }
    for (const auto* codes : {&made.unit, &made.time, &made.group}) {
        std::vector<double> sums(100);
        for (std::size_t i = 0; i < made.y.size(); ++i) {
            sums[static_cast<std::size_t>((*codes)[i])] += made.weights[i] * fit.residuals[i];
        }
        for (const double sum : sums) {
            EXPECT_NEAR(sum, 0, 1e-7);
        }
    }
    EXPECT_NEAR(fit.coefficients[1].estimate, -0.3, 0.15);
}

// With one binary regressor and a constant, means are those of the two groups.
TEST(Poisson, TwoGroupsWithExposure) {
    const std::vector<double> y{1, 4, 0, 7, 2, 9};
    const std::vector<double> x{0, 0, 0, 1, 1, 1};
    const std::vector<double> offset{0, std::log(2.0), 0, std::log(3.0), 0, std::log(2.0)};
    PoissonData data;
    data.outcome = y;
    data.offset = offset;
    data.regressors = {.values = {.data = x.data(), .rows = 6, .cols = 1}, .names = {"x"}};
    PoissonSpec spec;
    spec.covariance.model = ErrorModel::homoskedastic;
    spec.covariance.small_sample = SmallSample::none();
    const PoissonFit fit = poisson(data, spec);
    EXPECT_NEAR(fit.coefficients[0].estimate, std::log(5.0 / 4), 1e-9);
    EXPECT_NEAR(fit.coefficients[1].estimate, std::log(18.0 / 6 / (5.0 / 4)), 1e-9);
    EXPECT_NEAR(fit.coefficients[1].std_error, std::sqrt(1 / 5.0 + 1 / 18.0), 1e-8);
}

TEST(Poisson, LevelsWithoutEventsLeave) {
    MadePanel made = made_panel(30, 10, 4);
    std::size_t silent = 0;
    for (std::size_t i = 0; i < made.y.size(); ++i) {
        if (made.unit[i] == 3) {
            made.counts[i] = 0;
            ++silent;
        }
    }
    const PoissonFit fit = poisson(data_of(made));
    EXPECT_EQ(fit.separated, silent);
    EXPECT_TRUE(warns(fit.warnings, "separated"));
    EXPECT_TRUE(std::ranges::none_of(fit.rows, [&](std::size_t r) { return made.unit[r] == 3; }));
}

// The regressor is positive only where nothing happens: its coefficient would fall for ever.
TEST(Poisson, ARegressorThatSeparatesIsFound) {
    const MadePanel made = made_panel(30, 10, 4);
    std::vector<double> counts = made.counts;
    Matrix x(made.y.size(), 2);
    std::size_t rows = 0;
    for (std::size_t i = 0; i < made.y.size(); ++i) {
        const bool only = counts[i] == 0 && i % 3 == 0;
        rows += only ? 1 : 0;
        x(i, 0) = made.x(i, 1);
        x(i, 1) = only ? 1.0 + 0.1 * static_cast<double>(i % 7) : 0.0;
    }
    ASSERT_GT(rows, 3U);
    PoissonData data = data_of(made);
    data.regressors = {.values = x.view(), .names = {"x", "only"}};
    const PoissonFit fit = poisson(data);
    EXPECT_EQ(fit.separated, rows);
    EXPECT_EQ(fit.collinear, (std::vector<std::string>{"only"}));
    EXPECT_TRUE(warns(fit.warnings, "separated"));
    EXPECT_TRUE(fit.converged);
    // The same as without those rows from the beginning.
    PoissonData less = data;
    std::vector<double> weights = made.weights;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        weights[i] = x(i, 1) > 0 ? 1e-12 : weights[i];
    }
    less.weights = weights;
    less.regressors = {.values = {.data = x.data(), .rows = x.rows(), .cols = 1}, .names = {"x"}};
    EXPECT_NEAR(poisson(less).coefficients[0].estimate, fit.coefficients[0].estimate, 1e-8);
}

TEST(Poisson, EqualBytesWhateverTheThreads) {
    const MadePanel made = made_panel(3500, 12, 30);
    PoissonSpec spec;
    spec.covariance.model = ErrorModel::clustered;
    const PoissonFit one = poisson(data_of(made), spec);
    for (const int jobs : {2, 5}) {
        spec.demean.jobs = jobs;
        const PoissonFit many = poisson(data_of(made), spec);
        EXPECT_EQ(one.fitted, many.fitted);
        EXPECT_EQ(one.covariance.values, many.covariance.values);
    }
}

TEST(Poisson, Refusals) {
    const MadePanel made = made_panel(10, 6, 2);
    PoissonData data = data_of(made);
    std::vector<double> counts = made.counts;
    counts[4] = -1;
    data.outcome = counts;
    EXPECT_THROW((void)poisson(data), Error);
    const std::vector<double> none(counts.size(), 0.0);
    data.outcome = none;
    EXPECT_THROW((void)poisson(data), Error);
}

} // namespace
} // namespace halflight::stats

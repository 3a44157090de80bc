// SPDX-License-Identifier: Apache-2.0
// wild_test.cpp - the wild cluster bootstrap against refitting each draw.
#include "halflight/stats/wild_bootstrap.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "halflight/base/error.hpp"
#include "made_panel.hpp"

namespace halflight::stats {
namespace {

/// t of x1 in a plain refit.
double refit_t(LinearData data, const std::vector<double>& y, double null) {
    data.outcome = y;
    LinearSpec spec;
    spec.covariance.model = ErrorModel::clustered;
    const LinearFit fit = least_squares(data, spec);
    return (fit.coefficients[0].estimate - null) / fit.coefficients[0].std_error;
}

/// Outcome, fitted values and residuals with the coefficient of x1 held at `null`.
struct Restricted {
    std::vector<double> fitted = {};
    std::vector<double> residuals = {};
};

Restricted restrict_to(const MadePanel& made, double null) {
    std::vector<double> moved = made.y;
    for (std::size_t i = 0; i < moved.size(); ++i) {
        moved[i] -= null * made.x(i, 0);
    }
    LinearData data = made.data();
    data.outcome = moved;
    const std::span<const double> second = made.x.column(1);
    data.regressors = {.values = {.data = second.data(), .rows = second.size(), .cols = 1},
                       .names = {"x2"}};
    Restricted found{.residuals = least_squares(data).residuals};
    for (std::size_t i = 0; i < moved.size(); ++i) {
        found.fitted.push_back(made.y[i] - found.residuals[i]);
    }
    return found;
}

double brute_p(const MadePanel& made, const std::vector<std::int32_t>& clusters, int count,
               double null) {
    LinearData data = made.data();
    data.structure.clusters = {{"cluster", clusters}};
    const Restricted under = restrict_to(made, null);
    const double t = std::abs(refit_t(data, made.y, null));
    int beyond = 0;
    for (int signs = 0; signs < 1 << count; ++signs) {
        std::vector<double> drawn = under.fitted;
        for (std::size_t i = 0; i < drawn.size(); ++i) {
            drawn[i] += ((signs >> clusters[i] & 1) == 0 ? 1.0 : -1.0) * under.residuals[i];
        }
        beyond += std::abs(refit_t(data, drawn, null)) >= t * (1 - 1e-7) ? 1 : 0;
    }
    return beyond / std::pow(2.0, count);
}

std::vector<std::int32_t> six(const MadePanel& made) {
    std::vector<std::int32_t> clusters;
    for (const std::int32_t unit : made.unit) {
        clusters.push_back(unit % 6);
    }
    return clusters;
}

TEST(WildBootstrap, EnumeratedAsByRefitting) {
    const MadePanel made = made_panel(18, 5, 3);
    const std::vector<std::int32_t> clusters = six(made);
    LinearData data = made.data();
    data.structure.clusters = {{"cluster", clusters}};
    for (const double null : {0.0, 0.8, 1.1}) {
        const WildFit fit = wild_cluster_bootstrap(data, {.coefficient = "x1", .null = null});
        EXPECT_TRUE(fit.enumerated);
        EXPECT_EQ(fit.draws, 64U);
        EXPECT_DOUBLE_EQ(fit.coefficient.p_value, brute_p(made, clusters, 6, null)) << null;
        EXPECT_NEAR(fit.coefficient.statistic, refit_t(data, made.y, null), 1e-7);
    }
}

TEST(WildBootstrap, IntervalHoldsWhatIsNotRejected) {
    const MadePanel made = made_panel(60, 6, 3);
    std::vector<std::int32_t> clusters;
    for (const std::int32_t unit : made.unit) {
        clusters.push_back(unit % 12);
    }
    LinearData data = made.data();
    data.structure.clusters = {{"cluster", clusters}};
    WildSpec spec{.coefficient = "x1", .weights = WildWeights::webb, .draws = {.count = 999}};
    const WildFit fit = wild_cluster_bootstrap(data, spec);
    const Coefficient& found = fit.coefficient;
    EXPECT_LT(found.low, found.estimate);
    EXPECT_GT(found.high, found.estimate);
    EXPECT_NEAR(found.high - found.low, 4 * found.std_error, 2 * found.std_error);
    spec.interval = false;
    const double width = found.high - found.low;
    for (const double inside : {found.low + 1e-6 * width, found.high - 1e-6 * width}) {
        spec.null = inside;
        EXPECT_GE(wild_cluster_bootstrap(data, spec).coefficient.p_value, 0.05);
    }
    for (const double outside : {found.low - 1e-6 * width, found.high + 1e-6 * width}) {
        spec.null = outside;
        EXPECT_LT(wild_cluster_bootstrap(data, spec).coefficient.p_value, 0.05);
    }
}

TEST(WildBootstrap, EqualBytesWhateverTheThreads) {
    const MadePanel made = made_panel(60, 6, 3);
    WildSpec spec{.coefficient = "x2", .impose_null = false, .draws = {.count = 500, .seed = 3}};
    const WildFit one = wild_cluster_bootstrap(made.data(), spec);
    spec.draws.jobs = 5;
    spec.linear.demean.jobs = 5;
    const WildFit five = wild_cluster_bootstrap(made.data(), spec);
    EXPECT_EQ(one.coefficient.p_value, five.coefficient.p_value);
    EXPECT_EQ(one.coefficient.low, five.coefficient.low);
    EXPECT_EQ(one.coefficient.high, five.coefficient.high);
}

TEST(WildBootstrap, FewDistinctDrawsAreTold) {
    const MadePanel made = made_panel(18, 5, 3);
    std::vector<std::int32_t> clusters;
    for (const std::int32_t unit : made.unit) {
        clusters.push_back(unit % 4);
    }
    LinearData data = made.data();
    data.structure.clusters = {{"cluster", clusters}};
    const WildFit fit = wild_cluster_bootstrap(data, {.coefficient = "x1"});
    EXPECT_LE(fit.distinct, 8U);
    EXPECT_TRUE(std::ranges::any_of(
        fit.warnings, [](const Warning& w) { return w.code == "few_distinct_draws"; }));
    EXPECT_THROW((void)wild_cluster_bootstrap(data, {.coefficient = "nobody"}), Error);
}

} // namespace
} // namespace halflight::stats

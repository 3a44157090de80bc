// SPDX-License-Identifier: Apache-2.0
// Fits of made panels against slower ways to the same numbers, and what must not matter.
#include "shared_panel.hpp"

#include <functional>

#include <Eigen/Dense>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "counterfactual/factor_solver.hpp"
#include "halflight/base/error.hpp"
#include "halflight/stats/panel_inference.hpp"

namespace halflight::stats {
namespace {

using counterfactual::FactorData;
using counterfactual::FactorPoint;
using counterfactual::FactorSolution;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::string refusal(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::refused);
        return error.what();
    }
    return "nothing was refused";
}

bool has(const Warnings& warnings, const std::string& code) {
    return std::ranges::any_of(warnings, [&](const Warning& w) { return w.code == code; });
}

/// Weighted squares of the untreated cells.
double squares(const Panel& panel, const Matrix& untreated) {
    double sum = 0;
    for (std::size_t i = 0; i < panel.units(); ++i) {
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            if (panel.untreated(t, i)) {
                sum += panel.weight(t, i) * std::pow(panel.outcome(t, i) - untreated(t, i), 2);
            }
        }
    }
    return sum;
}

TEST(FactorModel, PlainIterationEndsInTheSamePlace) {
    const Panel panel = test::make({.staggered = true, .factors = 2, .gaps = 0.1});
    FactorSpec spec{.factors = 2};
    const FactorFit fast = fit_factor_model(panel, spec);
    spec.algorithm = FactorAlgorithm::em_fect;
    spec.tolerance = 1e-13;
    spec.max_iterations = 200'000;
    const FactorFit plain = fit_factor_model(panel, spec);
    EXPECT_NEAR(fast.rss, plain.rss, 1e-10 * plain.rss);
    EXPECT_NEAR(fast.effects.average, plain.effects.average, 1e-6);
    EXPECT_NEAR(fast.beta[0], plain.beta[0], 1e-7);
}

TEST(FactorModel, StepsNeverGoUp) {
    const Panel panel = test::make({.factors = 2, .gaps = 0.2, .weights = true});
    const FactorData data = counterfactual::arrange(panel, Effects::two_way, {0});
    const FactorPoint start{.factors = MatrixXd::Random(16, 2), .period = VectorXd::Zero(16)};
    const FactorSolution solved = counterfactual::solve(data, start, {});
    EXPECT_TRUE(solved.converged);
    ASSERT_GT(solved.objectives.size(), 5U);
    for (std::size_t k = 1; k < solved.objectives.size(); ++k) {
        EXPECT_LE(solved.objectives[k], solved.objectives[k - 1] * (1 + 1e-12));
    }
}

/// At a minimum the weighted residuals are free of covariates, units, periods, factors, loadings.
TEST(FactorModel, ResidualsAreFreeOfWhatWasFitted) {
    for (const Effects effects :
         {Effects::none, Effects::unit, Effects::period, Effects::two_way}) {
        const Panel panel = test::make({.factors = 1, .gaps = 0.15, .weights = true});
        const FactorFit fit = fit_factor_model(panel, {.effects = effects, .factors = 1});
        ASSERT_TRUE(fit.converged);
        const bool by_unit = effects == Effects::unit || effects == Effects::two_way;
        const bool by_period = effects == Effects::period || effects == Effects::two_way;
        std::vector<double> per_period(panel.periods());
        std::vector<double> per_loading(panel.periods());
        double with_x = 0;
        double all = 0;
        for (std::size_t i = 0; i < panel.units(); ++i) {
            double unit = 0;
            double factor = 0;
            for (std::size_t t = 0; t < panel.periods(); ++t) {
                if (panel.untreated(t, i)) {
                    const double e =
                        panel.weight(t, i) * (panel.outcome(t, i) - fit.untreated(t, i));
                    unit += e;
                    all += e;
                    factor += e * fit.factors_by_period(t, 0);
                    per_period[t] += e;
                    per_loading[t] += e * fit.loadings(i, 0);
                    with_x += e * panel.covariates[0](t, i);
                }
            }
            EXPECT_NEAR(by_unit ? unit : 0, 0, 1e-6);
            EXPECT_NEAR(factor, 0, 1e-6);
        }
        EXPECT_NEAR(with_x, 0, 1e-6);
        EXPECT_NEAR(all, 0, 1e-6);
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            EXPECT_NEAR(by_period ? per_period[t] : 0, 0, 1e-6);
            EXPECT_NEAR(per_loading[t], 0, 1e-6);
        }
        EXPECT_NEAR(squares(panel, fit.untreated), fit.rss, 1e-9 * fit.rss);
    }
}

RC_GTEST_PROP(FactorModel, ScaleAndOrderOfUnitsDoNotMatter, ()) {
    const auto seed = *rc::gen::inRange<std::uint64_t>(1, 1000);
    const Panel panel = test::make({.units = 14, .treated = 4, .gaps = 0.1, .seed = seed});
    std::vector<std::size_t> order = permutation(Random(seed), panel.units());
    Panel other = take_units(panel, order);
    for (std::size_t c = 0; c < other.periods() * other.units(); ++c) {
        other.outcome.data()[c] = 100 + 8 * other.outcome.data()[c];
    }
    const FactorFit a = fit_factor_model(panel, {.factors = 1});
    const FactorFit b = fit_factor_model(other, {.factors = 1});
    RC_ASSERT(std::abs(8 * a.effects.average - b.effects.average) < 1e-5);
    RC_ASSERT(std::abs(8 * a.beta[0] - b.beta[0]) < 1e-5);
}

TEST(FactorModel, FindsTheNumberOfFactors) {
    const Panel panel = test::make(
        {.units = 60, .periods = 40, .treated = 10, .onset = 30, .factors = 2, .noise = 0.3});
    for (const FactorChoice choice :
         {FactorChoice::pc, FactorChoice::cross_validation, FactorChoice::leave_period_out}) {
        const FactorFit fit =
            fit_factor_model(panel, {.factors = 4, .choice = choice, .gain = 0.01});
        EXPECT_EQ(fit.factors, 2U);
        EXPECT_EQ(fit.curve.size(), 5U);
        EXPECT_NEAR(fit.effects.average, 1, 0.2);
    }
}

/// Soft-thresholding of the completed matrix, step by step.
MatrixXd by_proximal_steps(const Panel& panel, double threshold) {
    const auto rows = static_cast<Index>(panel.periods());
    const auto cols = static_cast<Index>(panel.units());
    MatrixXd low = MatrixXd::Zero(rows, cols);
    MatrixXd additive = low;
    for (int step = 0; step < 20'000; ++step) {
        MatrixXd e = MatrixXd::Zero(rows, cols);
        for (Index i = 0; i < cols; ++i) {
            for (Index t = 0; t < rows; ++t) {
                if (panel.untreated(static_cast<std::size_t>(t), static_cast<std::size_t>(i))) {
                    e(t, i) =
                        panel.outcome(static_cast<std::size_t>(t), static_cast<std::size_t>(i)) -
                        low(t, i) - additive(t, i);
                }
            }
        }
        MatrixXd rest = e + low + additive;
        additive =
            rest.colwise().mean().replicate(rows, 1) + rest.rowwise().mean().replicate(1, cols);
        additive.array() -= rest.mean();
        rest -= additive;
        const Eigen::JacobiSVD<MatrixXd> svd(rest, Eigen::ComputeThinU | Eigen::ComputeThinV);
        low = svd.matrixU() *
              (svd.singularValues().array() - threshold).max(0.0).matrix().asDiagonal() *
              svd.matrixV().transpose();
    }
    return low + additive;
}

TEST(Completion, ReachesTheMinimumThatProximalStepsReach) {
    const Panel panel = test::make(
        {.units = 12, .periods = 9, .treated = 3, .onset = 6, .covariates = 0, .gaps = 0.1});
    const double threshold = 1.5;
    const CompletionFit fit = fit_matrix_completion(panel, {.convention = LambdaConvention::fect,
                                                            .cross_validate = false,
                                                            .lambda = threshold / (9.0 * 12.0),
                                                            .min_periods = 1});
    EXPECT_TRUE(fit.converged);
    EXPECT_NEAR(fit.certificate, 1, 1e-6);
    EXPECT_GE(fit.factors, 1U);
    const MatrixXd slow = by_proximal_steps(panel, threshold);
    for (std::size_t i = 0; i < panel.units(); ++i) {
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            EXPECT_NEAR(fit.untreated(t, i), slow(static_cast<Index>(t), static_cast<Index>(i)),
                        1e-5);
        }
    }
}

TEST(Completion, AboveTheLargestLambdaNothingIsLeft) {
    const Panel panel = test::make({.factors = 2});
    const CompletionFit first =
        fit_matrix_completion(panel, {.cross_validate = false, .lambda = 1e9});
    EXPECT_EQ(first.factors, 0U);
    const CompletionFit below =
        fit_matrix_completion(panel, {.cross_validate = false, .lambda = 0.98 * first.lambda_zero});
    EXPECT_EQ(below.factors, 1U);
    const CompletionFit chosen = fit_matrix_completion(panel, {.lambdas = 5, .folds = 3});
    EXPECT_EQ(chosen.curve.size(), 5U);
    EXPECT_GT(chosen.factors, 0U);
}

TEST(Completion, TakesInFewMoreFactorsThanItNeeds) {
    // The covariate goes with the factors, so that much more of what the additive fit leaves
    // exceeds the threshold than the two factors; with all of that it takes 40 steps to shrink the
    // rest.
    Panel panel = test::make({.units = 300, .periods = 40, .factors = 2, .covariates = 1});
    for (std::size_t i = 0; i < panel.units(); ++i) {
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            panel.covariates[0](t, i) += 0.5 * panel.outcome(t, i);
            panel.outcome(t, i) += 3 * panel.covariates[0](t, i);
        }
    }
    const CompletionFit fit = fit_matrix_completion(panel, {.convention = LambdaConvention::fect,
                                                            .cross_validate = false,
                                                            .lambda = 8.0 / (300 * 40)});
    EXPECT_TRUE(fit.converged);
    EXPECT_NEAR(fit.certificate, 1, 1e-6);
    EXPECT_EQ(fit.factors, 2U);
    EXPECT_LT(fit.iterations, 32);
}

/// Bai's two conditions, by the slowest way: coefficients for given factors, factors for given
/// coefficients.
TEST(Gsynth, ControlsFollowBaisIteration) {
    const Panel panel = test::make({.factors = 1, .covariates = 2});
    const GsynthFit fit =
        fit_gsynth(panel, {.effects = Effects::unit, .cross_validate = false, .factors = 1});
    const PanelShape shape = shape_of(panel);
    const auto n = static_cast<Index>(shape.controls.size());
    std::vector<MatrixXd> part(3, MatrixXd(16, n));
    for (Index i = 0; i < n; ++i) {
        const std::size_t unit = shape.controls[static_cast<std::size_t>(i)];
        for (Index t = 0; t < 16; ++t) {
            const auto at = static_cast<std::size_t>(t);
            part[0](t, i) = panel.outcome(at, unit);
            part[1](t, i) = panel.covariates[0](at, unit);
            part[2](t, i) = panel.covariates[1](at, unit);
        }
    }
    for (MatrixXd& m : part) {
        m.rowwise() -= m.colwise().mean().eval();
    }
    Eigen::Matrix2d xx;
    for (int k = 0; k < 2; ++k) {
        for (int l = 0; l < 2; ++l) {
            xx(k, l) = part[static_cast<std::size_t>(k) + 1]
                           .cwiseProduct(part[static_cast<std::size_t>(l) + 1])
                           .sum();
        }
    }
    Eigen::Vector2d beta(0, 0);
    MatrixXd common = MatrixXd::Zero(16, n);
    for (int step = 0; step < 3000; ++step) {
        Eigen::Vector2d xy(part[1].cwiseProduct(part[0] - common).sum(),
                           part[2].cwiseProduct(part[0] - common).sum());
        beta = xx.ldlt().solve(xy);
        const Eigen::JacobiSVD<MatrixXd> svd(part[0] - beta(0) * part[1] - beta(1) * part[2],
                                             Eigen::ComputeThinU | Eigen::ComputeThinV);
        common = svd.singularValues()(0) * svd.matrixU().col(0) * svd.matrixV().col(0).transpose();
    }
    EXPECT_NEAR(fit.beta[0], beta(0), 1e-8);
    EXPECT_NEAR(fit.beta[1], beta(1), 1e-8);
}

TEST(Gsynth, ControlsWithGapsTakeTheOtherRoadToTheSamePlace) {
    const Panel panel = test::make({.factors = 2, .noise = 0.2});
    const GsynthFit whole = fit_gsynth(panel, {.factors = 3, .gain = 0.01});
    EXPECT_EQ(whole.factors, 2U);
    // A control that is hardly there changes little.
    Panel more = panel;
    for (std::size_t t = 0; t < 8; ++t) {
        more.outcome(t, 23) = undefined;
    }
    const GsynthFit gaps = fit_gsynth(more, {.factors = 3, .gain = 0.01});
    EXPECT_EQ(gaps.factors, 2U);
    EXPECT_NEAR(gaps.effects.average, whole.effects.average, 0.1);
    EXPECT_TRUE(gaps.converged);
}

TEST(Fits, ShortPrePeriodsDropTheUnitNotTheRun) {
    Panel panel = test::make({.factors = 1});
    for (std::size_t t = 0; t < 9; ++t) {
        panel.outcome(t, 2) = undefined;
    }
    const GsynthFit fit = fit_gsynth(panel, {.factors = 2});
    EXPECT_TRUE(has(fit.warnings, "short_pre_period"));
    EXPECT_EQ(fit.dropped, std::vector<std::size_t>{2});
    EXPECT_TRUE(std::isnan(fit.untreated(15, 2)));
    EXPECT_FALSE(std::isnan(fit.effects.average));
    EXPECT_TRUE(has(fit_factor_model(panel, {.factors = 1}).warnings, "short_pre_period"));
}

TEST(Fits, WhatCannotBeSaidIsRefused) {
    const Panel good = test::make({});
    Panel back = good;
    back.treated(15, 0) = 0;
    EXPECT_NE(refusal([&] { static_cast<void>(fit_gsynth(back, {})); }).find("unit 0 ends again"),
              std::string::npos);
    EXPECT_FALSE(std::isnan(fit_factor_model(back, {.factors = 1}).effects.average));
    const std::vector<std::size_t> treated = {0, 1, 2, 3, 4};
    const std::vector<std::size_t> controls = {10, 11, 12, 13};
    EXPECT_NE(refusal([&] {
                  static_cast<void>(fit_gsynth(take_units(good, treated), {}));
              }).find("never treated and all 5 are"),
              std::string::npos);
    EXPECT_NE(refusal([&] {
                  static_cast<void>(fit_factor_model(take_units(good, controls), {}));
              }).find("at least one treated unit"),
              std::string::npos);
    EXPECT_NE(refusal([&] {
                  static_cast<void>(fit_gsynth(good, {.factors = 12}));
              }).find("take at most 9 factors"),
              std::string::npos);
    EXPECT_NE(refusal([&] {
                  static_cast<void>(fit_factor_model(good, {.factors = 11}));
              }).find("one has 11"),
              std::string::npos);
    EXPECT_NE(refusal([&] {
                  static_cast<void>(
                      fit_matrix_completion(good, {.cross_validate = false, .lambda = 0}));
              }).find("must be positive"),
              std::string::npos);
}

TEST(Fits, CollinearCovariatesAreNamedAndLeftOut) {
    Panel panel = test::make({.covariates = 2});
    for (std::size_t i = 0; i < panel.units(); ++i) {
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            panel.covariates[1](t, i) = static_cast<double>(i) + static_cast<double>(t * t);
        }
    }
    const GsynthFit fit = fit_gsynth(panel, {.factors = 1});
    EXPECT_TRUE(has(fit.warnings, "collinear"));
    EXPECT_TRUE(std::isnan(fit.beta[1]));
    EXPECT_FALSE(std::isnan(fit.beta[0]));
}

TEST(Fits, TooFewIterationsAreSaid) {
    const Panel panel = test::make({.factors = 2, .gaps = 0.2});
    const FactorFit fit = fit_factor_model(panel, {.factors = 2, .max_iterations = 2});
    EXPECT_FALSE(fit.converged);
    EXPECT_TRUE(has(fit.warnings, "not_converged"));
}

TEST(Fits, ThreadsDoNotMatter) {
    const Panel panel = test::make({.units = 300, .treated = 40, .staggered = true, .gaps = 0.05});
    const FactorFit one = fit_factor_model(panel, {.factors = 1, .jobs = 1});
    const GsynthFit other = fit_gsynth(panel, {.factors = 2, .jobs = 1});
    for (const int jobs : {2, 5}) {
        EXPECT_EQ(fit_factor_model(panel, {.factors = 1, .jobs = jobs}).untreated, one.untreated);
        EXPECT_EQ(fit_gsynth(panel, {.factors = 2, .jobs = jobs}).effects.average,
                  other.effects.average);
    }
}

} // namespace
} // namespace halflight::stats

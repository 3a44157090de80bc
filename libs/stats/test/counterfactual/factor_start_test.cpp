// SPDX-License-Identifier: Apache-2.0
// Fits begun at others, folds that hide what is asked for, intervals that hold a penalty's bias.
#include "shared_panel.hpp"

#include <gtest/gtest.h>

#include "counterfactual/completion_shrinkage.hpp"
#include "halflight/base/error.hpp"
#include "halflight/stats/distribution.hpp"
#include "halflight/stats/panel_inference.hpp"

namespace halflight::stats {
namespace {

/// Without six units in a row: treated ones and controls.
std::vector<std::size_t> without(std::size_t units, std::size_t first) {
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < units; ++i) {
        if (i < first || i >= first + 6) {
            kept.push_back(i);
        }
    }
    return kept;
}

void expect_near(const Matrix& a, const Matrix& b, double tolerance) {
    ASSERT_EQ(a.rows() * a.cols(), b.rows() * b.cols());
    for (std::size_t c = 0; c < a.rows() * a.cols(); ++c) {
        ASSERT_NEAR(a.data()[c], b.data()[c], tolerance) << c;
    }
}

const test::Made wide{.units = 60, .periods = 24, .treated = 12, .factors = 2, .noise = 0.3};

TEST(StartedFits, InteractiveEffectsEndWhereTheyWouldHave) {
    const Panel panel = test::make(wide);
    const FactorSpec spec{.factors = 2};
    const FactorFit whole = fit_factor_model(panel, spec);
    for (std::size_t first = 0; first < 60; first += 9) {
        const Panel part = take_units(panel, without(60, first));
        const FactorFit cold = fit_factor_model(part, spec);
        const FactorFit warm = fit_factor_model(part, spec, whole);
        EXPECT_TRUE(warm.converged);
        EXPECT_LE(warm.iterations, cold.iterations + 5);
        expect_near(warm.untreated, cold.untreated, 1e-6);
    }
}

TEST(StartedFits, CompletionEndsInItsOneMinimum) {
    const Panel panel = test::make(wide);
    const CompletionSpec spec{.cross_validate = false, .lambda = 0.01};
    const CompletionFit whole = fit_matrix_completion(panel, spec);
    ASSERT_GT(whole.factors, 1U);
    for (std::size_t first = 0; first < 60; first += 9) {
        const Panel part = take_units(panel, without(60, first));
        const CompletionFit cold = fit_matrix_completion(part, spec);
        const CompletionFit warm = fit_matrix_completion(part, spec, whole);
        EXPECT_TRUE(warm.converged);
        EXPECT_LE(warm.certificate, 1 + 1e-6);
        expect_near(warm.untreated, cold.untreated, 1e-6);
    }
    const CompletionFit again = fit_matrix_completion(panel, spec, whole);
    EXPECT_LT(again.iterations, whole.iterations);
}

TEST(StartedFits, WhatDoesNotFitIsAnError) {
    const Panel panel = test::make({.factors = 1});
    const FactorFit one = fit_factor_model(panel, {.factors = 1});
    EXPECT_THROW(static_cast<void>(fit_factor_model(panel, {.factors = 2}, one)), Error);
    const Panel longer = test::make({.periods = 40, .factors = 1});
    EXPECT_THROW(static_cast<void>(fit_factor_model(longer, {.factors = 1}, one)), Error);
    const CompletionSpec given{.cross_validate = false, .lambda = 0.01};
    const CompletionFit fit = fit_matrix_completion(panel, given);
    EXPECT_THROW(static_cast<void>(fit_matrix_completion(panel, CompletionSpec{}, fit)), Error);
}

TEST(Folds, LikeTheTreatedHidePeriodsOfTreatmentAndEndTheGridWithoutGain) {
    const Panel panel = test::make(wide);
    CompletionSpec spec{.hidden = CompletionFolds::like_treated};
    const CompletionFit all = fit_matrix_completion(panel, spec);
    ASSERT_EQ(all.curve.size(), spec.lambdas);
    spec.gain = 0.05;
    const CompletionFit some = fit_matrix_completion(panel, spec);
    EXPECT_LT(some.curve.size(), all.curve.size());
    EXPECT_GE(some.lambda, all.lambda);
    for (std::size_t l = 0; l < some.curve.size(); ++l) {
        EXPECT_EQ(some.curve[l].mspe, all.curve[l].mspe);
    }
    const Panel few = test::make({.units = 8, .periods = 24, .treated = 5, .factors = 1});
    EXPECT_THROW(static_cast<void>(fit_matrix_completion(few, spec)), Error);
    spec.hidden = CompletionFolds::cells;
    EXPECT_NE(fit_matrix_completion(panel, spec).curve[0].mspe, some.curve[0].mspe);
}

TEST(Shrinkage, AnIntervalHoldsTheBiasItIsTold) {
    const Coefficient plain = with_interval("a", 2, 0.5, Reference::normal, undefined, 0.95);
    Coefficient none = plain;
    counterfactual::hold_bias(none, 0, 0.95);
    EXPECT_NEAR(none.low, plain.low, 1e-9);
    EXPECT_NEAR(none.p_value, plain.p_value, 1e-12);
    Coefficient off = plain;
    counterfactual::hold_bias(off, -1, 0.95);
    const double z = (off.high - 2) / 0.5; // P(|N(2, 1)| <= z) = 0.95
    EXPECT_NEAR(normal_upper(z - 2) + normal_upper(z + 2), 0.05, 1e-9);
    EXPECT_NEAR(off.low, 4 - off.high, 1e-12);
    EXPECT_NEAR(off.p_value, normal_upper(2) + normal_upper(6), 1e-12);
    EXPECT_EQ(off.std_error, plain.std_error);
}

TEST(Shrinkage, WidensAndTellsWhereThePenaltyIsHeavy) {
    const Panel panel = test::make(wide);
    const CompletionSpec heavy{.cross_validate = false, .lambda = 0.2};
    const CompletionFit fit = fit_matrix_completion(panel, heavy);
    UncertaintySpec how{.draws = {.count = 20}};
    const PanelUncertainty held = uncertainty(panel, fit, heavy, how);
    how.shrinkage = Shrinkage::ignored;
    const PanelUncertainty plain = uncertainty(panel, fit, heavy, how);
    EXPECT_EQ(held.average.std_error, plain.average.std_error);
    EXPECT_LT(held.average.low, plain.average.low);
    EXPECT_GT(held.average.high, plain.average.high);
    const double free = fit_factor_model(panel, {.factors = 2}).effects.average;
    EXPECT_NEAR(held.shrinkage, fit.effects.average - free, 1e-5);
    EXPECT_TRUE(std::isnan(plain.shrinkage));
    EXPECT_EQ(std::ranges::count(plain.warnings, "shrunk_effect", &Warning::code), 1);
    EXPECT_EQ(std::ranges::count(held.warnings, "shrunk_effect", &Warning::code), 1);
}

} // namespace
} // namespace halflight::stats

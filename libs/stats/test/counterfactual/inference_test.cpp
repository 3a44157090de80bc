// SPDX-License-Identifier: Apache-2.0
// Draws against fits made by hand, and tests against their formulas.
#include "shared_panel.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "halflight/base/error.hpp"
#include "halflight/stats/distribution.hpp"
#include "halflight/stats/panel_inference.hpp"

namespace halflight::stats {
namespace {

std::string refusal(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::refused);
        return error.what();
    }
    return "nothing was refused";
}

std::vector<std::size_t> all_but(std::size_t units, std::size_t out) {
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < units; ++i) {
        if (i != out) {
            kept.push_back(i);
        }
    }
    return kept;
}

template <class Fit>
void expect_jackknife(const Panel& panel, const PanelUncertainty& errors, double tolerance,
                      const Fit& refit) {
    ASSERT_EQ(errors.replicates.cols(), panel.units());
    for (std::size_t i = 0; i < panel.units(); i += 5) {
        const double without = refit(take_units(panel, all_but(panel.units(), i)));
        EXPECT_NEAR(errors.replicates(0, i), without, tolerance) << i;
    }
}

TEST(Uncertainty, JackknifeIsTheFitWithoutAUnit) {
    const Panel panel = test::make({.factors = 1, .noise = 0.3, .gaps = 0.05});
    const UncertaintySpec how{.method = Uncertainty::jackknife};
    const GsynthSpec gsynth{.cross_validate = false, .factors = 1};
    expect_jackknife(panel, uncertainty(panel, fit_gsynth(panel, gsynth), gsynth, how), 1e-5,
                     [&](const Panel& p) { return fit_gsynth(p, gsynth).effects.average; });
    const FactorSpec factors{.factors = 1};
    expect_jackknife(panel, uncertainty(panel, fit_factor_model(panel, factors), factors, how),
                     1e-5,
                     [&](const Panel& p) { return fit_factor_model(p, factors).effects.average; });
    const CompletionSpec completion{.cross_validate = false, .lambda = 0.05};
    expect_jackknife(
        panel, uncertainty(panel, fit_matrix_completion(panel, completion), completion, how), 1e-4,
        [&](const Panel& p) { return fit_matrix_completion(p, completion).effects.average; });
}

/// A unit drawn twice is two equal columns.
TEST(Uncertainty, CopiesAreColumns) {
    const Panel panel = test::make({.factors = 1, .noise = 0.3});
    const FactorSpec spec{.factors = 1};
    const FactorFit fit = fit_factor_model(panel, spec);
    const PanelUncertainty errors =
        uncertainty(panel, fit, spec, {.draws = {.count = 3, .seed = 4}});
    for (std::size_t d = 0; d < 3; ++d) {
        const Random random(4, d);
        std::vector<std::size_t> units = resample(random, 5, 0);
        for (const std::size_t c : resample(random, 19, 5)) {
            units.push_back(5 + c);
        }
        const FactorFit again = fit_factor_model(take_units(panel, units), spec);
        EXPECT_NEAR(errors.replicates(0, d), again.effects.average, 1e-5);
    }
}

/// Sums go over chunks of 128 controls, in lanes of 4: all of them full, and nothing left over.
TEST(Uncertainty, ControlsMayFillTheirChunks) {
    for (const std::size_t controls : {127U, 128U, 512U}) {
        const Panel panel = test::make(
            {.units = controls + 5, .periods = 24, .treated = 5, .factors = 1, .noise = 0.3});
        ASSERT_EQ(shape_of(panel).controls.size(), controls);
        const GsynthSpec spec{.cross_validate = false, .factors = 1};
        const GsynthFit fit = fit_gsynth(panel, spec);
        for (const Uncertainty method : {Uncertainty::parametric, Uncertainty::block_bootstrap}) {
            const PanelUncertainty errors =
                uncertainty(panel, fit, spec, {.method = method, .draws = {.count = 8, .seed = 2}});
            EXPECT_EQ(errors.failed, 0U) << controls;
            EXPECT_GT(errors.average.std_error, 0) << controls;
        }
    }
}

TEST(Uncertainty, ThreadsDoNotMatter) {
    const Panel panel = test::make({.units = 40, .staggered = true, .factors = 1});
    const GsynthSpec gsynth{.cross_validate = false, .factors = 1};
    const GsynthFit fit = fit_gsynth(panel, gsynth);
    const FactorSpec factors{.factors = 1};
    const FactorFit other = fit_factor_model(panel, factors);
    const auto draw = [&](Uncertainty method, int jobs) {
        const UncertaintySpec how{.method = method,
                                  .draws = {.count = 24, .seed = 8, .jobs = jobs}};
        std::vector<Matrix> made = {uncertainty(panel, fit, gsynth, how).replicates};
        if (method == Uncertainty::block_bootstrap) {
            made.push_back(uncertainty(panel, other, factors, how).replicates);
        }
        return made;
    };
    for (const Uncertainty method : {Uncertainty::parametric, Uncertainty::block_bootstrap}) {
        const auto one = draw(method, 1);
        for (const int jobs : {2, 5}) {
            const auto many = draw(method, jobs);
            for (std::size_t k = 0; k < one.size(); ++k) {
                for (std::size_t c = 0; c < one[k].rows() * one[k].cols(); ++c) {
                    const double a = one[k].data()[c];
                    const double b = many[k].data()[c];
                    ASSERT_TRUE(a == b || (std::isnan(a) && std::isnan(b)));
                }
            }
        }
    }
}

TEST(Uncertainty, IntervalsHoldTheirEstimates) {
    const Panel panel = test::make({.units = 40, .staggered = true, .factors = 1});
    GsynthSpec spec{.cross_validate = false, .factors = 1};
    for (std::uint32_t i = 0; i < 40; ++i) {
        spec.groups.push_back(i % 2);
    }
    const GsynthFit fit = fit_gsynth(panel, spec);
    const PanelUncertainty errors = uncertainty(
        panel, fit, spec, {.method = Uncertainty::parametric, .draws = {.count = 60, .seed = 2}});
    EXPECT_EQ(errors.by_period.size(), fit.effects.by_period.size());
    EXPECT_EQ(errors.cumulative.size(), fit.effects.cumulative.size());
    EXPECT_EQ(errors.by_group.size(), 2U);
    EXPECT_EQ(errors.beta.size(), 1U);
    for (const auto& list : {errors.by_period, errors.cumulative, errors.by_group, errors.beta,
                             std::vector<Coefficient>{errors.average}}) {
        for (const Coefficient& c : list) {
            EXPECT_LE(c.low, c.estimate) << c.name;
            EXPECT_GE(c.high, c.estimate) << c.name;
            EXPECT_GT(c.std_error, 0) << c.name;
        }
    }
    EXPECT_NEAR(errors.detectable, 2.8016 * errors.average.std_error, 1e-3);
}

TEST(Uncertainty, MatrixCompletionGivesNoErrorForShrunkCoefficients) {
    const Panel panel = test::make({.units = 30, .factors = 1});
    const CompletionSpec spec{.cross_validate = false, .lambda = 0.01};
    const PanelUncertainty errors =
        uncertainty(panel, fit_matrix_completion(panel, spec), spec, {.draws = {.count = 20}});
    ASSERT_EQ(errors.beta.size(), 1U);
    EXPECT_FALSE(std::isnan(errors.beta[0].estimate));
    EXPECT_TRUE(std::isnan(errors.beta[0].std_error));
    EXPECT_TRUE(std::isnan(errors.beta[0].low));
    EXPECT_GT(errors.average.std_error, 0);
    EXPECT_EQ(std::ranges::count(errors.warnings, "shrunk_coefficients", &Warning::code), 1);
}

TEST(Uncertainty, WhatAMethodCannotGiveIsRefused) {
    const Panel panel = test::make({.factors = 1});
    const FactorSpec spec{.factors = 1};
    const FactorFit fit = fit_factor_model(panel, spec);
    EXPECT_NE(refusal([&] {
                  static_cast<void>(
                      uncertainty(panel, fit, spec, {.method = Uncertainty::parametric}));
              }).find("generalized synthetic control"),
              std::string::npos);
    EXPECT_NE(refusal([&] {
                  static_cast<void>(uncertainty(panel, fit, spec, {.draws = {.count = 1}}));
              }).find("at least 2 draws"),
              std::string::npos);
    const Panel lone = test::make({.treated = 1, .factors = 1});
    const GsynthSpec gsynth{.cross_validate = false, .factors = 1};
    const GsynthFit alone = fit_gsynth(lone, gsynth);
    EXPECT_NE(refusal([&] {
                  static_cast<void>(
                      uncertainty(lone, alone, gsynth, {.method = Uncertainty::jackknife}));
              }).find("at least 2 treated units"),
              std::string::npos);
    EXPECT_GT(uncertainty(lone, alone, gsynth,
                          {.method = Uncertainty::parametric, .draws = {.count = 20}})
                  .average.std_error,
              0);
}

TEST(Placebo, IsTheEffectOfThePeriodsLeftOut) {
    const Panel panel = test::make({.units = 60,
                                    .periods = 24,
                                    .treated = 12,
                                    .onset = 18,
                                    .factors = 1,
                                    .effect = 3,
                                    .noise = 0.3});
    const UncertaintySpec how{.draws = {.count = 60, .seed = 3}};
    const PlaceboTest quiet = placebo_in_time(panel, FactorSpec{.factors = 1}, how, 3);
    EXPECT_EQ(quiet.cells, 36U);
    EXPECT_LT(std::abs(quiet.effect.estimate), 4 * quiet.effect.std_error);
    EXPECT_LT(quiet.equivalence_p, 0.05);
    Panel early = panel;
    for (std::size_t i = 0; i < 12; ++i) {
        for (std::size_t t = 15; t < 18; ++t) {
            early.outcome(t, i) += 3;
        }
    }
    const PlaceboTest loud = placebo_in_time(early, GsynthSpec{.factors = 2}, how, 3);
    EXPECT_NEAR(loud.effect.estimate, 3, 0.5);
    EXPECT_GT(loud.equivalence_p, 0.5);
    const PlaceboTest other = placebo_in_time(
        early, CompletionSpec{.cross_validate = false, .lambda = 0.01}, how, 3, 0.5);
    EXPECT_NEAR(other.effect.estimate, 3, 0.7);
    EXPECT_EQ(other.margin, 0.5);
}

TEST(PreTrend, FollowsItsFormula) {
    EffectSummary effects;
    PanelUncertainty errors;
    const std::vector<double> gaps = {9, 0.4, -0.2, 2};
    errors.replicates = Matrix(5, 400);
    for (std::size_t k = 0; k < 4; ++k) {
        effects.by_period.push_back(
            {.period = static_cast<int>(k) - 2, .effect = gaps[k], .count = 30});
        errors.by_period.push_back({.name = "", .estimate = gaps[k], .std_error = 0.1});
        for (std::size_t d = 0; d < 400; ++d) {
            // Two orthogonal patterns of variance 400/399 each, scaled to 0.1.
            const double sign = (k == 1 ? d % 2 : (d / 2) % 2) == 0 ? 1 : -1;
            errors.replicates(1 + k, d) = gaps[k] + 0.1 * sign;
        }
    }
    const PreTrendTest test = pre_trend_test(effects, errors, 0.5);
    EXPECT_EQ(test.periods, 2U); // the earliest of the three is left out
    const double variance = 0.01 * 400 / 399;
    const double f = (0.16 + 0.04) / variance * 28 / (29 * 2);
    EXPECT_NEAR(test.f, f, 1e-9);
    EXPECT_NEAR(test.p_value, f_upper(f, 2, 28), 1e-12);
    EXPECT_NEAR(test.equivalence_p, normal_upper(1.0), 1e-12);
    EXPECT_NEAR(equivalence_p(0, 1, 2), normal_upper(2), 1e-15);
}

} // namespace
} // namespace halflight::stats

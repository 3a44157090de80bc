// SPDX-License-Identifier: Apache-2.0
// inference_test.cpp - errors, placebos, conformal tests and refusals.
#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "halflight/base/error.hpp"
#include "made_panel.hpp"

namespace halflight::stats {
namespace {

MadePanel without(const MadePanel& made, std::size_t unit) {
    MadePanel less{Matrix(made.outcome.rows(), made.outcome.cols() - 1), {}};
    for (std::size_t u = 0, at = 0; u < made.outcome.cols(); ++u) {
        if (u != unit) {
            std::ranges::copy(made.outcome.column(u), less.outcome.column(at++).begin());
            less.first.push_back(made.first[u]);
        }
    }
    return less;
}

bool has(const Warnings& warnings, const std::string& code) {
    return std::ranges::any_of(warnings, [&](const Warning& w) { return w.code == code; });
}

TEST(SyntheticErrors, PlaceboByHand) {
    const MadePanel made = made_panel(10, 8, {7}, 1, 0.5, 1);
    const SyntheticSpec spec{.method = SyntheticMethod::synthetic_control};
    const SyntheticFit fit = fit_synthetic(made.view(), spec);
    EXPECT_TRUE(fit.enumerated);
    ASSERT_EQ(fit.replicates.size(), 7U);
    const double zeta = fit.cohorts[0].zeta_unit;
    double sum = 0;
    double squares = 0;
    for (std::size_t u = 1; u < 8; ++u) {
        MadePanel other = without(made, 0);
        other.first[u - 1] = 7;
        SyntheticSpec same = spec;
        same.error = SyntheticError::none;
        // The same regularisation in all placebos, as in the paper.
        const double noise = fit_synthetic(other.view(), same).cohorts[0].zeta_unit / 1e-6;
        same.eta_unit = zeta / noise;
        const double effect = fit_synthetic(other.view(), same).effect.estimate;
        EXPECT_NEAR(effect, fit.replicates[u - 1], 1e-7);
        sum += effect / 7;
        squares += effect * effect / 7;
    }
    EXPECT_NEAR(fit.effect.std_error, std::sqrt(squares - sum * sum), 1e-7);
    EXPECT_LE(fit.effect.low, fit.effect.estimate);
}

TEST(SyntheticErrors, JackknifeOfDifferenceInDifferencesByHand) {
    const MadePanel made = made_panel(8, 9, {5, 5, 5}, 1, 0.5, 2);
    SyntheticSpec spec{.method = SyntheticMethod::difference_in_differences,
                       .error = SyntheticError::jackknife};
    const SyntheticFit fit = fit_synthetic(made.view(), spec);
    spec.error = SyntheticError::none;
    std::vector<double> effects;
    for (std::size_t u = 0; u < 9; ++u) {
        effects.push_back(fit_synthetic(without(made, u).view(), spec).effect.estimate);
    }
    EXPECT_NEAR(fit.effect.std_error, 8 / std::sqrt(9.0) * deviation(effects), 1e-12);
}

TEST(SyntheticErrors, SetsOfPlacebosAreEnumeratedOnce) {
    const MadePanel made = made_panel(8, 8, {5, 5}, 1, 0.5, 2);
    const SyntheticSpec spec{.method = SyntheticMethod::difference_in_differences};
    const SyntheticFit fit = fit_synthetic(made.view(), spec);
    ASSERT_EQ(fit.replicates.size(), 15U); // pairs of six controls
    std::vector<double> sorted = fit.replicates;
    std::ranges::sort(sorted);
    EXPECT_EQ(std::ranges::adjacent_find(sorted), sorted.end());
}

TEST(SyntheticErrors, EqualBytesWhateverTheThreads) {
    const MadePanel made = made_panel(12, 16, {8, 8, 9}, 1, 0.5, 3);
    for (const auto error : {SyntheticError::placebo, SyntheticError::bootstrap}) {
        SyntheticSpec spec{.error = error, .draws = {.count = 20, .seed = 4}};
        const SyntheticFit one = fit_synthetic(made.view(), spec);
        EXPECT_EQ(one.replicates.size(), 20U);
        EXPECT_GT(one.effect.std_error, 0);
        for (const int jobs : {2, 5}) {
            spec.draws.jobs = jobs;
            EXPECT_EQ(fit_synthetic(made.view(), spec).replicates, one.replicates);
        }
    }
}

TEST(SyntheticErrors, OneTreatedUnitHasNeitherJackknifeNorBootstrap) {
    const MadePanel made = made_panel(12, 10, {8}, 1, 0.5, 3);
    SyntheticSpec spec{.error = SyntheticError::jackknife};
    SyntheticFit fit = fit_synthetic(made.view(), spec);
    EXPECT_TRUE(std::isnan(fit.effect.std_error) && std::isnan(fit.effect.low));
    EXPECT_TRUE(has(fit.warnings, "jackknife_undefined"));
    spec.error = SyntheticError::bootstrap;
    fit = fit_synthetic(made.view(), spec);
    EXPECT_TRUE(std::isnan(fit.effect.std_error));
    EXPECT_TRUE(has(fit.warnings, "bootstrap_undefined"));
}

TEST(SyntheticErrors, AnIterationLimitIsReported) {
    const MadePanel made = made_panel(20, 15, {15}, 1, 0.5, 3);
    SyntheticSpec spec{.solver = WeightSolver::synthdid, .error = SyntheticError::none};
    spec.max_iterations = 3;
    const SyntheticFit fit = fit_synthetic(made.view(), spec);
    EXPECT_FALSE(fit.cohorts[0].converged);
    EXPECT_TRUE(has(fit.warnings, "not_converged"));
}

TEST(SyntheticTests, ALargeEffectRanksFirst) {
    const MadePanel made = made_panel(20, 25, {15}, 30, 0.5, 5);
    const SyntheticSpec spec{.method = SyntheticMethod::demeaned_control};
    const UnitPlacebos units = placebo_in_units(made.view(), spec);
    EXPECT_DOUBLE_EQ(units.p_value, 1.0 / 25);
    const SyntheticFit time = placebo_in_time(made.view(), spec, 10);
    EXPECT_LT(std::abs(time.effect.estimate), 2);
    EXPECT_EQ(time.cohorts[0].curve.size(), 5U);
}

TEST(SyntheticTests, ConformalOfDifferenceInDifferencesByHand) {
    const MadePanel made = made_panel(12, 6, {9}, 1.5, 1, 6);
    std::vector<double> gap(12);
    for (std::size_t t = 0; t < 12; ++t) {
        gap[t] = made.outcome(t, 0) - (t >= 9 ? 1.0 : 0.0);
        for (std::size_t u = 1; u < 6; ++u) {
            gap[t] -= made.outcome(t, u) / 5;
        }
    }
    double mean = 0;
    for (const double x : gap) {
        mean += x / 12;
    }
    int above = 0;
    std::vector<double> statistics;
    for (std::size_t shift = 0; shift < 12; ++shift) {
        double sum = 0;
        for (std::size_t t = 9; t < 12; ++t) {
            sum += std::abs(gap[(t + shift) % 12] - mean);
        }
        statistics.push_back(sum);
        above += sum >= statistics[0] - 1e-10 ? 1 : 0;
    }
    const SyntheticSpec spec{.method = SyntheticMethod::difference_in_differences};
    EXPECT_DOUBLE_EQ(conformal_p_value(made.view(), spec, {}, {1, 1, 1}), above / 12.0);
}

TEST(SyntheticTests, ConformalIntervalsHoldTheEstimateAndEndAtTheLevel) {
    const MadePanel made = made_panel(24, 10, {21}, 3, 0.5, 7);
    for (const auto method : {SyntheticMethod::synthetic_control, SyntheticMethod::demeaned_control,
                              SyntheticMethod::ridge_augmented}) {
        SyntheticSpec spec{.method = method};
        spec.ridge = 2;
        const Conformal one = conformal(made.view(), spec, {.level = 0.9, .grid = 40});
        spec.draws.jobs = 3;
        const Conformal two = conformal(made.view(), spec, {.level = 0.9, .grid = 40});
        ASSERT_EQ(one.periods.size(), 3U);
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_TRUE(one.periods[i].bounded);
            EXPECT_LT(one.periods[i].low, one.periods[i].effect);
            EXPECT_GT(one.periods[i].high, one.periods[i].effect);
            EXPECT_EQ(one.periods[i].low, two.periods[i].low);
        }
    }
    const Conformal vain = conformal(made.view(), {.method = SyntheticMethod::demeaned_control},
                                     {.level = 0.99, .grid = 10});
    EXPECT_TRUE(has(vain.warnings, "level_unreachable"));
    EXPECT_FALSE(vain.periods[0].bounded);
}

std::string refusal(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.code() == ErrorCode::refused ? error.what() : "another code";
    }
    return "";
}

TEST(SyntheticRefusals, SayWhatIsLacking) {
    const auto fit = [](MadePanel made, SyntheticSpec spec = {}) {
        return refusal([&] { (void)fit_synthetic(made.view(), spec); });
    };
    const auto expect = [](const std::string& text, const std::string& part) {
        EXPECT_NE(text.find(part), std::string::npos) << text;
    };
    MadePanel hole = made_panel(10, 6, {6}, 1, 1, 1);
    hole.outcome(4, 2) = undefined;
    expect(fit(hole), "the outcome of unit 2 in period 4 is not a number");
    expect(fit(made_panel(10, 6, {}, 1, 1, 1)), "no unit is treated");
    expect(fit(made_panel(10, 3, {6, 6}, 1, 1, 1)), "1 unit(s) are never treated");
    expect(fit(made_panel(10, 2, {6, 6}, 1, 1, 1)), "0 unit(s) are never treated");
    expect(fit(made_panel(10, 6, {10}, 1, 1, 1)), "outside of the panel of 10 periods");
    MadePanel flat = made_panel(10, 6, {6}, 1, 1, 1);
    std::fill_n(flat.outcome.data(), 60, 4.0);
    expect(fit(flat), "no variation");
    expect(fit(made_panel(10, 6, {6}, 1, 1, 1), {.ridge = 0}), "ridge must be positive");
    const MadePanel good = made_panel(10, 6, {6}, 1, 1, 1);
    expect(refusal([&] { (void)conformal(good.view(), {}, {}); }), "demeaned_control");
    expect(refusal([&] { (void)placebo_in_time(good.view(), {}, 6); }), "periods 1 to 5");
    const MadePanel staggered = made_panel(10, 6, {6, 7}, 1, 1, 1);
    expect(refusal([&] { (void)placebo_in_units(staggered.view(), {}); }), "one date");
    Matrix predictors(1, 6);
    SyntheticPanel with = good.view();
    with.predictors = predictors.view();
    expect(refusal([&] { (void)fit_synthetic(with, {}); }), "synthetic_control alone");
    expect(
        refusal([&] { (void)fit_synthetic(with, {.method = SyntheticMethod::synthetic_control}); }),
        "the same for all units");
}

TEST(SyntheticRefusals, AShortPrePeriodDropsTheUnit) {
    const MadePanel made = made_panel(10, 8, {1, 6}, 1, 1, 1);
    const SyntheticFit fit = fit_synthetic(made.view(), {.error = SyntheticError::none});
    EXPECT_TRUE(has(fit.warnings, "short_pre_period"));
    ASSERT_EQ(fit.cohorts.size(), 1U);
    EXPECT_EQ(fit.cohorts[0].treated, std::vector<std::size_t>{1});
    EXPECT_EQ(fit.cohorts[0].unit_weights[0], 0);
}

} // namespace
} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
// reference_test.cpp - against package synthdid 0.0.9 on the panel of Proposition 99.
#include <cmath>

#include <gtest/gtest.h>

#include "halflight/stats/synthetic_tests.hpp"
#include "prop99.hpp"
#include "prop99_expected.hpp"

namespace halflight::stats {
namespace {

class Prop99 : public testing::Test {
  protected:
    void SetUp() override {
        m_panel = read_prop99();
        if (m_panel.outcome.empty()) {
            GTEST_SKIP() << "no california_prop99.csv in " << reference_data()
                         << ": set HALFLIGHT_SHARED";
        }
    }
    [[nodiscard]] SyntheticFit fit(SyntheticMethod method, WeightSolver solver,
                                   SyntheticError error = SyntheticError::none) const {
        SyntheticSpec spec;
        spec.method = method;
        spec.solver = solver;
        spec.error = error;
        return fit_synthetic(m_panel.view(), spec);
    }
    OwnedPanel m_panel;
};

constexpr std::size_t california = 2; // Alabama, Arkansas, California, ...

void expect_units(const SyntheticFit& fit, const std::vector<double>& want, double tolerance) {
    const auto& have = fit.cohorts.front().unit_weights;
    ASSERT_EQ(have.size(), want.size() + 1);
    for (std::size_t c = 0; c < want.size(); ++c) {
        EXPECT_NEAR(have[c < california ? c : c + 1], want[c], tolerance) << c;
    }
}

void expect_curve(const SyntheticFit& fit, const std::vector<double>& want, double relative) {
    ASSERT_EQ(fit.curve.size(), want.size());
    for (std::size_t k = 0; k < want.size(); ++k) {
        EXPECT_NEAR(fit.curve[k], want[k], relative * std::abs(want[k])) << k;
    }
}

TEST_F(Prop99, StepsOfThePackageGiveItsSyntheticDid) {
    const SyntheticFit made = fit(SyntheticMethod::synthetic_did, WeightSolver::synthdid);
    EXPECT_NEAR(made.effect.estimate, prop99::sdid_effect, 1e-7 * 15);
    expect_units(made, prop99::sdid_omega, 1e-6);
    expect_curve(made, prop99::sdid_curve, 1e-7);
    const auto& lambda = made.cohorts.front().time_weights;
    for (std::size_t t = 0; t < 16; ++t) {
        EXPECT_EQ(lambda[t], 0) << t;
    }
    for (std::size_t t = 0; t < 3; ++t) {
        EXPECT_NEAR(lambda[16 + t], prop99::sdid_lambda[t], 1e-6);
    }
}

TEST_F(Prop99, StepsOfThePackageGiveItsSyntheticControl) {
    const SyntheticFit made = fit(SyntheticMethod::synthetic_control, WeightSolver::synthdid);
    EXPECT_NEAR(made.effect.estimate, prop99::sc_effect, 1e-7 * 19);
    expect_units(made, prop99::sc_omega, 1e-6);
    expect_curve(made, prop99::sc_curve, 1e-7);
}

TEST_F(Prop99, DifferenceInDifferences) {
    const SyntheticFit made = fit(SyntheticMethod::difference_in_differences, WeightSolver::exact);
    EXPECT_NEAR(made.effect.estimate, prop99::did_effect, 1e-7 * 27);
    expect_curve(made, prop99::did_curve, 1e-12);
}

// The package stops before the minimum: by little for synthetic difference in differences, by half
// a percent of the effect for the synthetic control, whose objective is nearly flat.
TEST_F(Prop99, TheExactMinimumIsNearThePackage) {
    const SyntheticFit did = fit(SyntheticMethod::synthetic_did, WeightSolver::exact);
    const SyntheticFit control = fit(SyntheticMethod::synthetic_control, WeightSolver::exact);
    const SyntheticFit steps = fit(SyntheticMethod::synthetic_control, WeightSolver::synthdid);
    EXPECT_TRUE(did.cohorts.front().converged);
    EXPECT_TRUE(control.cohorts.front().converged);
    EXPECT_NEAR(did.effect.estimate, prop99::sdid_effect, 2e-3);
    EXPECT_NEAR(control.effect.estimate, prop99::sc_effect, 0.11);
    EXPECT_LT(control.cohorts.front().pre_rmse, steps.cohorts.front().pre_rmse);
}

// Three sets of 200 random placebos of the package (seeds 12345, 1, 2). The Monte Carlo error of
// such a set is measured by 300 sets of ours.
void expect_within_draws(const SyntheticPanel& panel, SyntheticMethod method,
                         const std::vector<double>& package) {
    SyntheticSpec spec{.method = method, .solver = WeightSolver::synthdid};
    const double enumerated = fit_synthetic(panel, spec).effect.std_error;
    const std::vector<double> each = fit_synthetic(panel, spec).replicates;
    ASSERT_EQ(each.size(), 38U);
    spec.placebos = Placebos::random;
    std::vector<double> sets;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        std::vector<double> drawn;
        for (std::uint64_t d = 0; d < 200; ++d) {
            drawn.push_back(each[Random(seed, d).below(0, 38)]);
        }
        sets.push_back(deviation(drawn));
    }
    for (const double error : package) {
        EXPECT_NEAR(error, enumerated, 3 * deviation(sets));
    }
    spec.draws.seed = 5;
    EXPECT_NEAR(fit_synthetic(panel, spec).effect.std_error, enumerated, 4 * deviation(sets));
}

TEST_F(Prop99, PlaceboErrorsOfThePackageLieWithinItsDraws) {
    expect_within_draws(m_panel.view(), SyntheticMethod::synthetic_did,
                        {8.36799308138054, 10.0532437241389, 9.49411605601746});
    expect_within_draws(m_panel.view(), SyntheticMethod::synthetic_control,
                        {9.917425548873, 11.1189191116038, 10.339282272345});
    expect_within_draws(m_panel.view(), SyntheticMethod::difference_in_differences,
                        {17.7402669743148, 18.4998057624868, 20.2861774641707});
}

// Abadie, Diamond and Hainmueller (2010) print a probability of 1 / 39 for their own predictors.
TEST_F(Prop99, CaliforniaStandsOutAmongPlacebos) {
    SyntheticSpec spec{.method = SyntheticMethod::synthetic_control};
    const UnitPlacebos units = placebo_in_units(m_panel.view(), spec);
    EXPECT_EQ(units.ratios.size(), 38U);
    EXPECT_LE(units.p_value, 0.1);
    const SyntheticFit earlier = placebo_in_time(m_panel.view(), spec, placebo_date(31, 19));
    EXPECT_EQ(placebo_date(31, 19), 11);
    EXPECT_LT(std::abs(earlier.effect.estimate), 6);
    ConformalSpec conformal_spec;
    conformal_spec.level = 0.9;
    const Conformal tests = conformal(m_panel.view(), spec, conformal_spec);
    EXPECT_LE(tests.p_value, 1.0 / 31 + 0.1);
    for (const ConformalInterval& interval : tests.periods) {
        EXPECT_LE(interval.low, interval.effect);
        EXPECT_GE(interval.high, interval.effect);
    }
}

} // namespace
} // namespace halflight::stats

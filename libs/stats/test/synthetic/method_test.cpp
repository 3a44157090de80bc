// SPDX-License-Identifier: Apache-2.0
// method_test.cpp - each method on panels whose effect is known.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "made_panel.hpp"

namespace halflight::stats {
namespace {

constexpr SyntheticMethod all_methods[] = {
    SyntheticMethod::synthetic_did, SyntheticMethod::synthetic_control,
    SyntheticMethod::demeaned_control, SyntheticMethod::ridge_augmented,
    SyntheticMethod::difference_in_differences};

SyntheticSpec plain(SyntheticMethod method) {
    return {.method = method, .error = SyntheticError::none};
}

// The treated unit is a mean of two controls, and the effect 5.
MadePanel exact_panel(double level) {
    MadePanel made = made_panel(14, 9, {10}, 0, 1, 7);
    for (std::size_t t = 0; t < 14; ++t) {
        made.outcome(t, 0) =
            level + 0.25 * made.outcome(t, 3) + 0.75 * made.outcome(t, 5) + (t >= 10 ? 5 : 0);
    }
    return made;
}

TEST(Synthetic, FindsTheMixtureThatTheTreatedIs) {
    const MadePanel made = exact_panel(0);
    for (const auto method :
         {SyntheticMethod::synthetic_control, SyntheticMethod::demeaned_control}) {
        const SyntheticFit fit = fit_synthetic(made.view(), plain(method));
        EXPECT_NEAR(fit.effect.estimate, 5, 1e-5);
        EXPECT_NEAR(fit.cohorts[0].unit_weights[3], 0.25, 1e-5);
        EXPECT_NEAR(fit.cohorts[0].unit_weights[5], 0.75, 1e-5);
        EXPECT_LT(fit.cohorts[0].pre_rmse, 1e-5);
    }
}

TEST(Synthetic, ALevelApartIsNoEffectOnceMeansAreTakenOut) {
    const MadePanel made = exact_panel(40);
    const SyntheticFit fit = fit_synthetic(made.view(), plain(SyntheticMethod::demeaned_control));
    EXPECT_NEAR(fit.effect.estimate, 5, 1e-5);
    EXPECT_NEAR(fit.cohorts[0].intercept, 40, 1e-5);
    const SyntheticFit poor = fit_synthetic(made.view(), plain(SyntheticMethod::synthetic_control));
    ASSERT_FALSE(poor.warnings.empty());
    EXPECT_EQ(poor.warnings[0].code, "poor_pre_fit");
}

TEST(Synthetic, DifferenceInDifferencesIsTheDifferenceOfMeans) {
    const MadePanel made = made_panel(8, 5, {5, 5}, 3, 1, 2);
    double want = 0;
    for (std::size_t u = 0; u < 5; ++u) {
        double change = 0;
        for (std::size_t t = 0; t < 8; ++t) {
            change += t < 5 ? -made.outcome(t, u) / 5 : made.outcome(t, u) / 3;
        }
        want += u < 2 ? change / 2 : -change / 3;
    }
    const auto fit = fit_synthetic(made.view(), plain(SyntheticMethod::difference_in_differences));
    EXPECT_NEAR(fit.effect.estimate, want, 1e-12);
}

TEST(Synthetic, WeightsDoNotChangeWithUnitsOfMeasurement) {
    MadePanel made = made_panel(15, 12, {11}, 2, 0.5, 3);
    for (const auto method : all_methods) {
        const SyntheticFit one = fit_synthetic(made.view(), plain(method));
        MadePanel scaled = made;
        for (std::size_t i = 0; i < 15 * 12; ++i) {
            scaled.outcome.data()[i] *= 1000;
        }
        const SyntheticFit other = fit_synthetic(scaled.view(), plain(method));
        EXPECT_NEAR(other.effect.estimate, 1000 * one.effect.estimate,
                    1e-6 * std::abs(other.effect.estimate));
        const auto& w = one.cohorts[0].unit_weights;
        EXPECT_NEAR(std::accumulate(w.begin(), w.end(), 0.0), 1, 1e-9);
    }
}

TEST(Synthetic, CohortsAreWeightedByTreatedPeriods) {
    const MadePanel made = made_panel(16, 14, {8, 12, 12}, 3, 0.4, 4);
    for (const auto method : all_methods) {
        const SyntheticFit both = fit_synthetic(made.view(), plain(method));
        ASSERT_EQ(both.cohorts.size(), 2U);
        double want = 0;
        for (const auto& cohort : both.cohorts) {
            // The panel without the units of the other cohort.
            std::vector<std::size_t> units(cohort.treated);
            for (std::size_t u = 3; u < 14; ++u) {
                units.push_back(u);
            }
            MadePanel alone{Matrix(16, units.size()), {}};
            for (std::size_t i = 0; i < units.size(); ++i) {
                std::ranges::copy(made.outcome.column(units[i]), alone.outcome.column(i).begin());
                alone.first.push_back(made.first[units[i]]);
            }
            const double cells = 8; // 1 unit x 8 periods, 2 x 4
            want += cells * fit_synthetic(alone.view(), plain(method)).effect.estimate / 16;
        }
        EXPECT_NEAR(both.effect.estimate, want, 1e-10);
        EXPECT_EQ(both.curve.size(), 8U);
    }
}

// (C C' + ridge I)^-1 by Gauss and Jordan, in the test's own words.
std::vector<double> solved(std::vector<std::vector<double>> a, std::vector<double> b) {
    const std::size_t n = b.size();
    for (std::size_t p = 0; p < n; ++p) {
        for (std::size_t r = 0; r < n; ++r) {
            if (r == p) {
                continue;
            }
            const double factor = a[r][p] / a[p][p];
            for (std::size_t c = 0; c < n; ++c) {
                a[r][c] -= factor * a[p][c];
            }
            b[r] -= factor * b[p];
        }
    }
    for (std::size_t p = 0; p < n; ++p) {
        b[p] /= a[p][p];
    }
    return b;
}

TEST(Synthetic, RidgeTermByElimination) {
    const MadePanel made = made_panel(9, 7, {6}, 1, 1, 5);
    SyntheticSpec spec = plain(SyntheticMethod::ridge_augmented);
    spec.ridge = 0.8;
    const auto base =
        fit_synthetic(made.view(), plain(SyntheticMethod::synthetic_control)).cohorts[0];
    const auto augmented = fit_synthetic(made.view(), spec).cohorts[0];
    std::vector<double> mean(6);
    for (std::size_t t = 0; t < 6; ++t) {
        for (std::size_t u = 1; u < 7; ++u) {
            mean[t] += made.outcome(t, u) / 6;
        }
    }
    std::vector<std::vector<double>> gram(6, std::vector<double>(6));
    std::vector<double> gap(base.gap.begin(), base.gap.begin() + 6);
    for (std::size_t s = 0; s < 6; ++s) {
        gram[s][s] = 0.8;
        for (std::size_t t = 0; t < 6; ++t) {
            for (std::size_t u = 1; u < 7; ++u) {
                gram[s][t] += (made.outcome(s, u) - mean[s]) * (made.outcome(t, u) - mean[t]);
            }
        }
    }
    const auto slope = solved(gram, gap);
    for (std::size_t u = 1; u < 7; ++u) {
        double want = base.unit_weights[u];
        for (std::size_t t = 0; t < 6; ++t) {
            want += slope[t] * (made.outcome(t, u) - mean[t]);
        }
        EXPECT_NEAR(augmented.unit_weights[u], want, 1e-9);
    }
    EXPECT_LT(augmented.pre_rmse, base.pre_rmse);
}

TEST(Synthetic, TheRidgeIsChosenByLeavingPeriodsOut) {
    const MadePanel made = made_panel(20, 12, {16}, 1, 0.5, 6);
    SyntheticSpec spec = plain(SyntheticMethod::ridge_augmented);
    spec.one_standard_error = false;
    const auto cohort = fit_synthetic(made.view(), spec).cohorts[0];
    ASSERT_EQ(cohort.ridge_grid.size(), 21U);
    const auto least = std::ranges::min_element(cohort.ridge_errors);
    EXPECT_EQ(cohort.ridge,
              cohort.ridge_grid[static_cast<std::size_t>(least - cohort.ridge_errors.begin())]);
    spec.one_standard_error = true;
    EXPECT_GE(fit_synthetic(made.view(), spec).cohorts[0].ridge, cohort.ridge);
}

TEST(Synthetic, PredictorsThatMatterLessCountLess) {
    const MadePanel made = made_panel(18, 12, {14}, 1, 0.1, 8);
    Matrix predictors(2, 12);
    const Random random(99);
    for (std::size_t u = 0; u < 12; ++u) {
        predictors(0, u) = made.outcome(0, u) + made.outcome(1, u);
        predictors(1, u) = u == 0 ? 6 : random.normal(u); // says nothing, and is out of reach
    }
    SyntheticPanel panel = made.view();
    panel.predictors = predictors.view();
    SyntheticSpec spec = plain(SyntheticMethod::synthetic_control);
    const auto equal = fit_synthetic(panel, spec).cohorts[0];
    spec.predictor_rule = PredictorWeights::nested;
    const auto nested = fit_synthetic(panel, spec).cohorts[0];
    EXPECT_LE(nested.pre_rmse, equal.pre_rmse);
    EXPECT_GT(nested.predictor_weights[0], nested.predictor_weights[1]);
    spec.predictor_rule = PredictorWeights::given;
    spec.predictor_weights = nested.predictor_weights;
    EXPECT_NEAR(fit_synthetic(panel, spec).cohorts[0].pre_rmse, nested.pre_rmse, 1e-9);
}

} // namespace
} // namespace halflight::stats

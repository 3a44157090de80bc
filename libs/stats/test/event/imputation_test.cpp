// SPDX-License-Identifier: Apache-2.0
// imputation_test.cpp - imputed effects against least squares with all effects free, errors against
// sums by hand.
#include "halflight/stats/imputation.hpp"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "made_events.hpp"

namespace halflight::stats {
namespace {

/// A dummy for each treated row makes least squares impute.
TEST(Imputation, EffectsAreDummiesOfTreatedRows) {
    const MadeEvents made = made_events(15, 6, {3, 5, no_onset}, 21);
    EventData data = made.data();
    data.weights = made.weights;
    Matrix covariate(made.y.size(), 1);
    const Random random(5);
    for (std::size_t i = 0; i < made.y.size(); ++i) {
        covariate(i, 0) = random.normal(i);
    }
    data.covariates = {.values = covariate.view(), .names = {"z"}};
    const ImputationFit fit = imputation(data);

    std::vector<std::size_t> treated;
    for (std::size_t i = 0; i < made.y.size(); ++i) {
        if (made.onset[i] != no_onset && made.period[i] >= made.onset[i]) {
            treated.push_back(i);
        }
    }
    Matrix columns(made.y.size(), 1 + treated.size());
    std::ranges::copy(covariate.column(0), columns.column(0).begin());
    std::vector<std::string> names = {"z"};
    for (std::size_t t = 0; t < treated.size(); ++t) {
        columns(treated[t], 1 + t) = 1;
        names.push_back("row" + std::to_string(t));
    }
    LinearData linear{
        .outcome = made.y,
        .regressors = {.values = columns.view(), .names = names},
        .effects = {{.name = "unit", .codes = made.unit}, {.name = "period", .codes = made.period}},
        .weights = made.weights};
    const LinearFit all = least_squares(linear, {.drop_singletons = false});
    ASSERT_EQ(all.coefficients.size(), names.size());
    EXPECT_NEAR(fit.covariates[0].estimate, all.coefficients[0].estimate, 1e-9);
    for (std::size_t t = 0; t < treated.size(); ++t) {
        EXPECT_NEAR(fit.effects[treated[t]], all.coefficients[1 + t].estimate, 1e-8);
    }
    EXPECT_EQ(fit.treated_rows, treated.size());
}

/// v by differences: the estimate is linear in outcomes.
std::vector<double> numeric_weights(const MadeEvents& made, const EventData& data,
                                    double (*estimate)(const ImputationFit&)) {
    std::vector<double> y = made.y;
    EventData moved = data;
    moved.outcome = y;
    std::vector<double> v;
    const double base = estimate(imputation(moved, {.leads = 0}));
    for (double& value : y) {
        value += 1;
        v.push_back(estimate(imputation(moved, {.leads = 0})) - base);
        value -= 1;
    }
    return v;
}

/// Residuals of untreated rows from least squares on them alone.
std::map<std::size_t, double> untreated_residuals(const MadeEvents& made) {
    std::vector<std::size_t> rows;
    std::vector<double> y;
    std::vector<std::int32_t> unit;
    std::vector<std::int32_t> period;
    for (std::size_t i = 0; i < made.y.size(); ++i) {
        if (made.onset[i] == no_onset || made.period[i] < made.onset[i]) {
            rows.push_back(i);
            y.push_back(made.y[i]);
            unit.push_back(made.unit[i]);
            period.push_back(made.period[i]);
        }
    }
    const std::vector<FixedEffect> effects = {{.name = "unit", .codes = unit},
                                              {.name = "period", .codes = period}};
    const FixedEffectFit fit = fit_fixed_effects(y, effects);
    std::map<std::size_t, double> made_residuals;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        made_residuals[rows[i]] = fit.residuals[i];
    }
    return made_residuals;
}

TEST(Imputation, ErrorIsTheConservativeSumByHand) {
    const MadeEvents made = made_events(12, 5, {2, 3, no_onset}, 22);
    const auto overall = [](const ImputationFit& fit) { return fit.overall.estimate; };
    const std::vector<double> v = numeric_weights(made, made.data(), overall);
    std::map<std::size_t, double> e = untreated_residuals(made);
    for (const bool leave_out : {false, true}) {
        const ImputationFit fit = imputation(made.data(), {.leave_out = leave_out, .leads = 0});
        double variance = 0;
        for (int u = 0; u < 12; ++u) {
            double sum = 0;
            for (std::size_t i = 0; i < made.y.size(); ++i) {
                if (made.unit[i] != u) {
                    continue;
                }
                if (e.contains(i)) {
                    sum += v[i] * e[i];
                    continue;
                }
                double top = 0;
                double bottom = 0;
                for (std::size_t j = 0; j < made.y.size(); ++j) {
                    const bool same =
                        made.onset[j] == made.onset[i] && made.period[j] == made.period[i];
                    if (same && !(leave_out && made.unit[j] == u)) {
                        top += v[j] * v[j] * fit.effects[j];
                        bottom += v[j] * v[j];
                    }
                }
                sum += v[i] * (fit.effects[i] - top / bottom);
            }
            variance += sum * sum;
        }
        EXPECT_NEAR(fit.overall.std_error, std::sqrt(variance), 1e-9);
    }
}

TEST(Imputation, CoarserGroupsAndLeavingOutAreMoreConservative) {
    const MadeEvents made = made_events(60, 8, {3, 5, no_onset}, 23);
    const double fine = imputation(made.data()).overall.std_error;
    const double left = imputation(made.data(), {.leave_out = true}).overall.std_error;
    const double coarse =
        imputation(made.data(), {.groups = ImputationGroups::all}).overall.std_error;
    EXPECT_GT(left, fine);
    EXPECT_GT(coarse, fine);
}

TEST(Imputation, PathAndItsCovarianceAgree) {
    const MadeEvents made = made_events(40, 8, {3, 5, no_onset}, 24);
    const ImputationFit fit = imputation(made.data(), {.last = 2});
    EXPECT_EQ(fit.path.times, (std::vector<int>{0, 1, 2}));
    for (std::size_t t = 0; t < 3; ++t) {
        EXPECT_NEAR(fit.path.effects[t].std_error, std::sqrt(fit.path.covariance(t, t)), 1e-12);
        EXPECT_LT(fit.path.effects[t].low, fit.path.effects[t].estimate);
    }
    EXPECT_EQ(fit.leads.times, (std::vector<int>{-3, -2, -1}));
    EXPECT_EQ(fit.pre_trend.degrees1, 3);
    EXPECT_EQ(fit.cohorts.size(), 2U);
}

TEST(Imputation, ExactWithoutNoise) {
    const MadeEvents made = made_events(12, 8, {3, 5, no_onset}, 25, 0);
    EventData data = made.data();
    Matrix trend(made.y.size(), 1);
    for (std::size_t i = 0; i < made.y.size(); ++i) {
        trend(i, 0) = made.x(i, 0) * made.period[i];
    }
    data.covariates = {.values = trend.view(), .names = {"x by t"}};
    const ImputationFit fit = imputation(data, {.leads = 0});
    for (std::size_t t = 0; t < fit.path.times.size(); ++t) {
        EXPECT_NEAR(fit.path.effects[t].estimate, 1 + 0.5 * fit.path.times[t], 1e-9);
    }
    EXPECT_NEAR(fit.covariates[0].estimate, 0.3, 1e-9);
}

TEST(Imputation, RowsWithoutCounterfactualAreTold) {
    const MadeEvents always = made_events(30, 6, {0, 3, no_onset}, 26);
    EXPECT_TRUE(warns(imputation(always.data()).warnings, "not_imputed"));
    const MadeEvents none = made_events(30, 6, {2, 4}, 27);
    const ImputationFit fit = imputation(none.data());
    EXPECT_TRUE(warns(fit.warnings, "not_imputed"));
    EXPECT_EQ(fit.path.times, (std::vector<int>{0, 1}));
}

TEST(Imputation, Refusals) {
    const auto refusal = [](const MadeEvents& made) {
        return refused([&] { (void)imputation(made.data()); });
    };
    EXPECT_NE(refusal(made_events(12, 5, {0}, 1)).find("none of"), std::string::npos);
    EXPECT_NE(refusal(made_events(12, 5, {no_onset}, 1)).find("no row is treated"),
              std::string::npos);
    MadeEvents made = made_events(12, 5, {2, no_onset}, 1);
    Matrix flat(made.y.size(), 1);
    for (std::size_t i = 0; i < made.y.size(); ++i) {
        flat(i, 0) = made.onset[i] != no_onset && made.period[i] >= made.onset[i] ? 1 : 0;
    }
    EventData data = made.data();
    data.covariates = {.values = flat.view(), .names = {"treated"}};
    EXPECT_NE(refused([&] { (void)imputation(data); }).find("do not identify"), std::string::npos);
}

} // namespace
} // namespace halflight::stats

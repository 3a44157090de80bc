// SPDX-License-Identifier: Apache-2.0
// linear_test.cpp - linear models against dummies worked out by hand, and their refusals.
#include "halflight/stats/linear.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "halflight/base/error.hpp"
#include "made_panel.hpp"

namespace halflight::stats {
namespace {

bool warns(const Warnings& warnings, const std::string& code) {
    return std::ranges::any_of(warnings, [&](const Warning& w) { return w.code == code; });
}

std::string refusal(const LinearData& data, const LinearSpec& spec = {}) {
    try {
        (void)least_squares(data, spec);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::refused) << error.what();
        return error.what();
    }
    return "";
}

/// Solves X'WX b = X'Wy with dummies by Gauss and Jordan; returns all slopes and the inverse.
struct Brute {
    std::vector<double> slopes = {};
    Matrix inverse = {};
    std::vector<double> residuals = {};
};

Brute brute(const MadePanel& made, const std::vector<std::vector<double>>& columns) {
    const std::size_t k = columns.size();
    Matrix a(k, 2 * k + 1);
    for (std::size_t r = 0; r < k; ++r) {
        for (std::size_t i = 0; i < made.y.size(); ++i) {
            for (std::size_t c = 0; c < k; ++c) {
                a(r, c) += made.weights[i] * columns[r][i] * columns[c][i];
            }
            a(r, k) += made.weights[i] * columns[r][i] * made.y[i];
        }
        a(r, k + 1 + r) = 1;
    }
    for (std::size_t p = 0; p < k; ++p) {
        std::size_t best = p;
        for (std::size_t r = p; r < k; ++r) {
            best = std::abs(a(r, p)) > std::abs(a(best, p)) ? r : best;
        }
        for (std::size_t c = 0; c <= 2 * k; ++c) {
            std::swap(a(p, c), a(best, c));
        }
        const double pivot = a(p, p);
        for (std::size_t c = 0; c <= 2 * k; ++c) {
            a(p, c) /= pivot;
        }
        for (std::size_t r = 0; r < k; ++r) {
            const double factor = a(r, p);
            for (std::size_t c = 0; r != p && c <= 2 * k; ++c) {
                a(r, c) -= factor * a(p, c);
            }
        }
    }
    Brute found{.inverse = Matrix(k, k), .residuals = made.y};
    for (std::size_t r = 0; r < k; ++r) {
        found.slopes.push_back(a(r, k));
        for (std::size_t c = 0; c < k; ++c) {
            found.inverse(r, c) = a(r, k + 1 + c);
        }
        for (std::size_t i = 0; i < made.y.size(); ++i) {
            found.residuals[i] -= columns[r][i] * a(r, k);
        }
    }
    return found;
}

/// x, then dummies of every level but the first of later dimensions.
std::vector<std::vector<double>> with_dummies(const MadePanel& made, bool slopes) {
    std::vector<std::vector<double>> columns;
    for (std::size_t c = 0; c < made.x.cols(); ++c) {
        columns.emplace_back(made.x.column(c).begin(), made.x.column(c).end());
    }
    const auto dummies = [&](const std::vector<std::int32_t>& codes, int from, bool sloped) {
        const int most = *std::ranges::max_element(codes);
        for (int level = from; level <= most; ++level) {
            std::vector<double> column;
            for (std::size_t i = 0; i < codes.size(); ++i) {
                column.push_back(codes[i] == level ? (sloped ? made.z[i] : 1.0) : 0.0);
            }
            columns.push_back(column);
        }
    };
    dummies(made.unit, 0, false);
    dummies(made.time, 1, false);
    dummies(made.group, 1, false);
    if (slopes) {
        dummies(made.group, 0, true);
    }
    return columns;
}

TEST(LeastSquares, ThreeEffectsAndWeightsAsWithDummies) {
    const MadePanel made = made_panel(12, 9, 3);
    const Brute want = brute(made, with_dummies(made, false));
    LinearSpec spec;
    spec.covariance.model = ErrorModel::homoskedastic;
    const LinearFit fit = least_squares(made.data(), spec);
    ASSERT_EQ(fit.coefficients.size(), 2U);
    double rss = 0;
    for (std::size_t i = 0; i < made.y.size(); ++i) {
        EXPECT_NEAR(fit.residuals[i], want.residuals[i], 1e-8);
        rss += made.weights[i] * want.residuals[i] * want.residuals[i];
    }
    const auto free = static_cast<double>(made.y.size() - want.slopes.size());
    for (std::size_t j = 0; j < 2; ++j) {
        EXPECT_NEAR(fit.coefficients[j].estimate, want.slopes[j], 1e-10);
        EXPECT_NEAR(fit.coefficients[j].std_error, std::sqrt(rss / free * want.inverse(j, j)),
                    1e-10);
    }
    EXPECT_NEAR(fit.sigma2, rss / free, 1e-10);
}

TEST(LeastSquares, VaryingSlopesAsWithDummies) {
    const MadePanel made = made_panel(12, 9, 3);
    const Brute want = brute(made, with_dummies(made, true));
    LinearData data = made.data();
    data.effects[2].slopes = {.data = made.z.data(), .rows = made.z.size(), .cols = 1};
    const LinearFit fit = least_squares(data);
    for (std::size_t j = 0; j < 2; ++j) {
        EXPECT_NEAR(fit.coefficients[j].estimate, want.slopes[j], 1e-9);
    }
    for (std::size_t i = 0; i < made.y.size(); ++i) {
        EXPECT_NEAR(fit.residuals[i], want.residuals[i], 1e-8);
    }
}

TEST(LeastSquares, LeverageOfHc2AndHc3CountsEffects) {
    const MadePanel made = made_panel(10, 8, 4);
    const auto columns = with_dummies(made, false);
    const Brute full = brute(made, columns);
    const std::size_t k = columns.size();
    for (const ErrorModel model : {ErrorModel::hc2, ErrorModel::hc3}) {
        Matrix meat(k, k);
        for (std::size_t i = 0; i < made.y.size(); ++i) {
            double leverage = 0;
            for (std::size_t a = 0; a < k; ++a) {
                for (std::size_t b = 0; b < k; ++b) {
                    leverage +=
                        made.weights[i] * columns[a][i] * full.inverse(a, b) * columns[b][i];
                }
            }
            const double score =
                made.weights[i] * full.residuals[i] /
                (model == ErrorModel::hc2 ? std::sqrt(1 - leverage) : 1 - leverage);
            for (std::size_t a = 0; a < k; ++a) {
                for (std::size_t b = 0; b < k; ++b) {
                    meat(a, b) += score * score * columns[a][i] * columns[b][i];
                }
            }
        }
        double variance = 0;
        for (std::size_t a = 0; a < k; ++a) {
            for (std::size_t b = 0; b < k; ++b) {
                variance += full.inverse(0, a) * meat(a, b) * full.inverse(b, 0);
            }
        }
        LinearSpec spec;
        spec.covariance.model = model;
        const LinearFit fit = least_squares(made.data(), spec);
        EXPECT_NEAR(fit.coefficients[0].std_error, std::sqrt(variance), 1e-8);
    }
}

TEST(LeastSquares, EqualBytesWhateverTheThreads) {
    const MadePanel made = made_panel(3000, 14, 40);
    LinearData data = made.data();
    data.structure.clusters.push_back({"time", made.time});
    LinearSpec spec;
    spec.covariance.model = ErrorModel::clustered;
    const LinearFit one = least_squares(data, spec);
    for (const int jobs : {2, 5}) {
        spec.demean.jobs = jobs;
        spec.covariance.conley.jobs = jobs;
        const LinearFit many = least_squares(data, spec);
        EXPECT_EQ(one.residuals, many.residuals);
        EXPECT_EQ(one.covariance.values, many.covariance.values);
        EXPECT_EQ(one.coefficients[1].estimate, many.coefficients[1].estimate);
    }
}

TEST(LeastSquares, OrderOfRowsDoesNotMatter) {
    MadePanel made = made_panel(40, 11, 6);
    const LinearFit before = least_squares(made.data());
    made.reverse();
    const LinearFit after = least_squares(made.data());
    for (std::size_t j = 0; j < 2; ++j) {
        EXPECT_NEAR(after.coefficients[j].estimate, before.coefficients[j].estimate, 1e-10);
        EXPECT_NEAR(after.coefficients[j].std_error, before.coefficients[j].std_error, 1e-10);
    }
}

TEST(LeastSquares, SingletonsLeaveOneAfterAnother) {
    // Unit 0 alone; without it time 0 holds one row; without that unit 1 is left with one.
    const std::vector<std::int32_t> unit{0, 1, 1, 2, 2, 3, 3, 4, 4};
    const std::vector<std::int32_t> time{0, 0, 1, 1, 2, 1, 2, 1, 2};
    const std::vector<double> y{1, 2, 3, 1, 5, 2, 3, 4, 4.5};
    const std::vector<double> x{1, 0, 2, 1, 3, 2, 2.5, 7, 1};
    LinearData data;
    data.outcome = y;
    data.regressors = {.values = {.data = x.data(), .rows = 9, .cols = 1}, .names = {"x"}};
    data.effects = {{"unit", unit}, {"time", time}};
    EXPECT_EQ(singletons(data.effects), (std::vector<std::size_t>{0, 1, 2}));
    const LinearFit fit = least_squares(data);
    EXPECT_EQ(fit.singletons, 3U);
    EXPECT_EQ(fit.rows, (std::vector<std::size_t>{3, 4, 5, 6, 7, 8}));
    EXPECT_TRUE(warns(fit.warnings, "singletons_dropped"));
    LinearSpec keep;
    keep.drop_singletons = false;
    const LinearFit all = least_squares(data, keep);
    EXPECT_NEAR(all.coefficients[0].estimate, fit.coefficients[0].estimate, 1e-12);
    EXPECT_EQ(all.observations, 9U);
}

TEST(LeastSquares, CollinearColumnsAreNamed) {
    MadePanel made = made_panel(12, 9, 3);
    Matrix more(made.y.size(), 4);
    for (std::size_t i = 0; i < made.y.size(); ++i) {
        more(i, 0) = made.x(i, 0);
        more(i, 1) = 3 * made.x(i, 0) - 2 * made.unit[i]; // explained with the effects
        more(i, 2) = made.x(i, 1);
        more(i, 3) = 7.0 + made.time[i] * 2; // by the effects alone
    }
    LinearData data = made.data();
    data.regressors = {.values = more.view(), .names = {"a", "b", "c", "d"}};
    const LinearFit fit = least_squares(data);
    EXPECT_EQ(fit.collinear, (std::vector<std::string>{"b", "d"}));
    EXPECT_EQ(fit.kept, (std::vector<std::size_t>{0, 2}));
    EXPECT_TRUE(warns(fit.warnings, "collinear"));
    EXPECT_NEAR(fit.coefficients[1].estimate, least_squares(made.data()).coefficients[1].estimate,
                1e-9);
}

TEST(LeastSquares, InteractionIsTheEffectOfPairs) {
    const MadePanel made = made_panel(30, 8, 4);
    const std::vector<Codes> both{made.group, made.time};
    const std::vector<std::int32_t> pairs = interact(both);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        for (std::size_t j = 0; j < pairs.size(); ++j) {
            const bool same = made.group[i] == made.group[j] && made.time[i] == made.time[j];
            ASSERT_EQ(pairs[i] == pairs[j], same);
        }
    }
}

TEST(LeastSquares, SlowConvergenceIsReported) {
    const MadePanel made = made_panel(40, 11, 6);
    LinearSpec spec;
    spec.demean.iterations = 1;
    const LinearFit fit = least_squares(made.data(), spec);
    EXPECT_FALSE(fit.converged);
    EXPECT_TRUE(warns(fit.warnings, "not_converged"));
}

TEST(Instruments, ExactlyIdentifiedIsARatioOfCovariances) {
    const MadePanel made = made_panel(60, 5, 3);
    LinearData data;
    data.outcome = made.y;
    data.regressors = {.values = {.data = nullptr, .rows = made.y.size(), .cols = 0}, .names = {}};
    data.endogenous = {.values = {.data = made.x.data(), .rows = made.y.size(), .cols = 1},
                       .names = {"x"}};
    data.instruments = {.values = {.data = made.z.data(), .rows = made.y.size(), .cols = 1},
                        .names = {"z"}};
    const auto n = static_cast<double>(made.y.size());
    const auto mean = [&](const std::vector<double>& v) {
        return std::accumulate(v.begin(), v.end(), 0.0) / n;
    };
    const double z_mean = mean(made.z);
    double zy = 0;
    double zx = 0;
    double zz = 0;
    for (std::size_t i = 0; i < made.y.size(); ++i) {
        zy += (made.z[i] - z_mean) * made.y[i];
        zx += (made.z[i] - z_mean) * made.x(i, 0);
        zz += (made.z[i] - z_mean) * (made.z[i] - z_mean);
    }
    LinearSpec spec;
    spec.covariance.model = ErrorModel::homoskedastic;
    const LinearFit fit = least_squares(data, spec);
    EXPECT_EQ(fit.coefficients[0].name, "(Intercept)");
    EXPECT_NEAR(fit.coefficients[1].estimate, zy / zx, 1e-11);
    const double rss =
        std::inner_product(fit.residuals.begin(), fit.residuals.end(), fit.residuals.begin(), 0.0);
    EXPECT_NEAR(fit.coefficients[1].std_error, std::sqrt(rss / (n - 2) * zz) / std::abs(zx), 1e-10);
    ASSERT_EQ(fit.first_stages.size(), 1U);
    const Coefficient& z = fit.first_stages[0].coefficients[0];
    EXPECT_NEAR(fit.first_stages[0].f, z.statistic * z.statistic, 1e-7);
    EXPECT_NEAR(fit.first_stages[0].f_robust, fit.first_stages[0].f, 1e-7);
    EXPECT_TRUE(std::isnan(fit.sargan));
}

TEST(Refusals, SayWhatIsLacking) {
    const MadePanel made = made_panel(12, 9, 3);
    LinearData data = made.data();
    std::vector<double> flat(made.y.size(), 2.5);
    data.outcome = flat;
    EXPECT_NE(refusal(data).find("does not vary within the fixed effects"), std::string::npos)
        << refusal(data);
    data = made.data();
    std::vector<double> hole = made.y;
    hole[6] = std::nan("");
    data.outcome = hole;
    EXPECT_NE(refusal(data).find("'outcome' holds nan in row 7"), std::string::npos);
    data = made.data();
    std::vector<double> weights = made.weights;
    weights[3] = 0;
    data.weights = weights;
    EXPECT_NE(refusal(data).find("weight in row 4 is 0"), std::string::npos);
    data = made.data();
    const std::vector<std::int32_t> same(made.y.size(), 4);
    data.structure.clusters = {{"all", same}};
    LinearSpec clustered;
    clustered.covariance.model = ErrorModel::clustered;
    EXPECT_NE(refusal(data, clustered).find("'all' has 1 group"), std::string::npos);
    data.instruments = {.values = {.data = made.z.data(), .rows = made.z.size(), .cols = 1},
                        .names = {"z"}};
    EXPECT_NE(refusal(data).find("no endogenous regressor"), std::string::npos);
    EXPECT_NE(refusal({}).find("no rows"), std::string::npos);
}

TEST(FixedEffects, ValuesAddUpToTheFit) {
    const MadePanel made = made_panel(14, 9, 3);
    std::vector<FixedEffect> effects{{"unit", made.unit}, {"time", made.time}};
    const FixedEffectFit fit = fit_fixed_effects(made.y, effects, made.weights);
    double time_mean = 0;
    for (std::size_t i = 0; i < made.y.size(); ++i) {
        double sum = fit.residuals[i];
        for (std::size_t q = 0; q < 2; ++q) {
            const auto& levels = fit.effects[q].levels;
            const auto place = std::ranges::lower_bound(levels, effects[q].codes[i]);
            const auto level = static_cast<std::size_t>(place - levels.begin());
            sum += fit.effects[q].values(level, 0);
            time_mean += q == 1 ? made.weights[i] * fit.effects[q].values(level, 0) : 0;
        }
        EXPECT_NEAR(sum, made.y[i], 1e-9);
    }
    EXPECT_NEAR(time_mean, 0, 1e-9);
    EXPECT_EQ(fit.parameters, 14U + 9U - 1U);
}

} // namespace
} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
// References: formulas of the papers with dense matrices, a closed form, and another module's HC3.
#include "halflight/stats/slope_errors.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "halflight/base/error.hpp"
#include "halflight/base/random.hpp"
#include "halflight/stats/distribution.hpp"
#include "halflight/stats/linear.hpp"

namespace halflight::stats {
namespace {

constexpr std::size_t rows = 24;

struct Made {
    std::vector<double> x;
    Matrix outcomes{rows, 2};
    Matrix controls{rows, 1};
    std::vector<std::int32_t> clusters;

    Made() {
        const Random random(5, 1);
        for (std::size_t i = 0; i < rows; ++i) {
            x.push_back(std::exp(random.normal(i)));
            controls(i, 0) = random.normal(100 + i);
            clusters.push_back(static_cast<std::int32_t>(i < 12 ? i / 4 : 3 + (i - 12) / 2));
            outcomes(i, 0) = 1 + 0.5 * x[i] - controls(i, 0) + x[i] * random.normal(200 + i);
            outcomes(i, 1) = random.normal(300 + i) + 0.4 * outcomes(i, 0);
        }
    }
    [[nodiscard]] SlopeData data(bool clustered) const {
        return {.regressor = x,
                .outcomes = outcomes.view(),
                .controls = controls.view(),
                .clusters = clustered ? Codes(clusters) : Codes{}};
    }
};

using Dense = std::vector<std::vector<double>>;

Dense product(const Dense& a, const Dense& b) {
    Dense c(a.size(), std::vector<double>(b[0].size()));
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t l = 0; l < b.size(); ++l) {
            for (std::size_t j = 0; j < b[0].size(); ++j) {
                c[i][j] += a[i][l] * b[l][j];
            }
        }
    }
    return c;
}

Dense transposed(const Dense& a) {
    Dense b(a[0].size(), std::vector<double>(a.size()));
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < a[0].size(); ++j) {
            b[j][i] = a[i][j];
        }
    }
    return b;
}

/// Gauss and Jordan; the matrices here need no pivots.
Dense inverse(Dense a) {
    const std::size_t n = a.size();
    Dense b(n, std::vector<double>(n));
    for (std::size_t i = 0; i < n; ++i) {
        b[i][i] = 1;
    }
    for (std::size_t p = 0; p < n; ++p) {
        const double d = a[p][p];
        for (std::size_t j = 0; j < n; ++j) {
            a[p][j] /= d;
            b[p][j] /= d;
        }
        for (std::size_t i = 0; i < n; ++i) {
            const double f = i == p ? 0 : a[i][p];
            for (std::size_t j = 0; j < n; ++j) {
                a[i][j] -= f * a[p][j];
                b[i][j] -= f * b[p][j];
            }
        }
    }
    return b;
}

struct Reference1 {
    double variance = 0;
    double degrees = 0;
};

/// Bell and McCaffrey (2002) as printed: hat matrix, inverse blocks, eigenvalue sums by traces.
Reference1 by_the_book(const Made& made, const std::vector<std::int32_t>& codes) {
    Dense x(rows);
    Dense y(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        x[i] = {1, made.x[i], made.controls(i, 0)};
        y[i] = {made.outcomes(i, 0)};
    }
    const Dense pseudo = product(inverse(product(transposed(x), x)), transposed(x)); // 3 x rows
    Dense m = product(x, pseudo);
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < rows; ++j) {
            m[i][j] = (i == j ? 1 : 0) - m[i][j];
        }
    }
    const Dense e = product(m, y);
    std::vector<std::vector<double>> p; // p_g = M_{.g} A_g w_g
    Reference1 out;
    for (std::int32_t g = 0; g < static_cast<std::int32_t>(rows); ++g) {
        std::vector<std::size_t> in;
        for (std::size_t i = 0; i < rows; ++i) {
            if (codes[i] == g) {
                in.push_back(i);
            }
        }
        if (in.empty()) {
            continue;
        }
        Dense block(in.size(), std::vector<double>(in.size()));
        Dense w(in.size());
        for (std::size_t a = 0; a < in.size(); ++a) {
            w[a] = {pseudo[1][in[a]]};
            for (std::size_t b = 0; b < in.size(); ++b) {
                block[a][b] = m[in[a]][in[b]];
            }
        }
        const Dense a = product(inverse(block), w);
        std::vector<double> column(rows);
        double psi = 0;
        for (std::size_t l = 0; l < in.size(); ++l) {
            psi += a[l][0] * e[in[l]][0];
            for (std::size_t i = 0; i < rows; ++i) {
                column[i] += m[i][in[l]] * a[l][0];
            }
        }
        out.variance += psi * psi;
        p.push_back(column);
    }
    double trace = 0;
    double squares = 0;
    for (std::size_t g = 0; g < p.size(); ++g) {
        for (std::size_t h = 0; h < p.size(); ++h) {
            double dot = 0;
            for (std::size_t i = 0; i < rows; ++i) {
                dot += p[g][i] * p[h][i];
            }
            trace += g == h ? dot : 0;
            squares += dot * dot;
        }
    }
    out.degrees = trace * trace / squares;
    return out;
}

TEST(SlopeErrors, AreThoseOfTheFormulaWithDenseMatrices) {
    const Made made;
    std::vector<std::int32_t> own;
    for (std::size_t i = 0; i < rows; ++i) {
        own.push_back(static_cast<std::int32_t>(i));
    }
    for (const bool clustered : {false, true}) {
        SCOPED_TRACE(clustered);
        const SlopeErrors errors = slope_errors(made.data(clustered));
        const Reference1 reference = by_the_book(made, clustered ? made.clusters : own);
        EXPECT_NEAR(errors.covariance(0, 0), reference.variance, 1e-10 * reference.variance);
        EXPECT_NEAR(errors.degrees[0], reference.degrees, 1e-8);
        EXPECT_EQ(errors.clusters[0], clustered ? 9U : rows);
        EXPECT_NEAR(errors.slopes[0].high - errors.slopes[0].estimate,
                    student_quantile(0.975, reference.degrees) * std::sqrt(reference.variance),
                    1e-9);
    }
}

TEST(SlopeErrors, AreHc3WhereEachRowIsItsOwnCluster) {
    const Made made;
    Matrix regressors(rows, 2);
    for (std::size_t i = 0; i < rows; ++i) {
        regressors(i, 0) = made.x[i];
        regressors(i, 1) = made.controls(i, 0);
    }
    LinearData data;
    data.outcome = made.outcomes.column(0);
    data.regressors = {regressors.view(), {"x", "control"}};
    LinearSpec spec;
    spec.covariance.model = ErrorModel::hc3;
    const Coefficient reference = least_squares(data, spec).coefficients[1];
    const SlopeErrors errors = slope_errors(made.data(false));
    EXPECT_NEAR(errors.slopes[0].estimate, reference.estimate, 1e-12);
    EXPECT_NEAR(errors.slopes[0].std_error, reference.std_error, 1e-12);
}

TEST(SlopeErrors, HaveTheDegreesOfTwoGroupsInClosedForm) {
    // A group of n has n - 1 eigenvalues of 1 / (n - 1)^2 each.
    Made made;
    Matrix none;
    for (std::size_t i = 0; i < rows; ++i) {
        made.x[i] = i < 3 ? 1 : 0;
    }
    SlopeData data = made.data(false);
    data.controls = none.view();
    const double expected =
        std::pow(1.0 / 2 + 1.0 / 20, 2) / (1 / std::pow(2.0, 3) + 1 / std::pow(20.0, 3));
    const SlopeErrors errors = slope_errors(data);
    EXPECT_NEAR(errors.degrees[0], expected, 1e-9);
    EXPECT_NEAR(errors.leverage[0], (1 - 3.0 / rows) / 3, 1e-12);
}

TEST(SlopeErrors, LeaveRowsWithoutAnOutcomeOutOfThatOneAlone) {
    Made made;
    const SlopeErrors whole = slope_errors(made.data(false));
    made.outcomes(4, 1) = undefined;
    const SlopeErrors gap = slope_errors(made.data(false));
    EXPECT_EQ(gap.slopes[0].std_error, whole.slopes[0].std_error);
    EXPECT_NE(gap.slopes[1].estimate, whole.slopes[1].estimate);
    EXPECT_EQ(gap.clusters[1], rows - 1);
    EXPECT_TRUE(std::isfinite(gap.covariance(0, 1)));
}

TEST(SlopeErrors, RefuseWhatOneClusterAloneTells) {
    Made made;
    for (std::size_t i = 0; i < rows; ++i) {
        made.x[i] = made.clusters[i] == 2 ? 1 : 0;
    }
    EXPECT_THROW((void)slope_errors(made.data(true)), Error);
    EXPECT_NO_THROW((void)slope_errors(made.data(false)));
    made.x.assign(rows, 3.0);
    EXPECT_THROW((void)slope_errors(made.data(false)), Error);
}

TEST(SlopeErrors, JointTestOfOneSlopeIsItsT) {
    const Made made;
    const SlopeErrors errors = slope_errors(made.data(false));
    const std::array<std::size_t, 1> one{1};
    EXPECT_NEAR(joint_test(errors, one).p_value, errors.slopes[1].p_value, 1e-10);
    const std::array<std::size_t, 2> both{0, 1};
    const JointTest test = joint_test(errors, both);
    const double a = errors.covariance(0, 0);
    const double b = errors.covariance(0, 1);
    const double d = errors.covariance(1, 1);
    const double s = errors.slopes[0].estimate;
    const double t = errors.slopes[1].estimate;
    const double wald = (d * s * s - 2 * b * s * t + a * t * t) / (a * d - b * b);
    const double eta = errors.degrees[0];
    EXPECT_NEAR(test.statistic, (eta - 1) / (2 * eta) * wald, 1e-10);
    EXPECT_NEAR(test.p_value, f_upper(test.statistic, 2, eta - 1), 1e-12);
}

TEST(SlopeErrors, JointTestIsOfItsSizeWhereFewRowsCarryTheSlope) {
    // Three exposed rows of 40, seven outcomes alike and independent of the regressor.
    constexpr std::size_t n = 40;
    constexpr std::size_t q = 2;
    std::vector<double> x(n, 0.0);
    for (std::size_t i = 0; i < 6; ++i) {
        x[i] = 1;
    }
    std::size_t rejected = 0;
    constexpr std::size_t draws = 2000;
    for (std::size_t d = 0; d < draws; ++d) {
        const Random random(11, d);
        Matrix outcomes(n, q);
        for (std::size_t i = 0; i < n * q; ++i) {
            outcomes.data()[i] = random.normal(i);
        }
        const SlopeErrors errors = slope_errors({.regressor = x, .outcomes = outcomes.view()});
        const std::array<std::size_t, q> all{0, 1};
        rejected += joint_test(errors, all).p_value < 0.05 ? 1U : 0U;
    }
    EXPECT_LT(static_cast<double>(rejected) / draws, 0.06);
    EXPECT_GT(static_cast<double>(rejected) / draws, 0.005);
}

TEST(FormSlope, IsHomoskedasticInExpectationAndKnowsItsDegrees) {
    const Made made;
    Matrix own(rows, rows);
    Matrix near(rows, rows);
    Matrix units(rows, rows); // the slope of a unit vector is its row's weight
    for (std::size_t i = 0; i < rows; ++i) {
        units(i, i) = 1;
    }
    SlopeData weighing = made.data(false);
    weighing.outcomes = units.view();
    const std::vector<Coefficient> weights = slope_errors(weighing).slopes;
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < rows; ++j) {
            const double pair = weights[i].estimate * weights[j].estimate;
            own(i, j) = i == j ? pair : 0;
            near(i, j) = made.clusters[i] == made.clusters[j] ? pair : 0;
        }
    }
    SlopeData data = made.data(false);
    data.outcomes = {made.outcomes.data(), rows, 1};
    const FormSlope alone = form_slope(data, own.view());
    const FormSlope together = form_slope(data, near.view());
    EXPECT_GT(alone.degrees, together.degrees);
    // The mean of the variance over errors of variance one is that of the slope: weights squared.
    double mean = 0;
    constexpr std::size_t draws = 4000;
    Matrix noise(rows, 1);
    for (std::size_t d = 0; d < draws; ++d) {
        const Random random(3, d);
        for (std::size_t i = 0; i < rows; ++i) {
            noise(i, 0) = random.normal(i);
        }
        data.outcomes = noise.view();
        const double error = form_slope(data, near.view()).slope.std_error;
        mean += error * error / draws;
    }
    Matrix regressors(rows, 2);
    for (std::size_t i = 0; i < rows; ++i) {
        regressors(i, 0) = made.x[i];
        regressors(i, 1) = made.controls(i, 0);
    }
    LinearData linear;
    linear.outcome = noise.column(0);
    linear.regressors = {regressors.view(), {"x", "control"}};
    LinearSpec spec;
    spec.covariance.model = ErrorModel::homoskedastic;
    const LinearFit fit = least_squares(linear, spec);
    const double truth = fit.covariance.values(1, 1) / fit.sigma2;
    EXPECT_NEAR(mean / truth, 1, 0.08);
}

} // namespace
} // namespace halflight::stats

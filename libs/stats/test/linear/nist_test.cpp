// SPDX-License-Identifier: Apache-2.0
// nist_test.cpp - NIST StRD linear regression to certified digits.
#include <cmath>

#include <gtest/gtest.h>

#include "halflight/stats/linear.hpp"
#include "nist_problems.hpp"

namespace halflight::stats {
namespace {

struct Owned {
    Matrix columns;
    std::vector<std::string> names = {};
};

/// Powers in extended precision, rounded once.
Owned columns_of(const NistProblem& problem) {
    const std::size_t rows = problem.y.size();
    const auto powers = static_cast<std::size_t>(std::max(problem.degree, 1));
    const std::size_t count = problem.degree < 0 ? problem.x.size() : powers;
    Owned made{.columns = Matrix(rows, count)};
    for (std::size_t c = 0; c < count; ++c) {
        made.names.push_back("x" + std::to_string(c + 1));
        for (std::size_t i = 0; i < rows; ++i) {
            if (problem.degree < 0) {
                made.columns(i, c) = problem.x[c][i];
                continue;
            }
            long double power = 1;
            for (std::size_t p = 0; p <= c; ++p) {
                power *= static_cast<long double>(problem.x[0][i]);
            }
            made.columns(i, c) = static_cast<double>(power);
        }
    }
    return made;
}

LinearFit fit(const NistProblem& problem) {
    const Owned owned = columns_of(problem);
    LinearData data;
    data.outcome = problem.y;
    data.regressors = {.values = owned.columns.view(), .names = owned.names};
    LinearSpec spec;
    spec.intercept = problem.degree != 0;
    spec.covariance.model = ErrorModel::homoskedastic;
    return least_squares(data, spec);
}

void expect_close(double have, double want, double relative, const std::string& what) {
    EXPECT_NEAR(have, want, relative * std::max(std::abs(want), 1e-300)) << what;
}

TEST(Nist, CertifiedDigits) {
    for (const NistProblem& problem : nist_problems) {
        const LinearFit made = fit(problem);
        ASSERT_EQ(made.coefficients.size(), problem.slopes.size()) << problem.name;
        // Filip's tenth powers lose what doubles cannot hold: see FilipAsDoublesHoldIt.
        const double digits = problem.name == "filip" ? 3e-8 : 1e-9;
        double worst = 0;
        double worst_error = 0;
        for (std::size_t j = 0; j < problem.slopes.size(); ++j) {
            const Coefficient& have = made.coefficients[j];
            expect_close(have.estimate, problem.slopes[j], digits, problem.name);
            worst = std::max(worst, std::abs(have.estimate / problem.slopes[j] - 1));
            if (problem.deviation > 0) {
                expect_close(have.std_error, problem.errors[j], digits, problem.name);
                worst_error =
                    std::max(worst_error, std::abs(have.std_error / problem.errors[j] - 1));
            } else {
                EXPECT_LT(have.std_error, 1e-9) << problem.name;
            }
        }
        if (problem.deviation > 0) {
            expect_close(std::sqrt(made.sigma2), problem.deviation, digits, problem.name);
        }
        RecordProperty(problem.name, std::to_string(-std::log10(std::max(worst, 1e-16))) + " " +
                                         std::to_string(-std::log10(std::max(worst_error, 1e-16))));
    }
}

TEST(Nist, FilipAsDoublesHoldIt) {
    for (const NistProblem& problem : nist_problems) {
        if (problem.name != "filip") {
            continue;
        }
        const LinearFit made = fit(problem);
        ASSERT_EQ(made.coefficients.size(), 11U);
        for (std::size_t j = 0; j < 11; ++j) {
            expect_close(made.coefficients[j].estimate, filip_rounded_slopes[j], 1e-9, "slope");
            expect_close(made.coefficients[j].std_error, filip_rounded_errors[j], 1e-9, "error");
        }
    }
}

} // namespace
} // namespace halflight::stats

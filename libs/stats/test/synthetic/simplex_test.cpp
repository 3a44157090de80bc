// SPDX-License-Identifier: Apache-2.0
// simplex_test.cpp - minimisers over the simplex meet the conditions of optimality.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "halflight/stats/resample.hpp"
#include "synthetic/simplex.hpp"

namespace halflight::stats {

using namespace synthetic;
namespace {

struct Made {
    Matrix columns;
    std::vector<double> target;
    [[nodiscard]] SimplexProblem with(double ridge) const {
        return {.columns = columns.view(), .target = target, .ridge = ridge};
    }
};

Made random_problem(std::size_t rows, std::size_t cols, std::uint64_t seed) {
    const Random random(seed);
    Made made{Matrix(rows, cols), std::vector<double>(rows)};
    for (std::size_t i = 0; i < rows * cols; ++i) {
        made.columns.data()[i] = random.normal(i);
    }
    for (std::size_t r = 0; r < rows; ++r) {
        made.target[r] = 0.7 * random.normal(1'000'000 + r);
    }
    return made;
}

std::vector<double> residuals(const SimplexProblem& p, const std::vector<double>& w) {
    std::vector<double> made(p.target.begin(), p.target.end());
    for (std::size_t r = 0; r < made.size(); ++r) {
        made[r] = -made[r];
        for (std::size_t c = 0; c < w.size(); ++c) {
            made[r] += p.columns(r, c) * w[c];
        }
    }
    return made;
}

double objective(const SimplexProblem& p, const std::vector<double>& w) {
    const auto left = residuals(p, w);
    return std::inner_product(left.begin(), left.end(), left.begin(), 0.0) +
           p.ridge * std::inner_product(w.begin(), w.end(), w.begin(), 0.0);
}

// Largest violation of: all gradients equal on positive weights, none lower elsewhere.
double violation(const SimplexProblem& p, const std::vector<double>& w) {
    const auto left = residuals(p, w);
    std::vector<double> gradient(w.size());
    double level = 0;
    for (std::size_t c = 0; c < w.size(); ++c) {
        gradient[c] = p.ridge * w[c];
        for (std::size_t r = 0; r < left.size(); ++r) {
            gradient[c] += p.columns(r, c) * left[r];
        }
        level += w[c] * gradient[c];
    }
    double worst = 0;
    for (std::size_t c = 0; c < w.size(); ++c) {
        worst = std::max(worst, w[c] > 0 ? std::abs(gradient[c] - level) : level - gradient[c]);
    }
    return worst;
}

RC_GTEST_PROP(Simplex, TheMinimiserMeetsTheConditionsOfOptimality, ()) {
    const auto rows = *rc::gen::inRange<std::size_t>(1, 30);
    const auto cols = *rc::gen::inRange<std::size_t>(1, 40);
    const double ridge = *rc::gen::element(0.0, 1e-9, 1e-3, 1.0, 50.0);
    const Made made = random_problem(rows, cols, *rc::gen::arbitrary<std::uint64_t>());
    const SimplexProblem problem = made.with(ridge);
    const SimplexSolution solved = solve_simplex(problem);
    RC_ASSERT(solved.converged);
    RC_ASSERT(std::abs(std::accumulate(solved.weights.begin(), solved.weights.end(), -1.0)) <
              1e-10);
    RC_ASSERT(*std::ranges::min_element(solved.weights) >= 0);
    RC_ASSERT(violation(problem, solved.weights) < 1e-8);
}

RC_GTEST_PROP(Simplex, NoStepsGoLower, ()) {
    const auto cols = *rc::gen::inRange<std::size_t>(2, 25);
    const Made made = random_problem(12, cols, *rc::gen::arbitrary<std::uint64_t>());
    const SimplexProblem problem = made.with(0.5);
    const double least = objective(problem, solve_simplex(problem).weights);
    double before = INFINITY;
    for (const std::size_t steps : {2U, 10U, 100U, 1000U}) {
        const std::vector<double> start(cols, 1.0 / static_cast<double>(cols));
        const double now =
            objective(problem, frank_wolfe(problem, start, {.max_iterations = steps}).weights);
        RC_ASSERT(now >= least - 1e-10);
        RC_ASSERT(now <= before + 1e-10);
        before = now;
    }
    RC_ASSERT(before - least < 0.05 * (1 + least));
}

TEST(Simplex, DuplicateColumnsShareTheirWeightUnderARidge) {
    Made made = random_problem(6, 4, 3);
    for (std::size_t r = 0; r < 6; ++r) {
        made.columns(r, 3) = made.columns(r, 1);
        made.target[r] = made.columns(r, 1);
    }
    const auto weights = solve_simplex(made.with(1e-6)).weights;
    EXPECT_NEAR(weights[1], weights[3], 1e-9);
    EXPECT_NEAR(weights[1] + weights[3], 1, 1e-5);
}

} // namespace
} // namespace halflight::stats

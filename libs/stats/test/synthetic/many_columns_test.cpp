// SPDX-License-Identifier: Apache-2.0
// many_columns_test.cpp - minimisers over the simplex among thousands of columns: every one of them
// is priced, and neither the order of columns nor columns given twice change what is reached.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "halflight/base/random.hpp"
#include "halflight/stats/matrix.hpp"
#include "synthetic/simplex.hpp"

namespace halflight::stats {

using namespace synthetic;
namespace {

struct Problem {
    Matrix columns;
    std::vector<double> target;

    [[nodiscard]] SimplexProblem with(double ridge) const {
        return {.columns = columns.view(), .target = target, .ridge = ridge};
    }
    /// The columns of `order`, each as often as it stands there.
    [[nodiscard]] Problem take(const std::vector<std::size_t>& order) const {
        Problem made{Matrix(columns.rows(), order.size()), target};
        for (std::size_t c = 0; c < order.size(); ++c) {
            std::ranges::copy(columns.column(order[c]), made.columns.column(c).begin());
        }
        return made;
    }
};

/// `common`: what all columns share from row to row, so that they lie near each other.
Problem random_problem(std::size_t rows, std::size_t cols, std::uint64_t seed, double common) {
    const Random random(seed);
    Problem made{Matrix(rows, cols), std::vector<double>(rows)};
    for (std::size_t r = 0; r < rows; ++r) {
        const double level = common * random.normal(r);
        for (std::size_t c = 0; c < cols; ++c) {
            made.columns(r, c) = level + random.normal(1000 + r + c * rows);
        }
        made.target[r] = level + 0.7 * random.normal(500 + r);
    }
    return made;
}

long double objective(const SimplexProblem& p, const std::vector<double>& w) {
    long double sum = 0;
    for (std::size_t r = 0; r < p.target.size(); ++r) {
        long double left = -p.target[r];
        for (std::size_t c = 0; c < w.size(); ++c) {
            left += static_cast<long double>(p.columns(r, c)) * w[c];
        }
        sum += left * left;
    }
    for (const double weight : w) {
        sum += static_cast<long double>(p.ridge) * weight * weight;
    }
    return sum;
}

struct Faults {
    long double support = 0; ///< largest distance of a gradient on the support from the level
    long double outside = 0; ///< by how much a gradient elsewhere is under it
    long double total = 0;   ///< of weights, less one
    double least = 0;        ///< weight
};

Faults faults_of(const SimplexProblem& p, const std::vector<double>& w) {
    std::vector<long double> left(p.target.begin(), p.target.end());
    for (std::size_t r = 0; r < left.size(); ++r) {
        left[r] = -left[r];
        for (std::size_t c = 0; c < w.size(); ++c) {
            left[r] += static_cast<long double>(p.columns(r, c)) * w[c];
        }
    }
    std::vector<long double> gradient(w.size());
    long double level = 0;
    for (std::size_t c = 0; c < w.size(); ++c) {
        gradient[c] = static_cast<long double>(p.ridge) * w[c];
        for (std::size_t r = 0; r < left.size(); ++r) {
            gradient[c] += p.columns(r, c) * left[r];
        }
        level += w[c] * gradient[c];
    }
    Faults made{.total = std::accumulate(w.begin(), w.end(), -1.0L),
                .least = *std::ranges::min_element(w)};
    for (std::size_t c = 0; c < w.size(); ++c) {
        if (w[c] > 0) {
            made.support = std::max(made.support, std::abs(gradient[c] - level));
        } else {
            made.outside = std::max(made.outside, level - gradient[c]);
        }
    }
    return made;
}

std::vector<std::size_t> shuffled(std::size_t count, std::uint64_t seed) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    const Random random(seed);
    for (std::size_t i = count; i > 1; --i) {
        std::swap(order[i - 1], order[random.below(i, i)]);
    }
    return order;
}

/// The solution, after it was found to be one.
std::vector<double> solved(const SimplexProblem& problem) {
    const SimplexSolution made = solve_simplex(problem);
    EXPECT_TRUE(made.converged);
    const Faults faults = faults_of(problem, made.weights);
    EXPECT_LT(faults.support, 1e-10L);
    EXPECT_LT(faults.outside, 1e-10L);
    EXPECT_LT(std::abs(faults.total), 1e-12L);
    EXPECT_GE(faults.least, 0);
    return made.weights;
}

class ManyColumns : public testing::TestWithParam<std::tuple<std::size_t, double, double>> {};

TEST_P(ManyColumns, AllArePricedAndTheirOrderIsNothing) {
    const auto& [cols, ridge, common] = GetParam();
    for (const std::uint64_t seed : {11U, 12U}) {
        const Problem made = random_problem(36, cols, seed, common);
        const SimplexProblem problem = made.with(ridge);
        const std::vector<double> weights = solved(problem);
        const long double least = objective(problem, weights);

        const std::vector<std::size_t> order = shuffled(cols, seed + 7);
        const Problem moved = made.take(order);
        const std::vector<double> again = solved(moved.with(ridge));
        EXPECT_NEAR(static_cast<double>(objective(moved.with(ridge), again) - least), 0, 1e-12);
        for (std::size_t c = 0; ridge > 0 && c < cols; ++c) { // then the minimiser is unique
            EXPECT_NEAR(again[c], weights[order[c]], 1e-8);
        }
        const std::vector<double> start(cols, 1.0 / static_cast<double>(cols));
        const auto steps = frank_wolfe(problem, start, {.max_iterations = 2000});
        const long double reached = objective(problem, steps.weights);
        EXPECT_GE(reached, least - 1e-12L);
        EXPECT_LT(reached, least + 0.02L);
    }
}

// Near 1,024 columns the search changes; ridges on either side of the least that is handled by
// factors of Gram matrices.
INSTANTIATE_TEST_SUITE_P(Sizes, ManyColumns,
                         testing::Combine(testing::Values<std::size_t>(1024, 1025, 1500, 4000),
                                          testing::Values(0.0, 1e-6, 1e-2, 1.0),
                                          testing::Values(0.0, 3.0)));

TEST(ManyColumnsOf, TwinsReachTheSameObjectiveAndShareUnderARidge) {
    constexpr std::size_t half = 900;
    const Problem made = random_problem(30, half, 5, 1);
    std::vector<std::size_t> twice = shuffled(2 * half, 6);
    for (std::size_t& c : twice) {
        c %= half;
    }
    const Problem twins = made.take(twice);
    for (const double ridge : {0.0, 1e-6, 1e-2}) {
        const std::vector<double> weights = solved(twins.with(ridge));
        std::vector<double> sum(half, 0.0);
        std::vector<double> difference(half, 0.0);
        for (std::size_t c = 0; c < twice.size(); ++c) {
            sum[twice[c]] += weights[c];
            difference[twice[c]] = weights[c] - difference[twice[c]];
        }
        // Two halves of a weight weigh half as much in the ridge.
        const std::vector<double> alone = solved(made.with(ridge / 2));
        EXPECT_NEAR(static_cast<double>(objective(twins.with(ridge), weights) -
                                        objective(made.with(ridge / 2), alone)),
                    0, 1e-11);
        for (std::size_t c = 0; ridge > 0 && c < half; ++c) {
            EXPECT_NEAR(difference[c], 0, 1e-8);
            EXPECT_NEAR(sum[c], alone[c], 1e-8);
        }
    }
}

// More copies of the column that looks best at first than any list of candidates holds.
TEST(ManyColumnsOf, CopiesOfOneDoNotHideTheOthers) {
    const Problem made = random_problem(25, 500, 8, 0);
    const SimplexProblem plain = made.with(0);
    const std::vector<double> best = solved(plain);
    const auto first = static_cast<std::size_t>(std::ranges::max_element(best) - best.begin());
    std::vector<std::size_t> order = shuffled(500, 9);
    order.insert(order.begin(), 700, first);
    order.insert(order.end(), 700, first);
    const Problem many = made.take(order);
    EXPECT_NEAR(
        static_cast<double>(objective(many.with(0), solved(many.with(0))) - objective(plain, best)),
        0, 1e-11);
    (void)solved(many.with(0.5));
}

TEST(ManyColumnsOf, ThoseFarAwayChangeNothing) {
    constexpr std::size_t near = 600;
    const Problem made = random_problem(20, near, 15, 0);
    for (const double ridge : {0.0, 1e-7, 1e-2}) {
        Problem wide{Matrix(20, 4 * near), made.target};
        const Random random(16);
        for (std::size_t c = 0; c < 4 * near; ++c) {
            for (std::size_t r = 0; r < 20; ++r) {
                wide.columns(r, c) =
                    c % 4 == 1 ? made.columns(r, c / 4) : 60 + random.normal(r + 20 * c);
            }
        }
        const std::vector<double> alone = solved(made.with(ridge));
        const SimplexSolution all = solve_simplex(wide.with(ridge));
        EXPECT_TRUE(all.converged);
        for (std::size_t c = 0; c < wide.columns.cols(); ++c) {
            EXPECT_NEAR(all.weights[c], c % 4 == 1 ? alone[c / 4] : 0.0, 1e-6);
        }
    }
}

// Longer columns than there are of them: their lengths and angles are what is left of them.
TEST(ManyColumnsOf, TallOnes) {
    Problem made = random_problem(1100, 1060, 17, 0);
    for (std::size_t r = 0; r < made.target.size(); ++r) {
        made.target[r] = 0.1 * made.target[r];
        for (const std::size_t c : {3U, 400U, 1010U}) {
            made.target[r] += made.columns(r, c) / 3;
        }
    }
    for (const double ridge : {0.0, 5.0}) {
        const SimplexProblem problem = made.with(ridge);
        const SimplexSolution found = solve_simplex(problem);
        const Faults faults = faults_of(problem, found.weights);
        EXPECT_TRUE(found.converged);
        EXPECT_LT(faults.support, 1e-8L);
        EXPECT_LT(faults.outside, 1e-8L);
        for (const std::size_t c : {3U, 400U, 1010U}) {
            EXPECT_GT(found.weights[c], 0.2);
        }
    }
}

} // namespace
} // namespace halflight::stats

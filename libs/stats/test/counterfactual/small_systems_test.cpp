// SPDX-License-Identifier: Apache-2.0
#include "counterfactual/small_systems.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "halflight/base/random.hpp"

namespace halflight::stats::counterfactual {
namespace {

using Eigen::ArrayXXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd random_matrix(const Random& random, Index rows, Index cols) {
    MatrixXd made(rows, cols);
    for (Index i = 0; i < made.size(); ++i) {
        made.data()[i] = random.normal(static_cast<std::uint64_t>(i));
    }
    return made;
}

ArrayXXd side_by_side(const std::vector<MatrixXd>& systems) {
    const Index size = systems.front().rows();
    ArrayXXd entries(static_cast<Index>(systems.size()), size * (size + 1) / 2);
    for (std::size_t i = 0; i < systems.size(); ++i) {
        Index at = 0;
        for (Index a = 0; a < size; ++a) {
            for (Index b = 0; b <= a; ++b) {
                entries(static_cast<Index>(i), at++) = systems[i](a, b);
            }
        }
    }
    return entries;
}

double greatest(const MatrixXd& matrix) {
    return matrix.cwiseAbs().maxCoeff();
}

double condition(const MatrixXd& symmetric) {
    const VectorXd values = Eigen::SelfAdjointEigenSolver<MatrixXd>(symmetric).eigenvalues();
    return values(0) / values(values.size() - 1);
}

RC_GTEST_PROP(SmallSystems, SolutionsAreThoseOfEachAlone, ()) {
    const auto size = *rc::gen::inRange<Index>(1, 12);
    const auto count = *rc::gen::inRange<Index>(1, 70);
    const Random random(*rc::gen::arbitrary<std::uint64_t>(), 0);
    std::vector<MatrixXd> systems;
    for (Index i = 0; i < count; ++i) {
        const MatrixXd rows = random_matrix(
            Random(random.below(0, 1U << 30U), static_cast<std::uint64_t>(i)), size + 3, size);
        systems.emplace_back(rows.transpose() * rows);
    }
    const MatrixXd sides = random_matrix(random, count, size);
    SmallSystems together;
    together.factor(side_by_side(systems), size);
    ArrayXXd solved = sides.array();
    together.solve(solved);
    for (Index i = 0; i < count; ++i) {
        const MatrixXd& system = systems[static_cast<std::size_t>(i)];
        const VectorXd x = solved.row(i).matrix().transpose();
        const double error = greatest(system * x - sides.row(i).transpose());
        RC_ASSERT(error <=
                  1e-13 * static_cast<double>(size) * greatest(system) * (1 + greatest(x)));
    }
    RC_ASSERT(together.doubtful().empty());
}

RC_GTEST_PROP(SmallSystems, WhatIsNearlySingularIsDoubtful, ()) {
    const auto size = *rc::gen::inRange<Index>(2, 8);
    const auto exponent = *rc::gen::inRange(0, 40);
    const Random random(*rc::gen::arbitrary<std::uint64_t>(), 1);
    // Columns that differ by ever less.
    MatrixXd rows = random_matrix(random, size + 4, size);
    rows.col(size - 1) = rows.col(0) + std::pow(10.0, -exponent / 4.0) * rows.col(size - 1);
    const MatrixXd system = rows.transpose() * rows;
    SmallSystems one;
    one.factor(side_by_side({system}), size);
    if (condition(system) < 5e-14) {
        RC_ASSERT(one.doubtful().size() == 1U);
    } else if (condition(system) > 1e-8) {
        RC_ASSERT(one.doubtful().empty());
    }
}

TEST(SmallSystems, WhatIsNotPositiveDefiniteIsDoubtfulAndSpoilsNoNeighbour) {
    const MatrixXd good = MatrixXd::Identity(3, 3) * 2;
    MatrixXd negative = good;
    negative(1, 1) = -1;
    const MatrixXd none = MatrixXd::Zero(3, 3);
    MatrixXd unknown = good;
    unknown(2, 0) = unknown(0, 2) = std::nan("");
    SmallSystems systems;
    systems.factor(side_by_side({good, negative, none, unknown, good}), 3);
    EXPECT_EQ(systems.doubtful(), (std::vector<Index>{1, 2, 3}));
    ArrayXXd sides = ArrayXXd::Ones(5, 3);
    systems.solve(sides);
    EXPECT_DOUBLE_EQ(sides.row(0).minCoeff(), 0.5);
    EXPECT_DOUBLE_EQ(sides.row(4).maxCoeff(), 0.5);
}

} // namespace
} // namespace halflight::stats::counterfactual

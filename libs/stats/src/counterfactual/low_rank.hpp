// SPDX-License-Identifier: Apache-2.0
// low_rank.hpp - the form in which factors, loadings and additive effects are given out.
#pragma once

#include <vector>

#include <Eigen/Dense>

#include "factor_solver.hpp"
#include "halflight/stats/matrix.hpp"

namespace halflight::stats::counterfactual {

struct LowRank {
    Eigen::MatrixXd left;   ///< periods x r, orthonormal
    Eigen::VectorXd values; ///< singular values, largest first
    Eigen::MatrixXd right;  ///< units x r, orthonormal
};

/// Singular values of left * right' from factors that need not be orthogonal. The entry of largest
/// absolute value in each left column is positive.
[[nodiscard]] LowRank decompose(const Eigen::MatrixXd& left, const Eigen::MatrixXd& right);

[[nodiscard]] Matrix to_matrix(const Eigen::MatrixXd& from);
[[nodiscard]] std::vector<double> to_vector(const Eigen::VectorXd& from);

/// Where a search begins that has been before: factors (periods x r) and period effects, or none of
/// these. Throws Error(invalid_argument) unless there are as many periods as told.
[[nodiscard]] FactorPoint point_of(const Matrix& factors, const std::vector<double>& period_effects,
                                   std::size_t periods);

} // namespace halflight::stats::counterfactual

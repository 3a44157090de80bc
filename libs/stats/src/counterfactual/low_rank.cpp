// SPDX-License-Identifier: Apache-2.0
#include "low_rank.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "halflight/base/error.hpp"

namespace halflight::stats::counterfactual {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

LowRank decompose(const MatrixXd& left, const MatrixXd& right) {
    const Index r = left.cols();
    LowRank made;
    if (r == 0) {
        made.left = MatrixXd::Zero(left.rows(), 0);
        made.right = MatrixXd::Zero(right.rows(), 0);
        return made;
    }
    const Eigen::HouseholderQR<MatrixXd> a(left);
    const Eigen::HouseholderQR<MatrixXd> b(right);
    const Index rows_a = std::min(left.rows(), r);
    const Index rows_b = std::min(right.rows(), r);
    const MatrixXd ra = a.matrixQR().topRows(rows_a).triangularView<Eigen::Upper>();
    const MatrixXd rb = b.matrixQR().topRows(rows_b).triangularView<Eigen::Upper>();
    const Eigen::JacobiSVD<MatrixXd> core(ra * rb.transpose(),
                                          Eigen::ComputeThinU | Eigen::ComputeThinV);
    made.left = a.householderQ() * MatrixXd::Identity(left.rows(), rows_a) * core.matrixU();
    made.right = b.householderQ() * MatrixXd::Identity(right.rows(), rows_b) * core.matrixV();
    made.values = core.singularValues();
    for (Index k = 0; k < made.left.cols(); ++k) {
        Index most = 0;
        made.left.col(k).cwiseAbs().maxCoeff(&most);
        if (made.left(most, k) < 0) {
            made.left.col(k) *= -1;
            made.right.col(k) *= -1;
        }
    }
    return made;
}

MatrixXd leading_vectors(const MatrixXd& symmetric, std::size_t count, VectorXd* values) {
    const auto k = static_cast<Index>(count);
    if (k == 0) {
        return MatrixXd::Zero(symmetric.rows(), 0);
    }
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solved(symmetric);
    if (values != nullptr) {
        *values = solved.eigenvalues().tail(k).reverse();
    }
    return solved.eigenvectors().rightCols(k).rowwise().reverse();
}

Matrix to_matrix(const MatrixXd& from) {
    Matrix made(static_cast<std::size_t>(from.rows()), static_cast<std::size_t>(from.cols()));
    std::copy_n(from.data(), from.size(), made.data());
    return made;
}

std::vector<double> to_vector(const VectorXd& from) {
    return {from.data(), from.data() + from.size()};
}

FactorPoint point_of(const Matrix& factors, const std::vector<double>& period_effects,
                     std::size_t periods) {
    const bool fits = (factors.cols() == 0 || factors.rows() == periods) &&
                      (period_effects.empty() || period_effects.size() == periods);
    if (!fits) {
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("a fit over {} periods cannot begin at one over {}", periods,
                                factors.cols() == 0 ? period_effects.size() : factors.rows()));
    }
    const auto rows = static_cast<Index>(periods);
    FactorPoint point{.factors = MatrixXd::Zero(rows, static_cast<Index>(factors.cols())),
                      .period = VectorXd::Zero(rows)};
    std::copy_n(factors.data(), point.factors.size(), point.factors.data());
    std::ranges::copy(period_effects, point.period.data());
    return point;
}

} // namespace halflight::stats::counterfactual

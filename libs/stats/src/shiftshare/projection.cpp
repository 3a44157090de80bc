// SPDX-License-Identifier: Apache-2.0
// shiftshare/projection.cpp - normal equations of sparse shares, refined; orthogonalisation where
// columns depend on each other.
#include "shiftshare/projection.hpp"

#include <cmath>
#include <numeric>
#include <optional>

#include <Eigen/Dense>

namespace halflight::stats::shiftshare {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Solves by Cholesky on columns of unit length; nothing where some are nearly dependent.
std::optional<VectorXd> by_normal_equations(const Shares& shares, const VectorXd& weights,
                                            const VectorXd& values) {
    constexpr double least_pivot = 1e-10; // squared: a column has 1e-5 of its length of its own
    MatrixXd gram = shares.gram(weights);
    const VectorXd length = gram.diagonal().cwiseSqrt();
    if (!(length.minCoeff() > 0)) {
        return std::nullopt;
    }
    const VectorXd inverse = length.cwiseInverse();
    for (Index k = 0; k < gram.cols(); ++k) {
        gram.col(k).array() *= inverse.array() * inverse(k);
    }
    const Eigen::LLT<Eigen::Ref<MatrixXd>> factor(gram);
    if (factor.info() != Eigen::Success || gram.diagonal().cwiseAbs2().minCoeff() < least_pivot) {
        return std::nullopt;
    }
    VectorXd made = VectorXd::Zero(shares.cols());
    // Each pass removes what the squared condition number left of the error.
    for (int pass = 0; pass < 4; ++pass) {
        const VectorXd left = values - shares.times(made);
        const VectorXd right =
            shares.transposed_times(weights.cwiseProduct(left)).cwiseProduct(inverse);
        const VectorXd step = factor.solve(right).cwiseProduct(inverse);
        made += step;
        if (step.norm() <= 1e-15 * made.norm()) {
            break;
        }
    }
    return made;
}

struct Independent {
    std::vector<Index> kept;
    MatrixXd basis; // of the weighted columns kept
    MatrixXd upper; // weighted columns kept = basis x upper
};

Independent independent_columns(const Shares& shares, const VectorXd& root) {
    constexpr double tolerance = 1e-7;
    const Index most = std::min(shares.rows(), shares.cols());
    Independent made{
        .kept = {}, .basis = MatrixXd(shares.rows(), most), .upper = MatrixXd::Zero(most, most)};
    for (Index k = 0; k < shares.cols(); ++k) {
        VectorXd v = shares.column(k).cwiseProduct(root);
        const double size = v.norm();
        const auto count = static_cast<Index>(made.kept.size());
        VectorXd along = VectorXd::Zero(count);
        for (int twice = 0; twice < 2; ++twice) {
            const VectorXd part = made.basis.leftCols(count).transpose() * v;
            v -= made.basis.leftCols(count) * part;
            along += part;
        }
        if (count == most || !(v.norm() > tolerance * size)) {
            continue;
        }
        made.upper.col(count).head(count) = along;
        made.upper(count, count) = v.norm();
        made.basis.col(count) = v / v.norm();
        made.kept.push_back(k);
    }
    return made;
}

} // namespace

ShareProjection project_on_shares(const Shares& shares, const VectorXd& weights,
                                  const VectorXd& values) {
    if (shares.cols() <= shares.rows()) {
        if (auto solved = by_normal_equations(shares, weights, values)) {
            std::vector<Index> all(static_cast<std::size_t>(shares.cols()));
            std::iota(all.begin(), all.end(), Index{0});
            return {.shares = shares,
                    .kept = std::move(all),
                    .dropped = {},
                    .coefficients = *std::move(solved)};
        }
    }
    const VectorXd root = weights.cwiseSqrt();
    const Independent found = independent_columns(shares, root);
    const auto count = static_cast<Index>(found.kept.size());
    const VectorXd on_basis = found.basis.leftCols(count).transpose() * values.cwiseProduct(root);
    std::vector<std::size_t> dropped;
    for (Index k = 0, at = 0; k < shares.cols(); ++k) {
        if (at < count && found.kept[static_cast<std::size_t>(at)] == k) {
            ++at;
        } else {
            dropped.push_back(static_cast<std::size_t>(k));
        }
    }
    return {
        .shares = shares.only(found.kept),
        .kept = found.kept,
        .dropped = std::move(dropped),
        .coefficients =
            found.upper.topLeftCorner(count, count).triangularView<Eigen::Upper>().solve(on_basis)};
}

} // namespace halflight::stats::shiftshare

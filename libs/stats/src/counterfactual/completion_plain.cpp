// SPDX-License-Identifier: Apache-2.0
#include "completion_plain.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace halflight::stats::counterfactual {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct State {
    MatrixXd low_rank;
    Eigen::RowVectorXd unit;
    VectorXd period;
    double strength = 0; ///< sum of the singular values
};

MatrixXd whole_mask(const FactorData& data) {
    MatrixXd mask = MatrixXd::Ones(data.wy.rows(), data.wy.cols());
    mask.rightCols(data.w.cols()) = data.w;
    return mask;
}

MatrixXd errors(const FactorData& data, const MatrixXd& mask, const State& at) {
    MatrixXd fitted = at.low_rank;
    fitted.rowwise() += at.unit;
    fitted.colwise() += at.period;
    return data.wy - fitted.cwiseProduct(mask);
}

/// Soft-thresholds the singular values; `strength` gets their sum after that.
MatrixXd shrink(const MatrixXd& e, double threshold, double& strength) {
    const bool wide = e.rows() <= e.cols();
    const MatrixXd product = wide ? MatrixXd(e * e.transpose()) : MatrixXd(e.transpose() * e);
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solved(product);
    const VectorXd values = solved.eigenvalues().cwiseMax(0.0).cwiseSqrt();
    strength = (values.array() - threshold).max(0.0).sum();
    const VectorXd kept =
        (values.array() > threshold)
            .select((values.array() - threshold) / values.array().max(1e-300), 0.0);
    const MatrixXd filter =
        solved.eigenvectors() * kept.asDiagonal() * solved.eigenvectors().transpose();
    return wide ? MatrixXd(filter * e) : MatrixXd(e * filter);
}

int settle(const FactorData& data, const MatrixXd& mask, double lambda, double tolerance,
           int max_iterations, State& at, bool& converged) {
    const auto objective = [&] {
        return errors(data, mask, at).squaredNorm() / data.cells + lambda * at.strength;
    };
    const Eigen::RowVectorXd per_unit = mask.colwise().sum().cwiseMax(1.0);
    const VectorXd per_period = mask.rowwise().sum().cwiseMax(1.0);
    double last = objective();
    converged = false;
    int iteration = 0;
    while (iteration < max_iterations && !converged) {
        ++iteration;
        at.unit += errors(data, mask, at).colwise().sum().cwiseQuotient(per_unit);
        at.period += errors(data, mask, at).rowwise().sum().cwiseQuotient(per_period);
        at.low_rank =
            shrink(errors(data, mask, at) + at.low_rank, lambda * data.cells / 2, at.strength);
        const double next = objective();
        const double fall = (last - next) / last;
        converged = next < 1e-8 || (fall < tolerance && fall >= 0);
        last = next;
    }
    return iteration;
}

std::vector<double> path_to(double lambda, double most) {
    constexpr int steps = 99;
    std::vector<double> path;
    for (int i = 0; i < steps && lambda < most; ++i) {
        const double value = std::pow(10.0, std::log10(most) - 3.0 * i / (steps - 1));
        if (value >= lambda) {
            path.push_back(value);
        }
    }
    path.push_back(lambda);
    return path;
}

} // namespace

PlainCompletion descend(const FactorData& data, const FactorSolution& additive, double lambda,
                        double lambda_zero, double tolerance, int max_iterations) {
    const MatrixXd mask = whole_mask(data);
    State at{.low_rank = MatrixXd::Zero(data.wy.rows(), data.wy.cols()),
             .unit = additive.loadings.row(0),
             .period = additive.at.period};
    PlainCompletion made;
    for (const double step : path_to(lambda, lambda_zero)) {
        double start = 0;
        static_cast<void>(shrink(at.low_rank, 0, start));
        at.strength = start;
        made.iterations = settle(data, mask, step, tolerance, max_iterations, at, made.converged);
    }
    const Index rank = std::min(at.low_rank.rows(), at.low_rank.cols());
    FactorSolution& solution = made.solution;
    solution.at.factors =
        leading_vectors(at.low_rank * at.low_rank.transpose(), static_cast<std::size_t>(rank));
    solution.at.period = at.period;
    solution.loadings.resize(rank + 1, at.low_rank.cols());
    solution.loadings.topRows(rank) = solution.at.factors.transpose() * at.low_rank;
    solution.loadings.row(rank) = at.unit;
    return made;
}

} // namespace halflight::stats::counterfactual

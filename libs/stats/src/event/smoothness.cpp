// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "halflight/stats/distribution.hpp"
#include "honest_parts.hpp"

namespace halflight::stats::detail {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Quantile of |N(shift, 1)|.
double folded_quantile(double level, double shift) {
    double low = 0;
    double high = shift + 10;
    while (high - low > 1e-12 * high) {
        const double middle = (low + high) / 2;
        const double inside = 1 - normal_upper(middle - shift) - normal_upper(middle + shift);
        (inside >= level ? high : low) = middle;
    }
    return (low + high) / 2;
}

/// The affine estimator of weights w on second differences before the reference. With w0 fixed so
/// that slopes cancel, the weight of the effect t periods before is w(t-1) - 2 w(t) + w(t+1).
struct Problem {
    MatrixXd map = {};    ///< path x w: what w adds to the weights on effects
    VectorXd start = {};  ///< weights on effects at w = 0
    MatrixXd square = {}; ///< map' V map
    VectorXd cross = {};  ///< map' V start
    double after = 0;     ///< worst bias of the periods after, per M
};

Problem problem_of(const HonestTarget& target) {
    const PathParts& path = target.path;
    const Index size = path.effects.size();
    const Index before = path.before;
    const auto at = [&](Index back) { return before - back; }; ///< place of `back` periods before
    Problem made{.map = MatrixXd::Zero(size, before - 1), .start = VectorXd::Zero(size)};
    double slope = 0;
    for (Index j = 0; j < size - before; ++j) {
        made.start[before + j] = target.weights[j];
        slope += target.weights[j] * static_cast<double>(j + 1);
        double bend = 0;
        for (Index t = j; t < size - before; ++t) {
            bend += target.weights[t] * static_cast<double>(t + 1 - j);
        }
        made.after += std::abs(bend);
    }
    made.start[at(1)] = slope;
    for (Index j = 1; j < before; ++j) {
        made.map(at(j), j - 1) = -2;
        made.map(at(j + 1), j - 1) = 1;
        if (j > 1) {
            made.map(at(j - 1), j - 1) = 1;
        }
    }
    made.square = made.map.transpose() * path.covariance * made.map;
    made.cross = made.map.transpose() * path.covariance * made.start;
    return made;
}

/// Least variance / 2 + penalty |w|: coordinate descent from `w`. Any w gives an interval that
/// holds its level, so that a limit of sweeps costs length only.
void lasso(const Problem& problem, double penalty, VectorXd& w) {
    for (int sweep = 0; sweep < 100'000; ++sweep) {
        double moved = 0;
        for (Index k = 0; k < w.size(); ++k) {
            const double own = problem.square(k, k);
            const double pull = -(problem.cross[k] + problem.square.row(k).dot(w) - own * w[k]);
            const double next = std::copysign(std::max(std::abs(pull) - penalty, 0.0), pull) / own;
            moved = std::max(moved, std::abs(next - w[k]));
            w[k] = next;
        }
        if (moved <= 1e-12 * (1 + w.cwiseAbs().maxCoeff())) {
            return;
        }
    }
}

} // namespace

Ends smoothness_set(const HonestTarget& target, double m, double level) {
    const Problem problem = problem_of(target);
    VectorXd w = VectorXd::Zero(problem.map.cols());
    double centre = 0;
    const auto half_length = [&](double penalty) {
        if (w.size() > 0) {
            lasso(problem, penalty, w);
        }
        const VectorXd weights = problem.start + problem.map * w;
        const double error = std::sqrt(weights.dot(target.path.covariance * weights));
        centre = weights.dot(target.path.effects);
        return error * folded_quantile(level, m * (problem.after + w.lpNorm<1>()) / error);
    };
    // The penalties from none to where w is zero trace the frontier of bias and variance; the
    // length has one minimum on it.
    const double most = w.size() > 0 ? problem.cross.cwiseAbs().maxCoeff() : 0;
    double low = 0;
    double high = m > 0 ? most : 0;
    constexpr double golden = 0.6180339887498949;
    double a = high - golden * (high - low);
    double b = low + golden * (high - low);
    double at_a = half_length(a);
    double at_b = half_length(b);
    while (high - low > 1e-10 * most) {
        if (at_a <= at_b) {
            high = b;
            b = a;
            at_b = at_a;
            a = high - golden * (high - low);
            at_a = half_length(a);
        } else {
            low = a;
            a = b;
            at_a = at_b;
            b = low + golden * (high - low);
            at_b = half_length(b);
        }
    }
    const double half = half_length((low + high) / 2);
    return {{centre - half, centre + half}};
}

} // namespace halflight::stats::detail

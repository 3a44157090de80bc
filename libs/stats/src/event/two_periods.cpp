// SPDX-License-Identifier: Apache-2.0
#include "two_periods.hpp"

#include <cmath>

namespace halflight::stats::detail {

namespace {

using Eigen::ArrayXd;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// A fitted nuisance and how a unit moves its coefficients: units x coefficients.
struct Nuisance {
    VectorXd fitted = {};
    MatrixXd moves = {};
    std::string trouble = {};
};

/// The controls' changes explained by covariates.
Nuisance regress_controls(const TwoPeriods& data) {
    const auto n = static_cast<double>(data.change.size());
    const VectorXd weight = data.weights.array() * (1 - data.treated.array());
    const MatrixXd cross = data.design.transpose() * weight.asDiagonal() * data.design / n;
    const Eigen::ColPivHouseholderQR<MatrixXd> scaled(weight.cwiseSqrt().asDiagonal() *
                                                      data.design);
    if (scaled.rank() < data.design.cols()) {
        return {.trouble = "covariates do not vary on their own among the controls"};
    }
    const VectorXd slopes = scaled.solve(VectorXd(weight.array().sqrt() * data.change.array()));
    Nuisance made{.fitted = data.design * slopes};
    const VectorXd score = weight.array() * (data.change - made.fitted).array();
    made.moves = score.asDiagonal() * data.design * cross.inverse();
    return made;
}

/// Probability of being treated: weighted logit by Newton's steps.
Nuisance propensity(const TwoPeriods& data) {
    const auto n = static_cast<double>(data.change.size());
    VectorXd slopes = VectorXd::Zero(data.design.cols());
    ArrayXd p;
    MatrixXd inverse;
    for (int step = 0; step < 60; ++step) {
        p = 1 / (1 + (-(data.design * slopes).array()).exp());
        const VectorXd weight = data.weights.array() * p * (1 - p);
        const Eigen::FullPivLU<MatrixXd> cross(data.design.transpose() * weight.asDiagonal() *
                                               data.design / n);
        if (!cross.isInvertible()) {
            return {.trouble = "treated and controls do not overlap in their covariates"};
        }
        inverse = cross.inverse();
        const VectorXd score = data.weights.array() * (data.treated.array() - p);
        const VectorXd move = inverse * (data.design.transpose() * score) / n;
        slopes += move;
        if (move.cwiseAbs().maxCoeff() <= 1e-11 * (1 + slopes.cwiseAbs().maxCoeff())) {
            if (p.maxCoeff() > 1 - 1e-6) {
                break;
            }
            Nuisance made{.fitted = p.matrix()};
            made.moves = score.asDiagonal() * data.design * inverse;
            return made;
        }
    }
    return {.trouble = "treated and controls do not overlap in their covariates"};
}

/// A weighted mean, what each unit adds to it, and its weights.
struct Side {
    double mean = 0;
    double total = 0;
    ArrayXd own = {};
};

Side side(const ArrayXd& weight, const ArrayXd& values) {
    Side made;
    made.total = weight.mean();
    made.mean = (weight * values).mean() / made.total;
    made.own = weight * (values - made.mean);
    return made;
}

} // namespace

TwoPeriodEffect two_periods(const TwoPeriods& data, GroupMethod method) {
    const bool regresses = method != GroupMethod::weighting;
    const bool weighs = method != GroupMethod::regression;
    const auto n = static_cast<double>(data.change.size());
    Nuisance outcome;
    Nuisance chance;
    if (regresses) {
        outcome = regress_controls(data);
    }
    if (weighs) {
        chance = propensity(data);
    }
    if (!outcome.trouble.empty() || !chance.trouble.empty()) {
        return {.trouble = outcome.trouble.empty() ? chance.trouble : outcome.trouble};
    }
    const ArrayXd d = data.treated.array();
    const ArrayXd left =
        regresses ? ArrayXd(data.change.array() - outcome.fitted.array()) : data.change.array();
    const ArrayXd treated_weight = data.weights.array() * d;
    const Side treated = side(treated_weight, left);
    ArrayXd influence = treated.own / treated.total;
    TwoPeriodEffect made{.effect = treated.mean};
    if (regresses) {
        const VectorXd pull = data.design.transpose() * treated_weight.matrix() / n;
        influence -= (outcome.moves * pull).array() / treated.total;
    }
    if (weighs) {
        const ArrayXd p = chance.fitted.array();
        const ArrayXd weight = data.weights.array() * (1 - d) * p / (1 - p);
        const Side controls = side(weight, left);
        const VectorXd pull = data.design.transpose() * controls.own.matrix() / n;
        ArrayXd of_controls = controls.own + (chance.moves * pull).array();
        if (regresses) {
            const VectorXd shift = data.design.transpose() * weight.matrix() / n;
            of_controls -= (outcome.moves * shift).array();
        }
        influence -= of_controls / controls.total;
        made.effect -= controls.mean;
    }
    made.influence = influence.matrix();
    return made;
}

} // namespace halflight::stats::detail

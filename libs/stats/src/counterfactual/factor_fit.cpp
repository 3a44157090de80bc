// SPDX-License-Identifier: Apache-2.0
// One fit of the factor model for a known number of factors, and what it is made of.
#include "factor_fit.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "factor_em.hpp"
#include "low_rank.hpp"
#include "prepare.hpp"

namespace halflight::stats::counterfactual {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// Components of a fit of plain iterations, which is a whole matrix.
Components components_of(const EmFit& em, const Panel& panel,
                         const std::vector<std::size_t>& covariates, Effects effects,
                         std::size_t factors) {
    MatrixXd rest = em.fitted;
    for (std::size_t k = 0; k < covariates.size(); ++k) {
        rest -= em.beta(static_cast<Index>(k)) *
                Eigen::Map<const MatrixXd>(panel.covariates[covariates[k]].data(), rest.rows(),
                                           rest.cols());
    }
    Components made;
    if (effects == Effects::none) {
        made.mean = (rest - em.low_rank).mean();
        rest = em.low_rank;
    } else {
        Additives additives = split_effects(rest, effects);
        made.mean = additives.mean;
        made.unit = std::move(additives.unit);
        made.period = std::move(additives.period);
        rest = std::move(additives.low_rank);
    }
    made.left = leading_vectors(rest * rest.transpose(), factors);
    made.right = rest.transpose() * made.left;
    return made;
}

} // namespace

double constant_of(const FactorData& data, const FactorSolution& solved, std::size_t covariates) {
    const auto p = static_cast<Index>(covariates);
    return data.centre + (solved.beta.size() > p ? solved.beta(p) : 0);
}

Components components_of(const FactorData& data, const FactorSolution& solved,
                         std::size_t covariates) {
    const Index r = solved.at.factors.cols();
    const auto n = static_cast<Index>(data.units);
    Components made{.mean = constant_of(data, solved, covariates),
                    .unit = {},
                    .period = {},
                    .left = solved.at.factors,
                    .right = MatrixXd(n, r)};
    VectorXd unit(n);
    for (std::size_t j = 0; j < data.units; ++j) {
        const auto place = static_cast<Index>(j);
        const auto i = static_cast<Index>(data.order[j]);
        if (r > 0) { // a row of a matrix without columns would start beyond no memory
            made.right.row(i) = solved.loadings.col(place).head(r).transpose();
        }
        unit(i) = solved.loadings(r, place);
    }
    if (data.effects == Effects::none) {
        return made;
    }
    VectorXd period = solved.at.period;
    const VectorXd middle_left = made.left.colwise().mean().transpose();
    const VectorXd middle_right = made.right.colwise().mean().transpose();
    if (data.unit_effects()) {
        unit += made.right * middle_left;
        made.left.rowwise() -= middle_left.transpose();
    }
    if (data.period_effects()) {
        // What the loadings have in common, less what the units took of it already.
        period += made.left * middle_right;
        made.right.rowwise() -= middle_right.transpose();
    }
    made.mean += unit.mean() + period.mean();
    unit.array() -= unit.mean();
    period.array() -= period.mean();
    if (data.unit_effects()) {
        made.unit = to_vector(unit);
    }
    if (data.period_effects()) {
        made.period = to_vector(period);
    }
    return made;
}

void predict(const Panel& panel, const FactorData& data, const FactorSolution& solved,
             const std::vector<std::size_t>& covariates, std::size_t place, std::span<double> out) {
    const Index r = solved.at.factors.cols();
    const auto col = static_cast<Index>(place);
    const auto rows = static_cast<Index>(data.periods);
    Eigen::Map<VectorXd> fitted(out.data(), rows);
    fitted = solved.at.period;
    fitted.array() += constant_of(data, solved, covariates.size()) + solved.loadings(r, col);
    fitted.noalias() += solved.at.factors * solved.loadings.col(col).head(r);
    for (std::size_t k = 0; k < covariates.size(); ++k) {
        fitted += solved.beta(static_cast<Index>(k)) *
                  Eigen::Map<const VectorXd>(
                      panel.covariates[covariates[k]].column(data.order[place]).data(), rows);
    }
}

Estimate estimate_factors(const Panel& panel, const FactorData& data,
                          const std::vector<std::size_t>& covariates, std::size_t factors,
                          const FactorSpec& spec, const FactorPoint* start) {
    Estimate made;
    if (spec.algorithm != FactorAlgorithm::accelerated) {
        EmFit em = fit_em(panel, covariates, spec.effects, factors, spec.algorithm, spec.tolerance,
                          spec.max_iterations);
        made.components = components_of(em, panel, covariates, spec.effects, factors);
        made.fitted = to_matrix(em.fitted);
        made.beta = std::move(em.beta);
        made.iterations = em.iterations;
        made.converged = em.converged;
        return made;
    }
    const auto periods = static_cast<Index>(panel.periods());
    const SolverOptions options{
        .tolerance = spec.tolerance, .max_iterations = spec.max_iterations, .jobs = spec.jobs};
    const FactorPoint none{.factors = MatrixXd::Zero(periods, 0),
                           .period = VectorXd::Zero(periods)};
    FactorSolution solved = solve(data, start != nullptr ? *start : none, options);
    if (factors > 0 && start == nullptr) {
        solved = solve(data, start_from(data, solved, factors, spec.jobs), options);
    }
    made.fitted = Matrix(panel.periods(), panel.units());
    for (std::size_t j = 0; j < data.units; ++j) {
        predict(panel, data, solved, covariates, j, made.fitted.column(data.order[j]));
    }
    made.components = components_of(data, solved, covariates.size());
    made.beta = solved.beta.head(static_cast<Index>(covariates.size()));
    made.iterations = solved.iterations;
    made.converged = solved.converged;
    return made;
}

double squares_left(const Panel& panel, const Matrix& fitted, double& cells) {
    double rss = 0;
    cells = 0;
    for (std::size_t i = 0; i < panel.units(); ++i) {
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            if (panel.untreated(t, i)) {
                const double e = panel.outcome(t, i) - fitted(t, i);
                rss += panel.weight(t, i) * e * e;
                cells += 1;
            }
        }
    }
    return rss;
}

void blank_lost_periods(const Panel& panel, Matrix& untreated, Warnings& warnings) {
    std::vector<bool> any(panel.periods());
    std::size_t lost = panel.periods();
    for (std::size_t i = 0; i < panel.units() && lost > 0; ++i) {
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            if (!any[t] && panel.untreated(t, i)) {
                any[t] = true;
                --lost;
            }
        }
    }
    for (std::size_t t = 0; t < panel.periods() && lost > 0; ++t) {
        if (!any[t]) {
            for (std::size_t i = 0; i < untreated.cols(); ++i) {
                untreated(t, i) = undefined;
            }
            warnings.push_back({"period_without_controls",
                                fmt::format("period {} has no untreated observation and was left "
                                            "out",
                                            panel.period_name(t))});
        }
    }
}

Additives split_effects(const MatrixXd& rest, Effects effects) {
    Additives made;
    made.low_rank = rest;
    made.mean = rest.mean();
    made.low_rank.array() -= made.mean;
    if (effects == Effects::unit || effects == Effects::two_way) {
        const Eigen::RowVectorXd unit = made.low_rank.colwise().mean();
        made.low_rank.rowwise() -= unit;
        made.unit = to_vector(unit.transpose());
    }
    if (effects == Effects::period || effects == Effects::two_way) {
        const VectorXd period = made.low_rank.rowwise().mean();
        made.low_rank.colwise() -= period;
        made.period = to_vector(period);
    }
    return made;
}

} // namespace halflight::stats::counterfactual

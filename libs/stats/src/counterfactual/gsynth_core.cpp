// SPDX-License-Identifier: Apache-2.0
#include "gsynth_core.hpp"

#include <cmath>

namespace halflight::stats::counterfactual {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

bool with_unit_effect(Effects effects) {
    return effects == Effects::unit || effects == Effects::two_way;
}

/// Factors and, with unit effects, a constant.
MatrixXd design_of(const ControlFit& controls, Effects effects) {
    const Index r = controls.factors.cols();
    MatrixXd z(controls.factors.rows(), r + (with_unit_effect(effects) ? 1 : 0));
    z.leftCols(r) = controls.factors;
    if (z.cols() > r) {
        z.col(r).setOnes();
    }
    return z;
}

MatrixXd gram_of(const MatrixXd& z, const std::vector<bool>& before) {
    MatrixXd gram = MatrixXd::Zero(z.cols(), z.cols());
    for (Index t = 0; t < z.rows(); ++t) {
        if (before[static_cast<std::size_t>(t)]) {
            gram.noalias() += z.row(t).transpose() * z.row(t);
        }
    }
    return gram;
}

} // namespace

VectorXd adjusted(const Panel& panel, std::size_t unit, const std::vector<std::size_t>& covariates,
                  const ControlFit& controls) {
    const auto rows = static_cast<Index>(panel.periods());
    VectorXd rest = Eigen::Map<const VectorXd>(panel.outcome.column(unit).data(), rows);
    rest -= controls.level;
    for (std::size_t k = 0; k < covariates.size(); ++k) {
        rest -=
            controls.beta(static_cast<Index>(k)) *
            Eigen::Map<const VectorXd>(panel.covariates[covariates[k]].column(unit).data(), rows);
    }
    return rest;
}

std::vector<bool> periods_before(const Panel& panel, std::size_t unit) {
    std::vector<bool> before(panel.periods());
    for (std::size_t t = 0; t < panel.periods(); ++t) {
        before[t] = panel.untreated(t, unit);
    }
    return before;
}

TreatedFit fit_treated(const VectorXd& rest, const std::vector<bool>& before,
                       const ControlFit& controls, Effects effects) {
    const MatrixXd z = design_of(controls, effects);
    TreatedFit fit;
    VectorXd zu = VectorXd::Zero(z.cols());
    for (Index t = 0; t < z.rows(); ++t) {
        if (before[static_cast<std::size_t>(t)]) {
            zu += rest(t) * z.row(t).transpose();
        }
    }
    if (z.cols() > 0) {
        const Eigen::LLT<MatrixXd> factored(gram_of(z, before));
        fit.sound = factored.info() == Eigen::Success && factored.rcond() > 1e-12;
        fit.loadings = factored.solve(zu);
    } else {
        fit.loadings = zu;
    }
    const VectorXd by_factors = z * fit.loadings;
    fit.effect = rest - by_factors;
    fit.untreated = by_factors + controls.level;
    return fit;
}

LeftOut leave_periods_out(const VectorXd& rest, const std::vector<bool>& before,
                          const ControlFit& controls, Effects effects) {
    const MatrixXd z = design_of(controls, effects);
    const TreatedFit fit = fit_treated(rest, before, controls, effects);
    LeftOut out;
    const Eigen::LLT<MatrixXd> factored(gram_of(z, before));
    for (Index t = 0; t < z.rows(); ++t) {
        if (!before[static_cast<std::size_t>(t)]) {
            continue;
        }
        double own = 0;
        if (z.cols() > 0) {
            const VectorXd row = z.row(t).transpose();
            own = row.dot(factored.solve(row));
        }
        const double error = fit.effect(t) / (1 - own);
        out.squares += error * error;
        out.count += 1;
    }
    return out;
}

ControlFit fit_incomplete_controls(const FactorData& data, std::size_t factors,
                                   const ControlOptions& options, int jobs,
                                   const FactorPoint* warm) {
    const auto rows = static_cast<Index>(data.periods);
    const SolverOptions how{
        .tolerance = options.tolerance, .max_iterations = options.max_iterations, .jobs = jobs};
    FactorSolution solved;
    if (warm != nullptr) {
        solved = solve(data, *warm, how);
    } else {
        solved =
            solve(data, {.factors = MatrixXd::Zero(rows, 0), .period = VectorXd::Zero(rows)}, how);
        if (factors > 0) {
            solved = solve(data, start_from(data, solved, factors), how);
        }
    }
    ControlFit fit{.factors = solved.at.factors,
                   .beta = solved.beta,
                   .level = solved.at.period,
                   .rss = 2 * solved.objective,
                   .iterations = solved.iterations,
                   .converged = solved.converged};
    fit.level.array() += data.centre;
    if (data.effects == Effects::none) {
        fit.level.array() += solved.beta(solved.beta.size() - 1);
        fit.beta = VectorXd(solved.beta.head(solved.beta.size() - 1));
    }
    return fit;
}

} // namespace halflight::stats::counterfactual

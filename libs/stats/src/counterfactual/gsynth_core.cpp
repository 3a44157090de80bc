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

UnitFitter::UnitFitter(const ControlFit& controls, Effects effects)
    : m_controls(controls), m_z(design_of(controls, effects)) {}

void UnitFitter::prepare_for(const std::vector<bool>& before) {
    if (before == m_before) {
        return;
    }
    m_before = before;
    m_used = m_z;
    for (Index t = 0; t < m_z.rows(); ++t) {
        if (!before[static_cast<std::size_t>(t)]) {
            m_used.row(t).setZero();
        }
    }
    m_leverage.resize(0);
    m_sound = true;
    if (m_z.cols() > 0) {
        m_factored.compute(m_used.transpose() * m_used);
        m_sound = m_factored.info() == Eigen::Success && m_factored.rcond() > 1e-12;
    }
}

TreatedFit UnitFitter::fit(const VectorXd& rest, const std::vector<bool>& before) {
    prepare_for(before);
    TreatedFit fit;
    fit.sound = m_sound;
    // Outside of `before` there may be NaN, which zeros would not silence.
    VectorXd told = rest;
    for (Index t = 0; t < told.size(); ++t) {
        told(t) = before[static_cast<std::size_t>(t)] ? rest(t) : 0;
    }
    fit.loadings = m_used.transpose() * told;
    if (m_z.cols() > 0) {
        m_factored.solveInPlace(fit.loadings);
    }
    const VectorXd by_factors = m_z * fit.loadings;
    fit.effect = rest - by_factors;
    fit.untreated = by_factors + m_controls.level;
    return fit;
}

UnitFitter::LeftOut UnitFitter::leave_periods_out(const VectorXd& rest,
                                                  const std::vector<bool>& before) {
    const TreatedFit found = fit(rest, before);
    if (m_leverage.size() == 0) {
        m_leverage.setZero(m_z.rows());
        if (m_z.cols() > 0) {
            const MatrixXd solved = m_factored.solve(m_used.transpose());
            m_leverage = m_used.cwiseProduct(solved.transpose()).rowwise().sum();
        }
    }
    LeftOut out;
    for (Index t = 0; t < m_z.rows(); ++t) {
        if (before[static_cast<std::size_t>(t)]) {
            const double error = found.effect(t) / (1 - m_leverage(t));
            out.squares += error * error;
            out.count += 1;
        }
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
            solved = solve(data, start_from(data, solved, factors, jobs), how);
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

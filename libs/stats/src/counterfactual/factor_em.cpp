// SPDX-License-Identifier: Apache-2.0
#include "factor_em.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::stats::counterfactual {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd additive_part(const MatrixXd& e, Effects effects) {
    MatrixXd part = MatrixXd::Zero(e.rows(), e.cols());
    const double mean = e.mean();
    if (effects == Effects::none) {
        part.setConstant(mean);
    }
    if (effects == Effects::unit || effects == Effects::two_way) {
        part.rowwise() += e.colwise().mean();
    }
    if (effects == Effects::period || effects == Effects::two_way) {
        part.colwise() += e.rowwise().mean();
    }
    if (effects == Effects::two_way) {
        part.array() -= mean;
    }
    return part;
}

/// Best approximation of a rank, through the smaller of the two products.
MatrixXd strongest(const MatrixXd& e, std::size_t rank) {
    if (rank == 0) {
        return MatrixXd::Zero(e.rows(), e.cols());
    }
    if (e.rows() < e.cols()) {
        const MatrixXd u = leading_vectors(e * e.transpose(), rank);
        return u * (u.transpose() * e);
    }
    const MatrixXd v = leading_vectors(e.transpose() * e, rank);
    return (e * v) * v.transpose();
}

/// Additive least squares over the cells used: where the iteration begins.
struct Additive {
    MatrixXd fitted;
    VectorXd beta;
};

MatrixXd in_order_of_panel(const FactorData& data, const MatrixXd& places) {
    MatrixXd made(places.rows(), places.cols());
    for (std::size_t j = 0; j < data.units; ++j) {
        made.col(static_cast<Index>(data.order[j])) = places.col(static_cast<Index>(j));
    }
    return made;
}

Additive additive_fit(const Panel& panel, const std::vector<std::size_t>& covariates,
                      const std::vector<MatrixXd>& x, Effects effects) {
    const FactorData data = arrange(panel, effects, covariates);
    const auto periods = static_cast<Index>(panel.periods());
    const FactorSolution solved =
        solve(data, {.factors = MatrixXd::Zero(periods, 0), .period = VectorXd::Zero(periods)},
              {.tolerance = 1e-13, .max_iterations = 1000});
    MatrixXd fitted = MatrixXd::Constant(periods, static_cast<Index>(data.units), data.centre);
    fitted.rowwise() += solved.loadings.row(0);
    fitted.colwise() += solved.at.period;
    if (effects == Effects::none) {
        fitted.array() += solved.beta(solved.beta.size() - 1);
    }
    Additive made{.fitted = in_order_of_panel(data, fitted),
                  .beta = solved.beta.head(static_cast<Index>(x.size()))};
    for (std::size_t k = 0; k < x.size(); ++k) {
        made.fitted += made.beta(static_cast<Index>(k)) * x[k];
    }
    return made;
}

MatrixXd weighted_sum(const std::vector<MatrixXd>& x, const VectorXd& beta, Index rows,
                      Index cols) {
    MatrixXd sum = MatrixXd::Zero(rows, cols);
    for (std::size_t k = 0; k < x.size(); ++k) {
        sum += beta(static_cast<Index>(k)) * x[k];
    }
    return sum;
}

struct Cells {
    MatrixXd y; ///< 0 where not used
    Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic> used;
    std::vector<MatrixXd> x;
};

Cells cells_of(const Panel& panel, const std::vector<std::size_t>& covariates) {
    const auto periods = static_cast<Index>(panel.periods());
    const auto units = static_cast<Index>(panel.units());
    Cells cells{.y = MatrixXd::Zero(periods, units), .used = {}, .x = {}};
    cells.used.resize(periods, units);
    for (Index i = 0; i < units; ++i) {
        for (Index t = 0; t < periods; ++t) {
            const auto at = std::pair{static_cast<std::size_t>(t), static_cast<std::size_t>(i)};
            cells.used(t, i) = panel.untreated(at.first, at.second);
            cells.y(t, i) = cells.used(t, i) ? panel.outcome(at.first, at.second) : 0;
        }
    }
    for (const std::size_t k : covariates) {
        cells.x.emplace_back(
            Eigen::Map<const MatrixXd>(panel.covariates[k].data(), periods, units));
    }
    return cells;
}

} // namespace

EmFit fit_em(const Panel& panel, const std::vector<std::size_t>& covariates, Effects effects,
             std::size_t factors, FactorAlgorithm algorithm, double tolerance, int max_iterations) {
    const Cells cells = cells_of(panel, covariates);
    const Index rows = cells.y.rows();
    const Index cols = cells.y.cols();
    const auto p = static_cast<Index>(cells.x.size());
    MatrixXd xx(p, p);
    for (Index k = 0; k < p; ++k) {
        for (Index l = 0; l < p; ++l) {
            xx(k, l) = cells.x[static_cast<std::size_t>(k)]
                           .cwiseProduct(cells.x[static_cast<std::size_t>(l)])
                           .sum();
        }
    }
    const Eigen::LLT<MatrixXd> xx_factored(xx);
    Additive start = additive_fit(panel, covariates, cells.x, effects);
    EmFit fit;
    fit.beta = start.beta;
    fit.low_rank = MatrixXd::Zero(rows, cols);
    fit.fitted = start.fitted;
    const bool gsynth = algorithm == FactorAlgorithm::em_gsynth;
    if (gsynth) {
        fit.fitted += strongest(cells.used.select(cells.y - start.fitted, 0.0), factors);
    }
    MatrixXd effects_now = fit.fitted - weighted_sum(cells.x, fit.beta, rows, cols);
    while (fit.iterations < max_iterations && !fit.converged) {
        const MatrixXd expected = cells.used.select(cells.y, fit.fitted);
        if (p > 0) {
            VectorXd xy(p);
            for (Index k = 0; k < p; ++k) {
                xy(k) =
                    cells.x[static_cast<std::size_t>(k)].cwiseProduct(expected - effects_now).sum();
            }
            fit.beta = xx_factored.solve(xy);
        }
        const MatrixXd by_x = weighted_sum(cells.x, fit.beta, rows, cols);
        const MatrixXd rest = cells.used.select(expected - by_x, effects_now);
        const MatrixXd additive = additive_part(rest, effects);
        const MatrixXd low_rank = strongest(rest - additive, factors);
        effects_now = additive + low_rank;
        const MatrixXd fitted = by_x + effects_now;
        double change = (fitted - fit.fitted).norm() / fit.fitted.norm();
        const double before = fit.low_rank.norm();
        if (!gsynth && before > 1e-10) {
            change = std::max(change, (low_rank - fit.low_rank).norm() / before);
        }
        fit.fitted = fitted;
        fit.low_rank = low_rank;
        ++fit.iterations;
        fit.converged = change <= tolerance;
    }
    return fit;
}

} // namespace halflight::stats::counterfactual

// SPDX-License-Identifier: Apache-2.0
// factor_solver.hpp - weighted least squares with covariates, additive effects and factors, with or
// without a ridge; the engine under interactive fixed effects and matrix completion.
#pragma once

#include <cstddef>
#include <vector>

#include <Eigen/Dense>

#include "halflight/stats/factor_model.hpp"
#include "halflight/stats/panel.hpp"

namespace halflight::stats::counterfactual {

/// The cells that are learnt from, arranged for blocked products: units that are seen in every
/// period with weight one come first, so that what is the same for all of them is made once.
struct FactorData {
    std::size_t periods = 0;
    std::size_t units = 0;
    std::size_t full = 0;            ///< leading units without gaps
    std::vector<std::size_t> order;  ///< place -> unit of the panel
    std::vector<double> copies;      ///< per place: how often the unit counts
    Eigen::MatrixXd w;               ///< weight, 0: not used; only for places from `full` on
    Eigen::MatrixXd wy;              ///< weight * (y - centre)
    std::vector<Eigen::MatrixXd> wx; ///< weight * covariate
    Eigen::MatrixXd xx;              ///< sum of w x x'
    Eigen::VectorXd xy;              ///< sum of w x (y - centre)
    Eigen::MatrixXd x_by_period;     ///< periods x covariates: sums of w x
    bool binary = true;              ///< weights are 0 and 1
    double centre = 0;               ///< weighted mean of y, taken out for the sake of digits
    double scale = 0;                ///< root of the weighted squares of y - centre
    double cells = 0;                ///< cells used
    double mass = 0;                 ///< units with their copies
    Eigen::VectorXd w_by_period;     ///< sums of weights
    Effects effects = Effects::two_way;

    [[nodiscard]] bool unit_effects() const {
        return effects == Effects::unit || effects == Effects::two_way;
    }
    [[nodiscard]] bool period_effects() const {
        return effects == Effects::period || effects == Effects::two_way;
    }
};

/// Untreated cells of a panel. `covariates`: which of them to use. With effects = none a constant
/// stands behind the covariates.
[[nodiscard]] FactorData arrange(const Panel& panel, Effects effects,
                                 const std::vector<std::size_t>& covariates);

/// The same cells with every unit (of the panel) counted as often as told, 0: left out.
[[nodiscard]] FactorData recount(const FactorData& data, const std::vector<double>& copies);

struct FactorPoint {
    Eigen::MatrixXd factors; ///< periods x r
    Eigen::VectorXd period;  ///< period effects; zeros without them
};

struct FactorSolution {
    FactorPoint at;
    Eigen::VectorXd beta;
    Eigen::MatrixXd loadings; ///< (r + 1) x places; the last row: unit effects, zeros without them
    double objective = 0;     ///< half the weighted squares, and the ridge
    int iterations = 0;
    bool converged = false;
    std::vector<double> objectives; ///< after each step, for those who look at the way taken
};

struct SolverOptions {
    double ridge = 0; ///< on factors and loadings: sum of squares / 2 times this
    double tolerance = 1e-10;
    int max_iterations = 5000;
    int jobs = 1;
};

/// Local minimum reached from `start` by steps that never go up. The first steps are those of
/// alternating least squares.
[[nodiscard]] FactorSolution solve(const FactorData& data, const FactorPoint& start,
                                   const SolverOptions& options);

/// Covariates as a whole: sums of products of what additive effects leave of each, weighted, and
/// the squares around their means.
struct CovariateSpread {
    Eigen::MatrixXd left;
    Eigen::VectorXd squares;
};
[[nodiscard]] CovariateSpread spread_of_covariates(const FactorData& data, std::size_t count,
                                                   int jobs);

/// The same cells with these covariates only.
[[nodiscard]] FactorData keep_covariates(FactorData data, const std::vector<std::size_t>& kept);

/// What is left of the cells: w * e.
struct ResidualSums {
    Eigen::MatrixXd products; ///< sum over units, with their copies, of (w e)(w e)'
    double squares = 0;       ///< sum of w e^2, each unit once
    double weight = 0;        ///< sum of w, each unit once
};
[[nodiscard]] ResidualSums residual_sums(const FactorData& data, const FactorSolution& solution,
                                         int jobs);

/// Starting point of rank r: the additive fit and the strongest factors of its residuals.
[[nodiscard]] FactorPoint start_from(const FactorData& data, const FactorSolution& additive,
                                     std::size_t rank, int jobs);

/// Eigenvectors of the `count` largest eigenvalues of a symmetric matrix, largest first.
[[nodiscard]] Eigen::MatrixXd leading_vectors(const Eigen::MatrixXd& symmetric, std::size_t count,
                                              Eigen::VectorXd* values = nullptr);

} // namespace halflight::stats::counterfactual

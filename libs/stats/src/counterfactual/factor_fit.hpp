// SPDX-License-Identifier: Apache-2.0
// factor_fit.hpp - one fit of the factor model for a known number of factors.
#pragma once

#include <cstddef>
#include <vector>

#include "factor_solver.hpp"
#include "halflight/stats/factor_model.hpp"

namespace halflight::stats::counterfactual {

struct Estimate {
    Eigen::MatrixXd fitted;   ///< periods x units: outcome without treatment
    Eigen::MatrixXd low_rank; ///< factors times loadings
    Eigen::VectorXd beta;     ///< of the covariates used
    FactorPoint point;        ///< where another fit may begin; empty for plain iterations
    int iterations = 0;
    bool converged = false;
};

[[nodiscard]] Estimate estimate_factors(const Panel& panel,
                                        const std::vector<std::size_t>& covariates,
                                        std::size_t factors, const FactorSpec& spec,
                                        const FactorPoint* warm);

/// Weighted squared residuals of the untreated cells, and how many these are.
[[nodiscard]] double squares_left(const Panel& panel, const Eigen::MatrixXd& fitted, double& cells);

/// Periods in which nobody is untreated have no counterfactual.
void blank_lost_periods(const Panel& panel, Eigen::MatrixXd& untreated, Warnings& warnings);

/// Grand mean, effects of mean 0 and what is left.
struct Additives {
    double mean = 0;
    std::vector<double> unit;
    std::vector<double> period;
    Eigen::MatrixXd low_rank;
};
[[nodiscard]] Additives split_effects(const Eigen::MatrixXd& rest, Effects effects);

} // namespace halflight::stats::counterfactual

// SPDX-License-Identifier: Apache-2.0
// factor_fit.hpp - one fit of the factor model for a known number of factors.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "factor_solver.hpp"
#include "halflight/stats/factor_model.hpp"

namespace halflight::stats::counterfactual {

/// Grand mean, effects of mean 0, and the strongest factors of what is left with their loadings.
struct Components {
    double mean = 0;
    std::vector<double> unit;
    std::vector<double> period;
    Eigen::MatrixXd left;  ///< periods x r
    Eigen::MatrixXd right; ///< units x r, in the order of the panel
};

struct Estimate {
    Matrix fitted; ///< periods x units: outcome without treatment
    Components components;
    Eigen::VectorXd beta; ///< of the covariates used
    int iterations = 0;
    bool converged = false;
};

/// `data`: the cells of the panel, arranged with these covariates; the plain iterations do without.
/// `start`: where the search begins, if not at the additive fit.
[[nodiscard]] Estimate estimate_factors(const Panel& panel, const FactorData& data,
                                        const std::vector<std::size_t>& covariates,
                                        std::size_t factors, const FactorSpec& spec,
                                        const FactorPoint* start = nullptr);

/// The components of a solution, by the means of factors and loadings.
[[nodiscard]] Components components_of(const FactorData& data, const FactorSolution& solved,
                                       std::size_t covariates);

/// Grand mean and the constant, where there is one: what stands in every cell.
[[nodiscard]] double constant_of(const FactorData& data, const FactorSolution& solved,
                                 std::size_t covariates);

/// Outcome without treatment of the unit in one place.
void predict(const Panel& panel, const FactorData& data, const FactorSolution& solved,
             const std::vector<std::size_t>& covariates, std::size_t place, std::span<double> out);

/// Weighted squared residuals of the untreated cells, and how many these are.
[[nodiscard]] double squares_left(const Panel& panel, const Matrix& fitted, double& cells);

/// Periods in which nobody is untreated have no counterfactual.
void blank_lost_periods(const Panel& panel, Matrix& untreated, Warnings& warnings);

/// Grand mean, effects of mean 0 and what is left.
struct Additives {
    double mean = 0;
    std::vector<double> unit;
    std::vector<double> period;
    Eigen::MatrixXd low_rank;
};
[[nodiscard]] Additives split_effects(const Eigen::MatrixXd& rest, Effects effects);

} // namespace halflight::stats::counterfactual

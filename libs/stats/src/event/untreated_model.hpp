// SPDX-License-Identifier: Apache-2.0
// untreated_model.hpp - unit and period effects and slopes from untreated rows, exactly.
#pragma once

#include <vector>

#include <Eigen/Dense>

#include "event_table.hpp"

namespace halflight::stats::detail {

/// Weighted least squares on rows marked untreated; the unit effects are eliminated.
class UntreatedModel {
  public:
    UntreatedModel(const EventTable& table, std::vector<bool> untreated);

    /// What the model gives each row without treatment; NaN for units without an untreated row.
    [[nodiscard]] std::vector<double> imputed() const;
    [[nodiscard]] std::vector<double> slopes() const;
    [[nodiscard]] bool unit_known(std::size_t row) const;

    /// Weights v of all rows such that sum v y is the estimate sum w (y - imputed): w on treated
    /// rows. Refuses where untreated rows do not identify it.
    void weights_of(const std::vector<double>& w, std::vector<double>& v) const;

  private:
    /// Periods, then covariates, of a row.
    void add_row(Eigen::VectorXd& to, std::size_t row, double times) const;
    [[nodiscard]] double apply(const Eigen::VectorXd& slopes, std::size_t row) const;

    const EventTable& m_table;
    std::vector<bool> m_untreated;
    std::size_t m_periods;
    Eigen::VectorXd m_unit_weight;
    Eigen::MatrixXd m_unit_sums; ///< (periods + covariates) x units
    Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> m_solver;
    Eigen::MatrixXd m_reduced;
    Eigen::VectorXd m_slopes;
    Eigen::VectorXd m_unit_effects;
};

} // namespace halflight::stats::detail

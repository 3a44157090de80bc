// SPDX-License-Identifier: Apache-2.0
// untreated_model.hpp - unit and period effects and slopes from untreated rows, exactly.
#pragma once

#include <vector>

#include <Eigen/Dense>

#include "event_table.hpp"

namespace halflight::stats::detail {

/// Weighted least squares on the untreated rows of the table; the unit effects are eliminated.
class UntreatedModel {
  public:
    explicit UntreatedModel(const EventTable& table);

    /// What the model gives each row without treatment; NaN for units without an untreated row.
    [[nodiscard]] std::vector<double> imputed() const;
    [[nodiscard]] std::vector<double> slopes() const;

    /// Of the untreated rows of each unit: the sum of weights, and (periods and covariates x units)
    /// of weights times what the row has of these.
    [[nodiscard]] const Eigen::VectorXd& unit_weight() const noexcept { return m_unit_weight; }
    [[nodiscard]] const Eigen::MatrixXd& unit_sums() const noexcept { return m_unit_sums; }

    /// Slopes on periods and covariates that belong to weighted sums of them, one in each column of
    /// `target`; `reduced` is the same without what unit effects take. Refuses where untreated rows
    /// do not identify one.
    [[nodiscard]] Eigen::MatrixXd slopes_of(const Eigen::MatrixXd& target,
                                            const Eigen::MatrixXd& reduced) const;

  private:
    struct Right;
    void add_row(std::size_t row, Right& right);
    void find_scale();
    void eliminate_units(Right& right);

    const EventTable& m_table;
    std::size_t m_periods;
    Eigen::VectorXd m_unit_weight;
    Eigen::MatrixXd m_unit_sums;
    Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> m_solver;
    Eigen::MatrixXd m_reduced;
    Eigen::VectorXd m_scale; ///< of the solver's unknowns
    Eigen::VectorXd m_slopes;
    Eigen::VectorXd m_unit_effects;
};

} // namespace halflight::stats::detail

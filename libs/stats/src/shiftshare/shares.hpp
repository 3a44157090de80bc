// SPDX-License-Identifier: Apache-2.0
// shiftshare/shares.hpp - a matrix of shares by its cells that are not zero.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <Eigen/Core>

#include "halflight/stats/matrix.hpp"

namespace halflight::stats::shiftshare {

class Shares {
  public:
    explicit Shares(const MatrixView& dense);

    [[nodiscard]] Eigen::Index rows() const { return m_rows; }
    [[nodiscard]] Eigen::Index cols() const {
        return static_cast<Eigen::Index>(m_begin.size()) - 1;
    }
    /// Shares times a vector with one number for each column.
    [[nodiscard]] Eigen::VectorXd times(const Eigen::VectorXd& columns) const;
    /// Transposed shares times a vector with one number for each row.
    [[nodiscard]] Eigen::VectorXd transposed_times(const Eigen::VectorXd& rows) const;
    /// Lower triangle of shares' diag(weights) shares.
    [[nodiscard]] Eigen::MatrixXd gram(const Eigen::VectorXd& weights) const;
    /// A column, in full.
    [[nodiscard]] Eigen::VectorXd column(Eigen::Index col) const;
    /// The columns named, in that order.
    [[nodiscard]] Shares only(const std::vector<Eigen::Index>& columns) const;

  private:
    Shares() = default;
    void add_outer_products(const Eigen::VectorXd& weights, Eigen::MatrixXd& sum) const;

    Eigen::Index m_rows = 0;
    std::vector<std::size_t> m_begin; // of each column, and the end of the last
    std::vector<std::uint32_t> m_row;
    std::vector<double> m_share;
};

} // namespace halflight::stats::shiftshare

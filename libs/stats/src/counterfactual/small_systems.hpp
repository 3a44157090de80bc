// SPDX-License-Identifier: Apache-2.0
// small_systems.hpp - many small symmetric systems of one size, solved side by side.
#pragma once

#include <vector>

#include <Eigen/Dense>

namespace halflight::stats::counterfactual {

/// Cholesky factors of many positive definite matrices. Entry (a, b) of all of them stands in one
/// column, so that every step is one operation on arrays.
class SmallSystems {
  public:
    /// `entries`: systems x size (size + 1) / 2, lower triangles row by row.
    void factor(const Eigen::Ref<const Eigen::ArrayXXd>& entries, Eigen::Index size);

    /// `sides`: systems x size, becomes the solutions; those of doubtful systems are of no use.
    void solve(Eigen::Ref<Eigen::ArrayXXd> sides) const;

    /// Systems that are not positive definite, or whose reciprocal condition cannot be told to be
    /// above 1e-13 from a bound on the inverse of the factor (by the comparison matrix: Higham
    /// 1987, "A survey of condition number estimation for triangular matrices").
    [[nodiscard]] const std::vector<Eigen::Index>& doubtful() const { return m_doubtful; }

  private:
    void find_doubtful(const Eigen::Ref<const Eigen::ArrayXXd>& entries);

    Eigen::Index m_size = 0;
    Eigen::ArrayXXd m_lower;
    Eigen::ArrayXXd m_inverse_diagonal;
    Eigen::ArrayXXd m_rows; ///< sums of the rows of the inverse of the comparison matrix
    std::vector<Eigen::Index> m_doubtful;
};

} // namespace halflight::stats::counterfactual

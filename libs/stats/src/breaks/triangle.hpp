// SPDX-License-Identifier: Apache-2.0
// triangle.hpp - least squares that takes one row at a time.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "halflight/stats/matrix.hpp"

namespace halflight::stats {

/// The triangular factor of a regression, updated by Givens rotations: what is left of a row after
/// the rotation is its recursive residual (up to sign). Rows that are collinear so far cost
/// nothing.
class Triangle {
  public:
    explicit Triangle(std::size_t regressors);

    void clear() noexcept;

    /// Takes in a row and returns its recursive residual, with the sign of y minus its forecast; 0
    /// while the coefficients are not yet determined.
    double add(const MatrixView& x, std::span<const double> y, std::size_t row) noexcept;

    /// How many coefficients the rows so far determine.
    [[nodiscard]] std::size_t rank() const noexcept { return m_rank; }

    /// Coefficients and diagonal of (X'X)^-1; NaN where the rank is short.
    void solve(std::span<double> coefficients, std::span<double> variance) const;

  private:
    double& cell(std::size_t row, std::size_t col) noexcept { return m_cells[row * m_width + col]; }
    [[nodiscard]] double cell(std::size_t row, std::size_t col) const noexcept {
        return m_cells[row * m_width + col];
    }

    std::size_t m_regressors;
    std::size_t m_width; ///< regressors and, last, the outcome
    std::size_t m_rank = 0;
    std::vector<double> m_cells;
    std::vector<double> m_row;
};

} // namespace halflight::stats

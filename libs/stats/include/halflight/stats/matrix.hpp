// SPDX-License-Identifier: Apache-2.0
// halflight/stats/matrix.hpp - a table of doubles, column by column.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace halflight::stats {

/// A matrix that somebody else holds: `rows` x `cols`, column-major, `rows` apart.
struct MatrixView {
    const double* data = nullptr;
    std::size_t rows = 0;
    std::size_t cols = 0;

    [[nodiscard]] double operator()(std::size_t row, std::size_t col) const noexcept {
        return data[row + col * rows];
    }
    [[nodiscard]] std::span<const double> column(std::size_t col) const noexcept {
        return {data + col * rows, rows};
    }
};

/// A matrix, column-major. Made with zeros.
class Matrix {
  public:
    Matrix() = default;
    Matrix(std::size_t rows, std::size_t cols) : m_cells(rows * cols), m_rows(rows), m_cols(cols) {}

    [[nodiscard]] std::size_t rows() const noexcept { return m_rows; }
    [[nodiscard]] std::size_t cols() const noexcept { return m_cols; }
    [[nodiscard]] bool empty() const noexcept { return m_cells.empty(); }
    [[nodiscard]] double* data() noexcept { return m_cells.data(); }
    [[nodiscard]] const double* data() const noexcept { return m_cells.data(); }

    [[nodiscard]] double& operator()(std::size_t row, std::size_t col) noexcept {
        return m_cells[row + col * m_rows];
    }
    [[nodiscard]] double operator()(std::size_t row, std::size_t col) const noexcept {
        return m_cells[row + col * m_rows];
    }
    [[nodiscard]] std::span<double> column(std::size_t col) noexcept {
        return {m_cells.data() + col * m_rows, m_rows};
    }
    [[nodiscard]] std::span<const double> column(std::size_t col) const noexcept {
        return {m_cells.data() + col * m_rows, m_rows};
    }
    [[nodiscard]] MatrixView view() const noexcept { return {m_cells.data(), m_rows, m_cols}; }

    bool operator==(const Matrix&) const = default;

  private:
    std::vector<double> m_cells;
    std::size_t m_rows = 0;
    std::size_t m_cols = 0;
};

} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
#include "breaks/triangle.hpp"

#include <algorithm>
#include <cmath>

#include "halflight/stats/estimate.hpp"

namespace halflight::stats {

namespace {

/// A row that is smaller than this share of what it was is collinear with the rows before it.
constexpr double collinear = 1e-11;

} // namespace

Triangle::Triangle(std::size_t regressors)
    : m_regressors(regressors), m_width(regressors + 1), m_cells(regressors * m_width),
      m_row(m_width) {}

void Triangle::clear() noexcept {
    std::fill(m_cells.begin(), m_cells.end(), 0.0);
    m_rank = 0;
}

double Triangle::add(const MatrixView& x, std::span<const double> y, std::size_t row) noexcept {
    double size = 0;
    for (std::size_t col = 0; col < m_regressors; ++col) {
        m_row[col] = x(row, col);
        size = std::max(size, std::abs(m_row[col]));
    }
    m_row[m_regressors] = y[row];
    double sign = 1;
    for (std::size_t col = 0; col < m_regressors; ++col) {
        const double b = m_row[col];
        if (std::abs(b) <= collinear * size) {
            continue;
        }
        double* const held = &cell(col, 0);
        const double a = held[col];
        if (a == 0) {
            std::copy(m_row.begin() + static_cast<std::ptrdiff_t>(col), m_row.end(), held + col);
            ++m_rank;
            return 0;
        }
        const double length = std::sqrt(a * a + b * b);
        const double c = a / length;
        const double s = b / length;
        sign = c < 0 ? -sign : sign;
        for (std::size_t k = col; k < m_width; ++k) {
            const double old = held[k];
            held[k] = c * old + s * m_row[k];
            m_row[k] = c * m_row[k] - s * old;
        }
    }
    return m_rank == m_regressors ? sign * m_row[m_regressors] : 0;
}

void Triangle::solve(std::span<double> coefficients, std::span<double> variance) const {
    std::fill(coefficients.begin(), coefficients.end(), m_rank == m_regressors ? 0 : undefined);
    std::fill(variance.begin(), variance.end(), m_rank == m_regressors ? 0 : undefined);
    if (m_rank < m_regressors) {
        return;
    }
    for (std::size_t i = m_regressors; i-- > 0;) {
        double sum = cell(i, m_regressors);
        for (std::size_t j = i + 1; j < m_regressors; ++j) {
            sum -= cell(i, j) * coefficients[j];
        }
        coefficients[i] = sum / cell(i, i);
    }
    std::vector<double> inverse(m_regressors);
    for (std::size_t col = 0; col < m_regressors; ++col) {
        for (std::size_t i = col + 1; i-- > 0;) {
            double sum = i == col ? 1 : 0;
            for (std::size_t j = i + 1; j <= col; ++j) {
                sum -= cell(i, j) * inverse[j];
            }
            inverse[i] = sum / cell(i, i);
            variance[i] += inverse[i] * inverse[i];
        }
    }
}

} // namespace halflight::stats

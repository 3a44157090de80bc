// SPDX-License-Identifier: Apache-2.0
// plain_dense.hpp - elimination with every dummy written out, as slow and plain as it can be.
#pragma once

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace halflight::stats {

/// Symmetric, positive semidefinite; row by row.
class PlainSystem {
  public:
    explicit PlainSystem(std::size_t size) : m_cells(size * size), m_size(size) {}

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] long double& at(std::size_t row, std::size_t col) {
        return m_cells[row * m_size + col];
    }
    [[nodiscard]] long double at(std::size_t row, std::size_t col) const {
        return m_cells[row * m_size + col];
    }

    /// Adds weight * row row'; `row` holds the columns that are not zero, and their values.
    void add(const std::vector<std::pair<std::size_t, double>>& row, long double weight) {
        for (const auto& [i, a] : row) {
            for (const auto& [j, b] : row) {
                at(i, j) += weight * a * b;
            }
        }
    }

    /// One solution for each right side; unknowns that those before them explain are zero.
    [[nodiscard]] std::vector<std::vector<long double>>
    solve(std::vector<std::vector<long double>> right, long double least = 1e-13L) const {
        PlainSystem left = *this;
        std::vector<bool> used(m_size, false);
        for (std::size_t p = 0; p < m_size; ++p) {
            used[p] = left.at(p, p) > least * at(p, p);
            for (std::size_t r = 0; used[p] && r < m_size; ++r) {
                if (r == p || left.at(r, p) == 0) {
                    continue;
                }
                const long double factor = left.at(r, p) / left.at(p, p);
                for (std::size_t c = p; c < m_size; ++c) {
                    left.at(r, c) -= factor * left.at(p, c);
                }
                for (std::vector<long double>& side : right) {
                    side[r] -= factor * side[p];
                }
            }
        }
        for (std::vector<long double>& side : right) {
            for (std::size_t p = 0; p < m_size; ++p) {
                side[p] = used[p] ? side[p] / left.at(p, p) : 0.0L;
            }
        }
        return right;
    }

    [[nodiscard]] std::vector<long double> times(const std::vector<long double>& x) const {
        std::vector<long double> made(m_size, 0.0L);
        for (std::size_t r = 0; r < m_size; ++r) {
            for (std::size_t c = 0; c < m_size; ++c) {
                made[r] += at(r, c) * x[c];
            }
        }
        return made;
    }

  private:
    std::vector<long double> m_cells;
    std::size_t m_size;
};

} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
// householder.hpp - QR by reflections, column by column, leaving dependent columns out.
//
// Limited pivoting: a column that those before it explain is passed over, so what is kept depends
// on the order of columns and not on their sizes. Golub and Van Loan (2013), 5.2.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace halflight::stats::detail {

template <class T>
class Householder {
  public:
    explicit Householder(std::size_t rows) : m_rows(rows) {}

    /// Takes a column in; false where what is left of it is not longer than `tolerance`.
    bool add(std::span<const T> column, T tolerance) {
        std::vector<T> v(column.begin(), column.end());
        reflect(v);
        const std::size_t k = m_reflectors.size();
        T square = 0;
        for (std::size_t i = k; i < m_rows; ++i) {
            square += v[i] * v[i];
        }
        const T length = std::sqrt(square);
        if (k >= m_rows || !(length > tolerance)) {
            return false;
        }
        const T head = v[k] > 0 ? -length : length;
        m_upper.emplace_back(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(k));
        m_upper.back().push_back(head);
        v[k] -= head;
        const T half = length * (length + std::abs(v[k] + head)); // v'v / 2
        v.erase(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(k));
        m_reflectors.push_back(std::move(v));
        m_halves.push_back(half);
        return true;
    }

    /// Least-squares coefficients of `y` on the columns kept.
    [[nodiscard]] std::vector<T> solve(std::span<const T> y) const {
        std::vector<T> v(y.begin(), y.end());
        reflect(v);
        v.resize(m_upper.size());
        for (std::size_t j = v.size(); j-- > 0;) {
            v[j] /= m_upper[j][j];
            for (std::size_t i = 0; i < j; ++i) {
                v[i] -= m_upper[j][i] * v[j];
            }
        }
        return v;
    }

    /// (X'X)^-1 of the columns kept, column-major.
    [[nodiscard]] std::vector<T> inverse_cross() const {
        const std::size_t k = m_upper.size();
        std::vector<T> inverse(k * k, T(0)); // of R
        for (std::size_t c = 0; c < k; ++c) {
            inverse[c + c * k] = T(1) / m_upper[c][c];
            for (std::size_t r = c; r-- > 0;) {
                T sum = 0;
                for (std::size_t j = r + 1; j <= c; ++j) {
                    sum += m_upper[j][r] * inverse[j + c * k];
                }
                inverse[r + c * k] = -sum / m_upper[r][r];
            }
        }
        std::vector<T> made(k * k, T(0));
        for (std::size_t a = 0; a < k; ++a) {
            for (std::size_t b = 0; b <= a; ++b) {
                T sum = 0;
                for (std::size_t j = a; j < k; ++j) {
                    sum += inverse[a + j * k] * inverse[b + j * k];
                }
                made[a + b * k] = sum;
                made[b + a * k] = sum;
            }
        }
        return made;
    }

  private:
    void reflect(std::vector<T>& v) const {
        for (std::size_t k = 0; k < m_reflectors.size(); ++k) {
            const std::vector<T>& u = m_reflectors[k];
            T sum = 0;
            for (std::size_t i = k; i < m_rows; ++i) {
                sum += u[i - k] * v[i];
            }
            sum /= m_halves[k];
            for (std::size_t i = k; i < m_rows; ++i) {
                v[i] -= sum * u[i - k];
            }
        }
    }

    std::size_t m_rows;
    std::vector<std::vector<T>> m_reflectors; ///< from row k on
    std::vector<T> m_halves;
    std::vector<std::vector<T>> m_upper; ///< columns of R
};

} // namespace halflight::stats::detail

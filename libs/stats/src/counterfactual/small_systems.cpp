// SPDX-License-Identifier: Apache-2.0
#include "small_systems.hpp"

#include <cmath>

namespace halflight::stats::counterfactual {

namespace {

using Eigen::ArrayXd;
using Eigen::ArrayXXd;
using Eigen::Index;

constexpr double least_condition = 1e-13;

/// Column of entry (a, b), b <= a.
Index at(Index a, Index b) {
    return a * (a + 1) / 2 + b;
}

} // namespace

void SmallSystems::factor(const Eigen::Ref<const ArrayXXd>& entries, Index size) {
    m_size = size;
    m_lower = entries;
    m_inverse_diagonal.resize(entries.rows(), size);
    for (Index a = 0; a < size; ++a) {
        for (Index b = 0; b <= a; ++b) {
            auto entry = m_lower.col(at(a, b));
            for (Index c = 0; c < b; ++c) {
                entry -= m_lower.col(at(a, c)) * m_lower.col(at(b, c));
            }
            if (b < a) {
                entry *= m_inverse_diagonal.col(b);
            } else {
                entry = entry.sqrt();
                m_inverse_diagonal.col(a) = entry.inverse();
            }
        }
    }
    find_doubtful(entries);
}

void SmallSystems::find_doubtful(const Eigen::Ref<const ArrayXXd>& entries) {
    ArrayXd squares = ArrayXd::Zero(entries.rows());
    ArrayXd greatest = ArrayXd::Zero(entries.rows());
    m_rows.resize(entries.rows(), m_size);
    for (Index a = 0; a < m_size; ++a) {
        auto row = m_rows.col(a);
        row.setOnes();
        for (Index b = 0; b < a; ++b) {
            row += m_lower.col(at(a, b)).abs() * m_rows.col(b);
            squares += 2 * entries.col(at(a, b)).square();
        }
        row *= m_inverse_diagonal.col(a);
        squares += entries.col(at(a, a)).square();
        greatest = greatest.max(row);
    }
    m_doubtful.clear();
    const auto size = static_cast<double>(m_size);
    for (Index i = 0; i < entries.rows(); ++i) {
        const double last = m_rows(i, m_size - 1);
        const double inverse = size * greatest(i) * greatest(i);
        // What is not positive definite has a root that is no number, which the last row takes on.
        if (!std::isfinite(last) || !(std::sqrt(squares(i)) * inverse * least_condition < 1)) {
            m_doubtful.push_back(i);
        }
    }
}

void SmallSystems::solve(Eigen::Ref<ArrayXXd> sides) const {
    for (Index a = 0; a < m_size; ++a) {
        for (Index c = 0; c < a; ++c) {
            sides.col(a) -= m_lower.col(at(a, c)) * sides.col(c);
        }
        sides.col(a) *= m_inverse_diagonal.col(a);
    }
    for (Index a = m_size; a-- > 0;) {
        for (Index c = a + 1; c < m_size; ++c) {
            sides.col(a) -= m_lower.col(at(c, a)) * sides.col(c);
        }
        sides.col(a) *= m_inverse_diagonal.col(a);
    }
}

} // namespace halflight::stats::counterfactual

// SPDX-License-Identifier: Apache-2.0
// shiftshare/shares.cpp - products with a sparse matrix of shares.
#include "shiftshare/shares.hpp"

#include <algorithm>
#include <numeric>
#include <span>

namespace halflight::stats::shiftshare {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Shares::Shares(const MatrixView& dense) : m_rows(static_cast<Index>(dense.rows)), m_begin{0} {
    const std::span<const double> cells(dense.data, dense.rows * dense.cols);
    const auto positive = cells.size() - static_cast<std::size_t>(std::ranges::count(cells, 0.0));
    m_row.reserve(positive);
    m_share.reserve(positive);
    for (std::size_t k = 0; k < dense.cols; ++k) {
        const auto column = dense.column(k);
        for (std::size_t i = 0; i < column.size(); ++i) {
            if (column[i] != 0) {
                m_row.push_back(static_cast<std::uint32_t>(i));
                m_share.push_back(column[i]);
            }
        }
        m_begin.push_back(m_row.size());
    }
}

VectorXd Shares::times(const VectorXd& columns) const {
    VectorXd made = VectorXd::Zero(m_rows);
    for (Index k = 0; k < cols(); ++k) {
        const double factor = columns(k);
        for (std::size_t c = m_begin[static_cast<std::size_t>(k)];
             c < m_begin[static_cast<std::size_t>(k) + 1]; ++c) {
            made(m_row[c]) += m_share[c] * factor;
        }
    }
    return made;
}

VectorXd Shares::transposed_times(const VectorXd& rows) const {
    VectorXd made(cols());
    for (Index k = 0; k < cols(); ++k) {
        double sum = 0;
        for (std::size_t c = m_begin[static_cast<std::size_t>(k)];
             c < m_begin[static_cast<std::size_t>(k) + 1]; ++c) {
            sum += m_share[c] * rows(m_row[c]);
        }
        made(k) = sum;
    }
    return made;
}

VectorXd Shares::column(Index col) const {
    VectorXd made = VectorXd::Zero(m_rows);
    const auto k = static_cast<std::size_t>(col);
    for (std::size_t c = m_begin[k]; c < m_begin[k + 1]; ++c) {
        made(m_row[c]) = m_share[c];
    }
    return made;
}

MatrixXd Shares::gram(const VectorXd& weights) const {
    constexpr double dense_from = 0.3;
    const auto cells = static_cast<double>(m_rows) * static_cast<double>(cols());
    MatrixXd made = MatrixXd::Zero(cols(), cols());
    if (static_cast<double>(m_share.size()) > dense_from * cells) {
        MatrixXd scaled(cols(), m_rows);
        for (Index k = 0; k < cols(); ++k) {
            scaled.row(k) = column(k).cwiseProduct(weights.cwiseSqrt()).transpose();
        }
        made.selfadjointView<Eigen::Lower>().rankUpdate(scaled);
        return made;
    }
    add_outer_products(weights, made);
    return made;
}

// Row by row, which reads no cell that is zero.
void Shares::add_outer_products(const VectorXd& weights, MatrixXd& sum) const {
    std::vector<std::size_t> begin(static_cast<std::size_t>(m_rows) + 1);
    for (const std::uint32_t row : m_row) {
        ++begin[row + 1];
    }
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::vector<std::uint32_t> col(m_row.size());
    std::vector<double> share(m_row.size());
    std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
    for (std::size_t k = 0; k + 1 < m_begin.size(); ++k) {
        for (std::size_t c = m_begin[k]; c < m_begin[k + 1]; ++c) {
            const std::size_t at = next[m_row[c]]++;
            col[at] = static_cast<std::uint32_t>(k);
            share[at] = m_share[c];
        }
    }
    for (std::size_t i = 0; i + 1 < begin.size(); ++i) {
        for (std::size_t a = begin[i]; a < begin[i + 1]; ++a) {
            const double factor = weights(static_cast<Index>(i)) * share[a];
            double* const target = sum.col(col[a]).data();
            for (std::size_t b = a; b < begin[i + 1]; ++b) {
                target[col[b]] += factor * share[b];
            }
        }
    }
}

Shares Shares::only(const std::vector<Index>& columns) const {
    Shares made;
    made.m_rows = m_rows;
    made.m_begin.push_back(0);
    for (const Index col : columns) {
        const auto k = static_cast<std::size_t>(col);
        for (std::size_t c = m_begin[k]; c < m_begin[k + 1]; ++c) {
            made.m_row.push_back(m_row[c]);
            made.m_share.push_back(m_share[c]);
        }
        made.m_begin.push_back(made.m_row.size());
    }
    return made;
}

} // namespace halflight::stats::shiftshare

// SPDX-License-Identifier: Apache-2.0
// synthetic/frank_wolfe.cpp - Frank-Wolfe over the simplex.
//
// A step costs O(rows + weights): image and gradient are carried along, and the products of a
// column with all others are kept once that column was a vertex.
#include <limits>
#include <unordered_map>
#include <utility>

#include <Eigen/Dense>

#include "synthetic/simplex.hpp"

namespace halflight::stats::synthetic {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

class Walk {
  public:
    Walk(const SimplexProblem& p, const std::vector<double>& start)
        : m_a(p.columns.data, static_cast<Index>(p.columns.rows),
              static_cast<Index>(p.columns.cols)),
          m_b(p.target.data(), static_cast<Index>(p.target.size())), m_ridge(p.ridge),
          m_w(Eigen::Map<const VectorXd>(start.data(), static_cast<Index>(start.size()))) {
        refresh();
    }

    void refresh() {
        m_residual = m_a * m_w - m_b;
        m_correlation = m_a.transpose() * m_residual;
    }

    void step() {
        Index vertex = 0;
        (m_correlation + m_ridge * m_w).minCoeff(&vertex);
        // With g half the gradient at w and d = vertex - w: -g'd and |d|^2 need no further product.
        const double norm = m_w.squaredNorm();
        const double fall =
            m_correlation.dot(m_w) + m_ridge * norm - m_correlation(vertex) - m_ridge * m_w(vertex);
        const double reach = norm - 2 * m_w(vertex) + 1;
        if (reach <= 0) {
            return;
        }
        m_move = m_a.col(vertex) - m_b - m_residual;
        const double size = fall / (m_move.squaredNorm() + m_ridge * reach);
        const double s = std::min(1.0, std::max(0.0, size));
        m_w *= 1 - s;
        m_w(vertex) += s;
        m_residual += s * m_move;
        m_correlation += s * (against(vertex) - m_correlation);
    }

    [[nodiscard]] double objective() const {
        return (m_ridge * m_w.squaredNorm() + m_residual.squaredNorm()) /
               static_cast<double>(m_a.rows());
    }
    [[nodiscard]] const VectorXd& weights() const { return m_w; }

  private:
    // A'(a_vertex - b)
    const VectorXd& against(Index vertex) {
        VectorXd& kept = m_kept[vertex];
        if (kept.size() == 0) {
            kept = m_a.transpose() * (m_a.col(vertex) - m_b);
        }
        return kept;
    }

    Eigen::Map<const MatrixXd> m_a;
    Eigen::Map<const VectorXd> m_b;
    double m_ridge;
    VectorXd m_w;
    VectorXd m_residual;
    VectorXd m_correlation;
    VectorXd m_move;
    std::unordered_map<Index, VectorXd> m_kept;
};

} // namespace

SimplexSolution frank_wolfe(const SimplexProblem& problem, std::vector<double> start,
                            const FrankWolfeSpec& spec) {
    constexpr std::size_t refresh_every = 64;
    Walk walk(problem, start);
    SimplexSolution made;
    double before = std::numeric_limits<double>::infinity();
    const double least = spec.min_decrease * spec.min_decrease;
    while (made.iterations < spec.max_iterations) {
        walk.step();
        if (++made.iterations % refresh_every == 0) {
            walk.refresh();
        }
        const double now = walk.objective();
        if (made.iterations >= 2 && !(before - now > least)) {
            made.converged = true;
            break;
        }
        before = now;
    }
    made.weights.assign(walk.weights().data(), walk.weights().data() + walk.weights().size());
    return made;
}

} // namespace halflight::stats::synthetic

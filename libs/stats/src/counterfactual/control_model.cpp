// SPDX-License-Identifier: Apache-2.0
#include "control_model.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::stats::counterfactual {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// The T x T blocks of the products and what is made from them once.
class Blocks {
  public:
    Blocks(const ControlSums& sums)
        : m_sums(sums), m_periods(sums.means.rows()), m_p(sums.means.cols() - 1) {
        m_xx.resize(m_p, m_p);
        m_xy.resize(m_p);
        for (Index k = 0; k < m_p; ++k) {
            m_xy(k) = block(0, k + 1).trace();
            for (Index l = 0; l < m_p; ++l) {
                m_xx(k, l) = block(k + 1, l + 1).trace();
            }
        }
    }
    [[nodiscard]] Eigen::Block<const MatrixXd> block(Index a, Index b) const {
        return m_sums.products.block(a * m_periods, b * m_periods, m_periods, m_periods);
    }
    [[nodiscard]] MatrixXd residual_product(const VectorXd& beta) const {
        MatrixXd g = block(0, 0);
        for (Index k = 0; k < m_p; ++k) {
            g -= beta(k) * (block(0, k + 1) + block(k + 1, 0));
            for (Index l = 0; l < m_p; ++l) {
                g += beta(k) * beta(l) * block(k + 1, l + 1);
            }
        }
        return (g + g.transpose()) / 2;
    }
    [[nodiscard]] VectorXd additive_beta() const { return m_xx.ldlt().solve(m_xy); }
    /// Coefficients for given factors and loadings of the last coefficients: the step of gsynth.
    [[nodiscard]] VectorXd plain_step(const MatrixXd& u, const VectorXd& beta) const {
        return m_xx.ldlt().solve(m_xy - projected_xy(u) + projected_xx(u) * beta);
    }
    /// Coefficients for given factors, the loadings solved out.
    [[nodiscard]] VectorXd concentrated_step(const MatrixXd& u) const {
        return (m_xx - projected_xx(u)).ldlt().solve(m_xy - projected_xy(u));
    }
    [[nodiscard]] Index covariates() const { return m_p; }

  private:
    [[nodiscard]] VectorXd projected_xy(const MatrixXd& u) const {
        VectorXd made(m_p);
        for (Index k = 0; k < m_p; ++k) {
            made(k) = u.cwiseProduct(block(0, k + 1) * u).sum();
        }
        return made;
    }
    [[nodiscard]] MatrixXd projected_xx(const MatrixXd& u) const {
        MatrixXd made(m_p, m_p);
        for (Index k = 0; k < m_p; ++k) {
            for (Index l = 0; l <= k; ++l) {
                made(k, l) = made(l, k) = u.cwiseProduct(block(k + 1, l + 1) * u).sum();
            }
        }
        return made;
    }

    const ControlSums& m_sums;
    Index m_periods;
    Index m_p;
    MatrixXd m_xx;
    VectorXd m_xy;
};

/// Leading eigenvectors that begin from those of a matrix nearby: block power steps with
/// Rayleigh-Ritz, and the full decomposition where these do not settle.
class Leading {
  public:
    explicit Leading(std::size_t count) : m_count(static_cast<Index>(count)) {}

    const MatrixXd& update(const MatrixXd& g) {
        if (m_count == 0) {
            m_vectors = MatrixXd::Zero(g.rows(), 0);
            m_values.resize(0);
            return m_vectors;
        }
        if (m_block.cols() == 0 || !refine(g)) {
            const Eigen::SelfAdjointEigenSolver<MatrixXd> full(g);
            const Index width = std::min(g.rows(), m_count + 6);
            m_block = full.eigenvectors().rightCols(width).rowwise().reverse();
            m_values = full.eigenvalues().tail(width).reverse();
        }
        m_vectors = m_block.leftCols(m_count);
        return m_vectors;
    }
    [[nodiscard]] double strength() const {
        return m_count == 0 ? 0 : m_values.head(m_count).sum();
    }
    void begin(const MatrixXd& block) { m_block = block; }
    [[nodiscard]] const MatrixXd& block() const { return m_block; }

  private:
    bool refine(const MatrixXd& g) {
        MatrixXd v = m_block;
        for (int step = 0; step < 40; ++step) {
            const MatrixXd gv = g * v;
            const Eigen::SelfAdjointEigenSolver<MatrixXd> small(v.transpose() * gv);
            const MatrixXd turn = small.eigenvectors().rowwise().reverse();
            m_values = small.eigenvalues().reverse();
            const MatrixXd ritz = v * turn;
            const MatrixXd image = gv * turn;
            const MatrixXd off = image.leftCols(m_count) -
                                 ritz.leftCols(m_count) * m_values.head(m_count).asDiagonal();
            if (off.norm() <= 1e-13 * m_values(0)) {
                m_block = ritz;
                return true;
            }
            v = MatrixXd(Eigen::HouseholderQR<MatrixXd>(image).householderQ() *
                         MatrixXd::Identity(image.rows(), image.cols()));
        }
        return false;
    }

    Index m_count;
    MatrixXd m_block;
    MatrixXd m_vectors;
    VectorXd m_values;
};

VectorXd level_of(const ControlSums& sums, const VectorXd& beta, Effects effects) {
    VectorXd level = sums.means.col(0) - sums.means.rightCols(sums.means.cols() - 1) * beta;
    if (effects == Effects::unit || effects == Effects::none) {
        level.setConstant(level.mean());
    }
    return level;
}

struct Iteration {
    VectorXd beta;
    MatrixXd product;
};

/// The plain iteration of gsynth 1.2.1 with its stopping rule.
void iterate_plainly(const Blocks& blocks, Leading& leading, Iteration& at, ControlFit& fit) {
    while (fit.iterations < 500 && !fit.converged) {
        const VectorXd next = blocks.plain_step(leading.update(at.product), at.beta);
        fit.converged = (next - at.beta).norm() <= 1e-3;
        at.beta = next;
        at.product = blocks.residual_product(next);
        ++fit.iterations;
    }
}

/// Alternates coefficients and factors, each the best for the other, so that the squares never go
/// up; every second step tries the point where the differences of two steps would vanish
/// (Anderson), and keeps it if the squares are fewer.
void iterate_to_the_end(const Blocks& blocks, Leading& leading, const ControlOptions& options,
                        Iteration& at, ControlFit& fit) {
    const auto squares = [&](const MatrixXd& product) {
        leading.update(product);
        return product.trace() - leading.strength();
    };
    std::vector<VectorXd> points;
    std::vector<VectorXd> moves;
    double best = squares(at.product);
    while (fit.iterations < options.max_iterations && !fit.converged) {
        const VectorXd target = blocks.concentrated_step(leading.update(at.product));
        const VectorXd move = target - at.beta;
        ++fit.iterations;
        if (move.norm() <= options.tolerance * (1 + at.beta.norm())) {
            fit.converged = true;
            break;
        }
        points.push_back(at.beta);
        moves.push_back(move);
        const auto depth =
            std::min<std::size_t>(moves.size() - 1, static_cast<std::size_t>(at.beta.size()));
        VectorXd tried = target;
        if (depth > 0) {
            MatrixXd of_moves(at.beta.size(), static_cast<Index>(depth));
            MatrixXd of_targets(at.beta.size(), static_cast<Index>(depth));
            const std::size_t last = moves.size() - 1;
            for (std::size_t d = 0; d < depth; ++d) {
                const auto c = static_cast<Index>(d);
                of_moves.col(c) = moves[last] - moves[last - 1 - d];
                of_targets.col(c) = of_moves.col(c) + points[last] - points[last - 1 - d];
            }
            tried -= of_targets * of_moves.completeOrthogonalDecomposition().solve(move);
        }
        MatrixXd product = blocks.residual_product(tried);
        double reached = squares(product);
        if (depth > 0 && !(reached <= best * (1 + 1e-14))) {
            tried = target;
            product = blocks.residual_product(tried);
            reached = squares(product);
            points.clear();
            moves.clear();
        }
        best = reached;
        at = {.beta = tried, .product = std::move(product)};
    }
}

} // namespace

ControlFit fit_controls(const ControlSums& sums, Effects effects, std::size_t factors,
                        const ControlOptions& options, const ControlFit* warm) {
    const Blocks blocks(sums);
    ControlFit fit;
    Leading leading(factors);
    Iteration at{.beta = warm != nullptr ? warm->beta : blocks.additive_beta(), .product = {}};
    if (warm != nullptr && factors > 0) {
        // The factors and a few directions beside them, where the search for eigenvectors begins.
        MatrixXd block(sums.means.rows(), std::min(sums.means.rows(), warm->factors.cols() + 6));
        block.setZero();
        block.leftCols(warm->factors.cols()) = warm->factors;
        for (Index extra = warm->factors.cols(); extra < block.cols(); ++extra) {
            block(extra, extra) = std::sqrt(static_cast<double>(block.rows()));
        }
        leading.begin(Eigen::HouseholderQR<MatrixXd>(block).householderQ() *
                      MatrixXd::Identity(block.rows(), block.cols()));
    }
    at.product = blocks.residual_product(at.beta);
    if (factors == 0 || blocks.covariates() == 0) {
        at.beta = blocks.additive_beta();
        at.product = blocks.residual_product(at.beta);
        fit.converged = true;
    } else if (options.convention == GsynthConvention::gsynth_1_2_1) {
        iterate_plainly(blocks, leading, at, fit);
    } else {
        iterate_to_the_end(blocks, leading, options, at, fit);
    }
    const MatrixXd u = leading.update(at.product);
    fit.factors = std::sqrt(static_cast<double>(u.rows())) * u;
    fit.rss = at.product.trace() - leading.strength();
    fit.level = level_of(sums, at.beta, effects);
    fit.beta = std::move(at.beta);
    return fit;
}

} // namespace halflight::stats::counterfactual

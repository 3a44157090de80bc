// SPDX-License-Identifier: Apache-2.0
// synthetic/ridge.cpp - the ridge term of the augmented synthetic control, and its choice.
#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

#include "synthetic/block.hpp"
#include "synthetic/simplex.hpp"

namespace halflight::stats::synthetic {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Centred {
    MatrixXd x;    // controls x periods, each period less its mean over controls
    VectorXd goal; // treated, likewise
};

Centred centred(const Block& block) {
    const auto n = static_cast<Index>(block.controls.cols());
    const auto before = static_cast<Index>(block.before);
    const Eigen::Map<const MatrixXd> all(block.controls.data(),
                                         static_cast<Index>(block.controls.rows()), n);
    Centred made{.x = all.topRows(before).transpose(), .goal = VectorXd(before)};
    for (Index t = 0; t < before; ++t) {
        const double middle = made.x.col(t).mean();
        made.x.col(t).array() -= middle;
        made.goal(t) = block.treated[static_cast<std::size_t>(t)] - middle;
    }
    return made;
}

Centred without(const Centred& c, Index period) {
    const Index left = c.x.cols() - 1;
    Centred made{.x = MatrixXd(c.x.rows(), left), .goal = VectorXd(left)};
    for (Index t = 0, at = 0; t < c.x.cols(); ++t) {
        if (t != period) {
            made.x.col(at) = c.x.col(t);
            made.goal(at++) = c.goal(t);
        }
    }
    return made;
}

VectorXd synthetic_weights(const Centred& c, double zeta) {
    const MatrixXd columns = c.x.transpose();
    const SimplexSolution solved =
        solve_simplex({.columns = {columns.data(), static_cast<std::size_t>(columns.rows()),
                                   static_cast<std::size_t>(columns.cols())},
                       .target = {c.goal.data(), static_cast<std::size_t>(c.goal.size())},
                       .ridge = static_cast<double>(columns.rows()) * zeta * zeta});
    return Eigen::Map<const VectorXd>(solved.weights.data(),
                                      static_cast<Index>(solved.weights.size()));
}

// Adds ridge terms of many ridges to the same weights.
class RidgeTerms {
  public:
    RidgeTerms(const Centred& c, const VectorXd& weights)
        : m_x(c.x), m_eigen(c.x.transpose() * c.x),
          m_miss(m_eigen.eigenvectors().transpose() * (c.goal - c.x.transpose() * weights)) {}

    [[nodiscard]] VectorXd term(double ridge) const {
        const VectorXd scaled =
            (m_miss.array() / (m_eigen.eigenvalues().array().max(0.0) + ridge)).matrix();
        return m_x * (m_eigen.eigenvectors() * scaled);
    }
    [[nodiscard]] double largest() const { return m_eigen.eigenvalues().maxCoeff(); }

  private:
    const MatrixXd& m_x;
    Eigen::SelfAdjointEigenSolver<MatrixXd> m_eigen;
    VectorXd m_miss;
};

std::vector<double> grid(double largest) {
    constexpr int steps = 20;
    std::vector<double> made;
    for (int i = 0; i <= steps; ++i) {
        made.push_back(largest * std::pow(10.0, -8.0 * i / steps));
    }
    return made;
}

// Squared error in each left-out period (rows) by ridge (columns).
MatrixXd left_out_errors(const Centred& c, const std::vector<double>& ridges, double zeta) {
    MatrixXd errors(c.x.cols(), static_cast<Index>(ridges.size()));
    for (Index t = 0; t < c.x.cols(); ++t) {
        const Centred rest = without(c, t);
        const VectorXd weights = synthetic_weights(rest, zeta);
        const RidgeTerms terms(rest, weights);
        for (std::size_t r = 0; r < ridges.size(); ++r) {
            const double miss = c.goal(t) - c.x.col(t).dot(weights + terms.term(ridges[r]));
            errors(t, static_cast<Index>(r)) = miss * miss;
        }
    }
    return errors;
}

double choose(const MatrixXd& errors, const std::vector<double>& ridges, bool one_standard_error) {
    const VectorXd means = errors.colwise().mean();
    Index best = 0;
    double limit = means.minCoeff(&best);
    const auto n = static_cast<double>(errors.rows());
    if (one_standard_error && errors.rows() > 1) {
        limit += std::sqrt((errors.col(best).array() - limit).square().sum() / (n - 1) / n);
        best = 0; // candidates stand largest first
        while (means(best) > limit) {
            ++best;
        }
    }
    return ridges[static_cast<std::size_t>(best)];
}

} // namespace

void augment(const Block& block, const SyntheticSpec& spec, const Tuning& tuning, BlockFit& fit) {
    const Centred c = centred(block);
    VectorXd weights =
        Eigen::Map<const VectorXd>(fit.unit.data(), static_cast<Index>(fit.unit.size()));
    const RidgeTerms terms(c, weights);
    fit.ridge = spec.ridge;
    if (std::isnan(fit.ridge)) {
        fit.ridge_grid = grid(terms.largest());
        const MatrixXd errors = left_out_errors(c, fit.ridge_grid, tuning.zeta_unit);
        for (Index r = 0; r < errors.cols(); ++r) {
            fit.ridge_errors.push_back(errors.col(r).mean());
        }
        fit.ridge = choose(errors, fit.ridge_grid, spec.one_standard_error);
    }
    weights += terms.term(fit.ridge);
    fit.unit.assign(weights.data(), weights.data() + weights.size());
}

} // namespace halflight::stats::synthetic

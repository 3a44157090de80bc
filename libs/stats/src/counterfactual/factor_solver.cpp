// SPDX-License-Identifier: Apache-2.0
// Variable projection: for given factors and period effects the loadings, unit effects and
// coefficients are solved out; what remains is small, and goes down by a limited-memory
// quasi-Newton method whose metric is that of alternating least squares.
#include "factor_solver.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <utility>

#include "halflight/base/parallel.hpp"

namespace halflight::stats::counterfactual {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Places that are worked on together; the cut does not depend on the number of threads.
struct Chunk {
    Index first = 0;
    Index count = 0;
    bool gaps = false;
};

constexpr Index chunk_width = 128;
/// Above this the metric is made from sums over all periods, not for each period.
constexpr Index most_exact_metric = 9;
constexpr int alternating_steps = 5;
constexpr std::size_t memory = 20;

std::vector<Chunk> cut(const FactorData& data) {
    std::vector<Chunk> chunks;
    const auto add = [&](Index from, Index to, bool gaps) {
        for (Index first = from; first < to; first += chunk_width) {
            chunks.push_back(
                {.first = first, .count = std::min(chunk_width, to - first), .gaps = gaps});
        }
    };
    const auto full = static_cast<Index>(data.full);
    add(0, full, false);
    add(full, static_cast<Index>(data.units), true);
    return chunks;
}

MatrixXd products_of_pairs(const MatrixXd& columns) {
    const Index q = columns.cols();
    MatrixXd products(columns.rows(), q * (q + 1) / 2);
    Index at = 0;
    for (Index a = 0; a < q; ++a) {
        for (Index b = 0; b <= a; ++b) {
            products.col(at++) = columns.col(a).cwiseProduct(columns.col(b));
        }
    }
    return products;
}

MatrixXd square_of_pairs(const Eigen::Ref<const VectorXd>& pairs, Index q) {
    MatrixXd square(q, q);
    Index at = 0;
    for (Index a = 0; a < q; ++a) {
        for (Index b = 0; b <= a; ++b) {
            square(a, b) = square(b, a) = pairs(at++);
        }
    }
    return square;
}

MatrixXd solve_symmetric(const MatrixXd& gram, const MatrixXd& right) {
    const Eigen::LLT<MatrixXd> factored(gram);
    if (factored.info() == Eigen::Success && factored.rcond() > 1e-13) {
        return factored.solve(right);
    }
    return gram.completeOrthogonalDecomposition().solve(right);
}

/// Where the search stands: everything that follows from factors and period effects.
struct Evaluation {
    VectorXd beta;
    MatrixXd loadings; ///< q x places, q = r + (unit effects)
    double objective = 0;
    MatrixXd gradient;                 ///< periods x (r + (period effects))
    std::vector<MatrixXd> metric_root; ///< per period, or one for all
    VectorXd metric_share;             ///< for one metric: share of weight per period
};

class Search {
  public:
    Search(const FactorData& data, const SolverOptions& options, Index rank)
        : m_data(data), m_options(options), m_chunks(cut(data)), m_rank(rank),
          m_design(rank + (data.unit_effects() ? 1 : 0)),
          m_outer(rank + (data.period_effects() ? 1 : 0)) {}

    [[nodiscard]] Evaluation evaluate(const MatrixXd& point) const;
    [[nodiscard]] MatrixXd metric_step(const Evaluation& at, const MatrixXd& gradient) const;
    [[nodiscard]] Index outer() const { return m_outer; }
    [[nodiscard]] Index rank() const { return m_rank; }

  private:
    struct Part {
        std::vector<MatrixXd> solved; ///< outcome first, then covariates: q x places of the chunk
        MatrixXd xx;
        VectorXd xy;
        double objective = 0;
        MatrixXd gradient;
        MatrixXd metric; ///< pairs, or periods x pairs
    };

    void solve_units(const Chunk& chunk, const MatrixXd& z, const VectorXd& period,
                     const MatrixXd& gram, Part& part) const;
    void take_residuals(const Chunk& chunk, const MatrixXd& z, const VectorXd& period,
                        Evaluation& at, Part& part) const;
    void gather(const MatrixXd& point, const std::vector<Part>& parts, Evaluation& at) const;
    void make_metric(const std::vector<Part>& parts, Evaluation& at) const;
    void solve_beta(const VectorXd& period, const std::vector<Part>& parts, Evaluation& at) const;
    [[nodiscard]] MatrixXd design(const MatrixXd& point) const;
    [[nodiscard]] auto copies(const Chunk& chunk) const {
        return Eigen::Map<const Eigen::RowVectorXd>(m_data.copies.data() + chunk.first,
                                                    chunk.count);
    }
    [[nodiscard]] auto gap_weights(const Chunk& chunk) const {
        return m_data.w.middleCols(chunk.first - static_cast<Index>(m_data.full), chunk.count);
    }

    const FactorData& m_data;
    const SolverOptions& m_options;
    std::vector<Chunk> m_chunks;
    Index m_rank;
    Index m_design;
    Index m_outer;
};

MatrixXd Search::design(const MatrixXd& point) const {
    MatrixXd z(point.rows(), m_design);
    z.leftCols(m_rank) = point.leftCols(m_rank);
    if (m_design > m_rank) {
        z.col(m_rank).setOnes();
    }
    return z;
}

void Search::solve_units(const Chunk& chunk, const MatrixXd& z, const VectorXd& period,
                         const MatrixXd& gram, Part& part) const {
    const auto p = static_cast<Index>(m_data.wx.size());
    std::vector<MatrixXd> right;
    right.emplace_back(z.transpose() * m_data.wy.middleCols(chunk.first, chunk.count));
    for (const MatrixXd& x : m_data.wx) {
        right.emplace_back(z.transpose() * x.middleCols(chunk.first, chunk.count));
    }
    MatrixXd grams;
    if (chunk.gaps) {
        right[0] -=
            (z.array().colwise() * period.array()).matrix().transpose() * gap_weights(chunk);
        grams = products_of_pairs(z).transpose() * gap_weights(chunk);
    } else {
        right[0].colwise() -= z.transpose() * period;
    }
    part.solved = right;
    if (!chunk.gaps) {
        for (std::size_t k = 0; k < right.size(); ++k) {
            part.solved[k] = solve_symmetric(gram, right[k]);
        }
    } else {
        for (Index i = 0; i < chunk.count; ++i) {
            MatrixXd own = square_of_pairs(grams.col(i), m_design);
            own.diagonal().head(m_rank).array() += m_options.ridge;
            MatrixXd sides(m_design, p + 1);
            for (Index k = 0; k <= p; ++k) {
                sides.col(k) = right[static_cast<std::size_t>(k)].col(i);
            }
            const MatrixXd solved = solve_symmetric(own, sides);
            for (Index k = 0; k <= p; ++k) {
                part.solved[static_cast<std::size_t>(k)].col(i) = solved.col(k);
            }
        }
    }
    part.xx = MatrixXd::Zero(p, p);
    part.xy = VectorXd::Zero(p);
    for (Index k = 0; k < p; ++k) {
        const MatrixXd scaled =
            right[static_cast<std::size_t>(k) + 1].array().rowwise() * copies(chunk).array();
        part.xy(k) = scaled.cwiseProduct(part.solved[0]).sum();
        for (Index l = 0; l < p; ++l) {
            part.xx(k, l) = scaled.cwiseProduct(part.solved[static_cast<std::size_t>(l) + 1]).sum();
        }
    }
}

void Search::solve_beta(const VectorXd& period, const std::vector<Part>& parts,
                        Evaluation& at) const {
    MatrixXd xx = m_data.xx;
    VectorXd xy = m_data.xy - m_data.x_by_period.transpose() * period;
    for (const Part& part : parts) {
        xx -= part.xx;
        xy -= part.xy;
    }
    at.beta = xx.rows() > 0 ? VectorXd(solve_symmetric((xx + xx.transpose()) / 2, xy)) : xy;
}

void Search::take_residuals(const Chunk& chunk, const MatrixXd& z, const VectorXd& period,
                            Evaluation& at, Part& part) const {
    auto loadings = at.loadings.middleCols(chunk.first, chunk.count);
    loadings = part.solved[0];
    MatrixXd e = m_data.wy.middleCols(chunk.first, chunk.count);
    for (std::size_t k = 0; k < m_data.wx.size(); ++k) {
        loadings -= at.beta(static_cast<Index>(k)) * part.solved[k + 1];
        e -= at.beta(static_cast<Index>(k)) * m_data.wx[k].middleCols(chunk.first, chunk.count);
    }
    MatrixXd fitted(e.rows(), e.cols());
    fitted.noalias() = z * loadings;
    fitted.colwise() += period;
    if (chunk.gaps) {
        fitted.array() *= gap_weights(chunk).array();
    }
    e -= fitted;
    if (m_data.binary || !chunk.gaps) {
        part.objective = (e.colwise().squaredNorm().array() * copies(chunk).array()).sum() / 2;
    } else {
        const auto w = gap_weights(chunk).array();
        const MatrixXd unweighted = (w > 0).select(e.array() / w.max(1e-300), 0.0);
        part.objective =
            (e.cwiseProduct(unweighted).colwise().sum().array() * copies(chunk).array()).sum() / 2;
    }
    MatrixXd outer(m_outer, chunk.count);
    outer.topRows(m_rank) = loadings.topRows(m_rank);
    part.objective +=
        m_options.ridge / 2 *
        (outer.topRows(m_rank).colwise().squaredNorm().array() * copies(chunk).array()).sum();
    if (m_outer > m_rank) {
        outer.row(m_rank).setOnes();
    }
    const MatrixXd counted = outer.array().rowwise() * copies(chunk).array();
    part.gradient = -e * counted.transpose();
    if (m_outer > most_exact_metric || !chunk.gaps) {
        part.metric = counted * outer.transpose();
    } else {
        MatrixXd pairs = products_of_pairs(outer.transpose());
        pairs.array().colwise() *= copies(chunk).transpose().array();
        part.metric = gap_weights(chunk) * pairs;
    }
}

void Search::make_metric(const std::vector<Part>& parts, Evaluation& at) const {
    const auto periods = static_cast<Index>(m_data.periods);
    MatrixXd common = MatrixXd::Zero(m_outer, m_outer);
    MatrixXd own = MatrixXd::Zero(periods, m_outer * (m_outer + 1) / 2);
    const bool exact = m_outer <= most_exact_metric;
    for (std::size_t c = 0; c < parts.size(); ++c) {
        if (exact && m_chunks[c].gaps) {
            own += parts[c].metric;
        } else {
            common += parts[c].metric;
        }
    }
    const auto root = [&](MatrixXd metric) {
        metric.diagonal().head(m_rank).array() += m_options.ridge;
        // A period without cells has no say: its row of the gradient is zero.
        metric.diagonal().array() += 1e-12 * metric.trace() + 1e-300;
        return MatrixXd(metric.llt().matrixL());
    };
    if (!exact) {
        at.metric_share = (m_data.w_by_period / m_data.mass).cwiseMax(1e-3);
        at.metric_root.push_back(root(common));
        return;
    }
    for (Index t = 0; t < periods; ++t) {
        at.metric_root.push_back(root(common + square_of_pairs(own.row(t).transpose(), m_outer)));
    }
}

void Search::gather(const MatrixXd& point, const std::vector<Part>& parts, Evaluation& at) const {
    const auto factors = point.leftCols(m_rank);
    at.objective = m_options.ridge / 2 * factors.squaredNorm();
    at.gradient = MatrixXd::Zero(point.rows(), m_outer);
    at.gradient.leftCols(m_rank) = m_options.ridge * factors;
    for (const Part& part : parts) {
        at.objective += part.objective;
        at.gradient += part.gradient;
    }
    make_metric(parts, at);
}

Evaluation Search::evaluate(const MatrixXd& point) const {
    const MatrixXd z = design(point);
    const VectorXd period =
        m_outer > m_rank ? VectorXd(point.col(m_rank)) : VectorXd::Zero(point.rows()).eval();
    MatrixXd gram = z.transpose() * z;
    gram.diagonal().head(m_rank).array() += m_options.ridge;
    std::vector<Part> parts(m_chunks.size());
    for_each_index(parts.size(), m_options.jobs,
                   [&](std::size_t c) { solve_units(m_chunks[c], z, period, gram, parts[c]); });
    Evaluation at;
    solve_beta(period, parts, at);
    at.loadings.resize(m_design, static_cast<Index>(m_data.units));
    for_each_index(parts.size(), m_options.jobs,
                   [&](std::size_t c) { take_residuals(m_chunks[c], z, period, at, parts[c]); });
    gather(point, parts, at);
    return at;
}

MatrixXd Search::metric_step(const Evaluation& at, const MatrixXd& gradient) const {
    MatrixXd step = gradient.transpose();
    const auto apply = [](const MatrixXd& root, auto&& column) {
        root.triangularView<Eigen::Lower>().solveInPlace(column);
        root.transpose().triangularView<Eigen::Upper>().solveInPlace(column);
    };
    if (at.metric_share.size() > 0) {
        apply(at.metric_root[0], step);
        step.array().rowwise() /= at.metric_share.transpose().array();
    } else {
        for (Index t = 0; t < step.cols(); ++t) {
            auto column = step.col(t);
            apply(at.metric_root[static_cast<std::size_t>(t)], column);
        }
    }
    return step.transpose();
}

struct Pair {
    MatrixXd step;
    MatrixXd change;
    double curvature = 0;
};

double dot(const MatrixXd& a, const MatrixXd& b) {
    return a.cwiseProduct(b).sum();
}

MatrixXd quasi_newton_step(const Search& search, const Evaluation& at,
                           const std::deque<Pair>& pairs) {
    MatrixXd q = at.gradient;
    std::vector<double> along(pairs.size());
    for (std::size_t i = pairs.size(); i-- > 0;) {
        along[i] = dot(pairs[i].step, q) / pairs[i].curvature;
        q -= along[i] * pairs[i].change;
    }
    MatrixXd step = search.metric_step(at, q);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const double back = dot(pairs[i].change, step) / pairs[i].curvature;
        step += (along[i] - back) * pairs[i].step;
    }
    return -step;
}

/// Shortens the step until the objective does not go up; false where rounding allows no more.
bool go_down(const Search& search, const MatrixXd& from, const Evaluation& at, MatrixXd& step,
             Evaluation& next) {
    const double slope = dot(at.gradient, step);
    double length = 1;
    for (int tries = 0; tries < 30; ++tries) {
        next = search.evaluate(from + length * step);
        const double bound = at.objective + 1e-4 * length * slope;
        // Where the objective has no digits left to tell, its slope still does (Hager and Zhang
        // 2005).
        const bool level = next.objective <= at.objective * (1 + 1e-13) &&
                           std::abs(dot(next.gradient, step)) <= -0.9998 * slope;
        if (next.objective <= bound || level) {
            step *= length;
            return true;
        }
        const double curve = next.objective - at.objective - length * slope;
        const double best = curve > 0 ? -slope * length * length / (2 * curve) : length / 2;
        length = std::clamp(best, 0.1 * length, 0.5 * length);
    }
    return false;
}

FactorSolution finish(const Search& search, const MatrixXd& point, Evaluation at) {
    FactorSolution solution;
    const Index r = search.rank();
    solution.at.factors = point.leftCols(r);
    solution.at.period =
        search.outer() > r ? VectorXd(point.col(r)) : VectorXd::Zero(point.rows()).eval();
    solution.beta = std::move(at.beta);
    solution.loadings = MatrixXd::Zero(r + 1, at.loadings.cols());
    solution.loadings.topRows(at.loadings.rows()) = at.loadings;
    solution.objective = at.objective;
    return solution;
}

} // namespace

FactorSolution solve(const FactorData& data, const FactorPoint& start,
                     const SolverOptions& options) {
    const Search search(data, options, start.factors.cols());
    MatrixXd point(static_cast<Index>(data.periods), search.outer());
    point.leftCols(search.rank()) = start.factors;
    if (search.outer() > search.rank()) {
        point.col(search.rank()) = start.period;
    }
    Evaluation at = search.evaluate(point);
    std::vector<double> objectives = {at.objective};
    std::deque<Pair> pairs;
    int iterations = 0;
    bool converged = search.outer() == 0;
    // Decrements below this share of the objective are rounding.
    const double floor = std::max(options.tolerance * data.scale, 1e-14 * data.scale);
    while (!converged && iterations < options.max_iterations) {
        MatrixXd step = quasi_newton_step(search, at, pairs);
        double decrement = -dot(at.gradient, step);
        if (!(decrement > 0)) {
            pairs.clear();
            step = -search.metric_step(at, at.gradient);
            decrement = -dot(at.gradient, step);
        }
        const double plain = dot(at.gradient, search.metric_step(at, at.gradient));
        if (std::sqrt(std::max(0.0, std::max(decrement, plain))) <= floor) {
            converged = true;
            break;
        }
        Evaluation next;
        if (!go_down(search, point, at, step, next)) {
            if (pairs.empty()) {
                // No step goes down any more: as far as the digits carry.
                converged = std::sqrt(plain) <= 1e-6 * data.scale;
                break;
            }
            pairs.clear();
            continue;
        }
        ++iterations;
        Pair pair{.step = step, .change = next.gradient - at.gradient};
        pair.curvature = dot(pair.step, pair.change);
        if (iterations > alternating_steps &&
            pair.curvature > 1e-12 * pair.step.norm() * pair.change.norm()) {
            pairs.push_back(std::move(pair));
            if (pairs.size() > memory) {
                pairs.pop_front();
            }
        }
        point += step;
        at = std::move(next);
        objectives.push_back(at.objective);
    }
    FactorSolution solution = finish(search, point, std::move(at));
    solution.iterations = iterations;
    solution.converged = converged;
    solution.objectives = std::move(objectives);
    return solution;
}

MatrixXd residuals(const FactorData& data, const FactorSolution& solution) {
    const Index r = solution.at.factors.cols();
    MatrixXd fitted = solution.at.factors * solution.loadings.topRows(r);
    fitted.rowwise() += solution.loadings.row(r);
    fitted.colwise() += solution.at.period;
    const auto full = static_cast<Index>(data.full);
    fitted.rightCols(fitted.cols() - full).array() *= data.w.array();
    MatrixXd e = data.wy - fitted;
    for (std::size_t k = 0; k < data.wx.size(); ++k) {
        e -= solution.beta(static_cast<Index>(k)) * data.wx[k];
    }
    return e;
}

} // namespace halflight::stats::counterfactual

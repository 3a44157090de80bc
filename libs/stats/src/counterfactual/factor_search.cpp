// SPDX-License-Identifier: Apache-2.0
#include "factor_search.hpp"

#include <algorithm>

#include "halflight/base/parallel.hpp"

namespace halflight::stats::counterfactual {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr Index chunk_width = 64;
constexpr std::size_t most_lanes = 16;
/// Fewer units than these with one matrix are no saving.
constexpr Index least_alike = 8;
/// Above this the metric is made from sums over all periods, not for each period.
constexpr Index most_exact_metric = 9;

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

void square_of_pairs(const Eigen::Ref<const VectorXd>& pairs, Eigen::Ref<MatrixXd> square) {
    Index at = 0;
    for (Index a = 0; a < square.rows(); ++a) {
        for (Index b = 0; b <= a; ++b) {
            square(a, b) = square(b, a) = pairs(at++);
        }
    }
}

bool well_conditioned(const Eigen::LLT<MatrixXd>& factored) {
    return factored.info() == Eigen::Success && factored.rcond() > 1e-13;
}

MatrixXd solve_symmetric(const MatrixXd& gram, const MatrixXd& right) {
    const Eigen::LLT<MatrixXd> factored(gram);
    if (well_conditioned(factored)) {
        return factored.solve(right);
    }
    return gram.completeOrthogonalDecomposition().solve(right);
}

} // namespace

Regression regression_of(const FactorData& data) {
    Regression made{.data = data,
                    .y = data.wy,
                    .x = {},
                    .xx = data.xx,
                    .xy = data.xy,
                    .x_by_period = data.x_by_period,
                    .scale = data.scale};
    for (const MatrixXd& x : data.wx) {
        made.x.push_back(&x);
    }
    return made;
}

Regression regression_of(const FactorData& data, std::size_t which, double scale) {
    const auto y = static_cast<Index>(which);
    const Index constant = data.xx.rows() - 1;
    const Index p = data.effects == Effects::none ? 1 : 0;
    Regression made{.data = data,
                    .y = data.wx[which],
                    .x = {},
                    .xx = MatrixXd(p, p),
                    .xy = VectorXd(p),
                    .x_by_period = MatrixXd(static_cast<Index>(data.periods), p),
                    .scale = scale};
    if (p > 0) {
        made.x.push_back(&data.wx.back());
        made.xx(0, 0) = data.xx(constant, constant);
        made.xy(0) = data.xx(constant, y);
        made.x_by_period.col(0) = data.x_by_period.col(constant);
    }
    return made;
}

Search::Search(const Regression& regression, const SolverOptions& options, Index rank)
    : m_regression(regression), m_data(regression.data), m_options(options), m_rank(rank),
      m_design(rank + (m_data.unit_effects() ? 1 : 0)),
      m_outer(rank + (m_data.period_effects() ? 1 : 0)) {
    cut();
    const auto places = static_cast<Index>(m_data.units);
    const std::size_t count = 1 + m_regression.x.size();
    m_solved.assign(count, MatrixXd(m_design, places));
    for (Lane& lane : m_lanes) {
        lane.right.assign(count, MatrixXd(m_design, chunk_width));
        lane.residuals.resize(static_cast<Index>(m_data.periods), chunk_width);
    }
}

/// Place after the last unit that lacks the same cells as `first`, at most a chunk further.
Index Search::end_of_alike(Index first) const {
    const auto full = static_cast<Index>(m_data.full);
    const Index most = std::min(first + chunk_width, static_cast<Index>(m_data.units));
    Index end = first + 1;
    while (end < most && m_data.w.col(end - full) == m_data.w.col(first - full)) {
        ++end;
    }
    return end;
}

void Search::cut() {
    std::vector<Chunk> chunks;
    const auto full = static_cast<Index>(m_data.full);
    for (Index first = 0; first < full; first += chunk_width) {
        chunks.push_back({.first = first, .count = std::min(chunk_width, full - first)});
    }
    for (Index first = full; first < static_cast<Index>(m_data.units);) {
        const Index alike = end_of_alike(first) - first;
        Chunk* last = chunks.empty() ? nullptr : &chunks.back();
        if (alike >= least_alike) {
            chunks.push_back({.first = first, .count = alike, .gaps = Gaps::alike});
        } else if (last != nullptr && last->gaps == Gaps::unlike &&
                   last->count + alike <= chunk_width) {
            last->count += alike;
        } else {
            chunks.push_back({.first = first, .count = alike, .gaps = Gaps::unlike});
        }
        first += alike;
    }
    m_lanes.resize(std::min(most_lanes, chunks.size()));
    for (std::size_t c = 0; c < chunks.size(); ++c) {
        m_lanes[c % m_lanes.size()].chunks.push_back(chunks[c]);
    }
}

void Search::set_common(const MatrixXd& point) {
    Common& c = m_common;
    c.z.resize(point.rows(), m_design);
    c.z.leftCols(m_rank) = point.leftCols(m_rank);
    if (m_design > m_rank) {
        c.z.col(m_rank).setOnes();
    }
    if (m_outer > m_rank) {
        c.period = point.col(m_rank);
    } else {
        c.period.setZero(point.rows());
    }
    c.pairs = products_of_pairs(c.z);
    c.z_by_period = c.z.transpose() * c.period;
    c.z_of_period = c.period.asDiagonal() * c.z;
    c.gram = c.z.transpose() * c.z;
    c.gram.diagonal().head(m_rank).array() += m_options.ridge;
    c.factored.compute(c.gram);
    c.sound = m_design == 0 || well_conditioned(c.factored);
}

void Search::clear_sums(Lane& lane) const {
    const auto p = static_cast<Index>(m_regression.x.size());
    const auto periods = static_cast<Index>(m_data.periods);
    lane.xx.setZero(p, p);
    lane.xy.setZero(p);
    lane.objective = 0;
    lane.gradient.setZero(periods, m_outer);
    lane.common.setZero(m_outer, m_outer);
    const bool exact = m_outer <= most_exact_metric && m_data.w.cols() > 0;
    lane.own.setZero(exact ? periods : 0, m_outer * (m_outer + 1) / 2);
}

void Search::make_right_sides(const Chunk& chunk, Lane& lane) const {
    for (std::size_t k = 0; k < m_solved.size(); ++k) {
        lane.right[k].leftCols(chunk.count).noalias() =
            m_common.z.transpose() * series(k).middleCols(chunk.first, chunk.count);
    }
    auto right = lane.right[0].leftCols(chunk.count);
    if (chunk.gaps == Gaps::none) {
        right.colwise() -= m_common.z_by_period;
    } else {
        right.noalias() -= m_common.z_of_period.transpose() * gap_weights(chunk);
    }
}

MatrixXd Search::gram_of(const Eigen::Ref<const VectorXd>& pairs) const {
    MatrixXd gram(m_design, m_design);
    square_of_pairs(pairs, gram);
    gram.diagonal().head(m_rank).array() += m_options.ridge;
    return gram;
}

void Search::solve_together(const Chunk& chunk, Lane& lane) {
    const bool gaps = chunk.gaps == Gaps::alike;
    const MatrixXd own =
        gaps ? gram_of(m_common.pairs.transpose() * gap_weights(chunk).col(0)) : MatrixXd();
    const MatrixXd& gram = gaps ? own : m_common.gram;
    const Eigen::LLT<MatrixXd> factored = gaps ? own.llt() : Eigen::LLT<MatrixXd>();
    const bool sound = gaps ? well_conditioned(factored) : m_common.sound;
    for (std::size_t k = 0; k < m_solved.size(); ++k) {
        auto solved = m_solved[k].middleCols(chunk.first, chunk.count);
        solved = lane.right[k].leftCols(chunk.count);
        if (sound) {
            (gaps ? factored : m_common.factored).solveInPlace(solved);
        } else {
            solved = solve_symmetric(gram, solved).eval();
        }
    }
}

void Search::solve_side_by_side(const Chunk& chunk, Lane& lane) {
    Eigen::ArrayXXd entries = (gap_weights(chunk).transpose() * m_common.pairs).array();
    for (Index a = 0; a < m_rank; ++a) {
        entries.col(a * (a + 3) / 2) += m_options.ridge;
    }
    lane.systems.factor(entries, m_design);
    Eigen::ArrayXXd sides;
    for (std::size_t k = 0; k < m_solved.size(); ++k) {
        sides = lane.right[k].leftCols(chunk.count).transpose().array();
        lane.systems.solve(sides);
        m_solved[k].middleCols(chunk.first, chunk.count) = sides.matrix().transpose();
    }
    for (const Index i : lane.systems.doubtful()) {
        const MatrixXd gram = gram_of(m_common.pairs.transpose() * gap_weights(chunk).col(i));
        for (std::size_t k = 0; k < m_solved.size(); ++k) {
            m_solved[k].col(chunk.first + i) = solve_symmetric(gram, lane.right[k].col(i));
        }
    }
}

void Search::solve_units(const Chunk& chunk, Lane& lane) {
    if (m_design == 0) {
        return;
    }
    make_right_sides(chunk, lane);
    if (chunk.gaps == Gaps::unlike) {
        solve_side_by_side(chunk, lane);
    } else {
        solve_together(chunk, lane);
    }
    const Index p = lane.xy.size();
    for (Index k = 0; k < p; ++k) {
        auto scaled = lane.right[static_cast<std::size_t>(k) + 1].leftCols(chunk.count);
        scaled.array().rowwise() *= copies(chunk).array();
        const auto solved = [&](Index l) {
            return m_solved[static_cast<std::size_t>(l)].middleCols(chunk.first, chunk.count);
        };
        lane.xy(k) += scaled.cwiseProduct(solved(0)).sum();
        for (Index l = 0; l < p; ++l) {
            lane.xx(k, l) += scaled.cwiseProduct(solved(l + 1)).sum();
        }
    }
}

void Search::solve_beta(Evaluation& at) const {
    MatrixXd xx = m_regression.xx;
    VectorXd xy = m_regression.xy - m_regression.x_by_period.transpose() * m_common.period;
    for (const Lane& lane : m_lanes) {
        xx -= lane.xx;
        xy -= lane.xy;
    }
    at.beta = xx.rows() > 0 ? VectorXd(solve_symmetric((xx + xx.transpose()) / 2, xy)) : xy;
}

double Search::squares(const Chunk& chunk, Index i, const Lane& lane) const {
    const auto e = lane.residuals.col(i);
    if (m_data.binary || chunk.gaps == Gaps::none) {
        return e.squaredNorm();
    }
    const auto w = gap_weights(chunk).col(i).array();
    return (w > 0).select(e.array().square() / w.max(1e-300), 0.0).sum();
}

void Search::take_residuals(const Chunk& chunk, Evaluation& at, Lane& lane) const {
    auto loadings = at.loadings.middleCols(chunk.first, chunk.count);
    loadings = m_solved[0].middleCols(chunk.first, chunk.count);
    for (Index k = 0; k < at.beta.size(); ++k) {
        loadings -= at.beta(k) *
                    m_solved[static_cast<std::size_t>(k) + 1].middleCols(chunk.first, chunk.count);
    }
    auto residuals = lane.residuals.leftCols(chunk.count);
    residuals.noalias() = m_common.z * loadings;
    residuals.colwise() += m_common.period;
    if (chunk.gaps != Gaps::none) {
        residuals.array() *= gap_weights(chunk).array();
    }
    residuals = series(0).middleCols(chunk.first, chunk.count) - residuals;
    for (Index k = 0; k < at.beta.size(); ++k) {
        residuals -= at.beta(k) *
                     series(static_cast<std::size_t>(k) + 1).middleCols(chunk.first, chunk.count);
    }
    for (Index i = 0; i < chunk.count; ++i) {
        const double ridge = m_options.ridge * loadings.col(i).head(m_rank).squaredNorm();
        lane.objective += (squares(chunk, i, lane) + ridge) * copies(chunk)(i) / 2;
    }
    MatrixXd outer(m_outer, chunk.count);
    outer.topRows(m_rank) = loadings.topRows(m_rank);
    if (m_outer > m_rank) {
        outer.row(m_rank).setOnes();
    }
    const MatrixXd counted = outer.array().rowwise() * copies(chunk).array();
    lane.gradient.noalias() -= lane.residuals.leftCols(chunk.count) * counted.transpose();
    add_to_metric(chunk, outer, counted, lane);
}

void Search::add_to_metric(const Chunk& chunk, const MatrixXd& outer, const MatrixXd& counted,
                           Lane& lane) const {
    if (m_outer > most_exact_metric || chunk.gaps == Gaps::none) {
        lane.common.noalias() += counted * outer.transpose();
        return;
    }
    MatrixXd pairs = products_of_pairs(outer.transpose());
    pairs.array().colwise() *= copies(chunk).transpose().array();
    lane.own.noalias() += gap_weights(chunk) * pairs;
}

void Search::make_metric(Evaluation& at) const {
    const auto periods = static_cast<Index>(m_data.periods);
    MatrixXd common = MatrixXd::Zero(m_outer, m_outer);
    const bool gaps = m_outer <= most_exact_metric && m_data.w.cols() > 0;
    MatrixXd own = MatrixXd::Zero(gaps ? periods : 0, m_outer * (m_outer + 1) / 2);
    for (const Lane& lane : m_lanes) {
        common += lane.common;
        own += lane.own;
    }
    const auto root = [&](MatrixXd metric) {
        metric.diagonal().head(m_rank).array() += m_options.ridge;
        // A period without cells has no say: its row of the gradient is zero.
        metric.diagonal().array() += 1e-12 * metric.trace() + 1e-300;
        return MatrixXd(metric.llt().matrixL());
    };
    at.metric_root.clear();
    at.metric_share.resize(0);
    if (m_outer > most_exact_metric) {
        at.metric_share = (m_data.w_by_period / m_data.mass).cwiseMax(1e-3);
        at.metric_root.push_back(root(common));
        return;
    }
    MatrixXd square(m_outer, m_outer);
    for (Index t = 0; t < (gaps ? periods : 1); ++t) {
        if (gaps) {
            square_of_pairs(own.row(t).transpose(), square);
            at.metric_root.push_back(root(common + square));
        } else {
            at.metric_root.push_back(root(common));
        }
    }
}

void Search::gather(const MatrixXd& point, Evaluation& at) const {
    const auto factors = point.leftCols(m_rank);
    at.objective = m_options.ridge / 2 * factors.squaredNorm();
    at.gradient.setZero(point.rows(), m_outer);
    at.gradient.leftCols(m_rank) = m_options.ridge * factors;
    for (const Lane& lane : m_lanes) {
        at.objective += lane.objective;
        at.gradient += lane.gradient;
    }
    make_metric(at);
}

void Search::evaluate(const MatrixXd& point, Evaluation& at) {
    set_common(point);
    for_each_index(m_lanes.size(), m_options.jobs, [&](std::size_t l) {
        clear_sums(m_lanes[l]);
        for (const Chunk& chunk : m_lanes[l].chunks) {
            solve_units(chunk, m_lanes[l]);
        }
    });
    solve_beta(at);
    at.loadings.resize(m_design, static_cast<Index>(m_data.units));
    for_each_index(m_lanes.size(), m_options.jobs, [&](std::size_t l) {
        for (const Chunk& chunk : m_lanes[l].chunks) {
            take_residuals(chunk, at, m_lanes[l]);
        }
    });
    gather(point, at);
}

MatrixXd Search::metric_step(const Evaluation& at, const MatrixXd& gradient) const {
    MatrixXd step = gradient.transpose();
    const auto apply = [](const MatrixXd& root, auto&& column) {
        root.triangularView<Eigen::Lower>().solveInPlace(column);
        root.transpose().triangularView<Eigen::Upper>().solveInPlace(column);
    };
    if (at.metric_root.size() == 1) {
        apply(at.metric_root[0], step);
        if (at.metric_share.size() > 0) {
            step.array().rowwise() /= at.metric_share.transpose().array();
        }
    } else {
        for (Index t = 0; t < step.cols(); ++t) {
            auto column = step.col(t);
            apply(at.metric_root[static_cast<std::size_t>(t)], column);
        }
    }
    return step.transpose();
}

} // namespace halflight::stats::counterfactual

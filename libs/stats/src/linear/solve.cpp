// SPDX-License-Identifier: Apache-2.0
#include "solve.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Core>

#include "halflight/base/parallel.hpp"
#include "householder.hpp"

namespace halflight::stats::detail {

namespace {

constexpr std::size_t chunk_rows = 8192;
/// A squared share of a column under this is not told apart from rounding by cross products.
constexpr double doubtful = 1e-10;

std::size_t chunks_of(std::size_t rows) {
    return (rows + chunk_rows - 1) / chunk_rows;
}

/// Residuals y - X b, and X' W of them.
std::vector<double> remains(MatrixView x, std::span<const double> y, std::span<const double> b) {
    std::vector<double> left(y.begin(), y.end());
    for (std::size_t c = 0; c < x.cols; ++c) {
        const std::span<const double> column = x.column(c);
        for (std::size_t i = 0; i < left.size(); ++i) {
            left[i] -= column[i] * b[c];
        }
    }
    return left;
}

std::vector<double> against(MatrixView x, std::span<const double> y,
                            std::span<const double> weights) {
    std::vector<double> made;
    for (std::size_t c = 0; c < x.cols; ++c) {
        made.push_back(dot(x.column(c), y, weights));
    }
    return made;
}

/// Normal equations and one refinement; nothing where they are in doubt.
std::optional<Solved> by_cross_product(MatrixView x, std::span<const double> y,
                                       std::span<const double> weights, const SolveSpec& spec) {
    const std::optional<ScaledFactor> factor = ScaledFactor::of(cross(x, weights, spec.jobs), spec);
    if (!factor) {
        return std::nullopt;
    }
    Solved made{.slopes = factor->solve(against(x, y, weights))};
    const std::vector<double> more = factor->solve(against(x, remains(x, y, made.slopes), weights));
    for (std::size_t c = 0; c < x.cols; ++c) {
        made.slopes[c] += more[c];
        made.kept.push_back(c);
    }
    made.residuals = remains(x, y, made.slopes);
    made.bread = factor->inverse();
    return made;
}

template <class T>
Solved by_householder(MatrixView x, std::span<const double> y, std::span<const double> weights,
                      const SolveSpec& spec) {
    const std::size_t n = x.rows;
    const std::vector<double> own = lengths(x, weights, false);
    const std::span<const double> against_length =
        spec.lengths.empty() ? std::span<const double>(own) : spec.lengths;
    const auto root = [&](std::size_t i) {
        return weights.empty() ? T(1) : std::sqrt(static_cast<T>(weights[i]));
    };
    Householder<T> qr(n);
    std::vector<T> column(n);
    Solved made{.refined = true};
    for (std::size_t c = 0; c < x.cols; ++c) {
        const T scale = against_length[c] > 0 ? T(1) / static_cast<T>(against_length[c]) : T(0);
        for (std::size_t i = 0; i < n; ++i) {
            column[i] = static_cast<T>(x(i, c)) * scale * root(i);
        }
        if (qr.add(column, static_cast<T>(spec.collinear))) {
            made.kept.push_back(c);
        }
    }
    const std::size_t k = made.kept.size();
    std::vector<T> slopes(k, T(0)); // on scaled columns
    std::vector<T> left(n);
    const auto residual = [&](std::size_t i) {
        T value = static_cast<T>(y[i]);
        for (std::size_t j = 0; j < k; ++j) {
            const std::size_t c = made.kept[j];
            value -= static_cast<T>(x(i, c)) * (slopes[j] / static_cast<T>(against_length[c]));
        }
        return value;
    };
    for (int round = 0; round < 3; ++round) { // the first solves, two refine
        for (std::size_t i = 0; i < n; ++i) {
            left[i] = residual(i) * root(i);
        }
        const std::vector<T> step = qr.solve(left);
        for (std::size_t j = 0; j < k; ++j) {
            slopes[j] += step[j];
        }
    }
    made.residuals.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
        made.residuals[i] = static_cast<double>(residual(i));
    }
    made.bread = Matrix(k, k);
    const std::vector<T> inverse = qr.inverse_cross();
    for (std::size_t a = 0; a < k; ++a) {
        const T scale = static_cast<T>(against_length[made.kept[a]]);
        made.slopes.push_back(static_cast<double>(slopes[a] / scale));
        for (std::size_t b = 0; b < k; ++b) {
            made.bread(a, b) = static_cast<double>(inverse[a + b * k] / scale /
                                                   static_cast<T>(against_length[made.kept[b]]));
        }
    }
    return made;
}

using View = Eigen::Map<const Eigen::MatrixXd>;

View map(const Matrix& m) {
    return {m.data(), static_cast<Eigen::Index>(m.rows()), static_cast<Eigen::Index>(m.cols())};
}

} // namespace

std::optional<ScaledFactor> ScaledFactor::of(const Matrix& gram, const SolveSpec& spec) {
    const View raw = map(gram);
    const Eigen::Index k = raw.cols();
    if (!(raw.diagonal().minCoeff() > 0)) {
        return std::nullopt;
    }
    ScaledFactor made;
    made.m_lower = Matrix(gram.rows(), gram.cols());
    made.m_scale.resize(gram.cols());
    Eigen::Map<Eigen::ArrayXd> scale(made.m_scale.data(), k);
    scale = raw.diagonal().array().sqrt().inverse();
    Eigen::Map<Eigen::MatrixXd> factor(made.m_lower.data(), k, k);
    factor = scale.matrix().asDiagonal() * raw * scale.matrix().asDiagonal();
    for (Eigen::Index j = 0; j < k; ++j) { // in order, pivots seen
        const Eigen::Index rest = k - j - 1;
        const auto done = factor.row(j).head(j);
        const double pivot = factor(j, j) - done.squaredNorm();
        const double length = spec.lengths.empty()
                                  ? 1.0
                                  : 1.0 / (scale[j] * spec.lengths[static_cast<std::size_t>(j)]);
        if (!(pivot > doubtful) || !(length > spec.collinear * 1e3)) {
            return std::nullopt;
        }
        factor(j, j) = std::sqrt(pivot);
        if (rest > 0) {
            const Eigen::VectorXd below =
                factor.col(j).tail(rest) - factor.block(j + 1, 0, rest, j) * done.transpose();
            factor.col(j).tail(rest) = below / factor(j, j);
        }
    }
    return made;
}

std::vector<double> ScaledFactor::solve(std::span<const double> right) const {
    const View factor = map(m_lower);
    std::vector<double> made(right.begin(), right.end());
    Eigen::Map<Eigen::VectorXd> v(made.data(), factor.cols());
    const Eigen::Map<const Eigen::ArrayXd> scale(m_scale.data(), factor.cols());
    v.array() *= scale;
    factor.triangularView<Eigen::Lower>().solveInPlace(v);
    factor.transpose().triangularView<Eigen::Upper>().solveInPlace(v);
    v.array() *= scale;
    return made;
}

Matrix ScaledFactor::inverse() const {
    Matrix made(m_lower.rows(), m_lower.cols());
    std::vector<double> unit(m_lower.cols(), 0.0);
    for (std::size_t j = 0; j < unit.size(); ++j) {
        unit[j] = 1;
        std::ranges::copy(solve(unit), made.column(j).begin());
        unit[j] = 0;
    }
    return made;
}

double dot(std::span<const double> a, std::span<const double> b, std::span<const double> weights) {
    using Map = Eigen::Map<const Eigen::ArrayXd>;
    double total = 0;
    for (std::size_t begin = 0; begin < a.size(); begin += chunk_rows) {
        const auto size = static_cast<Eigen::Index>(std::min(chunk_rows, a.size() - begin));
        const Map left(a.data() + begin, size);
        const Map right(b.data() + begin, size);
        total += weights.empty() ? (left * right).sum()
                                 : (left * right * Map(weights.data() + begin, size)).sum();
    }
    return total;
}

std::vector<double> lengths(MatrixView x, std::span<const double> weights, bool centred) {
    std::vector<double> made;
    double mass = static_cast<double>(x.rows);
    if (!weights.empty()) {
        mass = 0;
        for (const double w : weights) {
            mass += w;
        }
    }
    std::vector<double> moved(centred ? x.rows : 0);
    const std::vector<double> ones(centred ? x.rows : 0, 1.0);
    for (std::size_t c = 0; c < x.cols; ++c) {
        std::span<const double> column = x.column(c);
        if (centred) {
            const double mean = dot(column, ones, weights) / mass;
            std::ranges::transform(column, moved.begin(), [=](double v) { return v - mean; });
            column = moved;
        }
        made.push_back(std::sqrt(dot(column, column, weights)));
    }
    return made;
}

Matrix cross(MatrixView x, std::span<const double> weights, int jobs) {
    const auto k = static_cast<Eigen::Index>(x.cols);
    const std::size_t chunks = chunks_of(x.rows);
    std::vector<Eigen::MatrixXd> parts(chunks);
    for_each_index(chunks, jobs, [&](std::size_t c) {
        const std::size_t begin = c * chunk_rows;
        const auto size = static_cast<Eigen::Index>(std::min(chunk_rows, x.rows - begin));
        const Eigen::Map<const Eigen::MatrixXd, 0, Eigen::OuterStride<>> block(
            x.data + begin, size, k, Eigen::OuterStride<>(static_cast<Eigen::Index>(x.rows)));
        if (weights.empty()) {
            parts[c] = block.transpose() * block;
        } else {
            const Eigen::Map<const Eigen::VectorXd> w(weights.data() + begin, size);
            parts[c] = block.transpose() * (w.asDiagonal() * block);
        }
    });
    Matrix made(x.cols, x.cols);
    Eigen::Map<Eigen::MatrixXd> total(made.data(), k, k);
    for (const Eigen::MatrixXd& part : parts) {
        total += part;
    }
    total = ((total + total.transpose()) / 2).eval();
    return made;
}

Solved solve(MatrixView x, std::span<const double> y, std::span<const double> weights,
             const SolveSpec& spec) {
    const double work = static_cast<double>(x.rows) * static_cast<double>(x.cols * x.cols);
    if (work <= spec.extended) {
        return by_householder<long double>(x, y, weights, spec);
    }
    if (std::optional<Solved> made = by_cross_product(x, y, weights, spec)) {
        return *std::move(made);
    }
    return by_householder<double>(x, y, weights, spec);
}

} // namespace halflight::stats::detail

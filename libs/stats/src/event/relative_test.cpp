// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "halflight/base/random.hpp"
#include "halflight/stats/distribution.hpp"
#include "halflight/stats/resample.hpp"
#include "honest_parts.hpp"

namespace halflight::stats::detail {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Rows that give each change between neighbours before the reference, of x.
MatrixXd changes(Index before) {
    MatrixXd made = MatrixXd::Zero(before, before + 1);
    for (Index r = 0; r < before; ++r) {
        made(r, r) = -1;
        if (r + 1 < before) {
            made(r, r + 1) = 1;
        }
    }
    return made;
}

/// A square root of a covariance that may be singular.
MatrixXd root(const MatrixXd& spread) {
    const Eigen::SelfAdjointEigenSolver<MatrixXd> parts(spread);
    return parts.eigenvectors() * parts.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal();
}

} // namespace

RelativeTest::RelativeTest(const HonestTarget& target, const HonestSpec& spec)
    : m_target(target), m_spec(spec) {
    const PathParts& path = target.path;
    const Index size = path.effects.size();
    MatrixXd pick = MatrixXd::Zero(path.before + 1, size);
    pick.topLeftCorner(path.before, path.before).setIdentity();
    pick.row(path.before).tail(size - path.before) = target.weights.transpose();
    m_x = pick * path.effects;
    m_spread = pick * path.covariance * pick.transpose();
    double tail = 0;
    for (Index j = target.weights.size(); j-- > 0;) {
        tail += target.weights[j];
        m_reach += std::abs(tail);
    }
    m_draws.resize(m_x.size(), static_cast<Index>(spec.draws));
    const MatrixXd factor = root(m_spread);
    for (Index d = 0; d < m_draws.cols(); ++d) {
        const Random random(spec.seed, static_cast<std::uint64_t>(d));
        VectorXd normal(m_x.size());
        for (Index k = 0; k < normal.size(); ++k) {
            normal[k] = random.normal(static_cast<std::uint64_t>(k));
        }
        m_draws.col(d) = factor * normal;
    }
}

std::vector<RelativeTest::Face> RelativeTest::faces(double m) const {
    const Index before = m_target.path.before;
    const MatrixXd change = changes(before);
    const double size = 1 - m_spec.level;
    std::vector<Face> made;
    for (Index place = 0; place < before; ++place) {
        for (const double sign : {1.0, -1.0}) {
            const Eigen::RowVectorXd largest = sign * change.row(place);
            MatrixXd rows(2 * before + 1, before + 1);
            Index at = 0;
            rows.row(at++) = -largest;
            for (Index r = 0; r < before; ++r) {
                if (r != place) {
                    rows.row(at++) = change.row(r) - largest;
                    rows.row(at++) = -change.row(r) - largest;
                }
            }
            rows.row(at) = -m * m_reach * largest;
            rows(at++, before) += 1;
            rows.row(at) = -m * m_reach * largest;
            rows(at, before) -= 1;
            const MatrixXd spread = rows * m_spread * rows.transpose();
            Face face{.rows = spread.diagonal().cwiseSqrt().cwiseInverse().asDiagonal() * rows};
            face.correlation = face.rows * m_spread * face.rows.transpose();
            const VectorXd most = (face.rows * m_draws).colwise().maxCoeff();
            face.first_stage =
                quantile({most.data(), static_cast<std::size_t>(most.size())}, 1 - size / 10);
            made.push_back(std::move(face));
        }
    }
    return made;
}

bool RelativeTest::rejects(const Face& face, double value) const {
    VectorXd x = m_x;
    x[x.size() - 1] -= value;
    const VectorXd moments = face.rows * x;
    Index first = 0;
    const double most = moments.maxCoeff(&first);
    if (most > face.first_stage) {
        return true;
    }
    if (most <= 0) {
        return false;
    }
    // Given which inequality is largest and what is independent of it, it is a truncated normal.
    double bound = -std::numeric_limits<double>::infinity();
    for (Index j = 0; j < moments.size(); ++j) {
        const double rho = face.correlation(j, first);
        if (j != first && rho < 1 - 1e-10) {
            bound = std::max(bound, (moments[j] - rho * most) / (1 - rho));
        }
    }
    const double size = 1 - m_spec.level;
    const double rest = (size - size / 10) / (1 - size / 10);
    const double beyond = normal_upper(face.first_stage);
    return normal_upper(most) < beyond + rest * (normal_upper(bound) - beyond);
}

bool RelativeTest::keeps(const std::vector<Face>& all, double value) const {
    return std::ranges::any_of(all, [&](const Face& face) { return !rejects(face, value); });
}

bool RelativeTest::keeps(double m, double value) const {
    return keeps(faces(m), value);
}

Ends RelativeTest::set(double m) const {
    const std::vector<Face> all = faces(m);
    const MatrixXd change = changes(m_target.path.before);
    const VectorXd errors = (change * m_spread * change.transpose()).diagonal().cwiseSqrt();
    const double largest = ((change * m_x).cwiseAbs() + 8 * errors).maxCoeff();
    const double half = 8 * m_target.std_error + m * m_reach * largest;
    constexpr int cells = 1000;
    const auto value = [&](int i) { return m_target.estimate + half * (2.0 * i / cells - 1); };
    int first = -1;
    int last = -1;
    for (int i = 0; i <= cells; ++i) {
        if (keeps(all, value(i))) {
            first = first < 0 ? i : first;
            last = i;
        }
    }
    if (first < 0) {
        return {};
    }
    const auto end = [&](double inside, double outside) {
        for (int step = 0; step < 40; ++step) {
            const double middle = (inside + outside) / 2;
            (keeps(all, middle) ? inside : outside) = middle;
        }
        return inside;
    };
    return {{end(value(first), value(first - 1)), end(value(last), value(last + 1))}};
}

} // namespace halflight::stats::detail

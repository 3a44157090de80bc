// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/slope_errors.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include <Eigen/Cholesky>
#include <Eigen/Dense>
#include <fmt/format.h>

#include "halflight/stats/distribution.hpp"

namespace halflight::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// A slope as a linear function of one outcome.
struct Design {
    std::vector<std::size_t> rows; ///< of the data
    MatrixXd basis;                ///< orthonormal; the last column is the partialled regressor's
    double length = 0;             ///< of the partialled regressor
};

void require_sizes(const SlopeData& data) {
    const std::size_t rows = data.regressor.size();
    const auto check = [&](const char* what, std::size_t count) {
        if (count != rows) {
            refuse(
                fmt::format("the regressor has {} rows, but there are {} {}", rows, count, what));
        }
    };
    check("rows of outcomes", data.outcomes.rows);
    check("rows of controls", data.controls.cols == 0 ? rows : data.controls.rows);
    check("codes of clusters", data.clusters.empty() ? rows : data.clusters.size());
    for (std::size_t i = 0; i < rows; ++i) {
        bool finite = std::isfinite(data.regressor[i]);
        for (std::size_t c = 0; c < data.controls.cols; ++c) {
            finite = finite && std::isfinite(data.controls(i, c));
        }
        if (!finite) {
            refuse(fmt::format("row {} has a regressor or control that is not finite; leave the "
                               "row out",
                               i + 1));
        }
    }
}

/// What is left of `column` beyond the first `count` of the basis; twice, against rounding.
VectorXd beyond(const MatrixXd& basis, Index count, VectorXd column) {
    for (int round = 0; round < 2; ++round) {
        column -= basis.leftCols(count) * (basis.leftCols(count).transpose() * column);
    }
    return column;
}

Design design_of(const SlopeData& data, std::size_t outcome) {
    constexpr double collinear = 1e-9;
    Design made;
    for (std::size_t i = 0; i < data.regressor.size(); ++i) {
        if (std::isfinite(data.outcomes(i, outcome))) {
            made.rows.push_back(i);
        }
    }
    const auto rows = static_cast<Index>(made.rows.size());
    made.basis.resize(rows, static_cast<Index>(data.controls.cols) + 2);
    Index count = 0;
    const auto add = [&](auto&& value) {
        VectorXd column(rows);
        for (Index i = 0; i < rows; ++i) {
            column(i) = value(made.rows[static_cast<std::size_t>(i)]);
        }
        const VectorXd left = beyond(made.basis, count, column);
        const double length = left.norm();
        if (!(length > collinear * column.norm())) {
            return 0.0;
        }
        made.basis.col(count++) = left / length;
        return length;
    };
    add([](std::size_t) { return 1.0; });
    for (std::size_t c = 0; c < data.controls.cols; ++c) {
        add([&](std::size_t i) { return data.controls(i, c); });
    }
    made.length = add([&](std::size_t i) { return data.regressor[i]; });
    if (made.length == 0) {
        refuse("the regressor does not vary beyond what the intercept and the controls explain");
    }
    made.basis.conservativeResize(rows, count);
    if (rows <= count) {
        refuse(fmt::format("{} rows for {} parameters; an error needs at least one row more", rows,
                           count));
    }
    return made;
}

VectorXd outcome_of(const SlopeData& data, const Design& design, std::size_t outcome) {
    VectorXd made(static_cast<Index>(design.rows.size()));
    for (std::size_t i = 0; i < design.rows.size(); ++i) {
        made(static_cast<Index>(i)) = data.outcomes(design.rows[i], outcome);
    }
    return made;
}

/// Rows of the design by cluster, in the order of the codes.
std::vector<std::vector<Index>> members_of(const SlopeData& data, const Design& design) {
    std::map<std::int64_t, std::vector<Index>> by_code;
    for (std::size_t i = 0; i < design.rows.size(); ++i) {
        const std::size_t row = design.rows[i];
        const auto code = data.clusters.empty() ? static_cast<std::int64_t>(row)
                                                : std::int64_t{data.clusters[row]};
        by_code[code].push_back(static_cast<Index>(i));
    }
    std::vector<std::vector<Index>> made;
    for (auto& [code, rows] : by_code) {
        made.push_back(std::move(rows));
    }
    return made;
}

/// The variance estimate is y'Py with P = sum_g p_g p_g'; these are the sums that its trace and
/// that of its square are made of, in the few dimensions of the basis.
struct Moments {
    double trace = 0;
    double own = 0;    ///< sum of squares of (p_g'p_g), less those that `all` holds
    MatrixXd all = {}; ///< sum of q_g q_g'

    [[nodiscard]] double degrees() const { return trace * trace / (own + all.squaredNorm()); }
};

struct OneSlope {
    double estimate = 0;
    std::map<std::int64_t, double> influence = {}; ///< by cluster; one that was left out has none
    double degrees = 0;
    double leverage = 0;
};

/// I - H_gg has the inverse I + Q_g (I - S)^-1 Q_g' with S = Q_g'Q_g: a cluster's part of the
/// slope's variance is (a_g'e_g)^2, a_g = Q_g (I - S)^-1 c, where Q c are the slope's weights.
OneSlope one_slope(const SlopeData& data, std::size_t outcome) {
    const Design design = design_of(data, outcome);
    const VectorXd y = outcome_of(data, design, outcome);
    const Index k = design.basis.cols();
    VectorXd c = VectorXd::Zero(k);
    c(k - 1) = 1 / design.length;
    const VectorXd projected = design.basis.transpose() * y;
    const VectorXd residuals = y - design.basis * projected;
    OneSlope made{.estimate = c.dot(projected)};
    Moments moments{.all = MatrixXd::Zero(k, k)};
    for (const std::vector<Index>& rows : members_of(data, design)) {
        const MatrixXd part = design.basis(rows, Eigen::all);
        const MatrixXd cross = part.transpose() * part;
        const Eigen::LDLT<MatrixXd> left(MatrixXd::Identity(k, k) - cross);
        if (!(left.vectorD().minCoeff() > 1e-10)) {
            refuse("without one of its clusters the slope could not be told: what is exposed, or "
                   "what a control tells apart, lies in that cluster alone");
        }
        const VectorXd z = left.solve(c);
        const VectorXd q = cross * z;
        const std::size_t first = design.rows[static_cast<std::size_t>(rows.front())];
        const auto code = data.clusters.empty() ? static_cast<std::int64_t>(first)
                                                : std::int64_t{data.clusters[first]};
        made.influence[code] = (part * z).dot(residuals(rows));
        made.leverage = std::max(made.leverage, cross(k - 1, k - 1));
        const double own = z.dot(q) - q.squaredNorm();
        moments.trace += own;
        moments.own += own * own - q.squaredNorm() * q.squaredNorm();
        moments.all += q * q.transpose();
    }
    made.degrees = moments.degrees();
    return made;
}

double sum_of_products(const OneSlope& a, const OneSlope& b) {
    double sum = 0;
    for (const auto& [code, value] : a.influence) {
        const auto found = b.influence.find(code);
        sum += found == b.influence.end() ? 0 : value * found->second;
    }
    return sum;
}

} // namespace

SlopeErrors slope_errors(const SlopeData& data, double level) {
    require_sizes(data);
    std::vector<OneSlope> each;
    for (std::size_t m = 0; m < data.outcomes.cols; ++m) {
        each.push_back(one_slope(data, m));
    }
    SlopeErrors made;
    made.covariance = Matrix(each.size(), each.size());
    for (std::size_t a = 0; a < each.size(); ++a) {
        for (std::size_t b = 0; b < each.size(); ++b) {
            made.covariance(a, b) = sum_of_products(each[a], each[b]);
        }
        made.slopes.push_back(with_interval("slope", each[a].estimate,
                                            std::sqrt(made.covariance(a, a)), Reference::student,
                                            each[a].degrees, level));
        made.degrees.push_back(each[a].degrees);
        made.clusters.push_back(each[a].influence.size());
        made.leverage.push_back(each[a].leverage);
    }
    return made;
}

JointTest joint_test(const SlopeErrors& errors, std::span<const std::size_t> which) {
    const auto q = static_cast<Index>(which.size());
    MatrixXd covariance(q, q);
    VectorXd slopes(q);
    double eta = std::numeric_limits<double>::infinity();
    for (Index a = 0; a < q; ++a) {
        const std::size_t at = which[static_cast<std::size_t>(a)];
        slopes(a) = errors.slopes[at].estimate;
        eta = std::min(eta, errors.degrees[at]);
        for (Index b = 0; b < q; ++b) {
            covariance(a, b) = errors.covariance(at, which[static_cast<std::size_t>(b)]);
        }
    }
    JointTest made;
    made.degrees1 = static_cast<double>(q);
    made.degrees2 = eta - made.degrees1 + 1;
    const Eigen::LDLT<MatrixXd> factor(covariance);
    const double largest = q > 0 ? factor.vectorD().cwiseAbs().maxCoeff() : 0;
    if (q == 0 || !(made.degrees2 > 0) || !(factor.vectorD().minCoeff() > 1e-12 * largest)) {
        return made;
    }
    made.statistic = made.degrees2 / (eta * made.degrees1) * slopes.dot(factor.solve(slopes));
    made.p_value = f_upper(made.statistic, made.degrees1, made.degrees2);
    return made;
}

FormSlope form_slope(const SlopeData& data, MatrixView form, double level) {
    require_sizes(data);
    const Design design = design_of(data, 0);
    const auto n = static_cast<Index>(design.rows.size());
    if (design.rows.size() != data.regressor.size() || form.rows != form.cols ||
        form.rows != design.rows.size()) {
        refuse(fmt::format("a form of {} x {} for {} rows, {} of them with an outcome; all must be "
                           "of one size",
                           form.rows, form.cols, data.regressor.size(), design.rows.size()));
    }
    const VectorXd y = outcome_of(data, design, 0);
    const MatrixXd& basis = design.basis;
    const VectorXd weights = basis.col(basis.cols() - 1) / design.length;
    const VectorXd residuals = y - basis * (basis.transpose() * y);
    MatrixXd left = Eigen::Map<const MatrixXd>(form.data, n, n);
    const double variance = residuals.dot(left * residuals);
    left -= basis * (basis.transpose() * left);
    left -= (left * basis) * basis.transpose();
    const double trace = left.trace();
    if (!(variance > 0) || !(trace > 0)) {
        refuse("the variance of this form is not positive; take a shorter distance, or clusters");
    }
    FormSlope made;
    made.degrees = trace * trace / left.squaredNorm();
    made.slope =
        with_interval("slope", weights.dot(y), std::sqrt(variance * weights.squaredNorm() / trace),
                      Reference::student, made.degrees, level);
    return made;
}

} // namespace halflight::stats

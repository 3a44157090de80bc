// SPDX-License-Identifier: Apache-2.0
// shiftshare/prepared.cpp - checks of shift-share data and projection on controls.
#include "shiftshare/prepared.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

namespace halflight::stats::shiftshare {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double explained = 1e-9; // what is left of a vector that others explain, of its length

VectorXd copied(std::span<const double> values) {
    return Eigen::Map<const VectorXd>(values.data(), static_cast<Index>(values.size()));
}

void check_finite(std::span<const double> values, const char* name) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            refuse(fmt::format("{} is not a number in row {}: leave the row out", name, i));
        }
    }
}

void check_length(std::size_t have, std::size_t want, const char* name, bool optional) {
    if (have != want && !(optional && have == 0)) {
        refuse(fmt::format("{} has {} values; {} are needed", name, have, want));
    }
}

void check_shapes(const ShiftShareData& d, bool need_shocks) {
    const std::size_t n = d.outcome.size();
    const std::size_t shocks = d.shares.cols;
    check_length(d.shares.rows, n, "a column of the shares", false);
    if (shocks < 2) {
        refuse(fmt::format("there are shares of {} shock(s); inference over shocks needs at least "
                           "2",
                           shocks));
    }
    check_length(d.treatment.size(), n, "the treatment", true);
    check_length(d.instrument.size(), n, "the instrument", true);
    check_length(d.controls.cols == 0 ? 0 : d.controls.rows, n, "a control", true);
    check_length(d.weights.size(), n, "the weights", true);
    check_length(d.region_clusters.size(), n, "the clusters of regions", true);
    check_length(d.periods.size(), n, "the periods", true);
    check_length(d.sector_clusters.size(), shocks, "the clusters of sectors", true);
    check_length(d.shocks.size(), shocks, "the shocks", !need_shocks && !d.instrument.empty());
}

void check_values(const ShiftShareData& d) {
    check_finite(d.outcome, "the outcome");
    check_finite(d.treatment, "the treatment");
    check_finite(d.instrument, "the instrument");
    check_finite(d.shocks, "the shock");
    check_finite(d.weights, "the weight");
    for (std::size_t c = 0; c < d.controls.cols; ++c) {
        check_finite(d.controls.column(c), fmt::format("control {}", c).c_str());
    }
    for (std::size_t i = 0; i < d.weights.size(); ++i) {
        if (!(d.weights[i] > 0)) {
            refuse(fmt::format("the weight of row {} is {}: weights must be positive; leave the "
                               "row out",
                               i, d.weights[i]));
        }
    }
    for (std::size_t k = 0; k < d.shares.cols; ++k) {
        const auto column = d.shares.column(k);
        const auto bad =
            std::ranges::find_if(column, [](double s) { return !(s >= 0) || std::isinf(s); });
        if (bad != column.end()) {
            refuse(fmt::format("the share of row {} in shock {} is {}: shares must be numbers, not "
                               "negative",
                               bad - column.begin(), k, *bad));
        }
    }
}

MatrixXd joined(const MatrixXd& left, const MatrixXd& right) {
    MatrixXd made(std::max(left.rows(), right.rows()), left.cols() + right.cols());
    if (left.cols() > 0) {
        made.leftCols(left.cols()) = left;
    }
    if (right.cols() > 0) {
        made.rightCols(right.cols()) = right;
    }
    return made;
}

MatrixXd given_controls(const ShiftShareData& d, const ShiftShareSpec& spec) {
    const auto n = static_cast<Index>(d.outcome.size());
    const MatrixXd constant = MatrixXd::Ones(n, spec.intercept ? 1 : 0);
    return joined(constant, Eigen::Map<const MatrixXd>(d.controls.data, n,
                                                       static_cast<Index>(d.controls.cols)));
}

// The sum of shares of a row, in the column of its period.
MatrixXd sums_by_period(const VectorXd& sums, std::span<const int> periods) {
    std::unordered_map<int, Index> place;
    for (const int period : periods) {
        place.emplace(period, static_cast<Index>(place.size()));
    }
    MatrixXd made =
        MatrixXd::Zero(sums.size(), std::max<Index>(1, static_cast<Index>(place.size())));
    for (Index i = 0; i < sums.size(); ++i) {
        const Index at = periods.empty() ? 0 : place.at(periods[static_cast<std::size_t>(i)]);
        made(i, at) = sums(i);
    }
    return made;
}

// Is what controls leave of `values` more than rounding?
bool varies(const VectorXd& values, const VectorXd& left, const VectorXd& weights) {
    return weights.dot(left.cwiseAbs2()) > explained * explained * weights.dot(values.cwiseAbs2());
}

bool explains(const Projector& projector, const MatrixXd& columns, const VectorXd& weights) {
    for (Index c = 0; c < columns.cols(); ++c) {
        if (varies(columns.col(c), projector.residual(columns.col(c)), weights)) {
            return false;
        }
    }
    return true;
}

// The controls of the data, with the sums of shares where the spec asks for them.
MatrixXd all_controls(const ShiftShareData& d, const ShiftShareSpec& spec, const Shares& shares,
                      const VectorXd& weights, Warnings& warnings) {
    MatrixXd controls = given_controls(d, spec);
    const VectorXd sums = shares.times(VectorXd::Ones(shares.cols()));
    Index worst = 0;
    const double off = (sums.array() - 1).abs().maxCoeff(&worst);
    if (off <= 1e-6) {
        return controls;
    }
    if (spec.share_sums == ShareSums::complete) {
        refuse(fmt::format("shares are declared complete, but those of row {} sum to {:.6g}: give "
                           "the missing sectors or control for the sum",
                           worst, sums(worst)));
    }
    const MatrixXd by_period = sums_by_period(sums, d.periods);
    if (explains(Projector(controls, weights), by_period, weights)) {
        return controls;
    }
    if (spec.share_sums == ShareSums::controlled) {
        return joined(controls, by_period);
    }
    warnings.push_back({"incomplete_shares",
                        fmt::format("shares sum to {:.4g} to {:.4g} and the controls do not hold "
                                    "their sum: the estimate also compares regions with large and "
                                    "small sums",
                                    sums.minCoeff(), sums.maxCoeff())});
    return controls;
}

} // namespace

Projector::Projector(const MatrixXd& controls, VectorXd weights)
    : m_root(weights.cwiseSqrt()), m_basis(controls.rows(), controls.cols()) {
    Index kept = 0;
    for (Index c = 0; c < controls.cols(); ++c) {
        VectorXd v = controls.col(c).cwiseProduct(m_root);
        const double size = v.norm();
        for (int twice = 0; twice < 2; ++twice) {
            const VectorXd on_basis = m_basis.leftCols(kept).transpose() * v;
            v -= m_basis.leftCols(kept) * on_basis;
        }
        if (v.norm() > explained * size) {
            m_basis.col(kept++) = v / v.norm();
        }
    }
    m_basis.conservativeResize(Eigen::NoChange, kept);
}

VectorXd Projector::residual(const VectorXd& values) const {
    VectorXd v = values.cwiseProduct(m_root);
    for (int twice = 0; twice < 2; ++twice) {
        const VectorXd on_basis = m_basis.transpose() * v;
        v -= m_basis * on_basis;
    }
    return v.cwiseQuotient(m_root);
}

MatrixXd Projector::residuals(const MatrixXd& columns) const {
    MatrixXd v = m_root.asDiagonal() * columns;
    for (int twice = 0; twice < 2; ++twice) {
        const MatrixXd on_basis = m_basis.transpose() * v;
        v.noalias() -= m_basis * on_basis;
    }
    return m_root.cwiseInverse().asDiagonal() * v;
}

Prepared prepare(const ShiftShareData& d, const ShiftShareSpec& spec, bool need_shocks) {
    check_shapes(d, need_shocks);
    check_values(d);
    const auto n = static_cast<Index>(d.outcome.size());
    const VectorXd weights = d.weights.empty() ? VectorXd::Ones(n) : copied(d.weights);
    Warnings warnings;
    Shares shares(d.shares);
    const MatrixXd controls = all_controls(d, spec, shares, weights, warnings);
    Projector projector(controls, weights);
    if (projector.rank() < static_cast<std::size_t>(controls.cols())) {
        warnings.push_back(
            {"collinear_controls",
             fmt::format("{} of {} controls are explained by the others and left "
                         "out",
                         static_cast<std::size_t>(controls.cols()) - projector.rank(),
                         controls.cols())});
    }
    const VectorXd instrument =
        d.instrument.empty() ? shares.times(copied(d.shocks)) : copied(d.instrument);
    VectorXd left = projector.residual(instrument);
    if (!varies(instrument, left, weights)) {
        refuse("the controls explain the shift-share variable: there is no variation left; drop "
               "the controls that fix it");
    }
    const bool instrumented = !d.treatment.empty();
    const VectorXd treatment = instrumented ? copied(d.treatment) : instrument;
    VectorXd treatment_left = projector.residual(treatment);
    if (!varies(treatment, treatment_left, weights)) {
        refuse("the controls explain the treatment: there is no variation left; drop the controls "
               "that fix it");
    }
    return {.shares = std::move(shares),
            .weights = weights,
            .outcome = projector.residual(copied(d.outcome)),
            .treatment = std::move(treatment_left),
            .instrument = left,
            .projector = std::move(projector),
            .instrumented = instrumented,
            .warnings = std::move(warnings)};
}

VectorXd sums_by(const VectorXd& values, std::span<const int> codes) {
    if (codes.empty()) {
        return values;
    }
    std::unordered_map<int, Index> place;
    VectorXd made = VectorXd::Zero(values.size());
    for (Index i = 0; i < values.size(); ++i) {
        const auto at =
            place.emplace(codes[static_cast<std::size_t>(i)], static_cast<Index>(place.size()));
        made(at.first->second) += values(i);
    }
    return made.head(static_cast<Index>(place.size()));
}

double effective_number(const VectorXd& values) {
    return values.sum() * values.sum() / values.squaredNorm();
}

} // namespace halflight::stats::shiftshare

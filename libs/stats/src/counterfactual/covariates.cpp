// SPDX-License-Identifier: Apache-2.0
// Which covariates say something beyond additive effects and each other.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "factor_search.hpp"
#include "halflight/base/parallel.hpp"
#include "prepare.hpp"

namespace halflight::stats::counterfactual {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index most_lanes = 8;

/// Sum of w x over sum of w.
double mean_of(const FactorData& data, std::size_t which) {
    double sum = 0;
    for (Index j = 0; j < data.wx[which].cols(); ++j) {
        sum += data.copies[static_cast<std::size_t>(j)] * data.wx[which].col(j).sum();
    }
    const double weight = data.w_by_period.sum();
    return weight > 0 ? sum / weight : 0;
}

/// Sum of w (x - mean)^2.
double squares_around(const FactorData& data, std::size_t which, double mean) {
    const MatrixXd& wx = data.wx[which];
    const auto full = static_cast<Index>(data.full);
    double sum = 0;
    for (Index j = 0; j < wx.cols(); ++j) {
        const auto x = wx.col(j).array();
        double own = 0;
        if (j < full) {
            own = (x - mean).square().sum();
        } else {
            const auto w = data.w.col(j - full).array();
            own = (w > 0).select((x - mean * w).square() / w.max(1e-300), 0.0).sum();
        }
        sum += data.copies[static_cast<std::size_t>(j)] * own;
    }
    return sum;
}

/// What additive effects leave of a covariate in one place: w e.
void take_rest(const FactorData& data, std::size_t which, const FactorSolution& additive,
               Index place, Eigen::Ref<VectorXd> e) {
    const auto full = static_cast<Index>(data.full);
    e = additive.at.period;
    e.array() += additive.loadings(0, place) + (additive.beta.size() > 0 ? additive.beta(0) : 0);
    if (place >= full) {
        e.array() *= data.w.col(place - full).array();
    }
    e = data.wx[which].col(place) - e;
}

MatrixXd lane_products(const FactorData& data, const std::vector<FactorSolution>& additive,
                       Index lane, Index lanes) {
    const auto p = static_cast<Index>(additive.size());
    MatrixXd products = MatrixXd::Zero(p, p);
    MatrixXd e(static_cast<Index>(data.periods), p);
    for (Index j = lane; j < static_cast<Index>(data.units); j += lanes) {
        for (Index k = 0; k < p; ++k) {
            take_rest(data, static_cast<std::size_t>(k), additive[static_cast<std::size_t>(k)], j,
                      e.col(k));
        }
        const Index gap = j - static_cast<Index>(data.full);
        const double copies = data.copies[static_cast<std::size_t>(j)];
        if (gap < 0) {
            products.noalias() += copies * (e.transpose() * e);
        } else {
            const VectorXd w = data.w.col(gap);
            const MatrixXd plain =
                e.array().colwise() * (w.array() > 0).select(1 / w.array().max(1e-300), 0.0);
            products.noalias() += copies * (e.transpose() * plain);
        }
    }
    return products;
}

} // namespace

CovariateSpread spread_of_covariates(const FactorData& data, std::size_t count, int jobs) {
    const auto p = static_cast<Index>(count);
    const auto periods = static_cast<Index>(data.periods);
    CovariateSpread made{.left = MatrixXd::Zero(p, p), .squares = VectorXd(p)};
    std::vector<FactorSolution> additive;
    for (std::size_t k = 0; k < count; ++k) {
        const double mean = mean_of(data, k);
        const auto at = static_cast<Index>(k);
        const double squares = squares_around(data, k, mean);
        const double size = data.xx(at, at);
        made.squares(at) = squares > 1e-26 * size ? squares : 0; // else a constant, and rounding
        additive.push_back(
            solve(regression_of(data, k, std::sqrt(made.squares(at) > 0 ? squares : size)),
                  {.factors = MatrixXd::Zero(periods, 0),
                   .period = VectorXd::Constant(periods, data.period_effects() ? mean : 0)},
                  {.tolerance = 1e-9, .max_iterations = 500, .jobs = jobs}));
    }
    const Index lanes = std::min(most_lanes, static_cast<Index>(data.units));
    std::vector<MatrixXd> parts(static_cast<std::size_t>(lanes));
    for_each_index(parts.size(), jobs, [&](std::size_t l) {
        parts[l] = lane_products(data, additive, static_cast<Index>(l), lanes);
    });
    for (const MatrixXd& part : parts) {
        made.left += part;
    }
    return made;
}

std::vector<std::size_t> usable_covariates(const CovariateSpread& spread,
                                           const std::vector<std::string>& names,
                                           Warnings& warnings) {
    std::vector<std::size_t> used;
    MatrixXd root = MatrixXd::Zero(spread.left.rows(), spread.left.rows());
    for (Index k = 0; k < spread.left.rows(); ++k) {
        const auto done = static_cast<Index>(used.size());
        for (Index c = 0; c < done; ++c) {
            const auto other = static_cast<Index>(used[static_cast<std::size_t>(c)]);
            root(k, c) =
                (spread.left(k, other) - root.row(k).head(c).dot(root.row(other).head(c))) /
                root(other, c);
        }
        const double left = spread.left(k, k) - root.row(k).head(done).squaredNorm();
        if (!(spread.squares(k) > 0 && left > 1e-14 * spread.squares(k))) {
            warnings.push_back(
                {"collinear", fmt::format("the covariate {} does not vary beyond the additive "
                                          "effects and the covariates before it and was left out",
                                          names[static_cast<std::size_t>(k)])});
            continue;
        }
        root(k, done) = std::sqrt(left);
        used.push_back(static_cast<std::size_t>(k));
    }
    return used;
}

FactorData keep_covariates(FactorData data, const std::vector<std::size_t>& kept) {
    std::vector<std::size_t> from = kept;
    if (data.effects == Effects::none) {
        from.push_back(data.wx.size() - 1);
    }
    if (from.size() == data.wx.size()) {
        return data;
    }
    const std::vector<Index> columns(from.begin(), from.end());
    std::vector<MatrixXd> wx;
    for (const std::size_t k : from) {
        wx.push_back(std::move(data.wx[k]));
    }
    data.wx = std::move(wx);
    data.xx = MatrixXd(data.xx(columns, columns));
    data.xy = VectorXd(data.xy(columns));
    data.x_by_period = MatrixXd(data.x_by_period(Eigen::all, columns));
    return data;
}

UsableCells usable_cells(const Panel& panel, Effects effects, int jobs, Warnings& warnings) {
    std::vector<std::size_t> all(panel.covariates.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    FactorData data = arrange(panel, effects, all);
    std::vector<std::size_t> used = usable_covariates(spread_of_covariates(data, all.size(), jobs),
                                                      panel.covariate_names, warnings);
    return {.data = keep_covariates(std::move(data), used), .covariates = std::move(used)};
}

} // namespace halflight::stats::counterfactual

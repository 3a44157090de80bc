// SPDX-License-Identifier: Apache-2.0
// Residuals of the factor model, summed as they are made: no second panel is held.
#include <algorithm>
#include <cmath>

#include "factor_solver.hpp"
#include "halflight/base/parallel.hpp"

namespace halflight::stats::counterfactual {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index chunk_width = 64;
constexpr Index most_lanes = 8;

void take_residual(const FactorData& data, const FactorSolution& solution, Index place,
                   Eigen::Ref<VectorXd> e) {
    const Index r = solution.at.factors.cols();
    const auto full = static_cast<Index>(data.full);
    e = solution.at.period;
    e.array() += solution.loadings(r, place);
    e.noalias() += solution.at.factors * solution.loadings.col(place).head(r);
    if (place >= full) {
        e.array() *= data.w.col(place - full).array();
    }
    for (std::size_t k = 0; k < data.wx.size(); ++k) {
        e += solution.beta(static_cast<Index>(k)) * data.wx[k].col(place);
    }
    e = data.wy.col(place) - e;
}

void add_squares(const FactorData& data, Index place, const Eigen::Ref<const VectorXd>& e,
                 ResidualSums& sums) {
    const auto full = static_cast<Index>(data.full);
    if (place < full) {
        sums.squares += e.squaredNorm();
        sums.weight += static_cast<double>(e.size());
        return;
    }
    const auto w = data.w.col(place - full).array();
    sums.squares += (w > 0).select(e.array().square() / w.max(1e-300), 0.0).sum();
    sums.weight += w.sum();
}

/// One lane in `lanes`: every so-many-th chunk of places.
ResidualSums lane_sums(const FactorData& data, const FactorSolution& solution, Index lane,
                       Index lanes) {
    const auto rows = static_cast<Index>(data.periods);
    const auto places = static_cast<Index>(data.units);
    ResidualSums sums{.products = MatrixXd::Zero(rows, rows)};
    MatrixXd e(rows, chunk_width);
    for (Index first = lane * chunk_width; first < places; first += lanes * chunk_width) {
        const Index count = std::min(chunk_width, places - first);
        for (Index i = 0; i < count; ++i) {
            take_residual(data, solution, first + i, e.col(i));
            add_squares(data, first + i, e.col(i), sums);
            e.col(i) *= std::sqrt(data.copies[static_cast<std::size_t>(first + i)]);
        }
        sums.products.selfadjointView<Eigen::Lower>().rankUpdate(e.leftCols(count));
    }
    return sums;
}

} // namespace

ResidualSums residual_sums(const FactorData& data, const FactorSolution& solution, int jobs) {
    const Index chunks = (static_cast<Index>(data.units) + chunk_width - 1) / chunk_width;
    const Index lanes = std::min(most_lanes, chunks);
    std::vector<ResidualSums> parts(static_cast<std::size_t>(lanes));
    for_each_index(parts.size(), jobs, [&](std::size_t l) {
        parts[l] = lane_sums(data, solution, static_cast<Index>(l), lanes);
    });
    ResidualSums all = parts[0];
    for (std::size_t l = 1; l < parts.size(); ++l) {
        all.products += parts[l].products;
        all.squares += parts[l].squares;
        all.weight += parts[l].weight;
    }
    all.products = MatrixXd(all.products.selfadjointView<Eigen::Lower>());
    return all;
}

FactorPoint start_from(const FactorData& data, const FactorSolution& additive, std::size_t rank,
                       int jobs) {
    FactorPoint start{
        .factors = MatrixXd::Zero(static_cast<Index>(data.periods), static_cast<Index>(rank)),
        .period = additive.at.period};
    if (rank > 0) {
        start.factors = std::sqrt(static_cast<double>(data.periods)) *
                        leading_vectors(residual_sums(data, additive, jobs).products, rank);
    }
    return start;
}

} // namespace halflight::stats::counterfactual

// SPDX-License-Identifier: Apache-2.0
// shiftshare/shock_level.cpp - regressions over shocks.
#include "halflight/stats/shock_level.hpp"

#include <cmath>

#include <fmt/format.h>

#include "shiftshare/prepared.hpp"

namespace halflight::stats {

using namespace shiftshare;

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::vector<double> listed(const VectorXd& v) {
    return {v.data(), v.data() + v.size()};
}

// The shocks that some region is exposed to, with what their regressions need.
struct ShockRows {
    std::vector<Index> used;
    std::vector<int> clusters; // of those used; empty: each its own
    VectorXd exposure;         // sums to one
    VectorXd shock;            // controls projected out
    Projector projector;
};

template <class Values>
VectorXd picked(const Values& values, const std::vector<Index>& rows) {
    VectorXd made(static_cast<Index>(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        made(static_cast<Index>(i)) = values[rows[i]];
    }
    return made;
}

std::span<const double>::iterator begin_of(std::span<const double> values) {
    return values.begin();
}

MatrixXd constant_and(const MatrixView& controls, const std::vector<Index>& used) {
    MatrixXd made =
        MatrixXd::Ones(static_cast<Index>(used.size()), static_cast<Index>(controls.cols) + 1);
    for (std::size_t c = 0; c < controls.cols; ++c) {
        made.col(static_cast<Index>(c) + 1) = picked(begin_of(controls.column(c)), used);
    }
    return made;
}

ShockRows shock_rows(const ShiftShareData& data, const ShockLevelSpec& spec,
                     const VectorXd& exposure) {
    if (spec.shock_controls.cols > 0 && spec.shock_controls.rows != data.shares.cols) {
        refuse(fmt::format("shock controls have {} rows; there are {} shocks",
                           spec.shock_controls.rows, data.shares.cols));
    }
    for (std::size_t c = 0; c < spec.shock_controls.cols; ++c) {
        for (std::size_t k = 0; k < spec.shock_controls.rows; ++k) {
            if (!std::isfinite(spec.shock_controls(k, c))) {
                refuse(fmt::format("shock control {} is not a number for shock {}", c, k));
            }
        }
    }
    std::vector<Index> used;
    std::vector<int> clusters;
    for (Index k = 0; k < exposure.size(); ++k) {
        if (exposure(k) > 0) {
            used.push_back(k);
            if (!data.sector_clusters.empty()) {
                clusters.push_back(data.sector_clusters[static_cast<std::size_t>(k)]);
            }
        }
    }
    const VectorXd share = picked(exposure, used) / exposure.sum();
    Projector projector(constant_and(spec.shock_controls, used), share);
    if (used.size() < projector.rank() + 2) {
        refuse(fmt::format("{} shocks have exposure; with {} shock controls at least {} are needed",
                           used.size(), projector.rank(), projector.rank() + 2));
    }
    VectorXd shock = projector.residual(picked(begin_of(data.shocks), used));
    if (!(share.dot(shock.cwiseAbs2()) > 0)) {
        refuse("shocks do not vary once shock controls are taken out");
    }
    return {.used = std::move(used),
            .clusters = std::move(clusters),
            .exposure = share,
            .shock = std::move(shock),
            .projector = std::move(projector)};
}

// Slope of `left` on `right`, the shocks as instrument, with its exposure-robust error.
Coefficient regression(const char* name, const ShockRows& rows, const VectorXd& left,
                       const VectorXd& right, double level) {
    const VectorXd lever = rows.exposure.cwiseProduct(rows.shock);
    const double denominator = lever.dot(right);
    if (!(std::abs(denominator) > 1e-12 * std::sqrt(rows.exposure.dot(rows.shock.cwiseAbs2()) *
                                                    rows.exposure.dot(right.cwiseAbs2())))) {
        refuse("the shocks are not related to the treatment: the effect is not identified");
    }
    const double slope = lever.dot(left) / denominator;
    const VectorXd residual = rows.projector.residual(left - slope * right);
    const VectorXd score = sums_by(lever.cwiseProduct(residual), rows.clusters);
    if (score.size() < 2) {
        refuse("there is one cluster of sectors; at least 2 are needed");
    }
    return with_interval(name, slope, score.norm() / std::abs(denominator), Reference::normal, 0,
                         level);
}

VectorXd mean_by_shock(const Prepared& p, const ShockRows& rows, const VectorXd& exposure,
                       const VectorXd& values) {
    const VectorXd sums = p.shares.transposed_times(p.weights.cwiseProduct(values));
    return picked(sums, rows.used).cwiseQuotient(picked(exposure, rows.used));
}

std::vector<double> in_full(const VectorXd& values, const std::vector<Index>& used, Index count) {
    std::vector<double> made(static_cast<std::size_t>(count), undefined);
    for (std::size_t i = 0; i < used.size(); ++i) {
        made[static_cast<std::size_t>(used[i])] = values(static_cast<Index>(i));
    }
    return made;
}

void check_names(const MatrixView& characteristics, const std::vector<std::string>& names,
                 std::size_t rows) {
    if (characteristics.rows != rows || names.size() != characteristics.cols) {
        refuse(fmt::format("characteristics are {} x {} with {} names; {} rows and a name for each "
                           "column are needed",
                           characteristics.rows, characteristics.cols, names.size(), rows));
    }
}

} // namespace

ShockLevelFit fit_shock_level(const ShiftShareData& data, const ShockLevelSpec& spec) {
    const Prepared p = prepare(data, spec.region, true);
    const VectorXd exposure = p.shares.transposed_times(p.weights);
    const ShockRows rows = shock_rows(data, spec, exposure);
    const VectorXd outcome = mean_by_shock(p, rows, exposure, p.outcome);
    const VectorXd treatment = mean_by_shock(p, rows, exposure, p.treatment);
    ShockLevelFit made{.warnings = p.warnings};
    made.effect = regression("effect", rows, outcome, treatment, spec.region.level);
    made.first_stage = regression("first_stage", rows, treatment, rows.shock, spec.region.level);
    made.first_stage_f = made.first_stage.statistic * made.first_stage.statistic;
    made.exposure = listed(exposure / exposure.sum());
    made.outcome = in_full(outcome, rows.used, exposure.size());
    made.treatment = in_full(treatment, rows.used, exposure.size());
    made.effective_shocks = effective_number(exposure);
    made.effective_clusters = effective_number(sums_by(exposure, data.sector_clusters));
    made.largest_exposure = exposure.maxCoeff() / exposure.sum();
    for (Index k = 0; k < exposure.size(); ++k) {
        if (!(exposure(k) > 0)) {
            made.unused.push_back(static_cast<std::size_t>(k));
        }
    }
    if (!made.unused.empty()) {
        made.warnings.push_back(
            {"unused_shocks",
             fmt::format("{} shocks without exposure are left out", made.unused.size())});
    }
    if (made.effective_clusters < 20) {
        made.warnings.push_back(
            {"few_shocks", fmt::format("the effective number of independent shocks is {:.3g}; "
                                       "normal approximations need about 20",
                                       made.effective_clusters)});
    }
    return made;
}

std::vector<Coefficient> balance_of_regions(const ShiftShareData& data, const ShockLevelSpec& spec,
                                            const MatrixView& characteristics,
                                            const std::vector<std::string>& names) {
    check_names(characteristics, names, data.outcome.size());
    std::vector<Coefficient> made;
    for (std::size_t c = 0; c < characteristics.cols; ++c) {
        ShiftShareData tested = data;
        tested.treatment = {};
        tested.outcome = characteristics.column(c);
        made.push_back(fit_shock_level(tested, spec).effect);
        made.back().name = names[c];
    }
    return made;
}

std::vector<Coefficient> balance_of_shocks(const ShiftShareData& data, const ShockLevelSpec& spec,
                                           const MatrixView& characteristics,
                                           const std::vector<std::string>& names) {
    check_names(characteristics, names, data.shares.cols);
    const Prepared p = prepare(data, spec.region, true);
    const ShockRows rows = shock_rows(data, spec, p.shares.transposed_times(p.weights));
    std::vector<Coefficient> made;
    for (std::size_t c = 0; c < characteristics.cols; ++c) {
        const VectorXd values = picked(begin_of(characteristics.column(c)), rows.used);
        if (!values.allFinite()) {
            refuse(fmt::format("characteristic {} is not a number for some shock with exposure",
                               names[c]));
        }
        made.push_back(regression(names[c].c_str(), rows, values, rows.shock, spec.region.level));
    }
    return made;
}

} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/covariance.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include "inputs.hpp"
#include "meat.hpp"
#include "parameters.hpp"
#include "solve.hpp"

namespace halflight::stats {

namespace {

using View = Eigen::Map<const Eigen::MatrixXd>;

View map(MatrixView m) {
    return {m.data, static_cast<Eigen::Index>(m.rows), static_cast<Eigen::Index>(m.cols)};
}

struct Parts {
    const Sandwich& fit;
    const ErrorStructure& structure;
    const CovarianceSpec& spec;
    Covariance& made;
    const Matrix* summed = nullptr;     ///< scores by the one grouping
    std::vector<detail::Levels> groups; ///< in which effects may be nested
    std::size_t least = 0;              ///< groups or periods behind the t statistics
};

void set(Matrix& into, const Eigen::MatrixXd& from) {
    into = Matrix(static_cast<std::size_t>(from.rows()), static_cast<std::size_t>(from.cols()));
    std::copy(from.data(), from.data() + from.size(), into.data());
}

void sandwich(Parts& parts, const Matrix& meat, double factor) {
    const View bread = map(parts.fit.bread);
    set(parts.made.values, factor * (bread * map(meat.view()) * bread));
}

/// n / (n - 1): with (n - 1) / (n - K), which every model gets, n / (n - K) as in HC1.
void sandwich_of_rows(Parts& parts, const Matrix& meat) {
    const auto n = static_cast<double>(parts.fit.scores.rows);
    sandwich(parts, meat, parts.spec.small_sample.adjust_parameters ? n / (n - 1) : 1.0);
}

/// The factor of G clusters.
double of_clusters(const SmallSample& rule, std::size_t count) {
    const auto g = static_cast<double>(count);
    return rule.adjust_clusters ? g / (g - 1) : 1.0;
}

void by_clusters(Parts& parts) {
    const std::vector<Grouping>& clusters = parts.structure.clusters;
    if (clusters.empty()) {
        refuse("clustered errors need a grouping and none is given; name a cluster");
    }
    if (clusters.size() > 4) {
        refuse(
            fmt::format("errors clustered in {} ways: at most 4 are supported", clusters.size()));
    }
    parts.least = parts.fit.scores.rows;
    for (const Grouping& cluster : clusters) {
        parts.groups.push_back(detail::encode(cluster.codes));
        const std::size_t count = parts.groups.back().count();
        if (count < 2) {
            refuse(fmt::format("cluster '{}' has {} group: clustered errors need at least 2, and "
                               "some 30 to be trusted",
                               cluster.name, count));
        }
        parts.least = std::min(parts.least, count);
    }
    parts.made.clusters = parts.least;
    const SmallSample& rule = parts.spec.small_sample;
    const bool conventional = rule.cluster_factor == ClusterFactor::conventional;
    Matrix meat(parts.fit.scores.cols, parts.fit.scores.cols);
    std::vector<detail::ClusterTerm> terms = {};
    if (parts.summed != nullptr) {
        terms.push_back(
            {.clusters = parts.summed->rows(), .meat = detail::cross(parts.summed->view(), {}, 1)});
    } else {
        terms = detail::cluster_terms(parts.fit.scores, parts.groups, parts.spec.conley.jobs);
    }
    for (const detail::ClusterTerm& term : terms) {
        const double factor =
            term.sign * of_clusters(rule, conventional ? term.clusters : parts.least);
        for (std::size_t i = 0; i < meat.rows() * meat.cols(); ++i) {
            meat.data()[i] += factor * term.meat.data()[i];
        }
    }
    sandwich(parts, meat, 1.0);
    if (parts.least < 10) {
        parts.made.warnings.push_back(
            {.code = "few_clusters",
             .text = fmt::format("only {} clusters: clustered errors tend to be too small; use the "
                                 "wild cluster bootstrap",
                                 parts.least)});
    }
}

void by_lags(Parts& parts) {
    if (parts.structure.time.empty()) {
        refuse("serially correlated errors need the period of each row and none is given; name "
               "the time");
    }
    const detail::Levels time = detail::encode(parts.structure.time);
    if (time.count() < 2) {
        refuse("serially correlated errors need at least 2 periods and there is 1");
    }
    const int rule = static_cast<int>(std::pow(static_cast<double>(time.count()), 0.25) + 1e-9);
    const int lags = parts.spec.lags.value_or(rule);
    if (lags < 0 || static_cast<std::size_t>(lags) >= time.count()) {
        refuse(fmt::format("{} lags with {} periods: lags must be from 0 to {}", lags, time.count(),
                           time.count() - 1));
    }
    parts.made.lags = lags;
    parts.least = time.count();
    const bool serial = parts.spec.model == ErrorModel::newey_west;
    const Matrix meat =
        serial ? detail::newey_west_meat(parts.fit.scores, parts.structure.unit, time, lags)
               : detail::driscoll_kraay_meat(parts.fit.scores, time, lags);
    sandwich(parts, meat, of_clusters(parts.spec.small_sample, time.count()));
}

void by_places(Parts& parts) {
    const ErrorStructure& at = parts.structure;
    if (at.latitude.empty() || at.longitude.empty()) {
        refuse("Conley errors need latitude and longitude of each row");
    }
    const bool panel = parts.spec.model == ErrorModel::conley_panel;
    if (panel && (at.unit.empty() || at.time.empty())) {
        refuse("Conley errors of a panel need unit and time of each row");
    }
    parts.made.lags = panel ? parts.spec.conley.lags : 0;
    sandwich_of_rows(
        parts, panel ? conley_panel_meat(parts.fit.scores, at.latitude, at.longitude, at.unit,
                                         at.time, parts.spec.conley)
                     : conley_meat(parts.fit.scores, at.latitude, at.longitude, parts.spec.conley));
}

void by_rows(Parts& parts) {
    const MatrixView scores = parts.fit.scores;
    const ErrorModel model = parts.spec.model;
    if (model == ErrorModel::hc0 || model == ErrorModel::hc1) {
        const Matrix meat = detail::cross(scores, {}, parts.spec.conley.jobs);
        model == ErrorModel::hc0 ? sandwich(parts, meat, 1.0) : sandwich_of_rows(parts, meat);
        return;
    }
    if (parts.fit.leverage.size() != scores.rows) {
        refuse("HC2 and HC3 errors need the leverage of each row and this fit has none");
    }
    std::vector<double> weight(scores.rows);
    std::size_t saturated = 0;
    for (std::size_t i = 0; i < scores.rows; ++i) {
        const double free = 1 - parts.fit.leverage[i];
        if (free < 1e-10) {
            ++saturated;
            continue;
        }
        weight[i] = model == ErrorModel::hc2 ? 1 / free : 1 / (free * free);
    }
    sandwich(parts, detail::cross(scores, weight, parts.spec.conley.jobs), 1.0);
    if (saturated > 0) {
        parts.made.warnings.push_back(
            {.code = "leverage_one",
             .text = fmt::format("{} rows are fitted exactly whatever their outcome and say "
                                 "nothing about the error",
                                 saturated)});
    }
}

void raw_values(Parts& parts) {
    switch (parts.spec.model) {
    case ErrorModel::homoskedastic:
        set(parts.made.values, map(parts.fit.bread) * parts.fit.dispersion);
        break;
    case ErrorModel::hc0:
    case ErrorModel::hc1:
    case ErrorModel::hc2:
    case ErrorModel::hc3:
        by_rows(parts);
        break;
    case ErrorModel::clustered:
        by_clusters(parts);
        break;
    case ErrorModel::newey_west:
    case ErrorModel::driscoll_kraay:
        by_lags(parts);
        break;
    case ErrorModel::conley:
    case ErrorModel::conley_panel:
        by_places(parts);
        break;
    }
}

void repair(Covariance& made) {
    Eigen::Map<Eigen::MatrixXd> values(made.values.data(),
                                       static_cast<Eigen::Index>(made.values.rows()),
                                       static_cast<Eigen::Index>(made.values.cols()));
    values = ((values + values.transpose()) / 2).eval();
    if (values.size() == 0 || !(values.diagonal().minCoeff() < 0)) {
        return;
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(values);
    values = parts.eigenvectors() * parts.eigenvalues().cwiseMax(0.0).asDiagonal() *
             parts.eigenvectors().transpose();
    made.warnings.push_back(
        {.code = "variance_repaired",
         .text = "the estimated covariance has negative variances: its negative eigenvalues were "
                 "put to zero (Cameron, Gelbach and Miller 2011); prefer fewer groupings or "
                 "another cutoff"});
}

bool factor_free(ErrorModel model) {
    return model == ErrorModel::hc0 || model == ErrorModel::hc2 || model == ErrorModel::hc3;
}

} // namespace

SmallSample SmallSample::fixest() {
    SmallSample made;
    made.cluster_factor = ClusterFactor::min;
    return made;
}

SmallSample SmallSample::none() {
    SmallSample made;
    made.adjust_parameters = false;
    made.adjust_clusters = false;
    return made;
}

Covariance covariance(const Sandwich& fit, const ErrorStructure& structure,
                      const CovarianceSpec& spec) {
    std::vector<detail::Levels> levels;
    std::vector<detail::Dimension> effects;
    levels.reserve(fit.effects.size());
    for (const FixedEffect& effect : fit.effects) {
        levels.push_back(detail::encode(effect.codes));
        effects.push_back({.levels = levels.back().of_row,
                           .count = levels.back().count(),
                           .slopes = effect.slopes,
                           .intercept = effect.intercept});
    }
    return detail::covariance(fit, effects, structure, spec);
}

namespace detail {

Covariance covariance(const Sandwich& fit, std::span<const Dimension> effects,
                      const ErrorStructure& structure, const CovarianceSpec& spec,
                      const Matrix* summed) {
    check_structure(structure, fit.scores.rows);
    Covariance made;
    Parts parts{.fit = fit,
                .structure = structure,
                .spec = spec,
                .made = made,
                .summed = summed,
                .groups = {}};
    const auto n = static_cast<double>(fit.scores.rows);
    raw_values(parts);
    const auto regressors = static_cast<double>(fit.bread.cols);
    const double full =
        regressors + count_effects(effects, {}, EffectCount::full, spec.small_sample.exact_effects);
    made.parameters = regressors + count_effects(effects, parts.groups, spec.small_sample.effects,
                                                 spec.small_sample.exact_effects);
    if (!(n > full)) {
        refuse(fmt::format("{} rows for {} parameters leave nothing to tell errors from; at least "
                           "{} rows are needed",
                           fit.scores.rows, full, full + 1));
    }
    if (spec.small_sample.adjust_parameters && !factor_free(spec.model)) {
        const double factor = (n - 1) / (n - made.parameters);
        for (std::size_t i = 0; i < made.values.rows() * made.values.cols(); ++i) {
            made.values.data()[i] *= factor;
        }
    }
    repair(made);
    const bool grouped = parts.least > 0 && spec.small_sample.degrees == TestDegrees::clusters;
    made.degrees = grouped ? static_cast<double>(parts.least) - 1 : n - made.parameters;
    return made;
}

} // namespace detail

} // namespace halflight::stats

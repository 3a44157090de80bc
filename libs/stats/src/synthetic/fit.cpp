// SPDX-License-Identifier: Apache-2.0
// synthetic/fit.cpp - the fit over all dates of adoption.
#include "halflight/stats/synthetic.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "synthetic/design.hpp"

namespace halflight::stats {

using namespace synthetic;

namespace {

double root_mean_square(std::span<const double> gap, double intercept) {
    double sum = 0;
    for (const double x : gap) {
        sum += (x - intercept) * (x - intercept);
    }
    return std::sqrt(sum / static_cast<double>(gap.size()));
}

SyntheticCohort cohort_of(const SyntheticPanel& panel, const Design& design, const Group& group,
                          BlockFit fitted) {
    SyntheticCohort made{.first_period = static_cast<int>(group.before), .treated = group.treated};
    made.unit_weights.assign(panel.outcome.cols, 0.0);
    double squares = 0;
    for (std::size_t c = 0; c < design.controls.size(); ++c) {
        made.unit_weights[design.controls[c]] = fitted.unit[c];
        squares += fitted.unit[c] * fitted.unit[c];
    }
    made.effective_controls = 1 / squares;
    const std::span<const double> gap = fitted.gap;
    // A synthetic control without time weights is judged by its plain gap.
    made.pre_rmse = root_mean_square(gap.first(group.before), fitted.intercept);
    made.post_rmse = root_mean_square(gap.subspan(group.before), fitted.intercept);
    made.time_weights = std::move(fitted.time);
    made.gap = std::move(fitted.gap);
    made.curve = std::move(fitted.curve);
    made.effect = fitted.effect;
    made.intercept = fitted.intercept;
    made.zeta_unit = group.tuning.zeta_unit;
    made.zeta_time = group.tuning.zeta_time;
    made.ridge = fitted.ridge;
    made.ridge_grid = std::move(fitted.ridge_grid);
    made.ridge_errors = std::move(fitted.ridge_errors);
    made.predictor_weights = std::move(fitted.predictor_weights);
    made.iterations = fitted.iterations;
    made.converged = fitted.converged;
    return made;
}

void warn_of(const SyntheticPanel& panel, const SyntheticSpec& spec, const SyntheticCohort& cohort,
             Warnings& warnings) {
    if (!cohort.converged) {
        warnings.push_back(
            {"not_converged",
             fmt::format("weights of the units treated in period {} stopped after {} iterations",
                         cohort.first_period, cohort.iterations)});
    }
    const bool plain = spec.method == SyntheticMethod::synthetic_control ||
                       spec.method == SyntheticMethod::ridge_augmented;
    if (!plain) {
        return;
    }
    const auto before = static_cast<std::size_t>(cohort.first_period);
    std::vector<double> series(before);
    for (const std::size_t u : cohort.treated) {
        for (std::size_t t = 0; t < before; ++t) {
            series[t] += panel.outcome(t, u) / static_cast<double>(cohort.treated.size());
        }
    }
    if (cohort.pre_rmse > deviation(series)) {
        warnings.push_back(
            {"poor_pre_fit",
             fmt::format(
                 "before treatment in period {} the error of the synthetic control ({:.4g}) "
                 "is larger than the variation of the treated ({:.4g})",
                 cohort.first_period, cohort.pre_rmse, deviation(series))});
    }
    if (std::ranges::any_of(cohort.unit_weights, [](double w) { return w < 0; })) {
        warnings.push_back(
            {"negative_weights", "some weights are negative: the augmented control extrapolates"});
    }
}

std::vector<double> joined_curve(const std::vector<SyntheticCohort>& cohorts) {
    std::vector<double> sums;
    std::vector<double> units;
    for (const SyntheticCohort& cohort : cohorts) {
        sums.resize(std::max(sums.size(), cohort.curve.size()));
        units.resize(sums.size());
        for (std::size_t k = 0; k < cohort.curve.size(); ++k) {
            sums[k] += cohort.curve[k] * static_cast<double>(cohort.treated.size());
            units[k] += static_cast<double>(cohort.treated.size());
        }
    }
    for (std::size_t k = 0; k < sums.size(); ++k) {
        sums[k] /= units[k];
    }
    return sums;
}

} // namespace

std::vector<int> first_treated_of(const Panel& panel) {
    const PanelShape shape = shape_of(panel);
    require_absorbing(panel, shape, "synthetic control");
    std::vector<int> made;
    for (const auto& onset : shape.onset) {
        made.push_back(onset ? static_cast<int>(*onset) : never_treated);
    }
    return made;
}

SyntheticFit fit_synthetic(const SyntheticPanel& panel, const SyntheticSpec& spec) {
    SyntheticFit made;
    Design design = make_design(panel, spec, made.warnings);
    double sum = 0;
    double cells = 0;
    for (Group& group : design.groups) {
        made.cohorts.push_back(
            cohort_of(panel, design, group, fit_group(panel, spec, design, group)));
        const SyntheticCohort& cohort = made.cohorts.back();
        group.unit_weights = cohort.unit_weights;
        group.time_weights = cohort.time_weights;
        sum += cells_of(panel, group) * cohort.effect;
        cells += cells_of(panel, group);
        warn_of(panel, spec, cohort, made.warnings);
    }
    made.curve = joined_curve(made.cohorts);
    const double error = standard_error(panel, spec, design, made);
    made.effect = with_interval("effect", sum / cells, error, Reference::normal, 0, spec.level);
    return made;
}

} // namespace halflight::stats

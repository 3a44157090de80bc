// SPDX-License-Identifier: Apache-2.0
// Slopes of light on exposure, period by period, against the last one before the treatment.
#include "county_parts.hpp"

#include "halflight/base/error.hpp"
#include "halflight/stats/event_data.hpp"
#include "halflight/stats/honest_bounds.hpp"
#include "halflight/stats/linear.hpp"
#include "halflight/stats/pre_trend.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace halflight::studies {
namespace {

using stats::Matrix;

/// Rows of units and periods that were seen, by unit.
struct EventRows {
    std::vector<double> outcome;
    std::vector<std::int32_t> unit;
    std::vector<std::int32_t> period; ///< of the panel
};

EventRows rows_of(const LightPanel& panel, std::span<const double> exposure, const Places& places,
                  std::size_t first) {
    EventRows result;
    for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
        bool usable = std::isfinite(exposure[unit]);
        for (std::size_t c = 0; c < places.controls.cols(); ++c) {
            usable = usable && std::isfinite(places.controls(unit, c));
        }
        for (std::size_t t = first; usable && t < panel.period_count(); ++t) {
            if (std::isfinite(panel.value(t, unit))) {
                result.outcome.push_back(panel.value(t, unit));
                result.unit.push_back(static_cast<std::int32_t>(unit));
                result.period.push_back(static_cast<std::int32_t>(t));
            }
        }
    }
    return result;
}

/// For every period but the reference: exposure, then each control, in the rows of that period.
Matrix interactions(const EventRows& rows, std::span<const double> exposure, const Places& places,
                    std::span<const std::size_t> periods) {
    const std::size_t each = 1 + places.controls.cols();
    Matrix result(rows.outcome.size(), periods.size() * each);
    for (std::size_t r = 0; r < rows.outcome.size(); ++r) {
        const auto at =
            std::ranges::find(periods, static_cast<std::size_t>(rows.period[r])) - periods.begin();
        const auto place = static_cast<std::size_t>(at);
        if (place == periods.size()) {
            continue;
        }
        const auto unit = static_cast<std::size_t>(rows.unit[r]);
        result(r, place) = exposure[unit];
        for (std::size_t c = 0; c + 1 < each; ++c) {
            result(r, periods.size() * (c + 1) + place) = places.controls(unit, c);
        }
    }
    return result;
}

struct Shown {
    std::vector<std::size_t> periods; ///< of the panel, the reference left out
    std::vector<int> times;           ///< from the treatment on: 0, 1, ...
};

Shown shown_periods(std::size_t first, std::size_t treatment, std::size_t end) {
    Shown result;
    for (std::size_t t = first; t < end; ++t) {
        if (t + 1 != treatment) {
            result.periods.push_back(t);
            result.times.push_back(static_cast<int>(t) - static_cast<int>(treatment));
        }
    }
    return result;
}

stats::EventPath path_of(const stats::LinearFit& fit, const Shown& shown) {
    const std::size_t count = shown.times.size();
    stats::EventPath path;
    path.covariance = Matrix(count, count);
    path.degrees = fit.covariance.degrees;
    for (std::size_t i = 0; i < count; ++i) {
        path.times.push_back(shown.times[i]);
        path.effects.push_back(fit.coefficients[i]);
        for (std::size_t j = 0; j < count; ++j) {
            path.covariance(i, j) = fit.covariance.values(i, j);
        }
    }
    return path;
}

/// What a test of trends says and could have said. What it refuses is told with its reason.
void judge_trends(const stats::EventPath& path, const stats::LinearFit& fit, const CountySpec& spec,
                  CountyStudy& study) {
    std::vector<std::size_t> before;
    std::size_t after = 0;
    for (std::size_t i = 0; i < path.times.size(); ++i) {
        if (path.times[i] < 0) {
            before.push_back(i);
        } else {
            ++after;
        }
    }
    try {
        study.pre_trend_p = stats::wald(fit.coefficients, fit.covariance, before).p_value;
        stats::TrendSpec trend;
        trend.powers = {0.8};
        trend.level = spec.level;
        const stats::TrendPower power = stats::trend_power(path, trend);
        study.pre_trend_power_slope = power.slopes.at(0);
        stats::HonestSpec honest;
        honest.level = spec.level;
        honest.seed = spec.seed;
        honest.m = {1};
        honest.weights.assign(after, 1.0 / static_cast<double>(after));
        study.honest_breakdown = stats::honest_bounds(path, honest).breakdown;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::refused) {
            throw;
        }
        study.warnings.push_back({"trends_not_judged", error.what()});
    }
}

} // namespace

void add_event_study(const LightPanel& panel, std::span<const double> exposure,
                     const Places& places, const CountySpec& spec, CountyStudy& study) {
    const std::size_t treatment = period_index(panel, *spec.treatment);
    if (treatment < 2) {
        stats::refuse("an event study needs two periods before the treatment; the panel has " +
                      std::to_string(treatment));
    }
    const std::size_t first =
        treatment - std::min(treatment, std::max<std::size_t>(spec.event_before, 2));
    const Shown shown = shown_periods(first, treatment, panel.period_count());
    const EventRows rows = rows_of(panel, exposure, places, first);
    const Matrix regressors = interactions(rows, exposure, places, shown.periods);
    stats::LinearData data;
    data.outcome = rows.outcome;
    data.regressors.values = regressors.view();
    for (std::size_t c = 0; c < regressors.cols(); ++c) {
        data.regressors.names.push_back("x" + std::to_string(c + 1));
    }
    data.effects = {{"unit", rows.unit, {}, true}, {"period", rows.period, {}, true}};
    data.structure.clusters = {{"unit", rows.unit}};
    stats::LinearSpec linear;
    linear.intercept = false;
    linear.covariance.model = stats::ErrorModel::clustered;
    linear.level = spec.level;
    linear.demean.jobs = spec.jobs;
    const stats::LinearFit fit = stats::least_squares(data, linear);
    if (!fit.collinear.empty()) {
        study.warnings.push_back(
            {"event_study_collinear",
             "some period has too few places: " + std::to_string(fit.collinear.size()) +
                 " of its slopes are not identified; no event study"});
        return;
    }
    for (std::size_t i = 0; i < shown.periods.size(); ++i) {
        study.event_periods.push_back(panel.periods[shown.periods[i]]);
        study.event.push_back(fit.coefficients[i]);
        study.event.back().name = to_string(study.event_periods.back());
    }
    std::ranges::copy(fit.warnings, std::back_inserter(study.warnings));
    judge_trends(path_of(fit, shown), fit, spec, study);
}

} // namespace halflight::studies

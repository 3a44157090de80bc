// SPDX-License-Identifier: Apache-2.0
// Slopes of light on exposure, period by period, against the last one before the treatment.
#include "county_parts.hpp"

#include "halflight/base/error.hpp"
#include "halflight/stats/event_data.hpp"
#include "halflight/stats/honest_bounds.hpp"
#include "halflight/stats/pre_trend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::studies {
namespace {

using stats::Matrix;

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

/// Places that any period can use, and their changes since the reference; NaN where not seen.
struct Changes {
    std::vector<double> exposure;
    Matrix controls;
    Matrix values; ///< places x periods
};

std::vector<std::size_t> usable_places(const LightPanel& panel, std::span<const double> exposure,
                                       const Places& places, std::size_t reference) {
    std::vector<std::size_t> result;
    for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
        bool usable = std::isfinite(exposure[unit]) && std::isfinite(panel.value(reference, unit));
        for (std::size_t c = 0; c < places.controls.cols(); ++c) {
            usable = usable && std::isfinite(places.controls(unit, c));
        }
        if (usable) {
            result.push_back(unit);
        }
    }
    return result;
}

Changes changes_since(const LightPanel& panel, std::span<const double> exposure,
                      const Places& places, std::size_t reference, const Shown& shown) {
    const auto units = usable_places(panel, exposure, places, reference);
    Changes result{.exposure = {},
                   .controls = Matrix(units.size(), places.controls.cols()),
                   .values = Matrix(units.size(), shown.periods.size())};
    for (std::size_t i = 0; i < units.size(); ++i) {
        result.exposure.push_back(exposure[units[i]]);
        for (std::size_t c = 0; c < places.controls.cols(); ++c) {
            result.controls(i, c) = places.controls(units[i], c);
        }
        for (std::size_t p = 0; p < shown.periods.size(); ++p) {
            result.values(i, p) =
                panel.value(shown.periods[p], units[i]) - panel.value(reference, units[i]);
        }
    }
    return result;
}

stats::EventPath path_of(const stats::SlopeErrors& errors, const Shown& shown) {
    stats::EventPath path;
    path.times = shown.times;
    path.effects = errors.slopes;
    path.covariance = errors.covariance;
    path.degrees = *std::ranges::min_element(errors.degrees);
    return path;
}

void test_trends(const stats::EventPath& path, const stats::SlopeErrors& errors,
                 CountyStudy& study) {
    std::vector<std::size_t> before;
    for (std::size_t i = 0; i < path.times.size(); ++i) {
        if (path.times[i] < 0) {
            before.push_back(i);
        }
    }
    study.pre_trend_p = stats::joint_test(errors, before).p_value;
    if (std::isnan(study.pre_trend_p)) {
        study.warnings.push_back(
            {"pre_trend_untested",
             fmt::format("{} slopes before the treatment cannot be tested together: the places "
                         "that carry them leave {:.1f} degrees of freedom; show fewer periods "
                         "before the treatment",
                         before.size(), path.degrees)});
    }
}

/// What trends could hide. What is refused is told with its reason.
void bound_trends(const stats::EventPath& path, const CountySpec& spec, CountyStudy& study) {
    const auto after = static_cast<std::size_t>(
        std::ranges::count_if(path.times, [](int time) { return time >= 0; }));
    try {
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
    const Changes changes = changes_since(panel, exposure, places, treatment - 1, shown);
    stats::SlopeErrors errors;
    try {
        errors = stats::slope_errors({.regressor = changes.exposure,
                                      .outcomes = changes.values.view(),
                                      .controls = changes.controls.view()},
                                     spec.level);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::refused) {
            throw;
        }
        study.warnings.push_back({"event_study_refused",
                                  std::string("some period has too few places: ") + error.what()});
        return;
    }
    for (std::size_t i = 0; i < shown.periods.size(); ++i) {
        study.event_periods.push_back(panel.periods[shown.periods[i]]);
        study.event.push_back(errors.slopes[i]);
        study.event.back().name = to_string(study.event_periods.back());
    }
    const stats::EventPath path = path_of(errors, shown);
    test_trends(path, errors, study);
    if (spec.honest) {
        bound_trends(path, spec, study);
    }
}

} // namespace halflight::studies

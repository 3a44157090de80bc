// SPDX-License-Identifier: Apache-2.0
#include "halflight/studies/county_study.hpp"

#include "county_parts.hpp"
#include "track_record.hpp"
#include "warning_notes.hpp"

#include "halflight/stats/distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace halflight::studies {
namespace {

void require(const LightPanel& panel, const ExposureIndex& exposure, const IndustryShares& shares,
             const Places& places) {
    const auto check = [&](std::string_view what, std::size_t count, bool optional) {
        if (count != panel.unit_count() && !(optional && count == 0)) {
            stats::refuse(fmt::format("the panel has {} places, but there are {} {}",
                                      panel.unit_count(), count, what));
        }
    };
    check("exposures", exposure.zones.size(), false);
    check("rows of industry shares", shares.shares.rows(), false);
    check("longitudes", places.longitude.size(), true);
    check("latitudes", places.latitude.size(), true);
    check("provinces", places.province.size(), true);
    check("rows of controls", places.controls.rows(), places.controls.cols() == 0);
}

LightPanel prepared(const LightPanel& panel, const CountySpec& spec) {
    LightPanel result = to_frequency(panel, spec.frequency, spec.least_observed);
    if (spec.asinh) {
        for (stats::Matrix* matrix : {&result.value, &result.low, &result.high}) {
            std::for_each(matrix->data(), matrix->data() + matrix->rows() * matrix->cols(),
                          [](double& light) { light = std::asinh(light); });
        }
    }
    return result;
}

void require_order(const LightPanel& panel, const CountySpec& spec) {
    const std::size_t earlier = period_index(panel, spec.earlier);
    const std::size_t later = period_index(panel, spec.later);
    if (earlier >= later) {
        stats::refuse(fmt::format("the baselines are not in order: {} does not lie before {}",
                                  to_string(spec.earlier), to_string(spec.later)));
    }
    if (!spec.treatment) {
        return;
    }
    const std::size_t treatment = period_index(panel, *spec.treatment);
    if (treatment <= earlier || treatment > later) {
        stats::refuse(fmt::format("the treatment {} does not lie between the baselines {} and {}",
                                  to_string(*spec.treatment), to_string(spec.earlier),
                                  to_string(spec.later)));
    }
}

double mean_light(const LightPanel& panel, std::size_t period) {
    double sum = 0;
    std::size_t seen = 0;
    for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
        if (std::isfinite(panel.value(period, unit))) {
            sum += panel.value(period, unit);
            ++seen;
        }
    }
    return seen == 0 ? stats::undefined : sum / static_cast<double>(seen);
}

/// Of the same season as the earlier baseline, and before the treatment or the later baseline.
std::vector<std::size_t> same_season(const LightPanel& panel, const CountySpec& spec) {
    const Period last = spec.treatment.value_or(spec.later);
    const auto season = to_civil(spec.earlier.first).month;
    std::vector<std::size_t> result;
    for (std::size_t t = 0; t < panel.period_count(); ++t) {
        if (panel.periods[t] < last && to_civil(panel.periods[t].first).month == season) {
            result.push_back(t);
        }
    }
    return result;
}

/// A change from the darkest year on is in part its own undoing.
void warn_of_rebound(const LightPanel& panel, const CountySpec& spec, CountyStudy& study) {
    const double base = mean_light(panel, period_index(panel, spec.earlier));
    const auto season = same_season(panel, spec);
    const bool lowest =
        std::ranges::all_of(season, [&](std::size_t t) { return !(mean_light(panel, t) < base); });
    if (lowest && season.size() >= 3) {
        study.warnings.push_back(
            {"rebound_base",
             fmt::format("{} is the darkest of the {} periods of its season before the treatment: "
                         "a change since then holds the return from it",
                         to_string(spec.earlier), season.size())});
    }
}

double intercept_of(const Section& section, double slope) {
    const auto mean = [](std::span<const double> x) {
        return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
    };
    return mean(section.change) - slope * mean(section.exposure);
}

double detectable_of(const SlopeEstimate& headline, double level) {
    constexpr double power = 0.8;
    return (stats::student_quantile((1 + level) / 2, headline.degrees) +
            stats::student_quantile(power, headline.degrees)) *
           headline.slope.std_error;
}

void warn_of_few_exposed(CountyStudy& study) {
    const SlopeEstimate& headline = study.slopes.front();
    if (headline.degrees < least_degrees) {
        study.warnings.push_back(
            few_exposed_places(headline.degrees, study.zones, headline.leverage));
    }
}

void warn_of_floor(CountyStudy& study) {
    SlopeEstimate& headline = study.slopes.front();
    const auto told = below_the_floor(study.bounds.high - study.bounds.low,
                                      headline.slope.high - headline.slope.low);
    if (study.bounds.censored && told) {
        headline.warnings.push_back(*told);
    }
}

/// Exposure that hardly differs between places makes any slope of what little it does differ by.
void warn_of_excess(const LightPanel& panel, const Section& section, CountyStudy& study) {
    double most = 0;
    for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
        for (const double light : panel.high.column(unit)) {
            most = std::isfinite(light) ? std::max(most, std::abs(light)) : most;
        }
    }
    const auto [least, greatest] = std::ranges::minmax(section.exposure);
    if (std::abs(study.slopes.front().slope.estimate) > most) {
        study.warnings.push_back(slope_beyond_light(most, greatest - least));
    }
}

void add_track_records(CountyStudy& study) {
    for (SlopeEstimate& slope : study.slopes) {
        slope.track_record = track_record(slope.error, "such an interval");
    }
    study.permutation_record = track_record("permutation", "the permutation test");
    if (!study.event.empty()) {
        study.event_record =
            track_record("event study, last quarter", "the slope of the last period");
    }
}

void tell_left_out(const LightPanel& panel, const Section& section, CountyStudy& study) {
    if (section.size() < panel.unit_count()) {
        study.warnings.push_back(
            {"zones_left_out",
             fmt::format("{} of {} places are left out: no mention of an enterprise, no light seen "
                         "in a baseline, or no control",
                         panel.unit_count() - section.size(), panel.unit_count())});
    }
}

} // namespace

CountyStudy county_study(const LightPanel& panel, const ExposureIndex& exposure,
                         const IndustryShares& shares, const IndustryGroup& group,
                         const Places& places, const CountySpec& spec) {
    require_whole(panel);
    require(panel, exposure, shares, places);
    const LightPanel used = prepared(panel, spec);
    require_order(used, spec);
    const Change change = change_between(used, spec.earlier, spec.later);
    CountyStudy study{.group = group.name,
                      .change = change.value,
                      .change_low = change.low,
                      .change_high = change.high};
    for (const ZoneExposure& zone : exposure.zones) {
        study.exposure.push_back(zone.share);
    }
    const Section section = make_section(study.exposure, change, places.controls);
    study.zones = section.size();
    (void)slope_weights(section.exposure, section.controls); // refuses what has no slope
    tell_left_out(panel, section, study);
    study.slopes = all_slopes(section, shares, group, places, spec, study);
    study.intercept = intercept_of(section, study.slopes.front().slope.estimate);
    study.detectable = detectable_of(study.slopes.front(), spec.level);
    warn_of_few_exposed(study);
    study.bounds = slope_bounds(section, spec);
    warn_of_floor(study);
    warn_of_excess(used, section, study);
    study.leave_one_out = leave_one_out(section, shares, group, spec.level);
    study.placebo_industries = placebo_industries(section, shares, group, spec.level);
    study.placebo_dates = placebo_dates(used, study.exposure, places, spec);
    study.permutation_p = permutation_p(section, places, spec);
    warn_of_rebound(used, spec, study);
    if (spec.treatment) {
        add_event_study(used, study.exposure, places, spec, study);
    }
    add_track_records(study);
    return study;
}

} // namespace halflight::studies

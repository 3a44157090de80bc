// SPDX-License-Identifier: Apache-2.0
// halflight/studies/county_study.hpp - did places change more, the more they were exposed?
#pragma once

#include "halflight/studies/exposure.hpp"
#include "halflight/studies/light_panel.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace halflight::studies {

/// Of the units of the panel, in its order.
struct Places {
    std::vector<double> longitude{}; ///< degrees; empty: no spatial errors
    std::vector<double> latitude{};
    std::vector<std::uint32_t> province{}; ///< codes from 0; empty: no clustered errors
    stats::Matrix controls{};              ///< units x controls, may be empty
    std::vector<std::string> control_names{};
};

struct CountySpec {
    Period earlier{}; ///< baselines, periods of `frequency`
    Period later{};
    Frequency frequency = Frequency::quarter;
    std::size_t least_observed = 1;    ///< periods of the panel within one of the frequency
    std::optional<Period> treatment{}; ///< first period of it; asked for by the event study
    double spatial_km = 50;
    std::size_t permutations = 999;
    std::size_t event_before = 12; ///< periods before the treatment that the event study shows
    bool honest = true;            ///< power against trends and bounds under them, which take time
    bool asinh = false;            ///< of light, in nW; else light itself
    double level = 0.95;
    std::uint64_t seed = 1;
    int jobs = 1;
};

/// One slope under one assumption on errors.
struct SlopeEstimate {
    /// "hc3", "province" (CR3), "spatial" (Conley), "akm", "akm0". The last two regress on
    /// the sum of the group's smoothed industry shares, the others on the index.
    std::string error{};
    stats::Coefficient slope{};
    /// Of the t that the interval is made of: as many as the places that carry the slope leave
    /// (stats::slope_errors; stats::form_slope for spatial and akm). NaN: a normal interval (akm0).
    double degrees = stats::undefined;
    double leverage = stats::undefined; ///< of the place or province that weighs most; not spatial
    std::string track_record{}; ///< in which made countries it fails (docs/truth.md); empty: none
    stats::Warnings warnings{};
};

/// Slope with the light of all censored cells at one end or the other: what the data allow without
/// an assumption on them. The band is the interval of each end's slope, wide open between.
struct SlopeBounds {
    double low = stats::undefined; ///< least and greatest slope over all values within the bounds
    double high = stats::undefined;
    double band_low = stats::undefined; ///< low less its error's half interval; high likewise
    double band_high = stats::undefined;
    bool censored = false; ///< some value has bounds that differ
};

struct PlaceboSlope {
    std::string name{}; ///< the period, or the industry
    stats::Coefficient slope{};
};

struct CountyStudy {
    std::string group{};
    std::size_t zones = 0;          ///< in the regression
    std::vector<double> exposure{}; ///< by unit of the panel; NaN: left out
    std::vector<double> change{};
    std::vector<double> change_low{};
    std::vector<double> change_high{};
    double intercept = stats::undefined;
    std::vector<SlopeEstimate> slopes{}; ///< the first is the headline
    SlopeBounds bounds{};
    double detectable = stats::undefined; ///< least slope that the headline finds with power 0.8
    double effective_shocks = stats::undefined;
    std::vector<PlaceboSlope> leave_one_out{}; ///< by industry of the group
    std::vector<PlaceboSlope> placebo_dates{}; ///< pairs of periods before treatment, as far apart
    std::vector<PlaceboSlope> placebo_industries{}; ///< each industry outside the group
    double permutation_p = stats::undefined;        ///< exposure permuted within provinces
    std::string permutation_record{};               ///< as SlopeEstimate::track_record
    std::string event_record{};                     ///< likewise, of the event study
    /// By period of the frequency: slope on exposure of the change in light since the last period
    /// before treatment, over the places seen in both, controls in each; errors as the headline's.
    std::vector<Period> event_periods{};
    std::vector<stats::Coefficient> event{};
    double pre_trend_p = stats::undefined; ///< joint test of those before, stats::joint_test
    double pre_trend_power_slope = stats::undefined; ///< trend that the test finds with 80 percent
    /// Greatest departure from parallel trends, as a multiple of the worst before treatment, at
    /// which the mean effect is still told from zero (Rambachan and Roth 2023).
    double honest_breakdown = stats::undefined;
    stats::Warnings warnings{};
};

/// The shift-share study of a panel of counties: least squares of the change in light between two
/// baselines on the share of a group of industries (exposure = shares x indicator of the group, the
/// shift-share form of Borusyak, Hull and Jaravel 2022), with five errors, diagnostics, placebos,
/// and an event study. Bounds: the slope is linear in the changes, sum_i w_i d_i with w_i fixed by
/// exposure and controls, so its extremes take each change at the end that the sign of w_i asks
/// for.
///
/// Refuses what the estimators refuse; baselines that the panel lacks or that are not in order; a
/// treatment outside the panel; exposure without variation, or in one place alone. Warnings:
/// "zones_left_out", those of the estimators, "rebound_base" (the earlier baseline is the lowest of
/// its season in the panel), "few_exposed_places" (the slope hangs on so few that its interval is
/// wide and leans on their being alike), "few_industries" (akm, akm0), "few_clusters" (province),
/// "pre_trend_untested" (more periods than places that carry the slope), "censored_light" (bounds
/// wider than the interval), "cells_at_zero" (wider than a tenth of it).
[[nodiscard]] CountyStudy county_study(const LightPanel& panel, const ExposureIndex& exposure,
                                       const IndustryShares& shares, const IndustryGroup& group,
                                       const Places& places, const CountySpec& spec);

} // namespace halflight::studies

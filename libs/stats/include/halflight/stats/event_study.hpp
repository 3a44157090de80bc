// SPDX-License-Identifier: Apache-2.0
// halflight/stats/event_study.hpp - leads and lags of a treatment by least squares.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "halflight/stats/event_data.hpp"

namespace halflight::stats {

enum class EventModel : unsigned char {
    two_way,     ///< one coefficient per event time; biased where effects differ by cohort
    sun_abraham, ///< one per cohort and event time, averaged by the cohorts' shares (2021)
};

/// What the errors of Sun and Abraham's averages hold of the shares.
enum class ShareError : unsigned char {
    counted, ///< shares are estimated: their variance is added (Sun and Abraham 2021)
    ignored, ///< shares are given numbers (fixest's sunab)
};

struct EventStudySpec {
    EventModel model = EventModel::sun_abraham;
    ShareError shares = ShareError::counted; ///< sun_abraham only
    std::vector<int> references = {-1};      ///< event times whose effect is zero
    std::optional<int> first = {};           ///< event times before are taken as this one (binned)
    std::optional<int> last = {};            ///< event times after are taken as this one
    SmallSample small_sample = {};
    double level = 0.95;
    bool drop_singletons = true;
    DemeanSpec demean = {};
};

/// One coefficient of the regression.
struct EventCell {
    std::int32_t onset = no_onset; ///< `no_onset`: all cohorts (two_way)
    int time = 0;
    double weight = 0; ///< rows, or their summed weights
    Coefficient effect = {};
};

struct EventStudyFit {
    EventPath path = {};
    Coefficient overall = {};               ///< mean over treated rows (event times >= 0)
    std::vector<CohortEffect> cohorts = {}; ///< the same by cohort; empty for two_way
    std::vector<Coefficient> covariates = {};
    std::vector<EventCell> cells = {};
    WaldTest pre_trend = {}; ///< all effects before the treatment are zero; NaN without any
    LinearFit model = {};
    std::size_t units = 0;
    std::size_t treated_units = 0;
    /// "always_treated_dropped", "last_cohort_controls", those of the regression.
    Warnings warnings = {};
};

/// Least squares of the outcome on unit and period effects, covariates and dummies of event time
/// (two_way) or of cohort x event time (sun_abraham), errors clustered. Never treated units are the
/// controls. Without them sun_abraham takes the last cohort and ends the panel before its onset
/// ("last_cohort_controls"); two_way needs binned ends or a second reference. Units that are
/// treated whenever they are seen have no reference and leave. Weights of a mean are shares of
/// (weighted) rows. Sums over cells stand in for the dummies; memory is rows x cells doubles only
/// where these are written out: little work (rows x columns^2 up to 500,000), or a dummy that the
/// effects nearly explain.
///
/// Refuses: what `least_squares` refuses, a unit with two onsets, a unit and period twice, no
/// treated unit, no controls, event times that unit and period effects explain (two_way).
///
/// Sun, L., S. Abraham (2021), Estimating dynamic treatment effects in event studies with
/// heterogeneous treatment effects, Journal of Econometrics 225.
[[nodiscard]] EventStudyFit event_study(const EventData& data, const EventStudySpec& spec = {});

} // namespace halflight::stats

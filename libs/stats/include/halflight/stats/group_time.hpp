// SPDX-License-Identifier: Apache-2.0
// halflight/stats/group_time.hpp - average effects by cohort and period, and means of them.
#pragma once

#include <cstdint>
#include <vector>

#include "halflight/stats/event_data.hpp"
#include "halflight/stats/resample.hpp"

namespace halflight::stats {

enum class GroupControls : unsigned char {
    never,   ///< units that are never treated
    not_yet, ///< also those not treated by the later of the two periods (and anticipation)
};

/// How covariates of the base period enter; without covariates all three are the same.
enum class GroupMethod : unsigned char {
    doubly_robust, ///< Sant'Anna and Zhao (2020), least squares and logit
    regression,    ///< outcome regression of the controls' changes
    weighting,     ///< inverse probability, weights normalised to one (Hajek)
};

/// What periods before the treatment are compared with.
enum class BasePeriod : unsigned char {
    varying,   ///< the period before (the package did's default)
    universal, ///< the last period before the treatment, as for those after
};

struct GroupTimeSpec {
    GroupControls controls = GroupControls::not_yet;
    GroupMethod method = GroupMethod::doubly_robust;
    BasePeriod base = BasePeriod::varying;
    int anticipation = 0; ///< periods before the onset that the treatment may already touch
    double level = 0.95;
    Draws draws = {}; ///< of the multiplier bootstrap; count 0: pointwise intervals only
};

/// ATT(onset, period).
struct GroupTimeCell {
    std::int32_t onset = 0;
    std::int32_t period = 0;
    std::int32_t base = 0;
    std::size_t treated = 0; ///< units
    std::size_t controls = 0;
    Coefficient effect = {};
};

struct PeriodEffect {
    std::int32_t period = 0;
    Coefficient effect = {};
};

/// estimate +- critical x std_error holds all effects at once with the level's probability.
struct UniformBand {
    double critical = undefined;
    std::vector<double> std_errors = {}; ///< interquartile range of the draws over the normal's
};

struct GroupTimeFit {
    std::vector<GroupTimeCell> cells = {};
    Matrix influence = {};                ///< units x cells; effect's error: column sum / units
    std::vector<std::int32_t> units = {}; ///< codes of the units used, ascending
    std::size_t clusters = 0;
    Coefficient simple = {};       ///< mean over cells at or after the onset, by cohort size
    EventPath path = {};           ///< by event time, by cohort size
    Coefficient path_overall = {}; ///< mean over event times >= 0
    std::vector<CohortEffect> cohorts = {};
    Coefficient cohorts_overall = {}; ///< by cohort size
    std::vector<PeriodEffect> calendar = {};
    Coefficient calendar_overall = {};
    UniformBand cell_band = {};
    UniformBand path_band = {};
    WaldTest pre_trend = {}; ///< path before the onset is zero: chi-squared over its degrees
    /// "unbalanced_units_dropped", "always_treated_dropped", "cells_left_out" (with reasons),
    /// "few_clusters" (under 30).
    Warnings warnings = {};
};

/// Callaway, B., P. Sant'Anna (2021), Difference-in-differences with multiple time periods, Journal
/// of Econometrics 225. The change from base period to period of a cohort against that of the
/// controls, on a balanced panel (units not seen in every period leave). Standard errors are those
/// of influence functions, summed by cluster, with the estimation of slopes, propensities and
/// cohort sizes in them; no small-sample factor; intervals are normal. The bootstrap multiplies
/// them with Mammen's two-point numbers, one per cluster.
///
/// Weights are of units and must not change with periods. Covariates are taken in the base period.
/// Refuses: what `event_study` refuses of data, weights that change, no never treated units where
/// they are the controls, no cell that can be estimated.
[[nodiscard]] GroupTimeFit group_time(const EventData& data, const GroupTimeSpec& spec = {});

} // namespace halflight::stats

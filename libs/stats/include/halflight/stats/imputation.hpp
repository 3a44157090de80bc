// SPDX-License-Identifier: Apache-2.0
// halflight/stats/imputation.hpp - event studies from outcomes imputed without treatment.
#pragma once

#include <cstdint>
#include <vector>

#include "halflight/stats/event_data.hpp"

namespace halflight::stats {

/// Treated rows whose effects are averaged before their spread counts as error.
enum class ImputationGroups : unsigned char {
    cohort_and_time, ///< onset and event time (the paper's default)
    time,            ///< event time
    all,             ///< one group: the most conservative
};

struct ImputationSpec {
    ImputationGroups groups = ImputationGroups::cohort_and_time;
    bool leave_out = false;                     ///< the average leaves the row's own unit out
    int last = std::numeric_limits<int>::max(); ///< effects of event times 0 .. last are told
    /// Leads in the test of trends; none that are not in the data. 0: no test.
    int leads = 3;
    double level = 0.95;
};

struct ImputationFit {
    EventPath path = {};      ///< event times >= 0; normal
    Coefficient overall = {}; ///< mean over treated rows
    std::vector<CohortEffect> cohorts = {};
    std::vector<double> effects = {};         ///< per row of the data: outcome - imputed; NaN where
                                              ///< untreated or not imputed
    std::vector<Coefficient> covariates = {}; ///< slopes among untreated rows, without errors
    EventPath leads = {};    ///< regression on untreated rows: event times -leads .. -1
    WaldTest pre_trend = {}; ///< leads are zero; NaN without any
    std::size_t untreated_rows = 0;
    std::size_t treated_rows = 0; ///< imputed
    std::size_t clusters = 0;
    /// "not_imputed" (treated rows of units without an untreated row or periods without one),
    /// "lone_unit" (leave_out: groups of one unit, not left out), "few_clusters" (under 30),
    /// "no_pre_trend_test".
    Warnings warnings = {};
};

/// Borusyak, K., X. Jaravel, J. Spiess (2024), Revisiting event-study designs: robust and efficient
/// estimation, Review of Economic Studies 91.
///
/// Unit and period effects and slopes of covariates come from untreated rows (weighted least
/// squares); an effect is a treated row's outcome less what they give it; estimates are weighted
/// means of effects. Written as sum v_it y_it, the variance is that of
/// sum over clusters (sum v_it e_it)^2, e_it the residual of an untreated row and, of a treated
/// one, its effect less the mean of its group, weighted so that the variance is least
/// (v-weighted per unit): conservative where effects differ within groups. No small-sample factor.
/// Intervals are normal. v is exact (unit effects eliminated, the rest by a pivoted orthogonal
/// decomposition): cost periods^3 + rows x periods per estimate.
///
/// The test of trends regresses untreated rows on leads, so that its outcome says nothing of the
/// estimates' own error.
///
/// Refuses: what `event_study` refuses of data, no imputable treated row, effects that untreated
/// rows do not identify.
[[nodiscard]] ImputationFit imputation(const EventData& data, const ImputationSpec& spec = {});

} // namespace halflight::stats

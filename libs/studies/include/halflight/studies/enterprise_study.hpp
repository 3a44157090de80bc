// SPDX-License-Identifier: Apache-2.0
// halflight/studies/enterprise_study.hpp - what would the light of a group have been without it?
#pragma once

#include "halflight/studies/light_panel.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::studies {

enum class CounterfactualMethod : unsigned char {
    gsynth,              ///< factors from the controls (Xu 2017)
    interactive_effects, ///< factors from all untreated cells (Bai 2009)
    matrix_completion,   ///< Athey et al. (2021)
    synthetic_did,       ///< Arkhangelsky et al. (2021), on the mean of the treated
    difference_in_differences,
};
[[nodiscard]] std::string_view to_string(CounterfactualMethod method) noexcept;

/// How errors are made where units have places. Without places units count as independent, with
/// each method's own errors: see `MethodResult::speaks_of`.
enum class EnterpriseErrors : unsigned char {
    /// One cluster left out at a time, treated and controls alike; variance the sum of squared
    /// deviations from the estimate (CR3 of Bell and McCaffrey 2002 where the method is linear;
    /// MacKinnon, Nielsen and Webb 2023).
    jackknife,
    /// Clusters drawn with replacement (Cameron, Gelbach and Miller 2008; Bertrand, Duflo and
    /// Mullainathan 2004).
    bootstrap,
};

/// Where the units of a panel are, in its order. Neighbours share towns, power cuts and, where
/// buffers overlap, the very light: errors are those of clusters.
struct EnterprisePlaces {
    std::vector<double> longitude{}; ///< degrees; empty: unknown
    std::vector<double> latitude{};
    std::vector<std::uint32_t> cluster{}; ///< counties, say; empty: cells of `cluster_km`
};

struct EnterpriseSpec {
    Period treatment{}; ///< first period of it
    Period window{};    ///< part of the panel that is used
    std::vector<CounterfactualMethod> methods{
        CounterfactualMethod::gsynth, CounterfactualMethod::interactive_effects,
        CounterfactualMethod::matrix_completion, CounterfactualMethod::synthetic_did};
    std::size_t most_factors = 5;  ///< chosen up to it by cross-validation
    std::size_t draws = 1000;      ///< of the first method, which is the headline
    std::size_t other_draws = 200; ///< of the others
    std::size_t placebo_periods = 6;
    std::size_t placebo_groups = 50; ///< random groups of controls of the same size, "in place"
    bool deseason = true; ///< unit means by calendar month before treatment are taken off first
    EnterpriseErrors errors = EnterpriseErrors::jackknife;
    /// Above 0 and where there are more clusters: they are put at random, by the seed, in so many
    /// groups (40 or so), and the jackknife leaves out a group at a time: delete-a-group, variance
    /// (G - 1) / G times the sum, at most G - 1 degrees of freedom (Kott 2001).
    std::size_t jackknife_groups = 0;
    double cluster_km = 25; ///< side of the cells that are clusters where none are given
    double buffer_km = 1;   ///< radius within which the light of a unit is taken
    /// Units are left out until none lies nearer to another than this; 0: none. Those kept are
    /// found by going through all units in an order drawn from the seed.
    double thin_km = 0;
    /// Synthetic difference in differences needs every unit in every period. Above 0: periods that
    /// less than this share of the units were seen in are dropped, then units with gaps. 0: refuse.
    double balance = 0;
    double level = 0.95;
    std::uint64_t seed = 1;
    int jobs = 1;
};

/// What an interval holds, by how its errors are made.
enum class SpeaksOf : unsigned char {
    these_units, ///< their effect: the errors are those of untreated light alone
    places_like, ///< the mean effect in places like these: the errors hold how unlike effects are
};

struct MethodResult {
    CounterfactualMethod method{};
    std::string refused{}; ///< why there is no result; the rest is then empty
    std::size_t factors = 0;
    double pre_rmse = stats::undefined;   ///< of the mean of the group
    double detectable = stats::undefined; ///< least average effect found with power 0.8
    stats::Coefficient average{};         ///< mean over treated units and periods
    SpeaksOf speaks_of = SpeaksOf::places_like;
    double degrees = stats::undefined; ///< of its t; NaN: a normal interval
    std::size_t error_groups = 0; ///< of clusters, left out together; 0: each by itself, or none
    /// Its factors were learnt anew without each cluster: the interval is wide rather than narrow
    /// (docs/truth.md).
    bool factors_learnt_anew = false;
    double low = stats::undefined; ///< bounds of it under censoring; see below
    double high = stats::undefined;
    double band_low = stats::undefined; ///< the bounds less and plus half an interval of `average`
    double band_high = stats::undefined;
    bool exact_bounds = false;                ///< over all values; else over the corners tried
    std::vector<double> counterfactual{};     ///< mean of the group, by period of the window
    std::vector<double> counterfactual_low{}; ///< band of `level`
    std::vector<double> counterfactual_high{};
    std::vector<stats::Coefficient> gap{};        ///< by period from the treatment on
    std::vector<stats::Coefficient> cumulative{}; ///< likewise
    stats::Coefficient placebo_time{}; ///< the last periods before treatment in the place of it
    double placebo_place_p = stats::undefined; ///< rank of |average| among groups of controls
    std::string track_record{}; ///< in which made countries it fails (docs/truth.md); empty: none
    stats::Warnings warnings{};
};

struct EnterpriseStudy {
    std::string group{};
    std::size_t treated = 0;
    std::size_t controls = 0;
    std::vector<std::size_t> treated_units{}; ///< of the panel: those that the study is about
    std::size_t clusters = 0;                 ///< 0: units count as independent
    std::size_t treated_clusters = 0;
    std::vector<Period> periods{};
    std::vector<double> observed{}; ///< mean of the group
    std::vector<double> observed_low{};
    std::vector<double> observed_high{};
    std::vector<MethodResult> methods{};
    stats::Warnings warnings{};
};

/// The light of a group of enterprises against what factors of the others say that it would have
/// been, by several estimators on the same cells. `treated` and `controls` are units of the panel.
///
/// Errors with places: clusters are left out or drawn whole, t quantiles with the degrees of
/// freedom that stats::slope_errors gives the comparison of treated and controls (difference in
/// differences of unit means, CR3): few where few clusters hold the treated. Synthetic difference
/// in differences keeps its weights in the jackknife (algorithm 3 of Arkhangelsky et al. 2021).
/// Without places: gsynth parametric draws or the block bootstrap, placebos for synthetic
/// difference in differences, its jackknife where there are not more controls than treated; the
/// block bootstrap for the others; normal quantiles.
///
/// Bounds: difference in differences is linear with known weights, so its bounds are exact. The
/// others choose factors or weights from the data; they are run with the treated low before and
/// high after treatment and the controls the other way round, and the other way about, and with all
/// low and all high: the widest of these is given and is not exact.
///
/// Refuses: a treatment outside the window, no control ("all units treated"), fewer treated units
/// than 2, a unit in both groups, places that do not match the panel. A method that refuses says so
/// in its place; the others go on; one that has an estimate but no error says "no_interval".
/// Warnings: "units_left_out" (never seen before treatment), "thinned", "few_pre_periods",
/// "independent_units", "clusters_grouped", "few_places", "buffers_overlap",
/// "controls_beside_treated", "balanced", "fewer_controls", "censored_light", "cells_at_zero",
/// "effect_before_treatment", "beyond_all_light", "interval_beyond_light", "few_treated". Those
/// that made countries of known truth speak of say in how many of them intervals held it
/// (docs/truth.md).
[[nodiscard]] EnterpriseStudy enterprise_study(const LightPanel& panel, const std::string& group,
                                               std::span<const std::size_t> treated,
                                               std::span<const std::size_t> controls,
                                               const EnterpriseSpec& spec,
                                               const EnterprisePlaces& places = {});

} // namespace halflight::studies

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
    double level = 0.95;
    std::uint64_t seed = 1;
    int jobs = 1;
};

struct MethodResult {
    CounterfactualMethod method{};
    std::string refused{}; ///< why there is no result; the rest is then empty
    std::size_t factors = 0;
    double pre_rmse = stats::undefined;   ///< of the mean of the group
    double detectable = stats::undefined; ///< least average effect found with power 0.8
    stats::Coefficient average{};         ///< mean over treated units and periods
    double low = stats::undefined;        ///< bounds of it under censoring; see below
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
    stats::Warnings warnings{};
};

struct EnterpriseStudy {
    std::string group{};
    std::size_t treated = 0;
    std::size_t controls = 0;
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
/// Bounds: difference in differences is linear with known weights, so its bounds are exact. The
/// others choose factors or weights from the data; they are run with the treated low before and
/// high after treatment and the controls the other way round, and the other way about, and with all
/// low and all high: the widest of these is given and is not exact.
///
/// Refuses: a treatment outside the window, no control ("all units treated"), fewer treated units
/// than 2, a unit in both groups. A method that refuses says so in its place; the others go on.
/// Warnings: "units_left_out" (never seen before treatment), "few_pre_periods".
[[nodiscard]] EnterpriseStudy enterprise_study(const LightPanel& panel, const std::string& group,
                                               std::span<const std::size_t> treated,
                                               std::span<const std::size_t> controls,
                                               const EnterpriseSpec& spec);

} // namespace halflight::studies

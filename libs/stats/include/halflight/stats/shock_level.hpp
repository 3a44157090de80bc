// SPDX-License-Identifier: Apache-2.0
// halflight/stats/shock_level.hpp - shift-share regressions as regressions over shocks, and tests
// of what they assume.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "halflight/stats/resample.hpp"
#include "halflight/stats/shift_share.hpp"

namespace halflight::stats {

struct ShockLevelSpec {
    ShiftShareSpec region{};
    MatrixView shock_controls{}; ///< shocks x controls, may be empty; a constant is always there
};

struct ShockLevelFit {
    Coefficient effect{};      ///< exposure-robust, by sector cluster where given
    Coefficient first_stage{}; ///< of the treatment on the shocks
    double first_stage_f = undefined;
    std::vector<double> exposure{};  ///< average share of each shock, summing to one
    std::vector<double> outcome{};   ///< exposure-weighted mean of the residual outcome, per shock
    std::vector<double> treatment{}; ///< the same of the treatment
    double effective_shocks = undefined;
    double effective_clusters = undefined;
    double largest_exposure = undefined;
    std::vector<std::size_t> unused{}; ///< shocks without exposure, left out of the regression
    Warnings warnings{};
};

/// Borusyak, Hull and Jaravel (2022): with bars for exposure-weighted means over regions of what
/// controls leave, the regression of outcome-bar on treatment-bar, shocks as instrument, weights
/// exposure, gives the region-level estimate where the shock controls' shift-share sums are among
/// the region controls (the constant: the sum of shares), and errors that allow for like shares.
/// No small-sample factor. Without a treatment, the shift-share variable is the treatment.
[[nodiscard]] ShockLevelFit fit_shock_level(const ShiftShareData& data, const ShockLevelSpec& spec);

/// Are regional characteristics balanced over shocks? Each column of `characteristics` (regions x
/// any; for example past outcomes) as the outcome of fit_shock_level on the shift-share variable.
[[nodiscard]] std::vector<Coefficient> balance_of_regions(const ShiftShareData& data,
                                                          const ShockLevelSpec& spec,
                                                          const MatrixView& characteristics,
                                                          const std::vector<std::string>& names);

/// Are shocks related to characteristics of sectors (shocks x any)? Each regressed on the shocks,
/// weights exposure.
[[nodiscard]] std::vector<Coefficient> balance_of_shocks(const ShiftShareData& data,
                                                         const ShockLevelSpec& spec,
                                                         const MatrixView& characteristics,
                                                         const std::vector<std::string>& names);

struct RandomizationFit {
    double estimate = undefined;
    double p_value = undefined; ///< of `null_value`; share of assignments, the one seen among them
    double low = undefined;     ///< hull of the effects that are not rejected; -inf, inf if open
    double high = undefined;
    bool bounded = true;
    Warnings warnings{};
};

/// Permutes the shocks over sectors, within `exchangeable` groups (empty: over all), and compares
/// |sum_k g_k (a_k - b c_k)|, a and c the sums of shares times residual outcome and treatment,
/// shocks less their group's mean. Exact under the sharp null where shocks are exchangeable.
/// Borusyak and Hull (2023). The interval is exact for the assignments drawn: it solves for all
/// values at which one of them overtakes the one seen.
[[nodiscard]] RandomizationFit randomize_shocks(const ShiftShareData& data,
                                                const ShiftShareSpec& spec,
                                                std::span<const int> exchangeable,
                                                const Draws& draws);

} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
// The keys and results that methods on panels of treated and untreated units share.
#pragma once

#include <string>
#include <vector>

#include "halflight/estimate/method.hpp"
#include "halflight/stats/counterfactual.hpp"
#include "halflight/stats/panel_inference.hpp"

#include "words.hpp"

namespace halflight::estimate {

/// A panel with the names of its units and periods.
struct NamedPanel {
    stats::Panel panel;
    std::vector<std::string> units;
    std::vector<std::string> periods;
    std::vector<std::uint32_t> groups; ///< of units; empty without the key
    std::vector<std::string> group_names;
};

/// unit, period, outcome, treatment, missing: what `read_panel` needs.
[[nodiscard]] std::vector<Field> panel_key_fields();
/// These and covariates, weights, group.
[[nodiscard]] std::vector<Field> panel_fields();
/// `covariates`: the key that names them.
[[nodiscard]] NamedPanel read_panel(const Run& run, Answer& answer,
                                    std::string_view covariates = "covariates");

/// effects, min_periods, tolerance, max_iterations.
[[nodiscard]] std::vector<Field> factor_fields();
[[nodiscard]] const Words<stats::Effects>& effect_words();

/// inference, draws, seed, level, placebo_periods, margin.
[[nodiscard]] std::vector<Field> inference_fields(std::vector<std::string_view> methods);
/// Nothing where the key says none.
[[nodiscard]] std::optional<stats::UncertaintySpec> uncertainty_spec(const Run& run);

/// Effects, fit before treatment, criterion curve, dropped units; `errors` may be null.
void tell(const stats::Counterfactual& fit, const stats::PanelUncertainty* errors,
          const NamedPanel& named, const Settings& settings, Answer& answer);
void tell(const stats::PlaceboTest& test, Answer& answer);
/// Factors by period.
[[nodiscard]] Listing factor_listing(const stats::Matrix& factors, const NamedPanel& named);

} // namespace halflight::estimate

// SPDX-License-Identifier: Apache-2.0
// draws.hpp - what the draws of all methods share.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "halflight/stats/panel_inference.hpp"
#include "targets.hpp"

namespace halflight::stats::counterfactual {

inline constexpr double draw_tolerance = 1e-7;

/// Units that a fit kept, in order, and covariates that it used.
[[nodiscard]] std::vector<std::size_t> kept_units(const Panel& panel, const Counterfactual& fit);
[[nodiscard]] std::vector<std::size_t> used_covariates(std::span<const double> beta);

/// How often each unit counts in a draw: a sample of treated and of controls, or all but one.
[[nodiscard]] std::vector<double> copies_of_draw(const PanelShape& shape, Uncertainty method,
                                                 std::size_t draw, const Random& random);

/// Checks a spec and, for the jackknife, makes as many draws as there are units.
[[nodiscard]] Draws draws_of(const UncertaintySpec& how, std::size_t units);

/// Standard errors, intervals and the rest from replicates in the order of Targets.
[[nodiscard]] PanelUncertainty conclude(const Panel& panel, const Counterfactual& fit,
                                        std::span<const double> beta, Replicates replicates,
                                        const UncertaintySpec& how);

} // namespace halflight::stats::counterfactual

// SPDX-License-Identifier: Apache-2.0
// completion_shrinkage.hpp - intervals that hold what a penalty may have moved an estimate by.
#pragma once

#include "halflight/stats/panel_inference.hpp"

namespace halflight::stats::counterfactual {

/// Interval and p-value of an estimate that may be off by `bias`.
void hold_bias(Coefficient& one, double bias, double level);

/// Widens intervals as `how.shrinkage` says, with its warnings. Where the refit has no answer the
/// intervals stay and the warning "shrunk_effect" says so.
void hold_shrinkage(const Panel& panel, const CompletionFit& fit, const CompletionSpec& spec,
                    const UncertaintySpec& how, PanelUncertainty& errors);

} // namespace halflight::stats::counterfactual

// SPDX-License-Identifier: Apache-2.0
// Synthetic difference in differences, on panels that are seen whole.
#include "enterprise_parts.hpp"

#include "halflight/stats/synthetic.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::studies {
namespace {

stats::SyntheticFit fit(const stats::Panel& panel, const EnterpriseSpec& spec,
                        stats::SyntheticError error) {
    const std::vector<int> first = stats::first_treated_of(panel);
    stats::SyntheticPanel data;
    data.outcome = panel.outcome.view();
    data.first_treated = first;
    stats::SyntheticSpec synthetic;
    synthetic.error = error;
    synthetic.placebos = stats::Placebos::random;
    synthetic.level = spec.level;
    synthetic.draws = {.count = spec.other_draws, .seed = spec.seed, .jobs = spec.jobs};
    return stats::fit_synthetic(data, synthetic);
}

/// The treatment set to the last periods before it, which are the end of the panel then.
stats::Panel placebo_time_panel(const stats::Panel& panel, const Question& question) {
    const std::size_t end = question.treatment;
    const std::size_t first = end - std::min(end, question.spec.placebo_periods);
    stats::Panel result;
    result.outcome = stats::Matrix(end, panel.units());
    result.treated = stats::Matrix(end, panel.units());
    for (std::size_t i = 0; i < panel.units(); ++i) {
        for (std::size_t t = 0; t < end; ++t) {
            result.outcome(t, i) = panel.outcome(t, i);
            result.treated(t, i) = i < question.treated && t >= first ? 1.0 : 0.0;
        }
    }
    return result;
}

} // namespace

MethodResult by_synthetic_did(const Question& question) {
    if (!question.balanced) {
        stats::refuse("synthetic difference in differences needs every unit in every period; fill "
                      "gaps by a declared policy, or take quarters");
    }
    const stats::Panel panel = make_panel_of(question, End::stored);
    const stats::SyntheticFit whole = fit(panel, question.spec, stats::SyntheticError::placebo);
    const stats::SyntheticCohort& cohort = whole.cohorts.front();
    MethodResult result;
    result.average = whole.effect;
    result.detectable = 2.8 * whole.effect.std_error;
    result.warnings = whole.warnings;
    std::vector<stats::Coefficient> gaps(question.light.period_count());
    for (std::size_t t = 0; t < gaps.size(); ++t) {
        gaps[t].estimate = cohort.gap[t] - cohort.intercept;
    }
    set_counterfactual(question, gaps, result);
    attempt(result, "placebo_time_refused", [&] {
        result.placebo_time =
            fit(placebo_time_panel(panel, question), question.spec, stats::SyntheticError::placebo)
                .effect;
    });
    result.placebo_place_p = placebo_rank(result.average.estimate, whole.replicates);
    std::vector<double> ends;
    for (const End end : corners) {
        if (question.censored) {
            ends.push_back(
                fit(make_panel_of(question, end), question.spec, stats::SyntheticError::none)
                    .effect.estimate);
        }
    }
    set_bounds(question, ends, false, result);
    return result;
}

} // namespace halflight::studies

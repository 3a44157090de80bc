// SPDX-License-Identifier: Apache-2.0
// Synthetic difference in differences, on panels that are seen whole.
#include "enterprise_balance.hpp"
#include "enterprise_errors.hpp"
#include "enterprise_parts.hpp"
#include "warning_notes.hpp"

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

/// The weights of a fit, kept while units are left out or drawn.
struct Weights {
    std::vector<double> unit;
    std::vector<double> time; ///< before the treatment
};

/// Mean of the treated less controls by their weights, made to sum to one, and that less its
/// time-weighted mean: algorithm 3 of Arkhangelsky et al. (2021).
Answer weighted_answer(const stats::Panel& panel, std::size_t treated, const Weights& weights,
                       std::span<const std::size_t> units) {
    double all = 0;
    double count = 0;
    for (const std::size_t u : units) {
        (u < treated ? count : all) += u < treated ? 1 : weights.unit[u];
    }
    if (!(all > 0)) {
        stats::refuse("no control of weight is left");
    }
    Answer result{0, std::vector<double>(panel.periods(), 0.0)};
    for (std::size_t t = 0; t < panel.periods(); ++t) {
        for (const std::size_t u : units) {
            const double weight = u < treated ? 1 / count : -weights.unit[u] / all;
            result.gap[t] += weight * panel.outcome(t, u);
        }
    }
    const std::size_t first = weights.time.size();
    double level = 0;
    for (std::size_t t = 0; t < first; ++t) {
        level += weights.time[t] * result.gap[t];
    }
    for (std::size_t t = 0; t < panel.periods(); ++t) {
        result.gap[t] -= level;
        result.average += t < first ? 0 : result.gap[t];
    }
    result.average /= static_cast<double>(panel.periods() - first);
    return result;
}

ClusterErrors by_clusters(const Question& question, const stats::Panel& panel,
                          const stats::SyntheticFit& whole) {
    const stats::SyntheticCohort& cohort = whole.cohorts.front();
    const auto first = static_cast<std::size_t>(cohort.first_period);
    const Ask keeping = [&](std::span<const std::size_t> units) {
        return weighted_answer(panel, question.treated, {cohort.unit_weights, cohort.time_weights},
                               units);
    };
    const Ask anew = [&](std::span<const std::size_t> units) {
        const stats::SyntheticFit drawn =
            fit(stats::take_units(panel, units), question.spec, stats::SyntheticError::none);
        Answer result{drawn.effect.estimate, drawn.cohorts.front().gap};
        std::ranges::for_each(result.gap, [&](double& g) { g -= drawn.cohorts.front().intercept; });
        return result;
    };
    Answer answer{whole.effect.estimate, cohort.gap};
    std::ranges::for_each(answer.gap, [&](double& g) { g -= cohort.intercept; });
    const bool jackknife = question.spec.errors == EnterpriseErrors::jackknife;
    return cluster_errors(question, panel, first, answer, jackknife ? keeping : anew,
                          question.spec.other_draws);
}

std::vector<double> averages_of_placebos(const Question& question, const stats::Panel& panel) {
    std::vector<double> result;
    for (const auto& group : placebo_groups(question)) {
        result.push_back(
            fit(placebo_panel(panel, question, group), question.spec, stats::SyntheticError::none)
                .effect.estimate);
    }
    return result;
}

/// Placebos where there are controls enough to play the treated, else the jackknife of units.
stats::SyntheticError error_of_units(const Question& question, MethodResult& result) {
    const std::size_t controls = question.units.size() - question.treated;
    if (controls > question.treated + 1) {
        result.speaks_of = SpeaksOf::these_units;
        return stats::SyntheticError::placebo;
    }
    result.warnings.push_back(fewer_controls(controls, question.treated));
    return stats::SyntheticError::jackknife;
}

void set_errors(const Question& question, const stats::Panel& panel, MethodResult& result) {
    std::vector<stats::Coefficient> gaps;
    if (question.clusters.empty()) {
        const stats::SyntheticFit whole =
            fit(panel, question.spec, error_of_units(question, result));
        result.average = whole.effect;
        result.detectable = 2.8 * whole.effect.std_error;
        std::ranges::copy(whole.warnings, std::back_inserter(result.warnings));
        gaps.resize(panel.periods());
        for (std::size_t t = 0; t < gaps.size(); ++t) {
            gaps[t].estimate = whole.cohorts.front().gap[t] - whole.cohorts.front().intercept;
        }
        if (result.speaks_of == SpeaksOf::these_units) {
            result.placebo_place_p = placebo_rank(whole.effect.estimate, whole.replicates);
        }
    } else {
        const stats::SyntheticFit whole = fit(panel, question.spec, stats::SyntheticError::none);
        ClusterErrors errors = by_clusters(question, panel, whole);
        const std::size_t controls = question.units.size() - question.treated;
        if (controls <= question.treated) {
            result.warnings.push_back(fewer_controls_kept(controls, question.treated));
        }
        result.average = errors.average;
        result.degrees = errors.degrees;
        result.error_groups = errors.groups;
        result.detectable = errors.detectable;
        result.cumulative = std::move(errors.cumulative);
        gaps = std::move(errors.gap);
        std::ranges::copy(whole.warnings, std::back_inserter(result.warnings));
        std::ranges::copy(errors.warnings, std::back_inserter(result.warnings));
        result.placebo_place_p =
            placebo_rank(whole.effect.estimate, averages_of_placebos(question, panel));
    }
    set_counterfactual(question, gaps, result);
}

stats::Coefficient placebo_in_time(const Question& question, const stats::Panel& panel) {
    const stats::Panel before = placebo_time_panel(panel, question);
    if (!question.clusters.empty()) {
        return by_clusters(question, before,
                           fit(before, question.spec, stats::SyntheticError::none))
            .average;
    }
    MethodResult told_already;
    return fit(before, question.spec, error_of_units(question, told_already)).effect;
}

} // namespace

MethodResult by_synthetic_did(const Question& asked) {
    MethodResult result;
    const Balanced balanced = balance(asked, result);
    const Question& question = balanced.question;
    const stats::Panel panel = make_panel_of(question, End::stored);
    set_errors(question, panel, result);
    attempt(result, "placebo_time_refused",
            [&] { result.placebo_time = placebo_in_time(question, panel); });
    std::vector<double> ends;
    for (const End end : corners) {
        if (question.censored) {
            ends.push_back(
                fit(make_panel_of(question, end), question.spec, stats::SyntheticError::none)
                    .effect.estimate);
        }
    }
    set_bounds(question, ends, false, result);
    spread_over_window(asked, balanced, result);
    return result;
}

} // namespace halflight::studies

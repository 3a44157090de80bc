// SPDX-License-Identifier: Apache-2.0
// Methods that learn factors or a low rank from untreated cells.
#include "enterprise_errors.hpp"
#include "enterprise_parts.hpp"

#include "halflight/stats/factor_model.hpp"
#include "halflight/stats/gsynth.hpp"
#include "halflight/stats/matrix_completion.hpp"
#include "halflight/stats/panel_inference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::studies {
namespace {

/// Of fits without a cluster that search for factors, in the size of the outcome: a thousandth of
/// an error and less.
constexpr double tolerance_of_parts = 1e-6;

/// Fits that have not settled by then run away: squares fall for ever towards factors without end.
constexpr int most_iterations = 1000;

template <typename Fit>
Fit settled_or_none(Fit fit) {
    if (!fit.converged) {
        stats::refuse(fmt::format("a fit did not settle within {} steps", fit.iterations));
    }
    return fit;
}

// One name for what each method is told, so that all go one way.
struct Gsynth {
    using Spec = stats::GsynthSpec;
    static constexpr bool learns_factors = true;
    static auto fit(const stats::Panel& panel, const Spec& spec) {
        return stats::fit_gsynth(panel, spec);
    }
    static auto refit(const stats::Panel& panel, const Spec& spec, const stats::GsynthFit&) {
        return stats::fit_gsynth(panel, spec);
    }
    static Spec settled(Spec spec, const stats::GsynthFit& fit) {
        spec.cross_validate = false;
        spec.factors = fit.factors;
        return spec;
    }
};

struct InteractiveEffects {
    using Spec = stats::FactorSpec;
    static constexpr bool learns_factors = true;
    static auto fit(const stats::Panel& panel, const Spec& spec) {
        return stats::fit_factor_model(panel, spec);
    }
    static auto refit(const stats::Panel& panel, Spec spec, const stats::FactorFit& whole) {
        spec.tolerance =
            spec.factors > 0 ? std::max(spec.tolerance, tolerance_of_parts) : spec.tolerance;
        return settled_or_none(stats::fit_factor_model(panel, spec, whole));
    }
    static Spec settled(Spec spec, const stats::FactorFit& fit) {
        spec.choice = stats::FactorChoice::fixed;
        spec.factors = fit.factors;
        return spec;
    }
};

struct Completion {
    using Spec = stats::CompletionSpec;
    static constexpr bool learns_factors = false; // a penalty holds them
    static auto fit(const stats::Panel& panel, const Spec& spec) {
        return stats::fit_matrix_completion(panel, spec);
    }
    static auto refit(const stats::Panel& panel, Spec spec, const stats::CompletionFit& whole) {
        spec.tolerance = std::max(spec.tolerance, tolerance_of_parts);
        return settled_or_none(stats::fit_matrix_completion(panel, spec, whole));
    }
    static Spec settled(Spec spec, const stats::CompletionFit& fit) {
        spec.cross_validate = false;
        spec.lambda = fit.lambda;
        return spec;
    }
};

std::vector<stats::Coefficient> gaps_of(const Question& question,
                                        const stats::EffectSummary& effects,
                                        const stats::PanelUncertainty& errors) {
    std::vector<stats::Coefficient> result(question.light.period_count());
    for (std::size_t i = 0; i < effects.by_period.size(); ++i) {
        const auto t = effects.by_period[i].period - 1 + static_cast<int>(question.treatment);
        if (t >= 0 && static_cast<std::size_t>(t) < result.size()) {
            result[static_cast<std::size_t>(t)] = errors.by_period[i];
        }
    }
    return result;
}

template <typename Method>
std::vector<double> averages_of_placebos(const Question& question, const stats::Panel& panel,
                                         const typename Method::Spec& settled) {
    std::vector<double> result;
    for (const auto& group : placebo_groups(question)) {
        const stats::Panel placebo = placebo_panel(panel, question, group);
        result.push_back(Method::fit(placebo, settled).effects.average);
    }
    return result;
}

template <typename Method>
std::vector<double> averages_of_corners(const Question& question,
                                        const typename Method::Spec& settled) {
    std::vector<double> result;
    for (const End end : corners) {
        if (question.censored) {
            result.push_back(Method::fit(make_panel_of(question, end), settled).effects.average);
        }
    }
    return result;
}

Answer answer_of(const stats::EffectSummary& effects, std::size_t first, std::size_t periods) {
    Answer result{effects.average, std::vector<double>(periods, stats::undefined)};
    for (const stats::RelativeEffect& effect : effects.by_period) {
        const auto t = effect.period - 1 + static_cast<int>(first);
        if (t >= 0 && static_cast<std::size_t>(t) < periods) {
            result.gap[static_cast<std::size_t>(t)] = effect.effect;
        }
    }
    return result;
}

/// One thread each: the draws take the threads. Each begins where the fit of all units ended.
template <typename Method, typename Fit>
ClusterErrors by_clusters(const Question& question, const stats::Panel& panel, std::size_t first,
                          const Fit& whole, typename Method::Spec settled, std::size_t draws) {
    settled.jobs = 1;
    const Ask ask = [&panel, &whole, first, settled](std::span<const std::size_t> units) {
        const stats::Panel part = stats::take_units(panel, units);
        return answer_of(Method::refit(part, settled, whole).effects, first, part.periods());
    };
    return cluster_errors(question, panel, first, answer_of(whole.effects, first, panel.periods()),
                          ask, draws);
}

template <typename Method, typename Fit>
void set_errors(const Question& question, const stats::Panel& panel, const Fit& fit,
                const typename Method::Spec& settled, const stats::UncertaintySpec& how,
                MethodResult& result) {
    if (!question.clusters.empty()) {
        ClusterErrors errors =
            by_clusters<Method>(question, panel, question.treatment, fit, settled, how.draws.count);
        result.average = errors.average;
        result.degrees = errors.degrees;
        result.error_groups = errors.groups;
        result.factors_learnt_anew = Method::learns_factors && fit.factors > 0 &&
                                     question.spec.errors == EnterpriseErrors::jackknife;
        result.detectable = errors.detectable;
        result.cumulative = std::move(errors.cumulative);
        std::ranges::copy(errors.warnings, std::back_inserter(result.warnings));
        set_counterfactual(question, errors.gap, result);
        return;
    }
    const stats::PanelUncertainty errors = stats::uncertainty(panel, fit, settled, how);
    result.speaks_of = how.method == stats::Uncertainty::parametric ? SpeaksOf::these_units
                                                                    : SpeaksOf::places_like;
    result.average = errors.average;
    result.detectable = errors.detectable;
    result.cumulative = errors.cumulative;
    std::ranges::copy(errors.warnings, std::back_inserter(result.warnings));
    set_counterfactual(question, gaps_of(question, fit.effects, errors), result);
}

template <typename Method>
stats::Coefficient placebo_in_time(const Question& question, const stats::Panel& panel,
                                   const typename Method::Spec& settled,
                                   const stats::UncertaintySpec& how) {
    if (question.clusters.empty()) {
        return stats::placebo_in_time(panel, settled, how, question.spec.placebo_periods).effect;
    }
    const stats::Panel before = placebo_time_panel(panel, question);
    const std::size_t first = before.periods() - question.spec.placebo_periods;
    return by_clusters<Method>(question, before, first, Method::fit(before, settled), settled,
                               how.draws.count)
        .average;
}

template <typename Method>
MethodResult answer(const Question& question, const typename Method::Spec& spec,
                    stats::UncertaintySpec how, bool exact_bounds) {
    const stats::Panel panel = make_panel_of(question, End::stored);
    const auto fit = Method::fit(panel, spec);
    const typename Method::Spec settled = Method::settled(spec, fit);
    MethodResult result;
    result.factors = fit.factors;
    result.warnings = fit.warnings;
    set_errors<Method>(question, panel, fit, settled, how, result);
    attempt(result, "placebo_time_refused", [&] {
        how.draws.count = question.spec.other_draws;
        result.placebo_time = placebo_in_time<Method>(question, panel, settled, how);
    });
    attempt(result, "placebo_place_refused", [&] {
        result.placebo_place_p = placebo_rank(
            result.average.estimate, averages_of_placebos<Method>(question, panel, settled));
    });
    attempt(result, "bounds_refused", [&] {
        set_bounds(question, averages_of_corners<Method>(question, settled), exact_bounds, result);
    });
    return result;
}

} // namespace

MethodResult by_factors(const Question& question, CounterfactualMethod method, std::size_t draws) {
    const EnterpriseSpec& spec = question.spec;
    stats::UncertaintySpec how;
    how.draws = {.count = draws, .seed = spec.seed, .jobs = spec.jobs};
    how.level = spec.level;
    switch (method) {
    case CounterfactualMethod::gsynth: {
        stats::GsynthSpec gsynth;
        gsynth.factors = spec.most_factors;
        gsynth.jobs = spec.jobs;
        how.method = question.balanced ? stats::Uncertainty::parametric
                                       : stats::Uncertainty::block_bootstrap;
        return answer<Gsynth>(question, gsynth, how, false);
    }
    case CounterfactualMethod::interactive_effects: {
        stats::FactorSpec factors;
        factors.factors = spec.most_factors;
        factors.choice = stats::FactorChoice::cross_validation;
        factors.max_iterations = most_iterations;
        factors.seed = spec.seed;
        factors.jobs = spec.jobs;
        return answer<InteractiveEffects>(question, factors, how, false);
    }
    case CounterfactualMethod::matrix_completion: {
        stats::CompletionSpec completion;
        completion.seed = spec.seed;
        completion.jobs = spec.jobs;
        // Cells hidden one by one are told by their neighbours in time, months of treatment are
        // not: by such folds almost no penalty is the best, whatever it does to the treated.
        completion.hidden = stats::CompletionFolds::like_treated;
        completion.gain = 0.01;
        completion.fold_tolerance = 1e-4;
        return answer<Completion>(question, completion, how, false);
    }
    default: {
        stats::FactorSpec additive;
        additive.factors = 0;
        additive.jobs = spec.jobs;
        return answer<InteractiveEffects>(question, additive, how, question.balanced);
    }
    }
}

} // namespace halflight::studies

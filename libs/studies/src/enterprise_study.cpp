// SPDX-License-Identifier: Apache-2.0
#include "halflight/studies/enterprise_study.hpp"

#include "enterprise_parts.hpp"
#include "enterprise_places.hpp"
#include "track_record.hpp"
#include "warning_notes.hpp"

#include "halflight/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace halflight::studies {
namespace {

constexpr std::array<std::string_view, 5> method_names = {"gsynth", "interactive-effects",
                                                          "matrix-completion", "synthetic-did",
                                                          "difference-in-differences"};

/// The panel within the window.
LightPanel cut(const LightPanel& panel, const Period& window) {
    LightPanel result{.units = panel.units, .synthetic = panel.synthetic};
    std::vector<std::size_t> kept;
    for (std::size_t t = 0; t < panel.period_count(); ++t) {
        if (window.contains(panel.periods[t])) {
            kept.push_back(t);
            result.periods.push_back(panel.periods[t]);
        }
    }
    const auto take = [&](const stats::Matrix& from) {
        stats::Matrix to(kept.size(), panel.unit_count());
        for (std::size_t unit = 0; unit < to.cols(); ++unit) {
            for (std::size_t t = 0; t < kept.size(); ++t) {
                to(t, unit) = from(kept[t], unit);
            }
        }
        return to;
    };
    result.value = take(panel.value);
    result.low = take(panel.low);
    result.high = take(panel.high);
    return result;
}

void require_units(const LightPanel& panel, std::span<const std::size_t> treated,
                   std::span<const std::size_t> controls) {
    std::set<std::size_t> seen;
    for (const auto& units : {treated, controls}) {
        for (const std::size_t unit : units) {
            if (unit >= panel.unit_count()) {
                throw Error(ErrorCode::invalid_argument,
                            fmt::format("no unit {} in a panel of {}", unit, panel.unit_count()));
            }
            if (!seen.insert(unit).second) {
                stats::refuse(fmt::format("the unit '{}' is named twice, or both as treated and as "
                                          "control",
                                          panel.units[unit]));
            }
        }
    }
}

void require_left(const Sides& sides, std::size_t treated, std::size_t controls) {
    if ((sides.treated.size() < 2 && treated > 1) || (sides.controls.size() < 2 && controls > 1)) {
        stats::refuse(fmt::format("thinning leaves {} of {} treated units and {} of {} controls, 2 "
                                  "of each are needed: take a smaller distance",
                                  sides.treated.size(), treated, sides.controls.size(), controls));
    }
}

/// `sides` as they were before units that are hardly seen were left out.
void require_contrast(const Question& question, const Sides& sides) {
    const std::size_t controls = question.units.size() - question.treated;
    const auto require = [](std::string_view name, std::size_t left, std::size_t asked) {
        if (left < 2 && left < asked) {
            stats::refuse(fmt::format("{} of {} {} units are left, 2 at least are needed: the "
                                      "others were hardly seen before the treatment, or never "
                                      "after it",
                                      left, asked, name));
        }
    };
    require("control", controls, sides.controls.size());
    require("treated", question.treated, sides.treated.size());
    if (controls < 2) {
        stats::refuse(fmt::format("{}: 2 controls at least are needed; name others that were not "
                                  "treated",
                                  controls == 0 ? "all units are treated" : "there is 1 control"));
    }
    if (question.treated < 2) {
        stats::refuse(
            fmt::format("there are {} treated units, 2 at least are needed", question.treated));
    }
}

/// An average beyond all light that was seen is a fit that ran away, whatever its interval; an
/// interval that reaches so far on both sides rests on fits that did, and holds any truth.
void warn_of_excess(const Question& question, MethodResult& result) {
    double most = 0;
    for (const std::size_t unit : question.units) {
        for (const double light : question.light.high.column(unit)) {
            most = std::isfinite(light) ? std::max(most, std::abs(light)) : most;
        }
    }
    if (std::abs(result.average.estimate) > most) {
        result.warnings.push_back(beyond_all_light(result.average.estimate, most));
    } else if (result.average.low < -most && result.average.high > most) {
        result.warnings.push_back(interval_beyond_light(most));
    }
}

/// Ways to make errors that were tried as designs of their own.
std::vector<std::string_view> ways_used(const Question& question) {
    std::vector<std::string_view> used;
    if (question.spec.thin_km > 0) {
        used.push_back(thinned_units);
    }
    if (question.clusters.empty()) {
        used.push_back(units_alone);
    } else if (question.spec.errors == EnterpriseErrors::bootstrap) {
        used.push_back(drawn_clusters);
    }
    return used;
}

MethodResult run(const Question& question, CounterfactualMethod method, std::size_t draws) {
    MethodResult result;
    try {
        result = method == CounterfactualMethod::synthetic_did
                     ? by_synthetic_did(question)
                     : by_factors(question, method, draws);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::refused) {
            throw;
        }
        result = {};
        result.refused = error.what();
    }
    result.method = method;
    if (!result.refused.empty()) {
        return result;
    }
    warn_of_excess(question, result);
    constexpr std::size_t few = 40;
    if (result.speaks_of != SpeaksOf::these_units && std::isfinite(result.average.low) &&
        question.treated < few) {
        result.warnings.push_back(few_treated(question.treated));
    }
    if (result.placebo_time.p_value < 0.05) {
        result.warnings.push_back(
            effect_before(result.placebo_time.estimate, result.placebo_time.p_value));
    }
    result.track_record = track_record(to_string(method), "the method", ways_used(question));
    return result;
}

} // namespace

std::string_view to_string(CounterfactualMethod method) noexcept {
    return method_names.at(static_cast<std::size_t>(method));
}

void set_counterfactual(const Question& question, std::span<const stats::Coefficient> gaps,
                        MethodResult& result) {
    const std::vector<double> observed = mean_of_treated(question, question.light.value);
    double squares = 0;
    std::size_t before = 0;
    for (std::size_t t = 0; t < observed.size(); ++t) {
        const stats::Coefficient& gap = gaps[t];
        result.counterfactual.push_back(observed[t] - gap.estimate);
        result.counterfactual_low.push_back(observed[t] - gap.high);
        result.counterfactual_high.push_back(observed[t] - gap.low);
        if (t >= question.treatment) {
            result.gap.push_back(gap);
        } else if (std::isfinite(gap.estimate)) {
            squares += gap.estimate * gap.estimate;
            ++before;
        }
    }
    result.pre_rmse =
        before == 0 ? stats::undefined : std::sqrt(squares / static_cast<double>(before));
}

double placebo_rank(double average, std::span<const double> placebos) {
    std::size_t reached = 1;
    std::size_t count = 1;
    for (const double placebo : placebos) {
        if (std::isfinite(placebo)) {
            ++count;
            reached += std::abs(placebo) >= std::abs(average) ? 1U : 0U;
        }
    }
    return count == 1 ? stats::undefined
                      : static_cast<double>(reached) / static_cast<double>(count);
}

void set_bounds(const Question& question, std::span<const double> corner_averages, bool exact,
                MethodResult& result) {
    result.low = result.high = result.average.estimate;
    for (const double average : corner_averages) {
        result.low = std::min(result.low, average);
        result.high = std::max(result.high, average);
    }
    result.exact_bounds = exact || !question.censored;
    result.band_low = result.low - (result.average.estimate - result.average.low);
    result.band_high = result.high + (result.average.high - result.average.estimate);
    const double interval = result.average.high - result.average.low;
    if (const auto told = below_the_floor(result.high - result.low, interval);
        question.censored && told) {
        result.warnings.push_back(*told);
    }
}

EnterpriseStudy enterprise_study(const LightPanel& panel, const std::string& group,
                                 std::span<const std::size_t> treated,
                                 std::span<const std::size_t> controls, const EnterpriseSpec& spec,
                                 const EnterprisePlaces& places) {
    require_whole(panel);
    require_units(panel, treated, controls);
    require_places(panel, places, spec);
    EnterpriseStudy study{.group = group};
    const LightPanel light = cut(panel, spec.window);
    const Sides sides = thinned(treated, controls, places, spec, study);
    require_left(sides, treated.size(), controls.size());
    Question question = make_question(light, sides.treated, sides.controls, spec, study);
    require_contrast(question, sides);
    set_clusters(places, question, study);
    if (question.treatment < 24) {
        study.warnings.push_back(
            {"few_pre_periods", fmt::format("{} periods before the treatment; factors are learnt "
                                            "badly from fewer than 24",
                                            question.treatment)});
    }
    study.treated = question.treated;
    study.controls = question.units.size() - question.treated;
    study.treated_units.assign(question.units.begin(),
                               question.units.begin() +
                                   static_cast<std::ptrdiff_t>(question.treated));
    study.periods = light.periods;
    study.observed = mean_of_treated(question, light.value);
    study.observed_low = mean_of_treated(question, light.low);
    study.observed_high = mean_of_treated(question, light.high);
    for (std::size_t i = 0; i < spec.methods.size(); ++i) {
        study.methods.push_back(
            run(question, spec.methods[i], i == 0 ? spec.draws : spec.other_draws));
    }
    return study;
}

} // namespace halflight::studies

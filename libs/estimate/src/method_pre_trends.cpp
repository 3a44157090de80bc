// SPDX-License-Identifier: Apache-2.0
// What a test of trends can see, and bounds: pre-trends.
#include <algorithm>

#include "halflight/stats/honest_bounds.hpp"
#include "halflight/stats/pre_trend.hpp"

#include "common_fields.hpp"
#include "event_fields.hpp"
#include "event_options.hpp"
#include "method_list.hpp"

namespace halflight::estimate {

namespace {

const Words<stats::PassRule>& pass_rules() {
    static const Words<stats::PassRule> words = {{"individual", stats::PassRule::individual},
                                                 {"joint", stats::PassRule::joint}};
    return words;
}

const Words<stats::TrendBound>& bounds() {
    static const Words<stats::TrendBound> words = {
        {"relative-magnitudes", stats::TrendBound::relative_magnitudes},
        {"smoothness", stats::TrendBound::smoothness}};
    return words;
}

/// The path that tests of trends read, from one reference.
stats::EventPath reference_path(const Run& run, const NamedEvents& events, Answer& answer) {
    const std::string& word = run.settings.text("path");
    if (word == "group-time") {
        stats::GroupTimeSpec spec = group_spec(run);
        spec.base = stats::BasePeriod::universal;
        const stats::GroupTimeFit fit = stats::group_time(events.data(), spec);
        tell_warnings(fit.warnings, answer);
        tell_test(fit.pre_trend, answer);
        return fit.path;
    }
    stats::EventStudySpec spec = study_spec(run);
    spec.model = chosen(models(), word);
    const stats::EventStudyFit fit = stats::event_study(events.data(), spec);
    tell_warnings(fit.warnings, answer);
    tell_test(fit.pre_trend, answer);
    return fit.path;
}

void tell_power(const stats::EventPath& path, const Run& run, Answer& answer) {
    stats::TrendSpec spec;
    spec.rule = chosen(pass_rules(), run.settings.text("rule"));
    spec.level = run.settings.number("level");
    const stats::TrendPower power = stats::trend_power(path, spec);
    Listing slopes{.name = "slopes", .columns = {"power", "slope"}, .rows = {}};
    Listing bias{
        .name = "bias_after_passing", .columns = {"power", "time", "trend", "bias"}, .rows = {}};
    for (std::size_t p = 0; p < spec.powers.size(); ++p) {
        slopes.rows.push_back({spec.powers[p], power.slopes[p]});
        for (std::size_t t = 0; t < path.times.size(); ++t) {
            bias.rows.push_back({spec.powers[p], std::int64_t{path.times[t]},
                                 power.outcomes[p].trend[t],
                                 power.outcomes[p].bias_after_passing[t]});
        }
    }
    answer.listings.push_back(std::move(slopes));
    answer.listings.push_back(std::move(bias));
    answer.diagnostics.emplace_back("times_before", count(power.times_before));
    answer.diagnostics.emplace_back("size", power.size);
}

void tell_bounds(const stats::EventPath& path, const Run& run, Answer& answer) {
    const Settings& settings = run.settings;
    stats::HonestSpec spec;
    spec.bound = chosen(bounds(), settings.text("bound"));
    spec.weights =
        settings.has("effect_weights") ? settings.numbers("effect_weights") : std::vector<double>();
    spec.level = settings.number("level");
    spec.seed = static_cast<std::uint64_t>(settings.integer("seed"));
    if (settings.has("m")) {
        spec.m = settings.numbers("m");
    } else if (spec.bound == stats::TrendBound::smoothness) {
        stats::refuse("smoothness bounds are in units of the outcome: give m, such as [0, 0.1]");
    }
    const stats::HonestFit fit = stats::honest_bounds(path, spec);
    answer.estimates.push_back(fit.original);
    Listing sets{.name = "bounds", .columns = {"m", "low", "high"}, .rows = {}};
    for (const stats::HonestSet& set : fit.sets) {
        sets.rows.push_back({set.m, set.low, set.high});
    }
    answer.listings.push_back(std::move(sets));
    answer.diagnostics.emplace_back("breakdown_m", fit.breakdown);
    tell_warnings(fit.warnings, answer);
    answer.seed = spec.seed;
}

Answer run_pre_trends(const Run& run) {
    Answer answer;
    const NamedEvents events(run, answer);
    tell_choices(run, {"path", "rule", "bound"}, answer);
    const stats::EventPath path = reference_path(run, events, answer);
    tell_bounds(path, run, answer);
    tell_path(path, answer);
    tell_power(path, run, answer);
    return answer;
}

std::vector<Field> pre_trend_fields() {
    std::vector<Field> made = {
        {.name = "path",
         .type = FieldType::choice,
         .text = "How effects are estimated; group-time: from the universal base.",
         .choices = {"sun-abraham", "two-way", "group-time"}},
        {.name = "controls",
         .type = FieldType::choice,
         .text = "Of group-time effects.",
         .choices = choices(controls()),
         .under = {{.key = "path", .words = {"group-time"}}}},
        choice("rule", pass_rules(), "When a study counts as having passed the test."),
        choice("bound", bounds(), "How far trends may differ after the treatment."),
        {.name = "m",
         .type = FieldType::numbers,
         .text = "Bounds; not given: 0.5, 1, 1.5, 2 (relative magnitudes)."},
        {.name = "effect_weights",
         .type = FieldType::numbers,
         .text = "Of effects from event time 0 on; not given: that at 0."},
        seed_field()};
    for (Field& field : window_fields()) {
        field.under.push_back({.key = "path", .words = {"sun-abraham", "two-way"}});
        made.push_back(std::move(field));
    }
    return event_fields(std::move(made));
}

} // namespace

Method pre_trends_method() {
    return {.name = "pre-trends",
            .group = event_group,
            .title = "what a test of trends can see, and bounds where trends are not parallel",
            .page = event_page,
            .fields = pre_trend_fields(),
            .example = event_example,
            .run = run_pre_trends};
}

} // namespace halflight::estimate

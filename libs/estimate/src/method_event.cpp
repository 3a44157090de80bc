// SPDX-License-Identifier: Apache-2.0
// Event studies: event-study, imputation, group-time.
#include <algorithm>

#include "halflight/stats/event_study.hpp"
#include "halflight/stats/group_time.hpp"
#include "halflight/stats/imputation.hpp"

#include "common_fields.hpp"
#include "event_fields.hpp"
#include "event_options.hpp"
#include "method_list.hpp"
#include "small_sample.hpp"
#include "words.hpp"

namespace halflight::estimate {

namespace {

const Words<stats::ShareError>& share_errors() {
    static const Words<stats::ShareError> words = {{"counted", stats::ShareError::counted},
                                                   {"ignored", stats::ShareError::ignored}};
    return words;
}

const Words<stats::ImputationGroups>& imputation_groups() {
    static const Words<stats::ImputationGroups> words = {
        {"cohort-and-time", stats::ImputationGroups::cohort_and_time},
        {"time", stats::ImputationGroups::time},
        {"all", stats::ImputationGroups::all}};
    return words;
}

const Words<stats::GroupMethod>& group_methods() {
    static const Words<stats::GroupMethod> words = {
        {"doubly-robust", stats::GroupMethod::doubly_robust},
        {"regression", stats::GroupMethod::regression},
        {"weighting", stats::GroupMethod::weighting}};
    return words;
}

const Words<stats::BasePeriod>& bases() {
    static const Words<stats::BasePeriod> words = {{"varying", stats::BasePeriod::varying},
                                                   {"universal", stats::BasePeriod::universal}};
    return words;
}

Answer run_study(const Run& run) {
    Answer answer;
    const Settings& settings = run.settings;
    const NamedEvents events(run, answer);
    stats::EventStudySpec spec = study_spec(run);
    spec.model = chosen(models(), settings.text("model"));
    spec.shares = chosen(share_errors(), settings.text("shares"));
    spec.drop_singletons = settings.flag("drop_singletons");
    spec.references = {static_cast<int>(settings.integer("reference"))};
    if (settings.has("second_reference")) {
        spec.references.push_back(static_cast<int>(settings.integer("second_reference")));
    }
    tell_choices(run, {"model", "shares"}, answer);
    tell_small_sample(settings, answer);
    const stats::EventStudyFit fit = stats::event_study(events.data(), spec);
    answer.estimates.push_back(fit.overall);
    tell_path(fit.path, answer);
    answer.estimates.insert(answer.estimates.end(), fit.covariates.begin(), fit.covariates.end());
    if (!fit.cohorts.empty()) {
        answer.listings.push_back(cohort_listing(fit.cohorts, events));
    }
    answer.diagnostics = {{"observations", count(fit.model.observations)},
                          {"units", count(fit.units)},
                          {"treated_units", count(fit.treated_units)},
                          {"degrees", fit.path.degrees},
                          {"r2_within", fit.model.r2_within},
                          {"converged", fit.model.converged}};
    tell_test(fit.pre_trend, answer);
    tell_warnings(fit.warnings, answer);
    return answer;
}

Answer run_imputation(const Run& run) {
    Answer answer;
    const Settings& settings = run.settings;
    const NamedEvents events(run, answer);
    stats::ImputationSpec spec;
    spec.groups = chosen(imputation_groups(), settings.text("groups"));
    spec.leave_out = settings.flag("leave_out");
    spec.leads = static_cast<int>(settings.integer("leads"));
    spec.level = settings.number("level");
    if (settings.has("last")) {
        spec.last = static_cast<int>(settings.integer("last"));
    }
    tell_choices(run, {"groups"}, answer);
    const stats::ImputationFit fit = stats::imputation(events.data(), spec);
    answer.estimates.push_back(fit.overall);
    tell_path(fit.path, answer);
    answer.estimates.insert(answer.estimates.end(), fit.covariates.begin(), fit.covariates.end());
    answer.listings.push_back(cohort_listing(fit.cohorts, events));
    Listing leads{.name = "leads", .columns = effect_columns({"time"}), .rows = {}};
    for (std::size_t t = 0; t < fit.leads.times.size(); ++t) {
        std::vector<Value> row = {std::int64_t{fit.leads.times[t]}};
        append_effect(row, fit.leads.effects[t]);
        leads.rows.push_back(std::move(row));
    }
    answer.listings.push_back(std::move(leads));
    answer.diagnostics = {{"untreated_rows", count(fit.untreated_rows)},
                          {"treated_rows", count(fit.treated_rows)},
                          {"clusters", count(fit.clusters)}};
    tell_test(fit.pre_trend, answer);
    tell_warnings(fit.warnings, answer);
    return answer;
}

Listing cell_listing(const stats::GroupTimeFit& fit, const NamedEvents& events) {
    Listing made{.name = "cells",
                 .columns = effect_columns({"onset", "period", "base", "treated", "controls"}),
                 .rows = {}};
    made.columns.emplace_back("band_error");
    for (std::size_t c = 0; c < fit.cells.size(); ++c) {
        const stats::GroupTimeCell& cell = fit.cells[c];
        std::vector<Value> row = {events.period(cell.onset), events.period(cell.period),
                                  events.period(cell.base), count(cell.treated),
                                  count(cell.controls)};
        append_effect(row, cell.effect);
        const auto& errors = fit.cell_band.std_errors;
        row.emplace_back(errors.empty() ? stats::undefined : errors[c]);
        made.rows.push_back(std::move(row));
    }
    return made;
}

Listing band_listing(const stats::GroupTimeFit& fit) {
    Listing made{.name = "path_band", .columns = {"time", "band_error", "low", "high"}, .rows = {}};
    for (std::size_t t = 0; t < fit.path_band.std_errors.size(); ++t) {
        const double half = fit.path_band.critical * fit.path_band.std_errors[t];
        const double effect = fit.path.effects[t].estimate;
        made.rows.push_back({std::int64_t{fit.path.times[t]}, fit.path_band.std_errors[t],
                             effect - half, effect + half});
    }
    return made;
}

Answer run_group_time(const Run& run) {
    Answer answer;
    const Settings& settings = run.settings;
    const NamedEvents events(run, answer);
    stats::GroupTimeSpec spec = group_spec(run);
    spec.method = chosen(group_methods(), settings.text("method"));
    spec.base = chosen(bases(), settings.text("base"));
    spec.anticipation = static_cast<int>(settings.integer("anticipation"));
    spec.draws = {.count = static_cast<std::size_t>(settings.integer("draws")),
                  .seed = static_cast<std::uint64_t>(settings.integer("seed")),
                  .jobs = run.jobs,
                  .progress = run.progress};
    tell_choices(run, {"controls", "method", "base"}, answer);
    const stats::GroupTimeFit fit = stats::group_time(events.data(), spec);
    answer.estimates = {fit.simple, fit.path_overall, fit.cohorts_overall, fit.calendar_overall};
    tell_path(fit.path, answer);
    answer.listings.push_back(cohort_listing(fit.cohorts, events));
    Listing calendar{.name = "calendar", .columns = effect_columns({"period"}), .rows = {}};
    for (const stats::PeriodEffect& effect : fit.calendar) {
        std::vector<Value> row = {events.period(effect.period)};
        append_effect(row, effect.effect);
        calendar.rows.push_back(std::move(row));
    }
    answer.listings.push_back(std::move(calendar));
    answer.listings.push_back(cell_listing(fit, events));
    answer.listings.push_back(band_listing(fit));
    answer.diagnostics = {{"units", count(fit.units.size())},
                          {"clusters", count(fit.clusters)},
                          {"path_critical", fit.path_band.critical},
                          {"cells_critical", fit.cell_band.critical}};
    tell_test(fit.pre_trend, answer);
    tell_warnings(fit.warnings, answer);
    if (spec.draws.count > 0) {
        answer.seed = spec.draws.seed;
    }
    return answer;
}

std::vector<Field> study_fields() {
    std::vector<Field> made = {
        choice("model", models(),
               "Cohorts apart and averaged by their shares, or one effect per event time for all."),
        {.name = "shares",
         .type = FieldType::choice,
         .text = "Whether errors of averages hold that of the cohorts' shares (fixest: ignored).",
         .choices = choices(share_errors()),
         .under = {{.key = "model", .words = {"sun-abraham"}}}},
        {.name = "reference",
         .type = FieldType::integer,
         .fallback = "-1",
         .text = "Event time whose effect is zero.",
         .least = -100'000,
         .most = 100'000},
        whole("second_reference", "Another; two-way without never treated units needs one."),
        {.name = "drop_singletons",
         .type = FieldType::flag,
         .fallback = "true",
         .text = "Rows alone in their unit or period leave."}};
    std::ranges::move(window_fields(), std::back_inserter(made));
    return event_fields(std::move(made));
}

} // namespace

Method event_study_method() {
    return {.name = "event-study",
            .group = event_group,
            .title = "leads and lags by least squares: Sun and Abraham, or two-way fixed effects",
            .page = event_page,
            .fields = study_fields(),
            .example = event_example,
            .run = run_study};
}

Method imputation_method() {
    return {.name = "imputation",
            .group = event_group,
            .title = "effects against outcomes imputed from untreated rows",
            .page = event_page,
            .fields = event_fields(
                {choice("groups", imputation_groups(),
                        "Rows whose effects are averaged before their spread counts as error."),
                 {.name = "leave_out",
                  .type = FieldType::flag,
                  .fallback = "false",
                  .text = "That average leaves the row's own unit out."},
                 {.name = "leads",
                  .type = FieldType::integer,
                  .fallback = "3",
                  .text = "In the test of trends among untreated rows; 0: no test.",
                  .least = 0,
                  .most = 100'000},
                 {.name = "last",
                  .type = FieldType::integer,
                  .text = "Effects are told up to this event time; not given: all.",
                  .least = 0,
                  .most = 100'000}}),
            .example = event_example,
            .run = run_imputation};
}

Method group_time_method() {
    return {.name = "group-time",
            .group = event_group,
            .title = "effects by cohort and period, and their means, with uniform bands",
            .page = event_page,
            .fields = event_fields(
                {choice("controls", controls(), "Who is compared with."),
                 choice("method", group_methods(), "How covariates enter."),
                 choice("base", bases(), "What periods before the treatment are compared with."),
                 {.name = "anticipation",
                  .type = FieldType::integer,
                  .fallback = "0",
                  .text = "Periods before the onset that treatment may already touch.",
                  .least = 0,
                  .most = 100'000},
                 {.name = "draws",
                  .type = FieldType::integer,
                  .fallback = "999",
                  .text = "Of the multiplier bootstrap behind the bands; 0: no bands.",
                  .least = 0,
                  .most = 1'000'000},
                 seed_field()}),
            .example = event_example,
            .run = run_group_time};
}

} // namespace halflight::estimate

// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/linear.hpp"

#include "common_fields.hpp"
#include "error_fields.hpp"
#include "method_list.hpp"

namespace halflight::estimate {

namespace {

Frame frame_of(const Run& run, Answer& answer) {
    const Settings& settings = run.settings;
    Frame::Wanted wanted{.numbers = {settings.text("outcome")}, .labels = {}, .nullable = {}};
    for (const std::string_view list : {"regressors", "endogenous", "instruments"}) {
        want_regressors(settings.list(list), wanted);
    }
    want_effects(settings.list("effects"), wanted);
    if (settings.has("weights")) {
        wanted.numbers.push_back(settings.text("weights"));
    }
    want_error_columns(settings, wanted);
    return Frame(run.table, wanted, missing_rule(settings), answer.warnings);
}

Listing first_stages(const stats::LinearFit& fit) {
    Listing made{
        .name = "first_stages",
        .columns = {"endogenous", "f", "f_robust", "degrees1", "degrees2", "p_value", "partial_r2"},
        .rows = {}};
    for (const stats::FirstStage& stage : fit.first_stages) {
        made.rows.push_back({stage.name, stage.f, stage.f_robust, stage.degrees1, stage.degrees2,
                             stage.p_value, stage.partial_r2});
    }
    return made;
}

void tell(const stats::LinearFit& fit, Answer& answer) {
    answer.estimates = fit.coefficients;
    answer.diagnostics = {{"observations", static_cast<std::int64_t>(fit.observations)},
                          {"parameters", fit.covariance.parameters},
                          {"degrees", fit.covariance.degrees},
                          {"clusters", static_cast<std::int64_t>(fit.covariance.clusters)},
                          {"singletons", static_cast<std::int64_t>(fit.singletons)},
                          {"r2", fit.r2},
                          {"r2_adjusted", fit.r2_adjusted},
                          {"r2_within", fit.r2_within},
                          {"sigma2", fit.sigma2},
                          {"rss", fit.rss},
                          {"log_likelihood", fit.log_likelihood},
                          {"iterations", std::int64_t{fit.iterations}},
                          {"converged", fit.converged}};
    for (const std::string& name : fit.collinear) {
        answer.diagnostics.emplace_back("collinear:" + name, true);
    }
    if (!fit.first_stages.empty()) {
        answer.listings.push_back(first_stages(fit));
        answer.diagnostics.emplace_back("wu_hausman", fit.wu_hausman);
        answer.diagnostics.emplace_back("wu_hausman_p", fit.wu_hausman_p);
        answer.diagnostics.emplace_back("sargan", fit.sargan);
        answer.diagnostics.emplace_back("sargan_p", fit.sargan_p);
    }
    answer.warnings.insert(answer.warnings.end(), fit.warnings.begin(), fit.warnings.end());
}

Answer run(const Run& run) {
    Answer answer;
    const Settings& settings = run.settings;
    const Frame frame = frame_of(run, answer);
    ModelColumns columns(frame);
    stats::LinearData data;
    data.outcome = frame.numbers(settings.text("outcome"));
    data.regressors = columns.regressors(settings.list("regressors"));
    data.effects = columns.effects(settings.list("effects"));
    data.endogenous = columns.regressors(settings.list("endogenous"));
    data.instruments = columns.regressors(settings.list("instruments"));
    if (settings.has("weights")) {
        data.weights = frame.numbers(settings.text("weights"));
    }
    data.structure = error_structure(settings, frame, columns);
    const auto spec = regression_spec<stats::LinearSpec>(settings, run.jobs);
    tell_conventions(settings, answer);
    tell(stats::least_squares(data, spec), answer);
    return answer;
}

std::vector<Field> fields() {
    std::vector<Field> made = {
        {.name = "outcome",
         .type = FieldType::column,
         .required = true,
         .text = "What is explained."},
        {.name = "regressors",
         .type = FieldType::columns,
         .text = "What explains it; a:b is a product."},
        {.name = "effects",
         .type = FieldType::columns,
         .text = "Fixed effects: a, a^b for combinations, a[x] with a slope of x for each a, "
                 "a[[x]] the slope alone."},
        {.name = "endogenous",
         .type = FieldType::columns,
         .text = "Regressors that are instrumented."},
        {.name = "instruments",
         .type = FieldType::columns,
         .text = "At least as many excluded instruments."},
        {.name = "weights", .type = FieldType::column, .text = "Positive analytic weights."},
        {.name = "intercept",
         .type = FieldType::flag,
         .fallback = "true",
         .text = "A constant, where no effect has one."},
        {.name = "drop_singletons",
         .type = FieldType::flag,
         .fallback = "true",
         .text = "Rows that are alone in a level of an effect leave, until none is left."}};
    for (Field& field : error_fields()) {
        made.push_back(std::move(field));
    }
    made.push_back(level_field());
    made.push_back(missing_field());
    return made;
}

} // namespace

Method least_squares_method() {
    return {.name = "least-squares",
            .group = "Linear and count models",
            .title = "least squares with fixed effects, weights, instruments and robust errors",
            .page = "linear",
            .fields = fields(),
            .example = "outcome = \"y\"\nregressors = [\"x1\", \"treat:post\"]\neffects = [\"id\", "
                       "\"period\"]\n"
                       "clusters = [\"id\"]\n",
            .run = run};
}

} // namespace halflight::estimate

// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/poisson.hpp"

#include <algorithm>
#include <cmath>

#include "common_fields.hpp"
#include "error_fields.hpp"
#include "method_list.hpp"

namespace halflight::estimate {

namespace {

Frame frame_of(const Run& run, Answer& answer) {
    const Settings& settings = run.settings;
    Frame::Wanted wanted{.numbers = {settings.text("outcome")}, .labels = {}, .nullable = {}};
    want_regressors(settings.list("regressors"), wanted);
    want_effects(settings.list("effects"), wanted);
    for (const std::string_view name : {"weights", "exposure"}) {
        if (settings.has(name)) {
            wanted.numbers.push_back(settings.text(name));
        }
    }
    want_error_columns(settings, wanted);
    return Frame(run.table, wanted, missing_rule(settings), answer.warnings);
}

std::vector<double> log_exposure(const Frame& frame, const std::string& column) {
    std::vector<double> logs;
    for (std::size_t row = 0; row < frame.rows(); ++row) {
        const double exposure = frame.numbers(column)[row];
        if (exposure <= 0) {
            stats::refuse("line " + std::to_string(frame.line(row)) + ": the exposure '" + column +
                          "' must be positive");
        }
        logs.push_back(std::log(exposure));
    }
    return logs;
}

void tell(const stats::PoissonFit& fit, Answer& answer) {
    answer.estimates = fit.coefficients;
    answer.diagnostics = {{"observations", static_cast<std::int64_t>(fit.observations)},
                          {"clusters", static_cast<std::int64_t>(fit.covariance.clusters)},
                          {"singletons", static_cast<std::int64_t>(fit.singletons)},
                          {"separated", static_cast<std::int64_t>(fit.separated)},
                          {"deviance", fit.deviance},
                          {"log_likelihood", fit.log_likelihood},
                          {"pseudo_r2", fit.pseudo_r2},
                          {"iterations", std::int64_t{fit.iterations}},
                          {"converged", fit.converged}};
    for (const std::string& name : fit.collinear) {
        answer.diagnostics.emplace_back("collinear:" + name, true);
    }
    answer.warnings.insert(answer.warnings.end(), fit.warnings.begin(), fit.warnings.end());
}

Answer run(const Run& run) {
    Answer answer;
    const Settings& settings = run.settings;
    const Frame frame = frame_of(run, answer);
    ModelColumns columns(frame);
    std::vector<double> offset;
    stats::PoissonData data;
    data.outcome = frame.numbers(settings.text("outcome"));
    data.regressors = columns.regressors(settings.list("regressors"));
    data.effects = columns.effects(settings.list("effects"));
    if (settings.has("exposure")) {
        offset = log_exposure(frame, settings.text("exposure"));
        data.offset = offset;
    }
    if (settings.has("weights")) {
        data.weights = frame.numbers(settings.text("weights"));
    }
    data.structure = error_structure(settings, frame, columns);
    const auto spec = regression_spec<stats::PoissonSpec>(settings, run.jobs);
    tell_conventions(settings, answer);
    tell(stats::poisson(data, spec), answer);
    return answer;
}

std::vector<Field> fields() {
    std::vector<Field> made = {
        {.name = "outcome",
         .type = FieldType::column,
         .required = true,
         .text = "Not negative; need not be whole."},
        {.name = "regressors",
         .type = FieldType::columns,
         .text = "What explains its log; a:b is a product."},
        {.name = "effects",
         .type = FieldType::columns,
         .text = "Fixed effects, written as for least-squares."},
        {.name = "exposure", .type = FieldType::column, .text = "Positive; its log is the offset."},
        {.name = "weights", .type = FieldType::column, .text = "Positive weights."},
        {.name = "intercept",
         .type = FieldType::flag,
         .fallback = "true",
         .text = "A constant, where no effect has one."},
        {.name = "drop_singletons",
         .type = FieldType::flag,
         .fallback = "true",
         .text = "Rows that are alone in a level of an effect leave, until none is left."}};
    std::ranges::move(error_fields(), std::back_inserter(made));
    made.push_back(level_field());
    made.push_back(missing_field());
    return made;
}

} // namespace

Method poisson_method() {
    return {
        .name = "poisson",
        .group = "Linear and count models",
        .title = "Poisson pseudo-likelihood with fixed effects, exposure and robust errors",
        .page = "poisson",
        .fields = fields(),
        .example =
            "outcome = \"crossings\"\nregressors = [\"open\"]\neffects = [\"post\", \"month\"]\n"
            "clusters = [\"post\"]\n",
        .run = run};
}

} // namespace halflight::estimate

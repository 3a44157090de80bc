// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/wild_bootstrap.hpp"

#include "common_fields.hpp"
#include "error_fields.hpp"
#include "method_list.hpp"
#include "words.hpp"

namespace halflight::estimate {

namespace {

const Words<stats::WildWeights>& weights() {
    static const Words<stats::WildWeights> words = {{"rademacher", stats::WildWeights::rademacher},
                                                    {"webb", stats::WildWeights::webb}};
    return words;
}

const Words<stats::PValue>& p_values() {
    static const Words<stats::PValue> words = {{"symmetric", stats::PValue::symmetric},
                                               {"equal-tail", stats::PValue::equal_tail}};
    return words;
}

stats::WildSpec spec_of(const Run& run) {
    const Settings& settings = run.settings;
    stats::WildSpec spec;
    spec.coefficient = settings.text("coefficient");
    spec.null = settings.number("null");
    spec.impose_null = settings.flag("impose_null");
    spec.weights = chosen(weights(), settings.text("draw_weights"));
    spec.p_value = chosen(p_values(), settings.text("p_value"));
    spec.draws = {.count = static_cast<std::size_t>(settings.integer("draws")),
                  .seed = static_cast<std::uint64_t>(settings.integer("seed")),
                  .jobs = run.jobs,
                  .progress = run.progress};
    spec.level = settings.number("level");
    spec.linear.drop_singletons = settings.flag("drop_singletons");
    spec.linear.demean.jobs = run.jobs;
    return spec;
}

Answer run(const Run& run) {
    Answer answer;
    const Settings& settings = run.settings;
    Frame::Wanted wanted{.numbers = {settings.text("outcome")}, .labels = {}, .nullable = {}};
    want_regressors(settings.list("regressors"), wanted);
    want_effects(settings.list("effects"), wanted);
    want_effects({settings.text("cluster")}, wanted);
    const Frame frame(run.table, wanted, missing_rule(settings), answer.warnings);
    ModelColumns columns(frame);
    stats::LinearData data;
    data.outcome = frame.numbers(settings.text("outcome"));
    data.regressors = columns.regressors(settings.list("regressors"));
    data.effects = columns.effects(settings.list("effects"));
    const std::string& cluster = settings.text("cluster");
    data.structure.clusters = {
        {.name = cluster, .codes = columns.combined(parse_effect(cluster).labels)}};
    const stats::WildFit fit = stats::wild_cluster_bootstrap(data, spec_of(run));
    answer.seed = static_cast<std::uint64_t>(settings.integer("seed"));
    answer.estimates = {fit.coefficient};
    answer.conventions = {{"null", settings.flag("impose_null") ? "imposed" : "not imposed"},
                          {"draw_weights", settings.text("draw_weights")},
                          {"p_value", settings.text("p_value")}};
    answer.diagnostics = {{"clusters", static_cast<std::int64_t>(fit.clusters)},
                          {"draws", static_cast<std::int64_t>(fit.draws)},
                          {"enumerated", fit.enumerated},
                          {"distinct", static_cast<std::int64_t>(fit.distinct)}};
    answer.warnings.insert(answer.warnings.end(), fit.warnings.begin(), fit.warnings.end());
    return answer;
}

} // namespace

Method wild_bootstrap_method() {
    return {.name = "wild-bootstrap",
            .group = "Linear and count models",
            .title = "test and interval of one coefficient with few clusters",
            .page = "linear",
            .fields = {{.name = "outcome",
                        .type = FieldType::column,
                        .required = true,
                        .text = "What is explained."},
                       {.name = "coefficient",
                        .required = true,
                        .text = "The regressor that is tested."},
                       {.name = "regressors",
                        .type = FieldType::columns,
                        .required = true,
                        .text = "All of them; a:b is a product."},
                       {.name = "effects",
                        .type = FieldType::columns,
                        .text = "Fixed effects, written as for least-squares."},
                       {.name = "cluster",
                        .type = FieldType::column,
                        .required = true,
                        .text = "Rows of one cluster may have correlated errors."},
                       {.name = "null",
                        .type = FieldType::number,
                        .fallback = "0",
                        .text = "Value that is tested."},
                       {.name = "impose_null",
                        .type = FieldType::flag,
                        .fallback = "true",
                        .text = "Residuals of the fit under the tested value."},
                       {.name = "draw_weights",
                        .type = FieldType::choice,
                        .text = "Two points, or six for fewer than about 12 clusters.",
                        .choices = choices(weights())},
                       {.name = "p_value",
                        .type = FieldType::choice,
                        .text = "How tails are counted.",
                        .choices = choices(p_values())},
                       {.name = "draws",
                        .type = FieldType::integer,
                        .fallback = "9999",
                        .text = "All sign vectors instead, where there are no more.",
                        .least = 99},
                       {.name = "drop_singletons",
                        .type = FieldType::flag,
                        .fallback = "true",
                        .text = "As for least-squares."},
                       seed_field(),
                       level_field(),
                       missing_field()},
            .example = "outcome = \"y\"\ncoefficient = \"treated\"\nregressors = [\"treated\"]\n"
                       "effects = [\"id\", \"year\"]\ncluster = \"province\"\n",
            .run = run};
}

} // namespace halflight::estimate

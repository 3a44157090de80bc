// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <utility>

#include "halflight/stats/adjust.hpp"

#include "common_fields.hpp"
#include "method_list.hpp"

namespace halflight::estimate {

namespace {

using stats::Adjustment;

constexpr std::array<std::pair<std::string_view, Adjustment>, 5> rules = {
    {{"holm", Adjustment::holm},
     {"bonferroni", Adjustment::bonferroni},
     {"hochberg", Adjustment::hochberg},
     {"benjamini-hochberg", Adjustment::benjamini_hochberg},
     {"benjamini-yekutieli", Adjustment::benjamini_yekutieli}}};

Adjustment rule_of(std::string_view word) {
    for (const auto& [name, rule] : rules) {
        if (name == word) {
            return rule;
        }
    }
    return rules.front().second;
}

Answer run(const Run& run) {
    Answer answer;
    const std::string& column = run.settings.text("p_value");
    const Frame frame(run.table, {.numbers = {}, .labels = {}, .nullable = {column}},
                      MissingRule::refuse, answer.warnings);
    const std::span<const double> given = frame.numbers(column);
    for (std::size_t row = 0; row < given.size(); ++row) {
        if (given[row] < 0 || given[row] > 1) {
            stats::refuse(run.table.name() + ":" + std::to_string(frame.line(row)) + ": column '" +
                          column + "' is not a p-value: it must lie from 0 to 1");
        }
    }
    const std::string& rule = run.settings.text("rule");
    const std::vector<double> adjusted = stats::adjust(given, rule_of(rule));
    answer.conventions.emplace_back("rule", rule);
    Listing listing{.name = "p_values", .columns = {"line", "p_value", "adjusted"}, .rows = {}};
    for (std::size_t row = 0; row < given.size(); ++row) {
        listing.rows.push_back({std::int64_t{frame.line(row)}, given[row], adjusted[row]});
    }
    answer.listings.push_back(std::move(listing));
    return answer;
}

} // namespace

Method adjust_method() {
    std::vector<std::string_view> words;
    for (const auto& [name, rule] : rules) {
        words.push_back(name);
    }
    return {
        .name = "adjust",
        .group = "Inference",
        .title = "p-values of several tests adjusted for their number",
        .page = "adjust",
        .fields = {{.name = "p_value",
                    .type = FieldType::column,
                    .fallback = R"("p_value")",
                    .text =
                        "Column of p-values; a missing one stays missing and counts as no test."},
                   {.name = "rule",
                    .type = FieldType::choice,
                    .text = "How they are adjusted.",
                    .choices = words}},
        .example = "p_value = \"p_value\"\nrule = \"holm\"\n",
        .run = run};
}

} // namespace halflight::estimate

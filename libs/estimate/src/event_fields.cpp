// SPDX-License-Identifier: Apache-2.0
#include "event_fields.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common_fields.hpp"

namespace halflight::estimate {

namespace {

constexpr std::int32_t none = stats::no_onset;

/// First treated period of each unit. Refuses a treatment that is not 0 or 1, or that ends.
std::vector<std::int32_t> onsets(const Frame& frame, std::span<const double> treated,
                                 const Codes& units, const Codes& periods) {
    std::vector<std::int32_t> first(units.labels.size(), none);
    for (std::size_t i = 0; i < treated.size(); ++i) {
        if (treated[i] != 0 && treated[i] != 1) {
            stats::refuse(
                fmt::format("line {}: a treatment of {}; it is 0 or 1", frame.line(i), treated[i]));
        }
        auto& onset = first[static_cast<std::size_t>(units.codes[i])];
        if (treated[i] == 1) {
            onset = std::min(onset, periods.codes[i]);
        }
    }
    std::vector<std::int32_t> made;
    for (std::size_t i = 0; i < treated.size(); ++i) {
        const auto unit = static_cast<std::size_t>(units.codes[i]);
        if (treated[i] == 0 && periods.codes[i] > first[unit]) {
            stats::refuse(fmt::format(
                "line {}: the treatment of unit '{}' ends in period '{}'; event studies need a "
                "treatment that stays",
                frame.line(i), units.labels[unit],
                periods.labels[static_cast<std::size_t>(periods.codes[i])]));
        }
        made.push_back(first[unit]);
    }
    return made;
}

std::vector<double> copied(std::span<const double> values) {
    return {values.begin(), values.end()};
}

} // namespace

NamedEvents::NamedEvents(const Run& run, Answer& answer) {
    const Settings& settings = run.settings;
    m_covariate_names = settings.list("covariates");
    Frame::Wanted wanted{.numbers = {settings.text("outcome"), settings.text("treatment")},
                         .labels = {settings.text("unit"), settings.text("period")},
                         .nullable = {}};
    std::ranges::copy(m_covariate_names, std::back_inserter(wanted.numbers));
    if (settings.has("weights")) {
        wanted.numbers.push_back(settings.text("weights"));
    }
    if (settings.has("clusters")) {
        wanted.labels.push_back(settings.text("clusters"));
    }
    const Frame frame(run.table, wanted, missing_rule(settings), answer.warnings);
    const Codes& units = frame.labels(settings.text("unit"));
    const Codes& periods = frame.labels(settings.text("period"));
    m_outcome = copied(frame.numbers(settings.text("outcome")));
    m_unit = units.codes;
    m_period = periods.codes;
    m_periods = periods.labels;
    m_onset = onsets(frame, frame.numbers(settings.text("treatment")), units, periods);
    m_covariates = stats::Matrix(m_outcome.size(), m_covariate_names.size());
    for (std::size_t c = 0; c < m_covariate_names.size(); ++c) {
        std::ranges::copy(frame.numbers(m_covariate_names[c]), m_covariates.column(c).begin());
    }
    if (settings.has("weights")) {
        m_weights = copied(frame.numbers(settings.text("weights")));
    }
    if (settings.has("clusters")) {
        m_cluster = frame.labels(settings.text("clusters")).codes;
    }
    answer.conventions.emplace_back("clusters", settings.has("clusters") ? settings.text("clusters")
                                                                         : settings.text("unit"));
}

stats::EventData NamedEvents::data() const {
    return {.outcome = m_outcome,
            .unit = m_unit,
            .period = m_period,
            .onset = m_onset,
            .covariates = {.values = m_covariates.view(), .names = m_covariate_names},
            .weights = m_weights,
            .clusters = m_cluster};
}

std::vector<Field> event_fields(std::vector<Field> own) {
    std::vector<Field> made = {
        {.name = "unit",
         .type = FieldType::column,
         .fallback = R"("unit")",
         .text = "Names the units."},
        {.name = "period",
         .type = FieldType::column,
         .fallback = R"("period")",
         .text = "Names the periods; in order as numbers, else as text. Event times count the "
                 "periods that occur."},
        {.name = "outcome",
         .type = FieldType::column,
         .required = true,
         .text = "What treatment may change."},
        {.name = "treatment",
         .type = FieldType::column,
         .required = true,
         .text = "1 under treatment, else 0; it does not end."},
        {.name = "covariates",
         .type = FieldType::columns,
         .text = "That treatment does not change."},
        {.name = "weights", .type = FieldType::column, .text = "Positive."},
        {.name = "clusters",
         .type = FieldType::column,
         .text = "Rows of one cluster may have correlated errors; not given: units."}};
    std::ranges::move(own, std::back_inserter(made));
    made.push_back(level_field());
    made.push_back(missing_field());
    return made;
}

std::vector<std::string> effect_columns(std::vector<std::string> before) {
    for (const char* name : {"effect", "std_error", "p_value", "low", "high"}) {
        before.emplace_back(name);
    }
    return before;
}

void append_effect(std::vector<Value>& row, const stats::Coefficient& effect) {
    for (const double value :
         {effect.estimate, effect.std_error, effect.p_value, effect.low, effect.high}) {
        row.emplace_back(value);
    }
}

void tell_path(const stats::EventPath& path, Answer& answer) {
    Listing made{.name = "path", .columns = effect_columns({"time", "rows"}), .rows = {}};
    for (std::size_t t = 0; t < path.times.size(); ++t) {
        answer.estimates.push_back(path.effects[t]);
        std::vector<Value> row = {std::int64_t{path.times[t]},
                                  static_cast<std::int64_t>(path.rows[t])};
        append_effect(row, path.effects[t]);
        made.rows.push_back(std::move(row));
    }
    answer.listings.push_back(std::move(made));
}

Listing cohort_listing(const std::vector<stats::CohortEffect>& cohorts, const NamedEvents& events) {
    Listing made{.name = "cohorts", .columns = effect_columns({"onset"}), .rows = {}};
    for (const stats::CohortEffect& cohort : cohorts) {
        std::vector<Value> row = {events.period(cohort.onset)};
        append_effect(row, cohort.effect);
        made.rows.push_back(std::move(row));
    }
    return made;
}

} // namespace halflight::estimate

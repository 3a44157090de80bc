// SPDX-License-Identifier: Apache-2.0
#include "error_fields.hpp"

#include <algorithm>

#include "small_sample.hpp"
#include "words.hpp"

namespace halflight::estimate {

namespace {

using stats::ErrorModel;

const Words<ErrorModel>& models() {
    static const Words<ErrorModel> words = {{"auto", ErrorModel::hc1},
                                            {"homoskedastic", ErrorModel::homoskedastic},
                                            {"hc0", ErrorModel::hc0},
                                            {"hc1", ErrorModel::hc1},
                                            {"hc2", ErrorModel::hc2},
                                            {"hc3", ErrorModel::hc3},
                                            {"clustered", ErrorModel::clustered},
                                            {"newey-west", ErrorModel::newey_west},
                                            {"driscoll-kraay", ErrorModel::driscoll_kraay},
                                            {"conley", ErrorModel::conley},
                                            {"conley-panel", ErrorModel::conley_panel}};
    return words;
}

const Words<stats::Distance>& distances() {
    static const Words<stats::Distance> words = {
        {"spherical", stats::Distance::spherical},
        {"spherical-fixest", stats::Distance::spherical_fixest},
        {"triangular", stats::Distance::triangular}};
    return words;
}

const Words<stats::Kernel>& kernels() {
    static const Words<stats::Kernel> words = {{"uniform", stats::Kernel::uniform},
                                               {"bartlett", stats::Kernel::bartlett}};
    return words;
}

ErrorModel model_of(const Settings& settings) {
    const std::string& word = settings.text("errors");
    return word == "auto" && !settings.list("clusters").empty() ? ErrorModel::clustered
                                                                : chosen(models(), word);
}

/// A column that only some models of errors read.
Field column(std::string_view name, std::string_view text, std::vector<std::string_view> models) {
    return {.name = name,
            .type = FieldType::column,
            .text = text,
            .under = {{.key = "errors", .words = std::move(models)}}};
}

std::vector<Under> conley_only() {
    return {{.key = "errors", .words = {"conley", "conley-panel"}}};
}

} // namespace

std::vector<Field> error_fields() {
    std::vector<Field> made = {
        {.name = "errors",
         .type = FieldType::choice,
         .text = "How errors of rows hang together; auto: clustered where clusters are named, else "
                 "hc1.",
         .choices = choices(models())},
        {.name = "clusters",
         .type = FieldType::columns,
         .text = "Rows of one cluster may have correlated errors; several: multi-way. a^b: "
                 "combinations.",
         .under = {{.key = "errors", .words = {"auto", "clustered"}}}},
        column("unit", "Of Newey-West lags (none: one series) and of conley-panel.",
               {"newey-west", "conley-panel"}),
        column("time",
               "Of Newey-West, Driscoll-Kraay and conley-panel, in the order of its labels.",
               {"newey-west", "driscoll-kraay", "conley-panel"}),
        column("latitude", "Degrees, for conley.", {"conley", "conley-panel"}),
        column("longitude", "Degrees, for conley.", {"conley", "conley-panel"}),
        {.name = "cutoff_km",
         .type = FieldType::number,
         .text = "Places farther apart are independent.",
         .least = 0,
         .above = true,
         .under = conley_only(),
         .needed_under = true},
        {.name = "distance",
         .type = FieldType::choice,
         .text = "Between places, for conley.",
         .choices = choices(distances()),
         .under = conley_only()},
        {.name = "kernel",
         .type = FieldType::choice,
         .text = "What a pair of near places counts.",
         .choices = choices(kernels()),
         .under = conley_only()},
        {.name = "lags",
         .type = FieldType::integer,
         .text = "Serial lags; not given: floor(periods^(1/4)) for Newey-West and Driscoll-Kraay, "
                 "0 for conley-panel.",
         .least = 0,
         .under = {{.key = "errors", .words = {"newey-west", "driscoll-kraay", "conley-panel"}}}}};
    for (Field& field : small_sample_fields()) {
        if (field.name == "cluster_factor") {
            field.under = {{.key = "errors", .words = {"auto", "clustered"}}};
        }
        made.push_back(std::move(field));
    }
    return made;
}

void want_error_columns(const Settings& settings, Frame::Wanted& wanted) {
    want_effects(settings.list("clusters"), wanted);
    for (const std::string_view name : {"unit", "time"}) {
        if (settings.has(name)) {
            wanted.labels.push_back(settings.text(name));
        }
    }
    for (const std::string_view name : {"latitude", "longitude"}) {
        if (settings.has(name)) {
            wanted.numbers.push_back(settings.text(name));
        }
    }
}

stats::ErrorStructure error_structure(const Settings& settings, const Frame& frame,
                                      ModelColumns& columns) {
    stats::ErrorStructure made;
    for (const std::string& term : settings.list("clusters")) {
        made.clusters.push_back(
            {.name = term, .codes = columns.combined(parse_effect(term).labels)});
    }
    const auto codes = [&](std::string_view name) {
        return settings.has(name) ? stats::Codes(frame.labels(settings.text(name)).codes)
                                  : stats::Codes();
    };
    const auto numbers = [&](std::string_view name) {
        return settings.has(name) ? frame.numbers(settings.text(name)) : std::span<const double>();
    };
    made.unit = codes("unit");
    made.time = codes("time");
    made.latitude = numbers("latitude");
    made.longitude = numbers("longitude");
    return made;
}

stats::CovarianceSpec covariance_spec(const Settings& settings, int jobs) {
    stats::CovarianceSpec made;
    made.model = model_of(settings);
    made.small_sample = small_sample(settings);
    made.conley = {.cutoff_km = settings.has("cutoff_km") ? settings.number("cutoff_km") : 0,
                   .distance = chosen(distances(), settings.text("distance")),
                   .kernel = chosen(kernels(), settings.text("kernel")),
                   .lags = 0,
                   .jobs = jobs};
    if (settings.has("lags")) {
        made.lags = static_cast<int>(settings.integer("lags"));
        made.conley.lags = *made.lags;
    }
    return made;
}

void tell_conventions(const Settings& settings, Answer& answer) {
    const ErrorModel model = model_of(settings);
    const auto word = std::ranges::find_if(models(), [&](const auto& entry) {
        return entry.second == model && entry.first != "auto";
    });
    answer.conventions.emplace_back("errors", std::string(word->first));
    tell_small_sample(settings, answer);
    if (model == ErrorModel::conley || model == ErrorModel::conley_panel) {
        answer.conventions.emplace_back("distance", settings.text("distance"));
        answer.conventions.emplace_back("kernel", settings.text("kernel"));
    }
}

} // namespace halflight::estimate

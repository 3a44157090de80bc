// SPDX-License-Identifier: Apache-2.0
// Dates of change in a series: segments, change-date, online-changes.
#include <algorithm>
#include <cmath>
#include <optional>

#include "halflight/stats/change_date.hpp"
#include "halflight/stats/segmentation.hpp"

#include "common_fields.hpp"
#include "method_list.hpp"
#include "series.hpp"
#include "words.hpp"

namespace halflight::estimate {

namespace {

constexpr std::string_view group = "Breaks and change points";

std::optional<std::size_t> count_of(const Settings& settings, std::string_view name) {
    return settings.has(name) ? std::optional(static_cast<std::size_t>(settings.integer(name)))
                              : std::nullopt;
}

const Words<stats::SegmentModel>& segment_models() {
    using stats::SegmentModel;
    static const Words<SegmentModel> words = {
        {"mean", SegmentModel::mean},
        {"variance", SegmentModel::variance},
        {"mean-variance", SegmentModel::mean_variance},
        {"poisson", SegmentModel::poisson},
        {"negative-binomial", SegmentModel::negative_binomial},
        {"mean-cusum", SegmentModel::mean_cusum}};
    return words;
}

const Words<stats::SegmentMethod>& segment_methods() {
    using stats::SegmentMethod;
    static const Words<SegmentMethod> words = {{"pelt", SegmentMethod::pelt},
                                               {"optimal", SegmentMethod::optimal},
                                               {"binary", SegmentMethod::binary},
                                               {"at-most-one", SegmentMethod::at_most_one}};
    return words;
}

const Words<stats::SegmentPenalty>& penalties() {
    using stats::SegmentPenalty;
    static const Words<SegmentPenalty> words = {{"mbic", SegmentPenalty::mbic},
                                                {"bic", SegmentPenalty::bic},
                                                {"aic", SegmentPenalty::aic},
                                                {"hannan-quinn", SegmentPenalty::hannan_quinn},
                                                {"given", SegmentPenalty::given}};
    return words;
}

const Words<stats::SegmentConvention>& segment_conventions() {
    using stats::SegmentConvention;
    static const Words<SegmentConvention> words = {{"exact", SegmentConvention::exact},
                                                   {"changepoint", SegmentConvention::changepoint}};
    return words;
}

stats::SegmentSpec segment_spec(const Settings& settings) {
    stats::SegmentSpec spec;
    spec.model = chosen(segment_models(), settings.text("model"));
    spec.method = chosen(segment_methods(), settings.text("method"));
    spec.penalty_rule = chosen(penalties(), settings.text("penalty_rule"));
    if (settings.has("penalty")) {
        spec.penalty = settings.number("penalty");
    }
    spec.least = count_of(settings, "least");
    spec.most = static_cast<std::size_t>(settings.integer("most"));
    spec.convention = chosen(segment_conventions(), settings.text("convention"));
    if (settings.has("noise_sd")) {
        spec.noise_sd = settings.number("noise_sd");
    }
    if (settings.has("size")) {
        spec.size = settings.number("size");
    }
    if (settings.has("common_mean")) {
        spec.common_mean = settings.number("common_mean");
    }
    spec.variance_floor = settings.number("variance_floor");
    return spec;
}

void tell(const stats::SegmentFit& fit, const std::vector<std::string>& rows, Answer& answer) {
    Listing dates{.name = "dates", .columns = {"last_row", "last", "gain"}, .rows = {}};
    for (const stats::SegmentDate& date : fit.dates) {
        dates.rows.push_back(
            {static_cast<std::int64_t>(date.last), rows[date.last - 1], date.gain});
    }
    Listing segments{
        .name = "segments", .columns = {"first", "last", "cells", "mean", "variance"}, .rows = {}};
    for (const stats::Segment& segment : fit.segments) {
        segments.rows.push_back({rows[segment.first - 1], rows[segment.last - 1],
                                 static_cast<std::int64_t>(segment.cells), segment.mean,
                                 segment.variance});
    }
    answer.listings = {std::move(dates), std::move(segments)};
    answer.diagnostics = {{"penalty", fit.penalty},
                          {"cost", fit.cost},
                          {"noise_sd", fit.noise_sd},
                          {"size", fit.size}};
    if (fit.next) {
        answer.diagnostics.emplace_back("next_date", rows[fit.next->last - 1]);
        answer.diagnostics.emplace_back("next_gain", fit.next->gain);
    }
    answer.warnings.insert(answer.warnings.end(), fit.warnings.begin(), fit.warnings.end());
}

/// What a variance is about where the model has one mean: as `segment` takes it.
double mean_of(const std::vector<double>& values) {
    const auto seen = [](double value) { return !std::isnan(value); };
    const auto cells = static_cast<double>(std::ranges::count_if(values, seen));
    double mean = 0;
    for (const double value : values) {
        mean += seen(value) ? value / cells : 0;
    }
    return mean;
}

Answer run_segments(const Run& run) {
    Answer answer;
    const Settings& settings = run.settings;
    const NamedSeries series = read_series(run, answer);
    const stats::SegmentSpec spec = segment_spec(settings);
    tell(stats::segment(series.values, series.exposure, spec), series.rows, answer);
    if (spec.model == stats::SegmentModel::variance) {
        answer.diagnostics.emplace_back("common_mean",
                                        spec.common_mean.value_or(mean_of(series.values)));
    }
    answer.conventions = {{"date", "last row before the change"},
                          {"model", settings.text("model")},
                          {"method", settings.text("method")},
                          {"penalty_rule", settings.text("penalty_rule")},
                          {"convention", settings.text("convention")}};
    return answer;
}

const Words<stats::ChangeModel>& change_models() {
    static const Words<stats::ChangeModel> words = {
        {"gaussian", stats::ChangeModel::gaussian},
        {"poisson", stats::ChangeModel::poisson},
        {"negative-binomial", stats::ChangeModel::negative_binomial}};
    return words;
}

const Words<stats::OnlineModel>& online_models() {
    static const Words<stats::OnlineModel> words = {{"gaussian", stats::OnlineModel::gaussian},
                                                    {"poisson", stats::OnlineModel::poisson}};
    return words;
}

Answer run_change_date(const Run& run) {
    Answer answer;
    const Settings& settings = run.settings;
    const NamedSeries series = read_series(run, answer);
    stats::ChangeDateSpec spec;
    spec.model = chosen(change_models(), settings.text("model"));
    spec.change = settings.number("change");
    spec.least = static_cast<std::size_t>(settings.integer("least"));
    spec.level = settings.number("level");
    spec.mean_weight = settings.number("mean_weight");
    spec.size_spread = settings.number("size_spread");
    spec.whole_counts = settings.flag("whole_counts");
    const stats::ChangeDateFit fit = stats::change_date(series.values, series.exposure, spec);
    Listing dates{
        .name = "dates", .columns = {"last_row", "last", "probability", "in_set"}, .rows = {}};
    for (std::size_t i = 0; i < fit.last.size(); ++i) {
        const bool inside = std::ranges::find(fit.likely, fit.last[i]) != fit.likely.end();
        dates.rows.push_back({static_cast<std::int64_t>(fit.last[i]), series.rows[fit.last[i] - 1],
                              fit.probability[i], inside});
    }
    answer.listings.push_back(std::move(dates));
    answer.diagnostics = {{"mode", series.rows[fit.mode - 1]},
                          {"no_change", fit.no_change},
                          {"log_bayes_factor", fit.log_bayes_factor}};
    answer.conventions = {{"date", "last row before the change"},
                          {"model", settings.text("model")}};
    answer.warnings.insert(answer.warnings.end(), fit.warnings.begin(), fit.warnings.end());
    return answer;
}

Answer run_online(const Run& run) {
    Answer answer;
    const Settings& settings = run.settings;
    const NamedSeries series = read_series(run, answer);
    stats::OnlineSpec spec;
    spec.model = chosen(online_models(), settings.text("model"));
    spec.run_length = settings.number("run_length");
    spec.mean = settings.number("mean");
    spec.weight = settings.number("weight");
    spec.shape = settings.number("shape");
    spec.rate = settings.number("rate");
    spec.threshold = settings.number("threshold");
    const stats::OnlineFit fit = stats::online_changes(series.values, spec);
    Listing runs{.name = "runs", .columns = {"row", "run", "probability", "fresh"}, .rows = {}};
    for (std::size_t i = 0; i < fit.run.size(); ++i) {
        runs.rows.push_back({series.rows[i], static_cast<std::int64_t>(fit.run[i]),
                             fit.run_probability[i], fit.fresh[i]});
    }
    answer.listings.push_back(std::move(runs));
    for (const auto& [name, starts] :
         {std::pair("by_mode", &fit.by_mode), std::pair("by_threshold", &fit.by_threshold),
          std::pair("by_path", &fit.by_path)}) {
        Listing listing{.name = name, .columns = {"first_row", "first"}, .rows = {}};
        for (const std::size_t start : *starts) {
            listing.rows.push_back({static_cast<std::int64_t>(start), series.rows[start - 1]});
        }
        answer.listings.push_back(std::move(listing));
    }
    answer.conventions = {{"date", "first row of a run"}, {"model", settings.text("model")}};
    answer.warnings.insert(answer.warnings.end(), fit.warnings.begin(), fit.warnings.end());
    return answer;
}

std::vector<Field> with_series(std::vector<Field> own) {
    std::vector<Field> made = series_fields();
    std::ranges::move(own, std::back_inserter(made));
    return made;
}

Field positive(std::string_view name, std::string_view fallback, std::string_view text) {
    return {.name = name,
            .type = FieldType::number,
            .fallback = fallback,
            .text = text,
            .least = 0,
            .above = true};
}

} // namespace

Method segments_method() {
    return {.name = "segments",
            .group = group,
            .title = "change points in level, spread or rate of a series",
            .page = "segmentation",
            .fields =
                with_series({{.name = "model",
                              .type = FieldType::choice,
                              .text = "What changes.",
                              .choices = choices(segment_models())},
                             {.name = "method",
                              .type = FieldType::choice,
                              .text = "How divisions are searched.",
                              .choices = choices(segment_methods())},
                             {.name = "penalty_rule",
                              .type = FieldType::choice,
                              .text = "What a further change must gain.",
                              .choices = choices(penalties())},
                             {.name = "penalty",
                              .type = FieldType::number,
                              .text = "That gain itself.",
                              .least = 0,
                              .under = {{.key = "penalty_rule", .words = {"given"}}},
                              .needed_under = true},
                             {.name = "least",
                              .type = FieldType::integer,
                              .text = "Cells of a segment.",
                              .least = 1},
                             {.name = "most",
                              .type = FieldType::integer,
                              .fallback = "5",
                              .text = "Splits of binary, segments of optimal.",
                              .least = 1,
                              .under = {{.key = "method", .words = {"optimal", "binary"}}}},
                             {.name = "noise_sd",
                              .type = FieldType::number,
                              .text = "Of model mean; not given: from first differences.",
                              .least = 0,
                              .above = true,
                              .under = {{.key = "model", .words = {"mean"}}}},
                             {.name = "common_mean",
                              .type = FieldType::number,
                              .text = "That variances are about; not given: of the series.",
                              .under = {{.key = "model", .words = {"variance"}}}},
                             {.name = "variance_floor",
                              .type = FieldType::number,
                              .fallback = "1e-11",
                              .text = "Stands for a variance of 0.",
                              .least = 0,
                              .above = true,
                              .under = {{.key = "model", .words = {"variance", "mean-variance"}}}},
                             {.name = "size",
                              .type = FieldType::number,
                              .text = "Of the negative binomial; not given: from neighbours.",
                              .least = 0,
                              .above = true,
                              .under = {{.key = "model", .words = {"negative-binomial"}}}},
                             {.name = "convention",
                              .type = FieldType::choice,
                              .text = "Exact, or as the R package changepoint 2.3.",
                              .choices = choices(segment_conventions())}}),
            .example = "series = \"flow\"\nperiod = \"year\"\nmodel = \"mean\"\n",
            .run = run_segments};
}

Method change_date_method() {
    return {.name = "change-date",
            .group = group,
            .title = "posterior of the date of a single change",
            .page = "change_date",
            .fields = with_series(
                {{.name = "model",
                  .type = FieldType::choice,
                  .text = "Mean of a Gaussian series, or rate of counts.",
                  .choices = choices(change_models())},
                 {.name = "change",
                  .type = FieldType::number,
                  .fallback = "0.5",
                  .text = "Prior probability that there is a change.",
                  .least = 0,
                  .most = 1},
                 {.name = "least",
                  .type = FieldType::integer,
                  .fallback = "1",
                  .text = "Observed cells on either side.",
                  .least = 1},
                 {.name = "mean_weight",
                  .type = FieldType::number,
                  .fallback = "1",
                  .text = "Cells that the prior of a mean is worth.",
                  .least = 0,
                  .above = true,
                  .under = {{.key = "model", .words = {"gaussian"}}}},
                 {.name = "size_spread",
                  .type = FieldType::number,
                  .fallback = "1",
                  .text = "Scale of the prior of size^-1/2.",
                  .least = 0,
                  .above = true,
                  .under = {{.key = "model", .words = {"negative-binomial"}}}},
                 {.name = "whole_counts",
                  .type = FieldType::flag,
                  .fallback = "true",
                  .text = "false: parts of counts may stand.",
                  .under = {{.key = "model", .words = {"poisson", "negative-binomial"}}}},
                 level_field()}),
            .example = "series = \"flow\"\nperiod = \"year\"\n",
            .run = run_change_date};
}

Method online_changes_method() {
    std::vector<Field> fields = with_series(
        {{.name = "model",
          .type = FieldType::choice,
          .text = "Of the cells of a run.",
          .choices = choices(online_models())},
         positive("run_length", "100", "Expected cells between changes."),
         {.name = "mean",
          .type = FieldType::number,
          .fallback = "0",
          .text = "Prior mean.",
          .under = {{.key = "model", .words = {"gaussian"}}}},
         {.name = "weight",
          .type = FieldType::number,
          .fallback = "0.01",
          .text = "Cells that the prior mean is worth.",
          .least = 0,
          .above = true,
          .under = {{.key = "model", .words = {"gaussian"}}}},
         positive("shape", "0.01", "Of the gamma prior: of the inverse variance, or the rate."),
         positive("rate", "1e-4", "Of the gamma prior."),
         {.name = "threshold",
          .type = FieldType::number,
          .fallback = "0.5",
          .text = "Probability of a run that makes its start a date.",
          .least = 0,
          .most = 1}});
    // Runs have no exposure.
    std::erase_if(fields, [](const Field& field) { return field.name == "exposure"; });
    return {.name = "online-changes",
            .group = group,
            .title = "change points as data come in: the length of the present run",
            .page = "change_date",
            .fields = std::move(fields),
            .example = "series = \"flow\"\nperiod = \"year\"\nmean = 900\n",
            .run = run_online};
}

} // namespace halflight::estimate

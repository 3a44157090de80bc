// SPDX-License-Identifier: Apache-2.0
// Series with seasons: farrington, price-anomaly, seasonal.
#include <algorithm>

#include "halflight/base/date.hpp"
#include "halflight/stats/farrington.hpp"
#include "halflight/stats/price_anomaly.hpp"
#include "halflight/stats/seasonal.hpp"

#include "alarm_listing.hpp"
#include "method_list.hpp"
#include "words.hpp"

namespace halflight::estimate {

namespace {

constexpr std::string_view group = "Early warning";

const Words<stats::FarringtonMethod>& variants() {
    static const Words<stats::FarringtonMethod> words = {
        {"flexible", stats::FarringtonMethod::flexible},
        {"original", stats::FarringtonMethod::original}};
    return words;
}

const Words<stats::FarringtonThreshold>& thresholds() {
    static const Words<stats::FarringtonThreshold> words = {
        {"nb-plugin", stats::FarringtonThreshold::nb_plugin},
        {"delta", stats::FarringtonThreshold::delta},
        {"muan", stats::FarringtonThreshold::muan}};
    return words;
}

const Words<stats::CountPower>& powers() {
    static const Words<stats::CountPower> words = {{"two-thirds", stats::CountPower::two_thirds},
                                                   {"one-half", stats::CountPower::one_half},
                                                   {"none", stats::CountPower::none}};
    return words;
}

const Words<stats::FarringtonConvention>& conventions() {
    static const Words<stats::FarringtonConvention> words = {
        {"corrected", stats::FarringtonConvention::corrected},
        {"surveillance", stats::FarringtonConvention::surveillance}};
    return words;
}

const Words<stats::GlmStop>& stops() {
    static const Words<stats::GlmStop> words = {{"r-glm", stats::GlmStop::r_glm},
                                                {"tight", stats::GlmStop::tight}};
    return words;
}

const Words<stats::AnomalyBaseline>& baselines() {
    static const Words<stats::AnomalyBaseline> words = {
        {"past", stats::AnomalyBaseline::past},
        {"inclusive", stats::AnomalyBaseline::inclusive},
        {"full-sample", stats::AnomalyBaseline::full_sample}};
    return words;
}

std::size_t count(const Settings& settings, std::string_view name) {
    return static_cast<std::size_t>(settings.integer(name));
}

/// Series without exposure, and the keys of the method itself.
std::vector<Field> with_values(std::vector<Field> own) {
    std::vector<Field> made = series_fields();
    std::erase_if(made, [](const Field& field) { return field.name == "exposure"; });
    std::ranges::move(own, std::back_inserter(made));
    return made;
}

stats::FarringtonSpec farrington_spec(const Settings& settings) {
    stats::FarringtonSpec spec;
    spec.method = chosen(variants(), settings.text("variant"));
    spec.first = count(settings, "first");
    spec.period = count(settings, "season");
    spec.years = count(settings, "years");
    spec.half_width = count(settings, "half_width");
    spec.seasons = count(settings, "seasons");
    spec.left_out = count(settings, "left_out");
    spec.reweight = settings.flag("reweight");
    spec.weights_threshold = settings.number("weights_threshold");
    spec.trend = settings.flag("trend");
    spec.trend_p = settings.number("trend_p");
    spec.threshold = chosen(thresholds(), settings.text("threshold"));
    spec.power = chosen(powers(), settings.text("power"));
    spec.alpha = settings.number("alpha");
    spec.least_cases = settings.number("least_cases");
    spec.least_rows = count(settings, "least_rows");
    spec.least_share = settings.number("least_share");
    spec.convention = chosen(conventions(), settings.text("convention"));
    spec.stop = chosen(stops(), settings.text("stop"));
    return spec;
}

/// Days since 1970 where periods are dates.
std::vector<int> days_of(const Run& run, const NamedSeries& series) {
    std::vector<int> days;
    if (!run.settings.flag("calendar")) {
        return days;
    }
    for (const std::string& row : series.rows) {
        const Result<Date> date = parse_date(row);
        if (!date) {
            stats::refuse("calendar years need dates as periods, and '" + row + "' is none");
        }
        days.push_back(date->days);
    }
    return days;
}

Answer run_farrington(const Run& run) {
    Answer answer;
    const Settings& settings = run.settings;
    const NamedSeries series = read_series(run, answer);
    const stats::FarringtonFit fit = stats::farrington(series.values, days_of(run, series),
                                                       series.exposure, farrington_spec(settings));
    tell({.times = fit.times, .warnings = fit.warnings}, series, answer);
    Listing models{.name = "models",
                   .columns = {"row", "cells", "p_value", "dispersion", "trend", "std_error"},
                   .rows = {}};
    for (std::size_t i = 0; i < fit.models.size(); ++i) {
        const stats::FarringtonModel& model = fit.models[i];
        models.rows.push_back({series.rows[fit.times[i].row - 1],
                               static_cast<std::int64_t>(model.cells), model.p_value,
                               model.dispersion, model.trend, model.std_error});
    }
    answer.listings.push_back(std::move(models));
    for (const std::string_view name : {"variant", "threshold", "convention", "stop"}) {
        answer.conventions.emplace_back(name, settings.text(name));
    }
    return answer;
}

std::string state_word(stats::PriceState state) {
    switch (state) {
    case stats::PriceState::unknown:
        return "unknown";
    case stats::PriceState::normal:
        return "normal";
    case stats::PriceState::moderately_high:
        return "moderately_high";
    case stats::PriceState::abnormally_high:
        return "abnormally_high";
    }
    return "";
}

Answer run_price_anomaly(const Run& run) {
    Answer answer;
    const Settings& settings = run.settings;
    const NamedSeries series = read_series(run, answer);
    const stats::PriceAnomalyFit fit = stats::price_anomaly(
        series.values, {.baseline = chosen(baselines(), settings.text("baseline")),
                        .quarterly_weight = settings.number("quarterly_weight"),
                        .high = settings.number("high"),
                        .moderate = settings.number("moderate"),
                        .least_years = count(settings, "least_years"),
                        .first_month = count(settings, "first_month")});
    Listing months{.name = "months",
                   .columns = {"row", "price", "quarterly_growth", "annual_growth", "indicator",
                               "state", "needed"},
                   .rows = {}};
    for (const stats::PriceMonth& month : fit.months) {
        months.rows.push_back({series.rows[month.row - 1], month.price, month.quarterly_growth,
                               month.annual_growth, month.indicator, state_word(month.state),
                               month.needed});
    }
    answer.listings.push_back(std::move(months));
    answer.conventions.emplace_back("baseline", settings.text("baseline"));
    answer.warnings.insert(answer.warnings.end(), fit.warnings.begin(), fit.warnings.end());
    return answer;
}

Answer run_seasonal(const Run& run) {
    Answer answer;
    const Settings& settings = run.settings;
    const NamedSeries series = read_series(run, answer);
    stats::SeasonalSpec spec;
    spec.period = count(settings, "season");
    spec.season_degree = static_cast<int>(settings.integer("season_degree"));
    spec.robust = settings.flag("robust");
    spec.jumps = settings.flag("jumps");
    if (settings.has("season_window")) {
        spec.season_window = count(settings, "season_window");
    }
    if (settings.has("trend_window")) {
        spec.trend_window = count(settings, "trend_window");
    }
    const stats::SeasonalFit fit = stats::seasonal(series.values, spec);
    Listing parts{.name = "parts",
                  .columns = {"row", "season", "trend", "remainder", "adjusted", "weight"},
                  .rows = {}};
    for (std::size_t i = 0; i < fit.season.size(); ++i) {
        parts.rows.push_back({series.rows[i], fit.season[i], fit.trend[i], fit.remainder[i],
                              fit.adjusted[i], fit.weights[i]});
    }
    answer.listings.push_back(std::move(parts));
    answer.conventions.emplace_back("robust", settings.flag("robust") ? "yes" : "no");
    answer.warnings.insert(answer.warnings.end(), fit.warnings.begin(), fit.warnings.end());
    return answer;
}

Field whole(std::string_view name, std::string_view fallback, std::string_view text,
            double least = 0) {
    return {.name = name,
            .type = FieldType::integer,
            .fallback = fallback,
            .text = text,
            .least = least};
}

Field number(std::string_view name, std::string_view fallback, std::string_view text,
             double most = 1e308) {
    return {.name = name,
            .type = FieldType::number,
            .fallback = fallback,
            .text = text,
            .least = 0,
            .most = most};
}

Field flag(std::string_view name, std::string_view fallback, std::string_view text) {
    return {.name = name, .type = FieldType::flag, .fallback = fallback, .text = text};
}

/// What the method of 1996 does not have.
Field flexible(Field field, std::string_view with = {}) {
    if (!with.empty()) {
        field.under.push_back({.key = with, .words = {"true"}});
    }
    field.under.push_back({.key = "variant", .words = {"flexible"}});
    return field;
}

std::vector<Field> farrington_fields() {
    std::vector<Field> made = series_fields();
    std::vector<Field> own = {
        {.name = "variant",
         .type = FieldType::choice,
         .text = "Noufaily et al. (2013) or Farrington et al. (1996).",
         .choices = choices(variants())},
        whole("first", "0",
              "First row that is judged, counted from 1; 0: the first with a baseline."),
        whole("season", "52", "Rows of a year.", 2),
        whole("years", "5", "Back.", 1),
        whole("half_width", "3", "Of the window about the same time of former years."),
        flexible(
            whole("seasons", "10", "Levels of the season between windows; 1: windows only.", 1)),
        flexible(whole("left_out", "26", "Last rows that are not in the baseline.")),
        flag("reweight", "true", "Less weight on former outbreaks."),
        flexible(number("weights_threshold", "2.58", "Residuals from here on are weighted down."),
                 "reweight"),
        flag("trend", "true", "A trend in the baseline."),
        flexible(number("trend_p", "1", "It stays with a p-value below this; 1: always.", 1),
                 "trend"),
        flexible({.name = "threshold",
                  .type = FieldType::choice,
                  .text = "Of the count; original: delta.",
                  .choices = choices(thresholds())}),
        {.name = "power",
         .type = FieldType::choice,
         .text = "Of threshold delta.",
         .choices = choices(powers())},
        number("alpha", "0.05", "Chance of an alarm where nothing happens; of original two-sided.",
               0.5),
        number("least_cases", "5", "Fewer in the last rows: not judged."),
        whole("least_rows", "4", "In which those cases are counted, the present one included.", 1),
        number("least_share", "0.5", "Of the baseline that must be observed.", 1),
        flag("calendar", "false", "Periods are dates; a year back is a calendar year."),
        {.name = "convention",
         .type = FieldType::choice,
         .text = "Of standard errors after reweighting.",
         .choices = choices(conventions())},
        {.name = "stop",
         .type = FieldType::choice,
         .text = "Where iterations end: by the rule of R's glm, or at the solution.",
         .choices = choices(stops())}};
    std::ranges::move(own, std::back_inserter(made));
    return made;
}

} // namespace

Method farrington_method() {
    return {.name = "farrington",
            .group = group,
            .title = "counts against a regression on the same season of former years",
            .page = "farrington",
            .fields = farrington_fields(),
            .example = "series = \"cases\"\nperiod = \"week\"\nfirst = 365\n",
            .run = run_farrington};
}

Method price_anomaly_method() {
    return {.name = "price-anomaly",
            .group = group,
            .title = "the FAO's indicator of food price anomalies",
            .page = "price_anomaly",
            .fields = with_values({{.name = "baseline",
                                    .type = FieldType::choice,
                                    .text = "Years whose growth is compared with.",
                                    .choices = choices(baselines())},
                                   number("quarterly_weight", "0.4",
                                          "Of the quarterly against the annual growth.", 1),
                                   number("high", "1", "Abnormally high from here on."),
                                   number("moderate", "0.5", "Moderately high from here on."),
                                   whole("least_years", "3", "Of growth in the baseline.", 2),
                                   {.name = "first_month",
                                    .type = FieldType::integer,
                                    .fallback = "1",
                                    .text = "Calendar month of the first row.",
                                    .least = 1,
                                    .most = 12}}),
            .example = "series = \"price\"\n",
            .run = run_price_anomaly};
}

Method seasonal_method() {
    return {.name = "seasonal",
            .group = group,
            .title = "season, trend and remainder, robust against outlying cells",
            .page = "seasonal",
            .fields = with_values(
                {whole("season", "12", "Rows of a year.", 2),
                 {.name = "season_window",
                  .type = FieldType::integer,
                  .text = "Years that the season is smoothed over; not given: the same every year.",
                  .least = 3},
                 {.name = "season_degree",
                  .type = FieldType::integer,
                  .fallback = "0",
                  .text = "Of its local polynomial.",
                  .least = 0,
                  .most = 1},
                 {.name = "trend_window",
                  .type = FieldType::integer,
                  .text = "Rows that the trend is smoothed over.",
                  .least = 3},
                 flag("robust", "true", "Outlying cells bend neither season nor trend."),
                 flag("jumps", "false",
                      "Smooth only every tenth of a window and join by lines, as R's stl.")}),
            .example = "series = \"price\"\nseason = 12\n",
            .run = run_seasonal};
}

} // namespace halflight::estimate

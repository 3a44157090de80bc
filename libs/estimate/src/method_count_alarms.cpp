// SPDX-License-Identifier: Apache-2.0
// Unusual counts without a regression: ears, cusum, glr, bayes-alarm, rki-alarm.
#include <algorithm>

#include "halflight/stats/count_alarm.hpp"

#include "alarm_listing.hpp"
#include "method_list.hpp"
#include "words.hpp"

namespace halflight::estimate {

namespace {

constexpr std::string_view group = "Early warning";
constexpr std::string_view example = "series = \"cases\"\nperiod = \"week\"\n";
constexpr std::string_view example_first = "series = \"cases\"\nperiod = \"week\"\nfirst = 105\n";

const Words<stats::EarsMethod>& ears_words() {
    static const Words<stats::EarsMethod> words = {{"c1", stats::EarsMethod::c1},
                                                   {"c2", stats::EarsMethod::c2},
                                                   {"c3", stats::EarsMethod::c3}};
    return words;
}

const Words<stats::EarsConvention>& ears_conventions() {
    static const Words<stats::EarsConvention> words = {
        {"cdc", stats::EarsConvention::cdc}, {"surveillance", stats::EarsConvention::surveillance}};
    return words;
}

const Words<stats::CountTransform>& transforms() {
    static const Words<stats::CountTransform> words = {
        {"standard", stats::CountTransform::standard},
        {"rossi", stats::CountTransform::rossi},
        {"anscombe", stats::CountTransform::anscombe},
        {"negative-binomial", stats::CountTransform::negative_binomial}};
    return words;
}

const Words<stats::GlrDirection>& directions() {
    static const Words<stats::GlrDirection> words = {{"increase", stats::GlrDirection::increase},
                                                     {"decrease", stats::GlrDirection::decrease}};
    return words;
}

std::size_t count(const Settings& settings, std::string_view name) {
    return static_cast<std::size_t>(settings.integer(name));
}

/// Series without exposure, and the keys of the method itself.
std::vector<Field> with_counts(std::vector<Field> own) {
    std::vector<Field> made = series_fields();
    std::erase_if(made, [](const Field& field) { return field.name == "exposure"; });
    std::ranges::move(own, std::back_inserter(made));
    return made;
}

Field first_field(bool required) {
    return {
        .name = "first",
        .type = FieldType::integer,
        .fallback = required ? std::string_view() : "0",
        .required = required,
        .text =
            required
                ? "First row that is judged, counted from 1; what stands before it is the baseline."
                : "First row that is judged, counted from 1; 0: the first with a baseline.",
        .least = required ? 2.0 : 0.0};
}

Field share_field() {
    return {.name = "least_share",
            .type = FieldType::number,
            .fallback = "0.5",
            .text = "Of the baseline that must be observed.",
            .least = 0,
            .most = 1};
}

Field alpha_field(std::string_view fallback) {
    return {.name = "alpha",
            .type = FieldType::number,
            .fallback = fallback,
            .text = "Chance of an alarm where nothing happens, one-sided.",
            .least = 1e-9,
            .most = 0.5};
}

std::vector<Field> window_fields(std::string_view years, std::string_view half_width,
                                 std::string_view current) {
    return {{.name = "season",
             .type = FieldType::integer,
             .fallback = "52",
             .text = "Cells of a year.",
             .least = 1},
            {.name = "years",
             .type = FieldType::integer,
             .fallback = years,
             .text = "Before, whose same season is compared with.",
             .least = 0},
            {.name = "half_width",
             .type = FieldType::integer,
             .fallback = half_width,
             .text = "Cells on either side of the same time.",
             .least = 0},
            {.name = "current",
             .type = FieldType::flag,
             .fallback = current,
             .text = "Also the cells just before."}};
}

stats::SeasonWindow window_of(const Settings& settings) {
    return {.period = count(settings, "season"),
            .years = count(settings, "years"),
            .half_width = count(settings, "half_width"),
            .current = settings.flag("current")};
}

template <class Detect>
Answer detect(const Run& run, const Detect& work) {
    Answer answer;
    const NamedSeries series = read_series(run, answer);
    tell(work(series), series, answer);
    return answer;
}

Answer run_ears(const Run& run) {
    const Settings& settings = run.settings;
    Answer answer = detect(run, [&](const NamedSeries& series) {
        return stats::ears(series.values,
                           {.method = chosen(ears_words(), settings.text("variant")),
                            .convention = chosen(ears_conventions(), settings.text("convention")),
                            .first = count(settings, "first"),
                            .baseline = count(settings, "baseline"),
                            .alpha = settings.number("alpha"),
                            .least_deviation = settings.number("least_deviation"),
                            .least_share = settings.number("least_share")});
    });
    answer.conventions.emplace_back("variant", settings.text("variant"));
    answer.conventions.emplace_back("convention", settings.text("convention"));
    return answer;
}

Answer run_cusum(const Run& run) {
    const Settings& settings = run.settings;
    return detect(run, [&](const NamedSeries& series) {
        stats::CountCusumSpec spec;
        spec.first = count(settings, "first");
        spec.reference = settings.number("reference");
        spec.limit = settings.number("limit");
        spec.transform = chosen(transforms(), settings.text("transform"));
        spec.mean = settings.numbers("mean");
        spec.reset = settings.flag("reset");
        if (settings.has("size")) {
            spec.size = settings.number("size");
        }
        return stats::count_cusum(series.values, spec);
    });
}

Answer run_glr(const Run& run) {
    const Settings& settings = run.settings;
    return detect(run, [&](const NamedSeries& series) {
        return stats::count_glr(series.values,
                                {.first = count(settings, "first"),
                                 .mean = settings.numbers("mean"),
                                 .dispersion = settings.number("dispersion"),
                                 .limit = settings.number("limit"),
                                 .direction = chosen(directions(), settings.text("direction")),
                                 .window = count(settings, "window")});
    });
}

Answer run_bayes(const Run& run) {
    const Settings& settings = run.settings;
    return detect(run, [&](const NamedSeries& series) {
        return stats::bayes_alarm(series.values, {.window = window_of(settings),
                                                  .first = count(settings, "first"),
                                                  .alpha = settings.number("alpha"),
                                                  .least_share = settings.number("least_share")});
    });
}

Answer run_rki(const Run& run) {
    const Settings& settings = run.settings;
    return detect(run, [&](const NamedSeries& series) {
        return stats::rki_alarm(series.values, {.window = window_of(settings),
                                                .first = count(settings, "first"),
                                                .least_share = settings.number("least_share")});
    });
}

Field number(std::string_view name, std::string_view fallback, std::string_view text,
             double least) {
    return {.name = name,
            .type = FieldType::number,
            .fallback = fallback,
            .text = text,
            .least = least};
}

Field means_field() {
    return {.name = "mean",
            .type = FieldType::numbers,
            .text =
                "In control: one, or one for each row that is judged; not given: the mean before."};
}

} // namespace

Method ears_method() {
    return {.name = "ears",
            .group = group,
            .title = "counts against the days or weeks just before: EARS C1, C2, C3",
            .page = "count_alarms",
            .fields = with_counts(
                {{.name = "variant",
                  .type = FieldType::choice,
                  .text = "C1: just before; C2: with a gap of two; C3: three times summed.",
                  .choices = choices(ears_words())},
                 {.name = "convention",
                  .type = FieldType::choice,
                  .text = "All three excesses are added up, or the present count stands in its "
                          "own bound as in package surveillance.",
                  .choices = choices(ears_conventions()),
                  .under = {{.key = "variant", .words = {"c3"}}}},
                 first_field(false),
                 {.name = "baseline",
                  .type = FieldType::integer,
                  .fallback = "7",
                  .text = "Cells that are compared with.",
                  .least = 3},
                 alpha_field("0.001"),
                 number("least_deviation", "0",
                        "A smaller deviation of the baseline is taken as this.", 0),
                 share_field()}),
            .example = example,
            .run = run_ears};
}

Method cusum_method() {
    return {.name = "cusum",
            .group = group,
            .title = "cumulated excess of counts",
            .page = "count_alarms",
            .fields = with_counts(
                {first_field(true),
                 number("reference", "1.04", "Taken from each transformed count (k).", 0),
                 number("limit", "2.26", "Of the sum (h).", 0),
                 {.name = "transform",
                  .type = FieldType::choice,
                  .text = "Brings counts to a common scale.",
                  .choices = choices(transforms())},
                 {.name = "size",
                  .type = FieldType::number,
                  .text = "Of the negative binomial.",
                  .least = 0,
                  .above = true,
                  .under = {{.key = "transform", .words = {"negative-binomial"}}}},
                 means_field(),
                 {.name = "reset",
                  .type = FieldType::flag,
                  .fallback = "false",
                  .text = "To 0 after an alarm."}}),
            .example = example_first,
            .run = run_cusum};
}

Method glr_method() {
    return {.name = "glr",
            .group = group,
            .title = "has the rate of counts changed since an unknown time",
            .page = "count_alarms",
            .fields = with_counts(
                {first_field(true),
                 means_field(),
                 number("dispersion", "0", "alpha of variance mean + alpha mean^2; 0: Poisson.", 0),
                 number("limit", "5", "Of the log likelihood ratio.", 0),
                 {.name = "direction",
                  .type = FieldType::choice,
                  .text = "What is looked for.",
                  .choices = choices(directions())},
                 {.name = "window",
                  .type = FieldType::integer,
                  .fallback = "0",
                  .text = "Cells that a change may lie back; 0: to the last alarm.",
                  .least = 0}}),
            .example = example_first,
            .run = run_glr};
}

Method bayes_alarm_method() {
    std::vector<Field> own = window_fields("0", "6", "true");
    for (Field field : {first_field(false), alpha_field("0.05"), share_field()}) {
        own.push_back(std::move(field));
    }
    return {.name = "bayes-alarm",
            .group = group,
            .title = "counts against their predictive distribution",
            .page = "count_alarms",
            .fields = with_counts(std::move(own)),
            .example = example,
            .run = run_bayes};
}

Method rki_alarm_method() {
    std::vector<Field> own = window_fields("2", "4", "false");
    for (Field field : {first_field(false), share_field()}) {
        own.push_back(std::move(field));
    }
    return {.name = "rki-alarm",
            .group = group,
            .title = "counts against the same season of years before, by the rule of the Robert "
                     "Koch Institute",
            .page = "count_alarms",
            .fields = with_counts(std::move(own)),
            .example = example,
            .run = run_rki};
}

} // namespace halflight::estimate

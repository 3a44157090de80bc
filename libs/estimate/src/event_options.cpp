// SPDX-License-Identifier: Apache-2.0
#include "event_options.hpp"

#include <algorithm>

#include "small_sample.hpp"

namespace halflight::estimate {

const Words<stats::EventModel>& models() {
    static const Words<stats::EventModel> words = {{"sun-abraham", stats::EventModel::sun_abraham},
                                                   {"two-way", stats::EventModel::two_way}};
    return words;
}

const Words<stats::GroupControls>& controls() {
    static const Words<stats::GroupControls> words = {{"not-yet", stats::GroupControls::not_yet},
                                                      {"never", stats::GroupControls::never}};
    return words;
}

void tell_test(const stats::WaldTest& test, Answer& answer) {
    answer.diagnostics.emplace_back("pre_trend_f", test.statistic);
    answer.diagnostics.emplace_back("pre_trend_degrees", test.degrees1);
    answer.diagnostics.emplace_back("pre_trend_p", test.p_value);
}

void tell_warnings(const stats::Warnings& warnings, Answer& answer) {
    answer.warnings.insert(answer.warnings.end(), warnings.begin(), warnings.end());
}

void tell_choices(const Run& run, std::initializer_list<std::string_view> names, Answer& answer) {
    for (const std::string_view name : names) {
        answer.conventions.emplace_back(std::string(name), run.settings.text(name));
    }
}

stats::EventStudySpec study_spec(const Run& run) {
    const Settings& settings = run.settings;
    stats::EventStudySpec spec;
    if (settings.has("first")) {
        spec.first = static_cast<int>(settings.integer("first"));
    }
    if (settings.has("last")) {
        spec.last = static_cast<int>(settings.integer("last"));
    }
    spec.small_sample = small_sample(settings);
    spec.level = settings.number("level");
    spec.demean.jobs = run.jobs;
    return spec;
}

stats::GroupTimeSpec group_spec(const Run& run) {
    const Settings& settings = run.settings;
    stats::GroupTimeSpec spec;
    spec.controls = chosen(controls(), settings.text("controls"));
    spec.level = settings.number("level");
    return spec;
}

Field whole(std::string_view name, std::string_view text) {
    return {
        .name = name, .type = FieldType::integer, .text = text, .least = -100'000, .most = 100'000};
}

std::vector<Field> window_fields() {
    std::vector<Field> made = {whole("first", "Event times before it are taken as this one."),
                               whole("last", "Event times after it are taken as this one.")};
    std::ranges::move(small_sample_fields(), std::back_inserter(made));
    return made;
}

} // namespace halflight::estimate

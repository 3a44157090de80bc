// SPDX-License-Identifier: Apache-2.0
#include "small_sample.hpp"

#include "words.hpp"

namespace halflight::estimate {

namespace {

constexpr std::string_view of_preset = "preset";

const Words<stats::SmallSample>& presets() {
    static const Words<stats::SmallSample> words = {{"conventional", stats::SmallSample{}},
                                                    {"fixest", stats::SmallSample::fixest()},
                                                    {"none", stats::SmallSample::none()}};
    return words;
}

const Words<stats::EffectCount>& effect_counts() {
    static const Words<stats::EffectCount> words = {{"none", stats::EffectCount::none},
                                                    {"nested", stats::EffectCount::nested},
                                                    {"full", stats::EffectCount::full}};
    return words;
}

const Words<stats::ClusterFactor>& cluster_factors() {
    static const Words<stats::ClusterFactor> words = {
        {"conventional", stats::ClusterFactor::conventional}, {"min", stats::ClusterFactor::min}};
    return words;
}

const Words<stats::TestDegrees>& test_degrees() {
    static const Words<stats::TestDegrees> words = {{"clusters", stats::TestDegrees::clusters},
                                                    {"residual", stats::TestDegrees::residual}};
    return words;
}

template <class Value>
Field part(std::string_view name, const Words<Value>& words, std::string_view text) {
    Field made{.name = name, .type = FieldType::choice, .text = text, .choices = {of_preset}};
    for (const std::string_view word : choices(words)) {
        made.choices.push_back(word);
    }
    return made;
}

Field flag(std::string_view name, std::string_view text) {
    return {.name = name, .type = FieldType::flag, .text = text};
}

template <class Value>
void take(const Settings& settings, std::string_view name, const Words<Value>& words,
          Value& value) {
    if (settings.text(name) != of_preset) {
        value = chosen(words, settings.text(name));
    }
}

void take(const Settings& settings, std::string_view name, bool& value) {
    if (settings.has(name)) {
        value = settings.flag(name);
    }
}

} // namespace

std::vector<Field> small_sample_fields() {
    return {
        {.name = "small_sample",
         .type = FieldType::choice,
         .text =
             "Finite-sample factors and degrees of freedom: each grouping with its own number of "
             "clusters, as fixest's defaults, or none. The keys that follow replace its parts.",
         .choices = choices(presets())},
        flag("adjust_parameters",
             "The factor (n - 1) / (n - K), fixest's K.adj; not given: as the preset."),
        part("effect_count", effect_counts(),
             "Effects that count in K, fixest's K.fixef; nested: all but those nested in a "
             "cluster (nonnested)."),
        flag("exact_effects",
             "Connected components of two effects are counted, fixest's K.exact; not given: as "
             "the preset."),
        flag("adjust_clusters",
             "The factor G / (G - 1), fixest's G.adj; not given: as the preset."),
        part("cluster_factor", cluster_factors(),
             "G of several groupings, fixest's G.df: each its own, or the least."),
        part("test_degrees", test_degrees(),
             "Degrees of freedom of t, fixest's t.df: least G - 1, or n - K.")};
}

stats::SmallSample small_sample(const Settings& settings) {
    stats::SmallSample made = chosen(presets(), settings.text("small_sample"));
    take(settings, "adjust_parameters", made.adjust_parameters);
    take(settings, "effect_count", effect_counts(), made.effects);
    take(settings, "exact_effects", made.exact_effects);
    take(settings, "adjust_clusters", made.adjust_clusters);
    take(settings, "cluster_factor", cluster_factors(), made.cluster_factor);
    take(settings, "test_degrees", test_degrees(), made.degrees);
    return made;
}

void tell_small_sample(const Settings& settings, Answer& answer) {
    answer.conventions.emplace_back("small_sample", settings.text("small_sample"));
    for (const char* name : {"adjust_parameters", "exact_effects", "adjust_clusters"}) {
        if (settings.has(name)) {
            answer.conventions.emplace_back(name, settings.flag(name) ? "true" : "false");
        }
    }
    for (const char* name : {"effect_count", "cluster_factor", "test_degrees"}) {
        if (settings.text(name) != of_preset) {
            answer.conventions.emplace_back(name, settings.text(name));
        }
    }
}

} // namespace halflight::estimate

// SPDX-License-Identifier: Apache-2.0
// Words and settings that the estimators of event studies share.
#pragma once

#include <cstdint>
#include <initializer_list>

#include "halflight/stats/event_study.hpp"
#include "halflight/stats/group_time.hpp"

#include "event_fields.hpp"
#include "words.hpp"

namespace halflight::estimate {

inline constexpr std::string_view event_group = "Event studies";
inline constexpr std::string_view event_page = "event_study";
inline constexpr std::string_view event_example =
    "unit = \"county\"\nperiod = \"year\"\noutcome = \"income\"\n"
    "treatment = \"treated\"\n";

[[nodiscard]] const Words<stats::EventModel>& models();
[[nodiscard]] const Words<stats::GroupControls>& controls();

/// first, last, small_sample and its parts: their fields, and what they say with level and jobs.
[[nodiscard]] std::vector<Field> window_fields();
[[nodiscard]] stats::EventStudySpec study_spec(const Run& run);
/// controls, level.
[[nodiscard]] stats::GroupTimeSpec group_spec(const Run& run);

void tell_test(const stats::WaldTest& test, Answer& answer);
void tell_warnings(const stats::Warnings& warnings, Answer& answer);
/// Copies the words of choices that numbers depend on.
void tell_choices(const Run& run, std::initializer_list<std::string_view> names, Answer& answer);

[[nodiscard]] inline std::int64_t count(std::size_t number) {
    return static_cast<std::int64_t>(number);
}

/// An event time, optional.
[[nodiscard]] Field whole(std::string_view name, std::string_view text);

template <class Value>
Field choice(std::string_view name, const Words<Value>& words, std::string_view text) {
    return {.name = name, .type = FieldType::choice, .text = text, .choices = choices(words)};
}

} // namespace halflight::estimate

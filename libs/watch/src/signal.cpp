// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/signal.hpp"

#include "enum_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::watch {

namespace {

constexpr std::array<std::string_view, 4> reading_words = {"quiet", "raised", "no data", "late"};
constexpr std::array<std::string_view, 3> severity_words = {"info", "warning", "critical"};
static_assert(reading_words.size() == static_cast<std::size_t>(Reading::count_));
static_assert(severity_words.size() == static_cast<std::size_t>(Severity::count_));

/// The end of the interval that speaks least for an alarm.
double cautious_end(const Signal& signal) noexcept {
    return signal.above ? signal.value.lo : signal.value.hi;
}

} // namespace

std::string_view to_string(Reading reading) noexcept {
    return reading_words[static_cast<std::size_t>(reading)];
}

std::optional<Reading> parse_reading(std::string_view word) noexcept {
    return detail::find_word<Reading>(reading_words, word);
}

std::string_view to_string(Severity severity) noexcept {
    return severity_words[static_cast<std::size_t>(severity)];
}

std::optional<Severity> parse_severity(std::string_view word) noexcept {
    return detail::find_word<Severity>(severity_words, word);
}

std::string_view grade(const Reliability& reliability, int fresh_days) noexcept {
    const bool fresh = reliability.age_days && *reliability.age_days <= fresh_days;
    if (!reliability.direct || reliability.origins == 0) {
        return "R0";
    }
    return reliability.origins >= 2 && fresh ? "R2" : "R1";
}

std::string speakers(const Signal& signal) {
    return signal.members.empty() ? signal.monitor
                                  : fmt::format("{}", fmt::join(signal.members, ", "));
}

std::optional<double> margin(const Signal& signal) noexcept {
    const double end = cautious_end(signal);
    if (!signal.threshold || !std::isfinite(end)) {
        return std::nullopt;
    }
    return signal.above ? end - *signal.threshold : *signal.threshold - end;
}

bool holds(const Signal& signal) noexcept {
    if (signal.reading != Reading::quiet || !signal.release) {
        return false;
    }
    // Held as long as some value that the evidence allows has not come back.
    return signal.above ? signal.value.hi >= *signal.release : signal.value.lo <= *signal.release;
}

} // namespace halflight::watch

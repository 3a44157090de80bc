// SPDX-License-Identifier: Apache-2.0
// halflight/watch/signal.hpp - what a monitor says of one day.
#pragma once

#include "halflight/base/date.hpp"
#include "halflight/base/interval.hpp"
#include "halflight/base/period.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

/// What was seen. `no_data` and `late` are readings of their own: silence is neither quiet nor
/// raised.
enum class Reading : std::uint8_t {
    quiet,
    raised,
    no_data, ///< nothing that the monitor could judge has ever been known
    late,    ///< the last observation is older than the source's custom allows
    count_
};
[[nodiscard]] std::string_view to_string(Reading reading) noexcept;
[[nodiscard]] std::optional<Reading> parse_reading(std::string_view word) noexcept;

/// How much a raised signal weighs. A breach that is certain is `critical`, one that is possible a
/// `warning`.
enum class Severity : std::uint8_t { info, warning, critical, count_ };
[[nodiscard]] std::string_view to_string(Severity severity) noexcept;
[[nodiscard]] std::optional<Severity> parse_severity(std::string_view word) noexcept;

/// What a signal rests on. Each sorted, once each.
struct Evidence {
    std::vector<std::string> claims; ///< ids
    std::vector<std::string> cells;  ///< "KEY@PERIOD"
    std::vector<std::string> rules;  ///< ids of rules
    bool operator==(const Evidence&) const = default;
};

/// How far evidence can be relied on (the Admiralty code's two questions, and freshness).
struct Reliability {
    std::size_t origins = 0;     ///< independent: sources that repeat one another count once
    char best_source = 'F';      ///< A to F
    bool direct = false;         ///< states the thing itself; false: only what goes with it
    std::optional<int> age_days; ///< from the end of the last period observed to the day
    bool operator==(const Reliability&) const = default;
};
/// R0 (nothing direct, or none), R1 (one origin, or old), R2 (two origins or more, direct, fresh).
/// `fresh_days`: older evidence is old.
[[nodiscard]] std::string_view grade(const Reliability& reliability, int fresh_days) noexcept;

/// One monitor's word on one day. Equal input, equal bytes.
struct Signal {
    std::string monitor; ///< id of the declaration that made it
    /// Ids of those whose word is put together here (alert_group.hpp), the one whose value this is
    /// first; none: it is the monitor's own.
    std::vector<std::string> members;
    std::string cause; ///< what an alert would be about: equal for all series that one event moves
    Date day;          ///< it rests on nothing that was not known on this day
    Reading reading = Reading::quiet;
    Severity severity = Severity::warning; ///< of a raised one
    std::optional<Period> period;          ///< last one judged
    Interval value = Interval::all();      ///< observed, or the detector's statistic
    std::optional<double> threshold;       ///< raised beyond this
    std::optional<double> release; ///< quiet again only on the far side of this (hysteresis)
    bool above = true;             ///< raised above the threshold; false: below it
    std::string unit;
    std::string text;   ///< one sentence: value, threshold, margin, period
    std::string needed; ///< what would have raised it, or kept it quiet: "at 0.98 or more"
    Evidence evidence;
    Reliability reliability;
    bool synthetic = false;
    bool operator==(const Signal&) const = default;
};

/// Who speaks: the monitor, or its members as "a, b".
[[nodiscard]] std::string speakers(const Signal& signal);
/// Distance by which the value lies beyond the threshold (negative: short of it), by the end of the
/// interval nearer to quiet. None without threshold or bound.
[[nodiscard]] std::optional<double> margin(const Signal& signal) noexcept;
/// Reading quiet but the value not yet beyond `release`: a firing alert is held.
[[nodiscard]] bool holds(const Signal& signal) noexcept;

} // namespace halflight::watch

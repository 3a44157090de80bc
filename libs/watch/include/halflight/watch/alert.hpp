// SPDX-License-Identifier: Apache-2.0
// halflight/watch/alert.hpp - the life of an alert: one for each cause, from state to state.
//
// States have Grafana's names where it has them.
#pragma once

#include "halflight/base/period.hpp"
#include "halflight/watch/signal.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

enum class AlertState : std::uint8_t {
    normal,
    pending, ///< raised, but not yet for as long as the policy wants
    firing,
    recovering, ///< quiet, but not yet for as long as the policy wants
    no_data,
    late,
    acknowledged, ///< fires, and somebody has taken it on: no further word of it goes out
    closed,       ///< ended by a person; only a new episode opens it
    count_
};
/// "normal", "no data", ...
[[nodiscard]] std::string_view to_string(AlertState state) noexcept;
[[nodiscard]] std::optional<AlertState> parse_alert_state(std::string_view word) noexcept;

/// Days are those of the evidence's calendar, not of runs. A run of equal readings lasts from the
/// day of its first to that of its last; silence does not break it, but its days do not count.
struct Policy {
    int pending_days = 0; ///< raised this long before it fires, and a pending one quiet this long
                          ///< before it is dropped; 0: fires at once
    int recovering_days = 0; ///< quiet this long before it is over, and a recovering one raised
                             ///< this long before it fires again; 0: over at once
    int silent_days = 0;     ///< late or without data this long before the state says so
    bool operator==(const Policy&) const = default;
};

/// Identity: `monitor` and `cause`.
struct Alert {
    std::string monitor;
    std::string cause;
    AlertState state = AlertState::normal;
    /// In which no_data, late or closed found it: kept, not lost.
    AlertState before = AlertState::normal;
    std::uint32_t episode = 0; ///< counts the times that it was raised out of normal or closed
    Date since = Period::no_start(); ///< of this state
    std::optional<Date> raised;      ///< first day of the present episode
    std::optional<Date> up;          ///< first day of the run of raised readings
    std::optional<Date> quiet;       ///< first day of the run of quiet readings
    std::optional<Date> silent;      ///< first day of silence
    Date seen = Period::no_start();  ///< of the last signal taken in
    Severity worst = Severity::info; ///< of the signals that were raised in this episode
    std::string by;                  ///< who acknowledged or closed it
    std::string reason;              ///< and why
    Signal last;                     ///< the last signal that was raised, or the last of all
    Signal latest;                   ///< the last of all
    bool operator==(const Alert&) const = default;
};
/// "oil-cap/r2397-p5%202024/1": monitor, cause and episode, each escaped as in an address (RFC
/// 3986), so that it is one word. Stable; two alerts never share one.
[[nodiscard]] std::string alert_id(const Alert& alert);
/// Raised and neither over nor closed, be it silent meanwhile.
[[nodiscard]] bool is_open(const Alert& alert) noexcept;
/// Open, has fired, and nobody has taken it on: what a caller may fail on.
[[nodiscard]] bool is_firing(const Alert& alert) noexcept;

struct Transition {
    std::string alert; ///< alert_id after it
    AlertState from = AlertState::normal;
    AlertState to = AlertState::normal; ///< equal to `from` where a firing one became worse
    Date day;
    std::string why;                    ///< one sentence
    Signal signal;                      ///< that moved it; of an act by a person the last one
    Severity severity = Severity::info; ///< the worst of the episode
    bool operator==(const Transition&) const = default;
};

struct Advance {
    Alert alert;
    std::vector<Transition> transitions; ///< none or one
};

/// Takes in one signal. A day before `alert.seen` changes nothing (a clock that went back is the
/// caller's to tell); the same day again with an equal signal changes nothing. Total: every state
/// has an answer to every reading. A signal whose runs are all shorter than the policy's days moves
/// an alert to pending or to recovering and no further. A raised signal that weighs more than any
/// before it in its episode fires at once where the alert has fired before, also from acknowledged,
/// and begins a new episode of a closed one. An alert without monitor and cause takes those of the
/// signal; throws Error(invalid_argument) where they differ.
[[nodiscard]] Advance advance(const Alert& alert, const Signal& signal, const Policy& policy);

enum class Act : std::uint8_t { acknowledge, close, reopen, count_ };
/// What a person does. An alert that fires can be acknowledged; any but a normal one can be closed;
/// `reopen` takes either back. Throws Error(invalid_argument) with the remedy where the state does
/// not allow it, `by` or `reason` is empty, or `day` lies before `alert.seen`.
[[nodiscard]] Advance act(const Alert& alert, Act what, Date day, std::string_view by,
                          std::string_view reason);

/// The signals of one day, one for each monitor and cause, in the order in which these first
/// appear: of several the weightiest raised one, else a quiet, else a late one. Evidence of equal
/// readings is put together.
[[nodiscard]] std::vector<Signal> one_per_cause(std::vector<Signal> signals);

/// A part of what a look is worth, from 0 to 1.
struct WorthPart {
    std::string_view name; ///< "undecided", "few origins", "nobody has it", "state"
    double value = 0;
};
struct Ranked {
    std::size_t index = 0; ///< into `alerts`
    double worth = 0;      ///< sum of the parts
    std::vector<WorthPart> parts;
    std::string why; ///< the parts in words
};
/// What to look at first among alerts that are neither normal nor closed: by severity, then by what
/// a look is worth, then by id; at most `budget` of them (0: all). A look is worth more where the
/// threshold lies inside an interval that is wide against what is lacking for certainty, so that a
/// further statement could decide; where few origins speak; where nobody has acknowledged it; in
/// firing before late, pending and recovering.
[[nodiscard]] std::vector<Ranked> rank(std::span<const Alert> alerts, std::size_t budget);

} // namespace halflight::watch

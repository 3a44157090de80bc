// SPDX-License-Identifier: Apache-2.0
// How one signal moves an alert: first what it was underneath silence, then what the reading makes
// of that, then one transition from what stood there to what stands there now.
#include "halflight/watch/alert.hpp"

#include "halflight/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace halflight::watch {

namespace {

using State = AlertState;

bool lasted(const std::optional<Date>& first, Date day, int days) noexcept {
    return first && day.days - first->days >= days;
}

/// An alert on its way to what a signal makes of it, with the reason for its next state.
struct Step {
    Alert alert;
    const Signal& signal;
    const Policy& policy;
    std::string why;

    [[nodiscard]] Date day() const noexcept { return signal.day; }
    void go(State state, std::string reason) {
        alert.state = state;
        why = std::move(reason);
    }
};

/// Days without a reading do not count: the runs begin later by as many.
void leave_silence(Step& step) {
    Alert& alert = step.alert;
    if (!alert.silent) {
        return;
    }
    const int gap = step.day().days - alert.silent->days;
    for (std::optional<Date>* run : {&alert.up, &alert.quiet}) {
        if (*run) {
            (*run)->days += gap;
        }
    }
    alert.silent.reset();
    if (alert.state == State::no_data || alert.state == State::late) {
        step.go(alert.before, "data is back");
        alert.before = State::normal;
    }
}

void begin_episode(Step& step) {
    Alert& alert = step.alert;
    ++alert.episode;
    alert.raised = step.day();
    alert.up = step.day();
    alert.quiet.reset();
    alert.worst = step.signal.severity;
    alert.before = State::normal;
    alert.by.clear();
    alert.reason.clear();
    step.go(step.policy.pending_days > 0 ? State::pending : State::firing, step.signal.text);
}

void end_episode(Step& step, std::string why) {
    Alert& alert = step.alert;
    alert.raised.reset();
    alert.up.reset();
    alert.quiet.reset();
    alert.worst = Severity::info;
    alert.by.clear();
    alert.reason.clear();
    step.go(State::normal, std::move(why));
}

void fire_worse(Step& step, Severity before) {
    step.alert.by.clear();
    step.alert.reason.clear();
    step.go(State::firing, fmt::format("{} after {}: {}", to_string(step.signal.severity),
                                       to_string(before), step.signal.text));
}

void take_raised(Step& step) {
    Alert& alert = step.alert;
    const Severity before = alert.worst;
    const bool worse = step.signal.severity > before;
    const bool afresh =
        alert.state == State::closed &&
        (worse || !alert.raised || lasted(alert.quiet, step.day(), step.policy.recovering_days));
    if (alert.state == State::normal || afresh) {
        begin_episode(step);
        return;
    }
    alert.quiet.reset();
    if (!alert.up) {
        alert.up = step.day();
    }
    alert.worst = worse ? step.signal.severity : before;
    if (alert.state == State::pending) {
        if (lasted(alert.up, step.day(), step.policy.pending_days)) {
            step.go(State::firing, step.signal.text);
        }
    } else if (worse && alert.state != State::closed) {
        fire_worse(step, before);
    } else if (alert.state == State::recovering &&
               lasted(alert.up, step.day(), step.policy.recovering_days)) {
        step.go(alert.by.empty() ? State::firing : State::acknowledged,
                fmt::format("raised again since {}: {}", to_string(*alert.up), step.signal.text));
    }
}

void take_quiet(Step& step) {
    Alert& alert = step.alert;
    if (alert.state == State::normal) {
        return;
    }
    alert.up.reset();
    if (!alert.quiet) {
        alert.quiet = step.day();
    }
    const std::string since =
        fmt::format("quiet since {}: {}", to_string(*alert.quiet), step.signal.text);
    if (alert.state == State::pending) {
        if (lasted(alert.quiet, step.day(), step.policy.pending_days)) {
            end_episode(step, since);
        }
    } else if (alert.state != State::closed) {
        if (lasted(alert.quiet, step.day(), step.policy.recovering_days)) {
            end_episode(step, since);
        } else if (alert.state != State::recovering) {
            step.go(State::recovering, since);
        }
    }
}

/// Back below the threshold, not yet below the release: neither run goes on. What waits for its
/// run waits on.
void take_held(Step& step) {
    if (step.alert.state == State::pending || step.alert.state == State::normal) {
        take_quiet(step);
        return;
    }
    step.alert.up.reset();
    step.alert.quiet.reset();
}

void take_silence(Step& step) {
    Alert& alert = step.alert;
    if (!alert.silent) {
        alert.silent = step.day();
    }
    const State state = step.signal.reading == Reading::late ? State::late : State::no_data;
    if (alert.state == state || alert.state == State::closed ||
        !lasted(alert.silent, step.day(), step.policy.silent_days)) {
        return;
    }
    if (alert.state != State::no_data && alert.state != State::late) {
        alert.before = alert.state;
    }
    step.go(state, step.signal.text);
}

void take(Step& step) {
    if (step.signal.reading == Reading::late || step.signal.reading == Reading::no_data) {
        take_silence(step);
        return;
    }
    leave_silence(step);
    if (step.signal.reading == Reading::raised) {
        take_raised(step);
    } else if (holds(step.signal)) {
        take_held(step);
    } else {
        take_quiet(step);
    }
}

/// An acknowledged or firing alert that goes on as it was has nothing to say; one that got worse
/// has, though its state bears the same name.
bool is_news(const Alert& before, const Alert& after) noexcept {
    return before.state != after.state || before.episode != after.episode ||
           (after.state == State::firing && after.worst > before.worst);
}

/// That of the episode which goes on or begins; of one that ends what it weighed.
Severity weight_of(const Alert& before, const Alert& after) noexcept {
    return is_open(after) ? after.worst : std::max(before.worst, after.worst);
}

void require_same(const Alert& alert, const Signal& signal) {
    const bool fresh = alert.monitor.empty() && alert.cause.empty();
    if (!fresh && (alert.monitor != signal.monitor || alert.cause != signal.cause)) {
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("alert {} cannot take a signal of monitor '{}' about '{}'",
                                alert_id(alert), signal.monitor, signal.cause));
    }
}

} // namespace

Advance advance(const Alert& alert, const Signal& signal, const Policy& policy) {
    require_same(alert, signal);
    if (signal.day < alert.seen) {
        return {alert, {}};
    }
    Step step{alert, signal, policy, {}};
    step.alert.monitor = signal.monitor;
    step.alert.cause = signal.cause;
    if (alert.seen == Period::no_start()) {
        step.alert.since = signal.day;
    }
    take(step);
    step.alert.seen = signal.day;
    step.alert.latest = signal;
    if (signal.reading == Reading::raised || !is_open(step.alert)) {
        step.alert.last = signal;
    }
    Advance result{std::move(step.alert), {}};
    if (is_news(alert, result.alert)) {
        result.alert.since = signal.day;
        result.transitions.push_back({alert_id(result.alert), alert.state, result.alert.state,
                                      signal.day, std::move(step.why), signal,
                                      weight_of(alert, result.alert)});
    }
    return result;
}

} // namespace halflight::watch

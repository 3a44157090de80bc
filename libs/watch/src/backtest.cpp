// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/backtest.hpp"

#include "backtest_record.hpp"
#include "halflight/base/error.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace halflight::watch {

namespace {

using detail::Episode;
using detail::ReplayedDay;

bool over(AlertState state) {
    return state == AlertState::normal || state == AlertState::closed;
}

/// All alerts of one monitor through the days.
class Replay {
  public:
    Replay(std::string monitor, const Policy& policy, const AdvanceOf& advance)
        : m_monitor(std::move(monitor)), m_policy(policy), m_advance(advance) {}

    /// Gives the days on which a term of the policy ends if readings stay as they are.
    std::vector<Date> take(Date day, std::span<const Signal> signals) {
        ReplayedDay today{day, false};
        for (const Signal& signal : signals) {
            if (signal.monitor != m_monitor) {
                continue;
            }
            today.judged = today.judged || signal.reading == Reading::quiet ||
                           signal.reading == Reading::raised;
            advance(signal);
        }
        m_days.push_back(today);
        std::vector<Date> ends;
        for (const auto& [cause, alert] : m_alerts) {
            add_ends(alert, ends);
        }
        return ends;
    }

    [[nodiscard]] BacktestRecord record(const Plan& plan, const BacktestSpec& spec) {
        BacktestRecord out = detail::record_of(plan, spec, m_monitor, m_episodes, m_days);
        std::ranges::stable_sort(m_transitions, {}, &Transition::day);
        out.transitions = std::move(m_transitions);
        return out;
    }

  private:
    void add_ends(const Alert& alert, std::vector<Date>& ends) const {
        const auto add = [&ends](const std::optional<Date>& first, int days) {
            if (first) {
                ends.push_back({first->days + days});
            }
        };
        for (const int days : {m_policy.pending_days, m_policy.recovering_days}) {
            add(alert.up, days);
            add(alert.quiet, days);
        }
        add(alert.silent, m_policy.silent_days);
    }

    void advance(const Signal& signal) {
        auto [at, added] = m_alerts.try_emplace(signal.cause);
        if (added) {
            at->second.monitor = m_monitor;
            at->second.cause = signal.cause;
        }
        Advance step = m_advance(at->second, signal, m_policy);
        at->second = std::move(step.alert);
        for (Transition& transition : step.transitions) {
            note(transition, at->second);
            m_transitions.push_back(std::move(transition));
        }
    }

    void note(const Transition& transition, const Alert& alert) {
        if (transition.to == AlertState::firing) {
            // One that recovered half-way, or fell silent for a while, is the same alarm.
            if (m_fired.insert({alert.cause, alert.episode}).second) {
                m_episodes.push_back({alert.cause, transition.day, std::nullopt});
            }
            return;
        }
        if (!over(transition.to)) {
            return;
        }
        for (Episode& episode : m_episodes) {
            if (episode.cause == alert.cause && !episode.over) {
                episode.over = transition.day;
            }
        }
    }

    std::string m_monitor;
    const Policy& m_policy;
    const AdvanceOf& m_advance;
    std::map<std::string, Alert, std::less<>> m_alerts; ///< by cause
    std::set<std::pair<std::string, std::uint32_t>> m_fired;
    std::vector<Episode> m_episodes;
    std::vector<ReplayedDay> m_days;
    std::vector<Transition> m_transitions;
};

void check(const BacktestSpec& spec, std::span<const Date> days) {
    if (spec.to < spec.from) {
        throw Error(ErrorCode::invalid_argument,
                    "a backtest ends before it starts: write the earlier day first");
    }
    if (!(spec.level > 0 && spec.level < 1)) {
        throw Error(ErrorCode::invalid_argument, "the level of an interval lies between 0 and 1");
    }
    if (std::ranges::adjacent_find(days, std::greater_equal<>{}) != days.end()) {
        throw Error(ErrorCode::invalid_argument, "the days of a backtest are not in order");
    }
}

} // namespace

BacktestReport backtest(const Plan& plan, const BacktestSpec& spec, std::span<const Date> days,
                        const SurveyOf& survey, const AdvanceOf& advance) {
    check(spec, days);
    BacktestReport report;
    report.spec = spec;
    std::vector<Replay> replays;
    for (const auto* const list : {&plan.monitors, &plan.meters}) {
        for (const measures::Declaration& declaration : *list) {
            replays.emplace_back(declaration.id, policy_of(plan, declaration.id), advance);
        }
    }
    std::set<Date> left(days.begin(), days.end());
    const auto look_at = [&](Date day, Date now) {
        if (now < day && day <= spec.to) {
            left.insert(day);
        }
    };
    while (!left.empty()) {
        const Date day = *left.begin();
        left.erase(left.begin());
        report.days.push_back(day);
        const Survey seen = survey(day);
        for (const Date turn : seen.turns) {
            look_at(turn, day);
        }
        for (Replay& replay : replays) {
            for (const Date end : replay.take(day, seen.signals)) {
                look_at(end, day);
            }
        }
        // Faults of declarations are the same on every day.
        if (report.diagnostics.items().empty()) {
            report.diagnostics.append(seen.diagnostics);
        }
    }
    for (Replay& replay : replays) {
        report.records.push_back(replay.record(plan, spec));
    }
    return report;
}

} // namespace halflight::watch

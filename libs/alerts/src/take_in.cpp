// SPDX-License-Identifier: Apache-2.0
// Signals into alerts: each monitor's own first, then one for each cause that several watch.
#include "halflight/alerts/watch.hpp"
#include "halflight/watch/alert_group.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace halflight::alerts {

namespace {

using Key = std::pair<std::string, std::string>; // monitor and cause

const watch::Policy& policy_for(const Judged& judged, std::string_view monitor) {
    const auto own = judged.policies.find(monitor);
    return own == judged.policies.end() ? judged.policy : own->second;
}

class Intake {
  public:
    Intake(std::vector<watch::Alert> alerts, const Judged& judged) : m_judged(judged) {
        for (watch::Alert& alert : alerts) {
            const auto key = Key(alert.monitor, alert.cause);
            if (watch::is_shared(alert)) {
                m_shared.insert(alert.cause);
            }
            m_alerts.emplace(key, std::move(alert));
        }
        m_before = m_alerts;
    }

    Taken take() {
        auto signals = watch::one_per_cause(m_judged.signals);
        // The checks of the text tell of such a name; here it would pass for a shared alert.
        std::erase_if(signals, [](const watch::Signal& signal) {
            return signal.monitor == watch::shared_monitor;
        });
        find_shared(signals);
        for (const watch::Signal& signal : signals) {
            take_signal(signal);
        }
        for (const std::string& cause : m_shared) {
            take_cause(cause);
        }
        for (const auto& [key, alert] : m_alerts) {
            tell_unwatched(key, alert);
            m_taken.alerts.push_back(alert);
        }
        m_taken.alerts = watch::without_members(std::move(m_taken.alerts));
        return std::move(m_taken);
    }

  private:
    /// A cause once shared stays so: its alert keeps its identity where a monitor is taken out.
    void find_shared(const std::vector<watch::Signal>& signals) {
        std::map<std::string, std::size_t> speakers;
        for (const watch::Signal& signal : signals) {
            if (++speakers[signal.cause] > 1) {
                m_shared.insert(signal.cause);
            }
        }
    }

    void keep(const Key& key, watch::Alert next) {
        watch::Alert& alert = m_alerts[key];
        if (!(next == alert)) {
            m_taken.changed.push_back(next);
        }
        alert = std::move(next);
    }

    void take_signal(const watch::Signal& signal) {
        const auto key = Key(signal.monitor, signal.cause);
        m_spoken.insert(key);
        watch::Advance next =
            watch::advance(m_alerts[key], signal, policy_for(m_judged, signal.monitor));
        keep(key, std::move(next.alert));
        auto& to = m_shared.contains(signal.cause) ? m_moves[key] : m_taken.transitions;
        std::ranges::move(next.transitions, std::back_inserter(to));
    }

    [[nodiscard]] static std::vector<watch::Alert>
    members_of(const std::map<Key, watch::Alert>& alerts, const std::string& cause) {
        std::vector<watch::Alert> members;
        for (const auto& [key, alert] : alerts) {
            if (key.second == cause && !watch::is_shared(alert)) {
                members.push_back(alert);
            }
        }
        return members;
    }

    void take_cause(const std::string& cause) {
        const auto key = Key(watch::shared_monitor, cause);
        std::vector<watch::Member> members;
        Date day = Period::no_start();
        for (watch::Alert& alert : members_of(m_alerts, cause)) {
            day = std::max(day, alert.seen);
            std::vector<watch::Transition>& moves = m_moves[Key(alert.monitor, cause)];
            members.push_back({std::move(alert), std::move(moves)});
        }
        if (members.empty()) {
            return;
        }
        watch::Advance next = watch::together(before(key), members, day);
        keep(key, std::move(next.alert));
        std::ranges::move(next.transitions, std::back_inserter(m_taken.transitions));
    }

    /// The shared alert as it stood, or as it would have stood.
    watch::Alert before(const Key& key) {
        if (const auto found = m_before.find(key); found != m_before.end()) {
            return found->second;
        }
        const auto members = members_of(m_before, key.second);
        watch::Alert shared = watch::begin_shared(key.second, members);
        if (std::ranges::any_of(members, watch::is_open)) {
            std::vector<std::string> ids;
            std::ranges::transform(members, std::back_inserter(ids), watch::alert_id);
            m_taken.remarks.push_back(
                fmt::format("several monitors now watch '{}': {} goes on as {}", key.second,
                            fmt::join(ids, ", "), watch::alert_id(shared)));
        }
        return shared;
    }

    void tell_unwatched(const Key& key, const watch::Alert& alert) {
        if (m_spoken.contains(key) || !watch::is_open(alert) || watch::is_shared(alert)) {
            return;
        }
        const std::string id = watch::alert_id(alert);
        const auto shared = m_alerts.find(Key(watch::shared_monitor, key.second));
        m_taken.remarks.push_back(
            shared == m_alerts.end()
                ? fmt::format("nothing watches alert {} any more; declare its monitor again, or "
                              "close it",
                              id)
                : fmt::format("nothing watches {}, a part of alert {}, any more; declare its "
                              "monitor again, or close the alert",
                              id, watch::alert_id(shared->second)));
    }

    const Judged& m_judged;
    std::map<Key, watch::Alert> m_before;
    std::map<Key, watch::Alert> m_alerts;
    std::set<Key> m_spoken;
    std::set<std::string> m_shared;                        ///< causes
    std::map<Key, std::vector<watch::Transition>> m_moves; ///< of members
    Taken m_taken;
};

} // namespace

Taken take_in(std::vector<watch::Alert> alerts, const Judged& judged) {
    return Intake(std::move(alerts), judged).take();
}

} // namespace halflight::alerts

// SPDX-License-Identifier: Apache-2.0
// The way of one run.
#include "halflight/alerts/watch.hpp"

#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"
#include "place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace halflight::alerts {

namespace {

namespace fs = std::filesystem;

const watch::Policy& policy_for(const Judged& judged, std::string_view monitor) {
    const auto own = judged.policies.find(monitor);
    return own == judged.policies.end() ? judged.policy : own->second;
}

void rank_alerts(WatchReport& report, std::size_t budget) {
    report.ranked = watch::rank(report.alerts, 0);
    if (budget != 0 && report.ranked.size() > budget) {
        report.left_out = report.ranked.size() - budget;
        report.ranked.resize(budget);
    }
}

/// Alerts as they would stand on a day, of which nothing is kept.
WatchReport try_out(const WatchSpec& spec, Date day, const Judge& judge) {
    WatchReport report;
    report.day = day;
    report.dry = true;
    report.judged = judge(day);
    report.alerts = take_in({}, report.judged).alerts;
    rank_alerts(report, spec.budget);
    return report;
}

std::optional<Lock> lock_for(const WatchSpec& spec, const fs::path& state) {
    const fs::path place = state.string() + ".lock";
    return spec.wait ? Lock::take(place, spec.give_up) : Lock::try_take(place);
}

void tell_of_deliveries(WatchReport& report, const State& state) {
    report.deliveries = state.delivery_counts();
    report.dead = state.dead_deliveries();
    std::set<std::string> unknown;
    for (const Delivery& delivery : state.open_deliveries()) {
        if (std::ranges::find(report.judged.channels, delivery.channel, &Channel::id) ==
            report.judged.channels.end()) {
            unknown.insert(delivery.channel);
        }
    }
    for (const std::string& channel : unknown) {
        report.remarks.push_back(fmt::format("deliveries wait for '{}', which watch.toml does not "
                                             "declare; declare it again to have them sent",
                                             channel));
    }
}

/// Has what waits sent, and waits for that as long as nobody wants to end.
void send(const WatchSpec& spec, const fs::path& place, WatchReport& report) {
    std::int64_t before = 0;
    bool open = false;
    {
        State state(place, false);
        before = state.last_attempt();
        if (spec.retry) {
            state.revive(now());
        }
        open = !state.open_deliveries().empty();
    }
    if (open && spec.deliver) {
        Courier courier({place, secrets_folder(), report.judged.channels});
        if (!courier.wait(spec.give_up)) {
            report.remarks.emplace_back("deliveries go on in a process of their own");
        }
    }
    const State state(place, false);
    report.attempts = state.attempts_after(before);
    tell_of_deliveries(report, state);
}

void write_run(const WatchSpec& spec, State& state, WatchReport& report) {
    const Taken taken = take_in(state.alerts(), report.judged);
    RunRecord run{report.day,
                  now(),
                  report.judged.content_hash,
                  report.judged.title,
                  taken.changed,
                  taken.transitions,
                  report.judged.channels};
    report.written = state.write(run);
    report.alerts = taken.alerts;
    report.records = state.backtests();
    for (const std::string& id : taken.unwatched) {
        report.remarks.push_back(fmt::format(
            "nothing watches alert {} any more; declare its monitor again, or close it", id));
    }
    rank_alerts(report, spec.budget);
}

watch::Alert& find_alert(std::vector<watch::Alert>& alerts, const std::string& id) {
    std::vector<std::string> ids;
    for (watch::Alert& alert : alerts) {
        ids.push_back(watch::alert_id(alert));
        if (ids.back() == id) {
            return alert;
        }
    }
    const std::vector<std::string_view> known(ids.begin(), ids.end());
    const auto near = nearest(id, known);
    throw Error(ErrorCode::not_found,
                fmt::format("there is no alert '{}'; {}", shorten(id, 200),
                            near ? fmt::format("did you mean '{}'?", *near)
                                 : "halflight watch DOSSIER --list shows them all"));
}

} // namespace

Taken take_in(std::vector<watch::Alert> alerts, const Judged& judged) {
    std::map<std::pair<std::string, std::string>, watch::Alert> known;
    for (watch::Alert& alert : alerts) {
        const auto key = std::pair(alert.monitor, alert.cause);
        known.emplace(key, std::move(alert));
    }
    Taken taken;
    std::set<std::pair<std::string, std::string>> spoken;
    for (const watch::Signal& signal : watch::one_per_cause(judged.signals)) {
        const auto key = std::pair(signal.monitor, signal.cause);
        spoken.insert(key);
        watch::Alert& alert = known[key];
        watch::Advance next = watch::advance(alert, signal, policy_for(judged, signal.monitor));
        if (!(next.alert == alert)) {
            taken.changed.push_back(next.alert);
        }
        alert = std::move(next.alert);
        std::ranges::move(next.transitions, std::back_inserter(taken.transitions));
    }
    for (auto& [key, alert] : known) {
        if (!spoken.contains(key) && watch::is_open(alert)) {
            taken.unwatched.push_back(watch::alert_id(alert));
        }
        taken.alerts.push_back(std::move(alert));
    }
    return taken;
}

WatchReport run_watch(const WatchSpec& spec, const Judge& judge) {
    const Date day = spec.as_of.value_or(spec.today);
    if (!spec.state && day != spec.today) {
        return try_out(spec, day, judge);
    }
    const fs::path place = state_place(spec);
    WatchReport report;
    report.day = day;
    {
        const auto lock = lock_for(spec, place);
        if (!lock) {
            report.busy = true;
            return report;
        }
        State state(place);
        report.last_day = state.last_day();
        if (report.last_day && day < *report.last_day) {
            report.alerts = state.alerts();
            rank_alerts(report, spec.budget);
            return report;
        }
        report.last_day.reset();
        report.judged = judge(day);
        write_run(spec, state, report);
    }
    send(spec, place, report);
    return report;
}

WatchReport act_on(const WatchSpec& spec, const ActSpec& act,
                   const std::vector<Channel>& channels) {
    const fs::path place = state_place(spec);
    WatchReport report;
    report.day = spec.as_of.value_or(spec.today);
    {
        const auto lock = Lock::take(place.string() + ".lock", spec.give_up);
        if (!lock) {
            report.busy = true;
            return report;
        }
        State state(place, false);
        report.alerts = state.alerts();
        watch::Alert& alert = find_alert(report.alerts, act.alert);
        const watch::Advance next = watch::act(alert, act.act, report.day, act.by, act.reason);
        alert = next.alert;
        report.judged.channels = channels;
        report.judged.title = state.title();
        report.written = state.write(
            {report.day, now(), "", report.judged.title, {next.alert}, next.transitions, channels});
        report.records = state.backtests();
        rank_alerts(report, spec.budget);
    }
    send(spec, place, report);
    return report;
}

WatchReport list_alerts(const WatchSpec& spec) {
    constexpr std::size_t last = 20;
    const State state(state_place(spec), false);
    WatchReport report;
    report.day = state.last_day().value_or(spec.today);
    report.alerts = state.alerts();
    report.judged.title = state.title();
    report.written = state.transitions(last);
    report.records = state.backtests();
    report.deliveries = state.delivery_counts();
    report.dead = state.dead_deliveries();
    rank_alerts(report, spec.budget);
    return report;
}

bool fails_on(const WatchReport& report, watch::Severity least) noexcept {
    return std::ranges::any_of(report.alerts, [least](const watch::Alert& alert) {
        return watch::is_firing(alert) && alert.worst >= least;
    });
}

} // namespace halflight::alerts

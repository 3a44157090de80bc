// SPDX-License-Identifier: Apache-2.0
// The way of one run.
#include "halflight/alerts/watch.hpp"

#include "file_guard.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/text.hpp"
#include "halflight/watch/alert_group.hpp"
#include "place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace halflight::alerts {

namespace {

namespace fs = std::filesystem;

/// No evidence is known of a day to come, and rules without an end would speak of each year up to
/// it.
void require_past(const WatchSpec& spec, std::string_view what) {
    if (spec.as_of && spec.today < *spec.as_of) {
        throw Error(ErrorCode::usage,
                    fmt::format("--as-of {} is a day to come; {} today, {} (UTC), or a day before",
                                to_string(*spec.as_of), what, to_string(spec.today)));
    }
}

void cut(WatchReport& report, std::size_t budget) {
    if (budget != 0 && report.ranked.size() > budget) {
        report.left_out = report.ranked.size() - budget;
        report.ranked.resize(budget);
    }
}

void rank_alerts(WatchReport& report, std::size_t budget) {
    report.ranked = watch::rank(report.alerts, 0);
    cut(report, budget);
}

/// Those worth a look first, then all others by monitor and cause.
void rank_all(WatchReport& report, std::size_t budget) {
    rank_alerts(report, 0);
    std::set<std::size_t> ranked;
    for (const watch::Ranked& one : report.ranked) {
        ranked.insert(one.index);
    }
    for (std::size_t i = 0; i < report.alerts.size(); ++i) {
        if (!ranked.contains(i)) {
            report.ranked.push_back({i, 0, {}, ""});
        }
    }
    cut(report, budget);
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

void count_deliveries(WatchReport& report, const State& state) {
    report.deliveries = state.delivery_counts();
    report.waiting = state.waiting();
    report.dead = state.dead_deliveries();
}

void tell_of_deliveries(WatchReport& report, const State& state) {
    count_deliveries(report, state);
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

/// Those whose files are theirs.
std::vector<Channel> channels_to_send(const WatchReport& report) {
    std::vector<Channel> channels = report.judged.channels;
    std::erase_if(channels, [&](const Channel& one) { return report.refused.contains(one.id); });
    return channels;
}

/// Has what waits sent, and waits for that as long as nobody wants to end.
void send(const WatchSpec& spec, const fs::path& place, WatchReport& report) {
    std::int64_t before = 0;
    bool open = false;
    {
        State state = State::again(place);
        before = state.last_attempt();
        if (spec.retry) {
            state.revive(now());
        }
        for (const auto& [channel, why] : report.refused) {
            state.hold(channel, why);
        }
        open = !state.open_deliveries().empty();
    }
    if (open && spec.deliver) {
        Courier courier({place, secrets_folder(), channels_to_send(report)});
        if (!courier.wait(spec.give_up)) {
            report.remarks.emplace_back("deliveries go on in a process of their own");
        }
    }
    const State state = State::again(place);
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
    report.remarks = taken.remarks;
    rank_alerts(report, spec.budget);
}

const watch::Alert& find_alert(const std::vector<watch::Alert>& all, const std::string& id) {
    std::vector<std::string> ids;
    for (const watch::Alert& alert : all) {
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

void refuse_member(const watch::Alert& alert, const std::vector<watch::Alert>& all) {
    for (const watch::Alert& shared : all) {
        if (watch::is_shared(shared) && !watch::is_shared(alert) && shared.cause == alert.cause) {
            throw Error(ErrorCode::not_found,
                        fmt::format("{} is a part of alert {}, which several monitors share; name "
                                    "that one",
                                    watch::alert_id(alert), watch::alert_id(shared)));
        }
    }
}

/// The alert that was named comes first; behind it the members that were changed with it.
struct Acted {
    std::vector<watch::Alert> changed;
    std::vector<watch::Transition> transitions;
};

Acted act_on_one(const watch::Alert& alert, const std::vector<watch::Alert>& all,
                 const ActSpec& what, Date day) {
    if (!watch::is_shared(alert)) {
        watch::Advance next = watch::act(alert, what.act, day, what.by, what.reason);
        return {{std::move(next.alert)}, std::move(next.transitions)};
    }
    std::vector<watch::Alert> members;
    std::ranges::copy_if(all, std::back_inserter(members), [&](const watch::Alert& one) {
        return one.cause == alert.cause && !watch::is_shared(one);
    });
    watch::Advance next = watch::act_together(alert, members, what.act, day, what.by, what.reason);
    members.insert(members.begin(), std::move(next.alert));
    return {std::move(members), std::move(next.transitions)};
}

void replace(std::vector<watch::Alert>& all, const std::vector<watch::Alert>& changed) {
    for (const watch::Alert& next : changed) {
        const auto at = std::ranges::find_if(all, [&](const watch::Alert& alert) {
            return alert.monitor == next.monitor && alert.cause == next.cause;
        });
        if (at != all.end()) {
            *at = next;
        }
    }
}

} // namespace

WatchReport run_watch(const WatchSpec& spec, const Judge& judge) {
    require_past(spec, "the watch sees");
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
        State state = open_state_for(spec, place, true);
        report.last_day = state.last_day();
        if (report.last_day && day < *report.last_day) {
            report.alerts = watch::without_members(state.alerts());
            rank_alerts(report, spec.budget);
            return report;
        }
        report.last_day.reset();
        report.judged = judge(day);
        report.refused =
            refused_files(report.judged.channels, place, state.id(), report.judged.diagnostics);
        write_run(spec, state, report);
    }
    send(spec, place, report);
    return report;
}

WatchReport act_on(const WatchSpec& spec, const ActSpec& act,
                   const std::vector<Channel>& channels) {
    require_past(spec, "a decision is of");
    const fs::path place = state_place(spec);
    WatchReport report;
    report.day = spec.as_of.value_or(spec.today);
    {
        const auto lock = Lock::take(place.string() + ".lock", spec.give_up);
        if (!lock) {
            report.busy = true;
            return report;
        }
        State state = open_state_for(spec, place, false);
        std::vector<watch::Alert> all = state.alerts();
        const watch::Alert& alert = find_alert(all, act.alert);
        refuse_member(alert, all);
        const Acted acted = act_on_one(alert, all, act, report.day);
        replace(all, acted.changed);
        report.alerts = watch::without_members(std::move(all));
        report.judged.channels = channels;
        report.judged.title = state.title();
        report.refused = refused_files(channels, place, state.id(), report.judged.diagnostics);
        report.written = state.write({report.day, now(), "", report.judged.title, acted.changed,
                                      acted.transitions, channels});
        report.records = state.backtests();
        rank_alerts(report, spec.budget);
    }
    send(spec, place, report);
    return report;
}

WatchReport list_alerts(const WatchSpec& spec) {
    constexpr std::size_t last = 20;
    const State state = open_state_for(spec, state_place(spec), false);
    WatchReport report;
    report.day = state.last_day().value_or(spec.today);
    report.alerts = watch::without_members(state.alerts());
    report.judged.title = state.title();
    report.written = state.transitions(last);
    report.records = state.backtests();
    count_deliveries(report, state);
    rank_all(report, spec.budget);
    return report;
}

bool fails_on(const WatchReport& report, watch::Severity least) noexcept {
    return std::ranges::any_of(report.alerts, [least](const watch::Alert& alert) {
        return watch::is_firing(alert) && alert.worst >= least;
    });
}

} // namespace halflight::alerts

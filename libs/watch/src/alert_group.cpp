// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/alert_group.hpp"

#include "evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

namespace halflight::watch {

namespace {

bool silent(const Alert& alert) noexcept {
    return alert.state == AlertState::no_data || alert.state == AlertState::late;
}

AlertState underneath(const Alert& alert) noexcept {
    return silent(alert) ? alert.before : alert.state;
}

bool worse(const Alert& a, const Alert& b) {
    return std::tuple(place_of_state(a), -static_cast<int>(a.worst), std::string_view(a.monitor)) <
           std::tuple(place_of_state(b), -static_cast<int>(b.worst), std::string_view(b.monitor));
}

std::vector<const Member*> worst_first(std::span<const Member> members) {
    std::vector<const Member*> order;
    std::ranges::transform(members, std::back_inserter(order),
                           [](const Member& member) { return &member; });
    std::ranges::sort(order,
                      [](const Member* a, const Member* b) { return worse(a->alert, b->alert); });
    return order;
}

void add_words(std::string& text, std::string_view who, std::string_view words) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", who, words);
}

/// One signal for all: the worst member's value, everybody's words.
Signal joined(const std::vector<const Member*>& order, Signal Alert::* part) {
    Signal out = order.front()->alert.*part;
    out.monitor = shared_monitor;
    out.text.clear();
    for (const Member* member : order) {
        const Signal& own = member->alert.*part;
        out.members.push_back(member->alert.monitor);
        out.day = std::max(out.day, own.day);
        add_words(out.text,
                  fmt::format("{} ({})", member->alert.monitor, to_string(member->alert.state)),
                  own.text);
        if (own.reading == out.reading) {
            add(out.evidence, own.evidence);
            out.synthetic = out.synthetic || own.synthetic;
        }
    }
    return out;
}

/// Everything but episode and `since`.
Alert as_they_stand(const Alert& shared, const std::vector<const Member*>& order, Date day) {
    Alert next = order.front()->alert;
    next.monitor = shared_monitor;
    next.cause = shared.cause;
    next.episode = shared.episode;
    next.since = shared.since;
    next.seen = day;
    // One that is over weighs nothing any more.
    const bool open =
        std::ranges::any_of(order, [](const Member* member) { return is_open(member->alert); });
    next.worst = open ? Severity::info : next.worst;
    for (const Member* member : order) {
        if (!is_open(member->alert)) {
            continue;
        }
        next.worst = std::max(next.worst, member->alert.worst);
        const std::optional<Date>& raised = member->alert.raised;
        next.raised = next.raised && raised ? std::min(next.raised, raised)
                      : raised              ? raised
                                            : next.raised;
    }
    next.last = joined(order, &Alert::last);
    next.latest = joined(order, &Alert::latest);
    if (open) {
        // The worst member's own signal may weigh less than that of another.
        next.last.severity = next.worst;
        next.latest.severity = next.worst;
    }
    return next;
}

std::string why_of(const std::vector<const Member*>& order, const Alert& next) {
    std::string why;
    for (const Member* member : order) {
        for (const Transition& move : member->moves) {
            add_words(why, member->alert.monitor, move.why);
        }
    }
    return why.empty() ? next.latest.text : why;
}

bool is_news(const Alert& before, const Alert& after) noexcept {
    return before.state != after.state || before.episode != after.episode ||
           (after.state == AlertState::firing && after.worst > before.worst);
}

/// Takes on a member that has fired and is not over, be it silent or quiet for a while.
void take_on(Alert& member, std::string_view by, std::string_view reason) {
    const AlertState state = underneath(member);
    if (state != AlertState::firing && state != AlertState::recovering) {
        return;
    }
    if (state == AlertState::firing) {
        (silent(member) ? member.before : member.state) = AlertState::acknowledged;
    }
    member.by = by;
    member.reason = reason;
}

bool can_be(Act what, const Alert& member) noexcept {
    const AlertState state = member.state;
    const bool over = state == AlertState::normal || state == AlertState::closed;
    return what == Act::close ? !over
                              : state == AlertState::acknowledged || state == AlertState::closed;
}

} // namespace

bool is_shared(const Alert& alert) noexcept {
    return alert.monitor == shared_monitor;
}

int place_of_state(const Alert& alert) noexcept {
    const int behind = silent(alert) ? 1 : 0;
    switch (underneath(alert)) {
    case AlertState::firing:
        return 0 + behind;
    case AlertState::acknowledged:
        return 2 + behind;
    case AlertState::recovering:
        return 4 + behind;
    case AlertState::pending:
        return 6 + behind;
    default:
        return alert.state == AlertState::late      ? 8
               : alert.state == AlertState::no_data ? 9
               : alert.state == AlertState::closed  ? 10
                                                    : 11;
    }
}

Alert begin_shared(std::string_view cause, std::span<const Alert> members) {
    Alert shared;
    shared.monitor = shared_monitor;
    shared.cause = cause;
    if (members.empty()) {
        return shared;
    }
    std::vector<Member> alone;
    Date seen = Period::no_start();
    for (const Alert& member : members) {
        alone.push_back({member, {}});
        seen = std::max(seen, member.seen);
        shared.episode = std::max(shared.episode, member.episode);
    }
    const auto order = worst_first(alone);
    shared.since = order.front()->alert.since;
    return as_they_stand(shared, order, seen);
}

Advance together(const Alert& shared, std::span<const Member> members, Date day) {
    if (day < shared.seen) {
        return {shared, {}};
    }
    const auto order = worst_first(members);
    Alert next = as_they_stand(shared, order, day);
    if (is_open(next) && !is_open(shared)) {
        ++next.episode;
    }
    const bool news = is_news(shared, next);
    if (news || shared.seen == Period::no_start()) {
        next.since = day;
    }
    Advance result{std::move(next), {}};
    if (news) {
        result.transitions.push_back({alert_id(result.alert), shared.state, result.alert.state, day,
                                      why_of(order, result.alert), result.alert.latest,
                                      is_open(result.alert)
                                          ? result.alert.worst
                                          : std::max(shared.worst, result.alert.worst)});
    }
    return result;
}

Advance act_together(const Alert& shared, std::span<Alert> members, Act what, Date day,
                     std::string_view by, std::string_view reason) {
    // As if it were one alert: that refuses what cannot be done, and gives the words.
    Advance result = act(shared, what, day, by, reason);
    std::vector<Member> after;
    for (Alert& member : members) {
        if (what == Act::acknowledge) {
            take_on(member, by, reason);
        } else if (can_be(what, member)) {
            member = act(member, what, day, by, reason).alert;
        }
        after.push_back({member, {}});
    }
    const Date since = result.alert.since;
    result.alert = as_they_stand(shared, worst_first(after), shared.seen);
    result.alert.since = since;
    for (Transition& move : result.transitions) {
        move.to = result.alert.state;
        move.signal = result.alert.latest;
        move.severity = is_open(result.alert) ? result.alert.worst : move.severity;
    }
    return result;
}

std::vector<Alert> without_members(std::vector<Alert> alerts) {
    std::set<std::string, std::less<>> causes;
    for (const Alert& alert : alerts) {
        if (is_shared(alert)) {
            causes.insert(alert.cause);
        }
    }
    std::erase_if(alerts, [&](const Alert& alert) {
        return !is_shared(alert) && causes.contains(alert.cause);
    });
    return alerts;
}

} // namespace halflight::watch

// SPDX-License-Identifier: Apache-2.0
// Names, identity and what people do. How signals move an alert stands in alert_advance.cpp.
#include "halflight/watch/alert.hpp"

#include "enum_words.hpp"

#include "halflight/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace halflight::watch {

namespace {

constexpr std::array<std::string_view, 8> state_words = {
    "normal", "pending", "firing", "recovering", "no data", "late", "acknowledged", "closed"};
static_assert(state_words.size() == static_cast<std::size_t>(AlertState::count_));

std::string escaped(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') ||
                           std::string_view("-._~").find(c) != std::string_view::npos;
        if (plain) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

AlertState underneath(const Alert& alert) noexcept {
    const bool covered = alert.state == AlertState::no_data || alert.state == AlertState::late;
    return covered ? alert.before : alert.state;
}

[[noreturn]] void refuse(const Alert& alert, std::string_view act, std::string_view remedy) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("alert {} is {} and cannot be {}; {}", alert_id(alert),
                            to_string(alert.state), act, remedy));
}

void require_words(const Alert& alert, Date day, std::string_view by, std::string_view reason) {
    if (by.empty() || reason.empty()) {
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("alert {}: say who does it and why", alert_id(alert)));
    }
    if (day < alert.seen) {
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("alert {} has seen {}, and {} lies before it; set the clock right",
                                alert_id(alert), to_string(alert.seen), to_string(day)));
    }
}

Advance moved(const Alert& from, Alert to, Date day, std::string why) {
    to.since = day;
    Advance result{std::move(to), {}};
    result.transitions.push_back({alert_id(result.alert), from.state, result.alert.state, day,
                                  std::move(why), result.alert.latest, from.worst});
    return result;
}

Alert acknowledged(const Alert& alert, std::string_view by, std::string_view reason) {
    if (alert.state != AlertState::firing) {
        refuse(alert, "acknowledged",
               alert.state == AlertState::normal ? "there is nothing to take on"
                                                 : "only one that fires can; close it instead");
    }
    Alert next = alert;
    next.state = AlertState::acknowledged;
    next.by = by;
    next.reason = reason;
    return next;
}

Alert closed(const Alert& alert, std::string_view by, std::string_view reason) {
    if (alert.state == AlertState::normal || alert.state == AlertState::closed) {
        refuse(alert, "closed", "it is over already");
    }
    Alert next = alert;
    next.before = underneath(alert);
    next.state = AlertState::closed;
    next.up.reset();
    next.quiet.reset();
    next.silent.reset();
    next.by = by;
    next.reason = reason;
    return next;
}

Alert reopened(const Alert& alert) {
    Alert next = alert;
    if (alert.state == AlertState::acknowledged) {
        next.state = AlertState::firing;
    } else if (alert.state == AlertState::closed) {
        next.state = alert.before == AlertState::acknowledged ? AlertState::firing : alert.before;
        next.before = AlertState::normal;
    } else {
        refuse(alert, "reopened", "only one that was acknowledged or closed can");
    }
    next.by.clear();
    next.reason.clear();
    return next;
}

} // namespace

std::string_view to_string(AlertState state) noexcept {
    return state_words[static_cast<std::size_t>(state)];
}

std::optional<AlertState> parse_alert_state(std::string_view word) noexcept {
    return detail::find_word<AlertState>(state_words, word);
}

std::string alert_id(const Alert& alert) {
    return fmt::format("{}/{}/{}", escaped(alert.monitor), escaped(alert.cause), alert.episode);
}

bool is_open(const Alert& alert) noexcept {
    const AlertState state = underneath(alert);
    return state != AlertState::normal && state != AlertState::closed;
}

bool is_firing(const Alert& alert) noexcept {
    const AlertState state = underneath(alert);
    return state == AlertState::firing || (state == AlertState::recovering && alert.by.empty());
}

Advance act(const Alert& alert, Act what, Date day, std::string_view by, std::string_view reason) {
    require_words(alert, day, by, reason);
    switch (what) {
    case Act::acknowledge:
        return moved(alert, acknowledged(alert, by, reason), day,
                     fmt::format("acknowledged by {}: {}", by, reason));
    case Act::close:
        return moved(alert, closed(alert, by, reason), day,
                     fmt::format("closed by {}: {}", by, reason));
    default:
        return moved(alert, reopened(alert), day, fmt::format("reopened by {}: {}", by, reason));
    }
}

} // namespace halflight::watch

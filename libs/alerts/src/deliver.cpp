// SPDX-License-Identifier: Apache-2.0
// One attempt after the other, each written down before and after.
#include "halflight/alerts/deliver.hpp"

#include "file_guard.hpp"
#include "halflight/alerts/message.hpp"
#include "halflight/base/error.hpp"
#include "halflight/base/hash.hpp"
#include "halflight/base/random.hpp"
#include "halflight/base/text.hpp"
#include "halflight/io/files.hpp"
#include "post.hpp"
#include "sign.hpp"
#include "write_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <set>

namespace halflight::alerts {

namespace {

constexpr std::size_t feed_entries = 100;
constexpr Instant longest_pause_ms = Instant{6} * 3600 * 1000;
constexpr long longest_asked_seconds = 86400;

struct Attempt {
    const DeliverySpec& spec;
    State& state;
    const Channel& channel;
    const Delivery& delivery;
    const Written& written;
    int number;
};

Trusted trusted_by(const Attempt& attempt) {
    if (attempt.channel.ca_file.empty()) {
        return {};
    }
    // As any secret: one that is not there, or empty, is waited for.
    return {read_secret({attempt.channel.ca_file, ""}, attempt.spec.secrets)};
}

Attempted to_webhook(const Attempt& attempt) {
    const std::string body = json_line(attempt.written, attempt.delivery.message);
    const std::string secret = read_secret(attempt.channel.secret, attempt.spec.secrets);
    const std::int64_t seconds = now() / 1000;
    return post(attempt.channel, trusted_by(attempt),
                {fmt::format("webhook-id: {}", attempt.delivery.message),
                 fmt::format("webhook-timestamp: {}", seconds),
                 fmt::format("webhook-signature: {}",
                             signature(secret, attempt.delivery.message, seconds, body)),
                 fmt::format("halflight-attempt: {}", attempt.number)},
                body);
}

Attempted to_mail(const Attempt& attempt) {
    MailSpec spec;
    spec.from = attempt.channel.from;
    spec.to = attempt.channel.to;
    spec.message = attempt.delivery.message;
    spec.attempt = attempt.number;
    spec.at = now();
    spec.secret = read_secret(attempt.channel.secret, attempt.spec.secrets);
    return send_mail(attempt.channel, trusted_by(attempt),
                     read_secret(attempt.channel.password, attempt.spec.secrets),
                     mail(attempt.written, spec));
}

/// Once more at the moment of writing: since the run began somebody may have put a file there.
void require_own_file(const Attempt& attempt) {
    if (const auto fault = file_fault(attempt.channel, attempt.spec.state, attempt.state.id())) {
        throw Error(ErrorCode::io, fmt::format("{}; {}", fault->message, fault->hint));
    }
}

Attempted to_jsonl(const Attempt& attempt) {
    require_own_file(attempt);
    // Only an attempt after one that was cut off can find its own line.
    append_line_once(attempt.spec.state.parent_path() / attempt.channel.file,
                     json_line(attempt.written, attempt.delivery.message), attempt.number > 1);
    return {Outcome::done, "written", std::nullopt, false};
}

Attempted to_atom(const Attempt& attempt) {
    require_own_file(attempt);
    const std::vector<Written> last = attempt.state.transitions(feed_entries);
    std::vector<Written> told;
    std::ranges::copy_if(last, std::back_inserter(told), [&](const Written& written) {
        return tells(attempt.channel, written.transition);
    });
    io::write_file(attempt.spec.state.parent_path() / attempt.channel.file,
                   atom_feed(told, attempt.state.id(), attempt.channel.id));
    return {Outcome::done, "written", std::nullopt, false};
}

Attempted make(const Attempt& attempt) {
    try {
        switch (attempt.channel.kind) {
        case ChannelKind::webhook:
            return to_webhook(attempt);
        case ChannelKind::smtp:
            return to_mail(attempt);
        case ChannelKind::jsonl:
            return to_jsonl(attempt);
        default:
            return to_atom(attempt);
        }
    } catch (const Error& error) {
        // A secret or a file that is not there now may be there at the next attempt.
        return {Outcome::again, shorten(error.what(), 300), std::nullopt, false};
    }
}

/// False where the rest of the channel has to wait.
bool try_one(const DeliverySpec& spec, State& state, const Channel& channel,
             const Delivery& delivery) {
    const auto written = state.transition(delivery.sequence);
    if (!written) {
        throw Error(ErrorCode::store, fmt::format("delivery {} names transition {}, which is not "
                                                  "there; put a copy of the state back",
                                                  delivery.id, delivery.sequence));
    }
    const int number = state.begin(delivery, now());
    const Attempted result = make({spec, state, channel, delivery, *written, number});
    const Instant at = now();
    const bool dead = result.outcome == Outcome::never ||
                      (result.outcome == Outcome::again && number >= channel.attempts);
    const DeliveryState outcome = result.outcome == Outcome::done ? DeliveryState::done
                                  : dead                          ? DeliveryState::dead
                                                                  : DeliveryState::waiting;
    const Instant next = at + pause_after(channel, delivery.message, number, result.wait_seconds);
    state.end(delivery, number, outcome, at, next, result.detail);
    return outcome != DeliveryState::waiting;
}

/// A clock that was set back must not hold back what waits.
bool is_due(const Delivery& delivery, Instant at) {
    return delivery.state == DeliveryState::begun || delivery.next <= at ||
           delivery.next > at + longest_asked_seconds * 1000;
}

} // namespace

Instant now() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

Instant pause_after(const Channel& channel, std::string_view message, int attempts,
                    std::optional<long> asked) {
    const int doublings = std::clamp(attempts - 1, 0, 20);
    const Instant whole =
        std::min(longest_pause_ms, (Instant{channel.retry_seconds} * 1000) << doublings);
    std::uint64_t seed = 0;
    const std::string digits = sha256(message).substr(0, 16);
    (void)std::from_chars(digits.data(), digits.data() + digits.size(), seed, 16);
    const double share = 0.5 + 0.5 * Random(seed).uniform(static_cast<std::uint64_t>(attempts));
    const auto pause = static_cast<Instant>(static_cast<double>(whole) * share);
    const long least = std::clamp(asked.value_or(0), 0L, longest_asked_seconds);
    return std::max(pause, Instant{least} * 1000);
}

void deliver_due(const DeliverySpec& spec) {
    const auto lock = Lock::take(spec.state.string() + ".courier", {});
    State state = State::again(spec.state);
    std::set<std::string> held; // channels behind one that waits
    for (const Delivery& delivery : state.open_deliveries()) {
        const auto channel = std::ranges::find(spec.channels, delivery.channel, &Channel::id);
        if (channel == spec.channels.end() || held.contains(delivery.channel)) {
            continue;
        }
        if (!is_due(delivery, now()) || !try_one(spec, state, *channel, delivery)) {
            held.insert(delivery.channel);
        }
    }
}

} // namespace halflight::alerts

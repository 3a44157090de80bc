// SPDX-License-Identifier: Apache-2.0
#include "halflight/alerts/channel.hpp"

#include "channel_fields.hpp"
#include "file_guard.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace halflight::alerts {

namespace {

using watch::AlertState;

constexpr std::array<std::string_view, 4> kind_words = {"webhook", "smtp", "jsonl", "atom"};
constexpr std::array<std::string_view, 3> tls_words = {"starttls", "implicit", "none"};
constexpr std::array<std::string_view, 3> severity_words = {"info", "warning", "critical"};
static_assert(kind_words.size() == static_cast<std::size_t>(ChannelKind::count_));
static_assert(tls_words.size() == static_cast<std::size_t>(Tls::count_));
static_assert(severity_words.size() == static_cast<std::size_t>(watch::Severity::count_));

const std::vector<AlertState> told_unless_said = {AlertState::firing,       AlertState::normal,
                                                  AlertState::no_data,      AlertState::late,
                                                  AlertState::acknowledged, AlertState::closed};

void read_states(ChannelFields& fields, Channel& channel) {
    for (const measures::Item& item : fields.items("on")) {
        if (const auto state = watch::parse_alert_state(item.text)) {
            channel.on.push_back(*state);
        } else {
            fields.fault_at(item.place, fmt::format("'{}' is no state", shorten(item.text)),
                            "write firing, normal, pending, recovering, late, no data, "
                            "acknowledged or closed");
        }
    }
    if (channel.on.empty()) {
        channel.on = told_unless_said;
    }
}

void read_webhook(ChannelFields& fields, Channel& channel) {
    channel.url = fields.required("url");
    if (const std::string fault = url_fault(channel.url); !channel.url.empty() && !fault.empty()) {
        fields.fault("url", fmt::format("url: {}", fault),
                     "write https://HOST/PATH; plain http is for this machine alone");
    }
    channel.secret = fields.secret("secret");
    channel.ca_file = fields.file_of_secrets("ca_file");
    if (!channel.secret.named()) {
        fields.fault("secret_file", "a webhook needs a secret to sign with",
                     "name it: secret_file = \"NAME\" or secret_env = \"HALFLIGHT_...\"");
    }
}

void read_addresses(ChannelFields& fields, Channel& channel) {
    channel.from = fields.required("from");
    channel.to = fields.texts("to");
    if (channel.to.empty()) {
        fields.fault("to", "'to' is missing", "write to = [\"desk@example.org\"]");
    }
    if (!channel.from.empty() && !is_address(channel.from)) {
        fields.fault("from", "'from' is no plain mail address", "write NAME@HOST, nothing around");
    }
    for (const measures::Item& item : fields.items("to")) {
        if (!is_address(item.text)) {
            fields.fault_at(item.place,
                            fmt::format("'{}' is no plain mail address", shorten(item.text)),
                            "write NAME@HOST, nothing around");
        }
    }
}

void read_smtp(ChannelFields& fields, Channel& channel) {
    channel.host = fields.required("host");
    if (!channel.host.empty() && !is_host(channel.host)) {
        fields.fault("host", "'host' is no name or address of a machine", "write smtp.example.org");
    }
    channel.tls = static_cast<Tls>(fields.word("tls", tls_words, 0));
    if (channel.tls == Tls::none && !is_local(channel.host)) {
        fields.fault("tls", "mail without TLS would be readable on its way",
                     "write tls = \"starttls\" or \"implicit\"; \"none\" is for localhost alone");
    }
    constexpr int submission = 587;
    constexpr int submissions = 465;
    channel.port =
        fields.number("port", channel.tls == Tls::implicit ? submissions : submission, 1, 65535);
    read_addresses(fields, channel);
    channel.user = fields.text("user");
    channel.password = fields.secret("password");
    channel.secret = fields.secret("secret");
    channel.ca_file = fields.file_of_secrets("ca_file");
    if (!channel.user.empty() && !channel.password.named()) {
        fields.fault("user", "a user without a password",
                     "name it: password_file = \"NAME\" or password_env = \"HALFLIGHT_...\"");
    }
}

void read_file(ChannelFields& fields, Channel& channel) {
    channel.file = fields.required("file");
    const bool plain = !channel.file.empty() && channel.file.front() != '.' &&
                       channel.file.find_first_of("/\\") == std::string::npos &&
                       shorten(channel.file, channel.file.size()) == channel.file &&
                       !is_reserved_name(channel.file);
    for (const measures::Item& item : fields.items("file")) {
        channel.file_place = item.place;
    }
    if (!channel.file.empty() && !plain) {
        fields.fault("file", "'file' is no plain file name, or one that a state or a dossier has",
                     "write a name without folders, as alerts.jsonl or alerts.atom; it is put "
                     "beside the state");
    }
}

Channel read_channel(ChannelFields& fields, const measures::Declaration& declared) {
    Channel channel;
    channel.id = declared.id;
    channel.place = declared.place;
    const auto kind = std::ranges::find(kind_words, declared.form);
    if (kind == kind_words.end()) {
        fields.fault_at(declared.place,
                        fmt::format("'{}' is no way of delivering", shorten(declared.form)),
                        "write webhook, smtp, jsonl or atom");
        fields.ignore_rest();
        return channel;
    }
    channel.kind = static_cast<ChannelKind>(std::distance(kind_words.begin(), kind));
    read_states(fields, channel);
    channel.least = static_cast<watch::Severity>(fields.word("severity", severity_words, 0));
    channel.attempts = fields.number("attempts", channel.attempts, 1, 100);
    channel.retry_seconds = fields.number("retry_seconds", channel.retry_seconds, 1, 3600);
    channel.timeout_seconds = fields.number("timeout_seconds", channel.timeout_seconds, 1, 300);
    switch (channel.kind) {
    case ChannelKind::webhook:
        read_webhook(fields, channel);
        break;
    case ChannelKind::smtp:
        read_smtp(fields, channel);
        break;
    default:
        read_file(fields, channel);
    }
    return channel;
}

} // namespace

std::string_view to_string(ChannelKind kind) noexcept {
    return kind_words[static_cast<std::size_t>(kind)];
}

std::vector<Channel> read_channels(std::span<const measures::Declaration> declared,
                                   Diagnostics& diagnostics) {
    std::vector<Channel> channels;
    std::set<std::string> ids;
    std::set<std::string> files;
    for (const measures::Declaration& declaration : declared) {
        ChannelFields fields(declaration, diagnostics);
        Channel channel = read_channel(fields, declaration);
        fields.finish();
        if (!ids.insert(channel.id).second) {
            fields.fault_at(declaration.place,
                            fmt::format("two ways of delivering are named '{}'", channel.id),
                            "give each a name of its own");
        }
        if (!channel.file.empty() && !files.insert(channel.file).second) {
            fields.fault("file", fmt::format("'{}' is written by two", channel.file),
                         "give each a file of its own");
        }
        if (!fields.failed()) {
            channels.push_back(std::move(channel));
        }
    }
    return channels;
}

bool tells(const Channel& channel, const watch::Transition& transition) noexcept {
    const auto on = [&](AlertState state) {
        return std::ranges::find(channel.on, state) != channel.on.end();
    };
    const bool never_fired =
        transition.from == AlertState::pending && transition.to == AlertState::normal;
    return on(transition.to) && (!never_fired || on(AlertState::pending)) &&
           transition.severity >= channel.least;
}

} // namespace halflight::alerts

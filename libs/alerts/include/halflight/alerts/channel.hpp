// SPDX-License-Identifier: Apache-2.0
// halflight/alerts/channel.hpp - where word of an alert goes: [[deliver]] of watch.toml.
#pragma once

#include "halflight/base/diagnostic.hpp"
#include "halflight/measures/declaration.hpp"
#include "halflight/watch/alert.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::alerts {

enum class ChannelKind : std::uint8_t { webhook, smtp, jsonl, atom, count_ };
[[nodiscard]] std::string_view to_string(ChannelKind kind) noexcept;

/// How a mail server is reached. `none` only on this machine.
enum class Tls : std::uint8_t { starttls, implicit, none, count_ };

/// A dossier names secrets, it never holds them: a file in the folder of secrets, or a variable of
/// the environment whose name begins with HALFLIGHT_. A dossier that comes from somebody else can
/// thus not send away what was never meant for it.
struct Secret {
    std::string file;
    std::string variable;
    [[nodiscard]] bool named() const noexcept { return !file.empty() || !variable.empty(); }
    bool operator==(const Secret&) const = default;
};

struct Channel {
    std::string id;
    ChannelKind kind = ChannelKind::jsonl;
    std::vector<watch::AlertState> on; ///< states whose beginning is told
    watch::Severity least = watch::Severity::info;

    std::string url; ///< webhook: https, or http on this machine
    Secret secret;   ///< webhook and smtp: signs what is sent
    /// webhook and smtp: file of certificates in the folder of secrets, trusted here instead of the
    /// system's.
    std::string ca_file;

    std::string host; ///< smtp
    int port = 0;
    Tls tls = Tls::starttls;
    std::string from;
    std::vector<std::string> to;
    std::string user;
    Secret password;

    std::string file; ///< jsonl and atom: relative to the folder of the state
    Place file_place; ///< of that key

    int attempts = 12;        ///< given up after as many
    int retry_seconds = 60;   ///< before the second attempt; doubled from one to the next
    int timeout_seconds = 20; ///< of one attempt
    Place place;
    bool operator==(const Channel&) const = default;
};

/// Reads declarations (form: the kind). Every fault has its place and remedy (codes W30x); a
/// channel with a fault is left out.
[[nodiscard]] std::vector<Channel> read_channels(std::span<const measures::Declaration> declared,
                                                 Diagnostics& diagnostics);

/// True where the channel tells of this transition. A first word of what never fired (pending to
/// normal) goes only to channels that tell of pending.
[[nodiscard]] bool tells(const Channel& channel, const watch::Transition& transition) noexcept;

/// Where secret files lie: $HALFLIGHT_SECRETS, else $XDG_CONFIG_HOME/halflight/secrets, else
/// ~/.config/halflight/secrets.
[[nodiscard]] std::filesystem::path secrets_folder();
/// What a secret names, without white space at its end; empty for one that names nothing. Throws
/// Error(io) with the remedy.
[[nodiscard]] std::string read_secret(const Secret& secret, const std::filesystem::path& folder);

} // namespace halflight::alerts

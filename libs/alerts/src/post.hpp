// SPDX-License-Identifier: Apache-2.0
// One attempt over the network. Nothing is followed to another place, nothing unverified is
// trusted, no answer is read beyond a few lines.
#pragma once

#include "halflight/alerts/channel.hpp"

#include <optional>
#include <string>
#include <vector>

namespace halflight::alerts {

enum class Outcome : std::uint8_t { done, again, never };

struct Attempted {
    Outcome outcome = Outcome::again;
    std::string detail;               ///< for people; one line
    std::optional<long> wait_seconds; ///< that the other side asks for
    bool unreachable = false;         ///< nothing was heard from the other side
};

/// Certificates that are trusted (PEM); empty: those of the system.
struct Trusted {
    std::string certificates;
};

/// `headers`: "Name: value", each one line.
[[nodiscard]] Attempted post(const Channel& channel, const Trusted& trusted,
                             const std::vector<std::string>& headers, const std::string& body);
/// A password goes out over TLS alone, but to this machine, and stands in no detail.
[[nodiscard]] Attempted send_mail(const Channel& channel, const Trusted& trusted,
                                  const std::string& password, const std::string& text);

/// What a status of HTTP means: 2xx done; 408, 425, 429 and 5xx again; the rest never.
[[nodiscard]] Outcome outcome_of_http(long status) noexcept;
/// 2yz done, 4yz again, the rest never.
[[nodiscard]] Outcome outcome_of_smtp(long status) noexcept;

} // namespace halflight::alerts

// SPDX-License-Identifier: Apache-2.0
// halflight/alerts/message.hpp - one transition in words, for each way of delivering it.
#pragma once

#include "halflight/alerts/state.hpp"

#include <span>
#include <string>
#include <string_view>

namespace halflight::alerts {

/// For a line of text: line breaks and tabs shown as blanks, other controls as
/// `without_controls` does. What others wrote must not pass for a line of ours.
[[nodiscard]] std::string one_line(std::string_view text);

/// "firing: oil-cap: cap 2024": one line.
[[nodiscard]] std::string headline(const Written& written);
/// For people: why, value, threshold, margin, evidence, record. Lines.
[[nodiscard]] std::string plain_text(const Written& written);
/// For machines: one JSON object on one line, without a line break; the same bytes in every
/// attempt.
[[nodiscard]] std::string json_line(const Written& written, std::string_view message);

/// A mail with headers (RFC 5322), lines ended by CR LF, text in quoted-printable. Whatever stands
/// in a header is one line of printable ASCII (RFC 2047), whatever the dossier says.
struct MailSpec {
    std::string from;
    std::vector<std::string> to;
    std::string message; ///< identity; becomes <...@host of from>
    int attempt = 1;
    Instant at = 0;
    std::string secret; ///< signs the text; empty: no signature
};
[[nodiscard]] std::string mail(const Written& written, const MailSpec& spec);

/// What every feed of this state and channel begins with, and no other.
[[nodiscard]] std::string feed_head(std::string_view state, std::string_view channel);
/// An Atom feed (RFC 4287) of transitions, the newest first. Ids depend on the state's identity and
/// the sequence number alone.
[[nodiscard]] std::string atom_feed(std::span<const Written> oldest_first, std::string_view state,
                                    std::string_view channel);

} // namespace halflight::alerts

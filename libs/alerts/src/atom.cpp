// SPDX-License-Identifier: Apache-2.0
// Transitions as a feed.
#include "alert_json.hpp"
#include "halflight/alerts/message.hpp"
#include "halflight/base/hash.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

namespace halflight::alerts {

namespace {

/// A name-based UUID (RFC 9562, version 8: of SHA-256).
std::string uuid_of(std::string_view name) {
    std::string digits = sha256(name).substr(0, 32);
    digits[12] = '8';
    digits[16] = "89ab"[static_cast<std::size_t>(digits[16]) % 4];
    return fmt::format("urn:uuid:{}-{}-{}-{}-{}", digits.substr(0, 8), digits.substr(8, 4),
                       digits.substr(12, 4), digits.substr(16, 4), digits.substr(20));
}

std::string entry(const Written& written, std::string_view state) {
    return fmt::format("  <entry>\n"
                       "    <id>{}</id>\n"
                       "    <title>{}</title>\n"
                       "    <updated>{}</updated>\n"
                       "    <category term=\"{}\"/>\n"
                       "    <content type=\"text\">{}</content>\n"
                       "  </entry>\n",
                       uuid_of(fmt::format("{}/{}", state, written.sequence)),
                       escape_html(headline(written)), iso_instant(written.at),
                       escape_html(watch::to_string(written.transition.to)),
                       escape_html(plain_text(written)));
}

} // namespace

std::string feed_head(std::string_view state, std::string_view channel) {
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
                       "  <id>{}</id>\n",
                       uuid_of(fmt::format("{}/feed/{}", state, channel)));
}

std::string atom_feed(std::span<const Written> oldest_first, std::string_view state,
                      std::string_view channel) {
    const bool empty = oldest_first.empty();
    std::string feed = feed_head(state, channel);
    feed += fmt::format(
        "  <title>{}</title>\n"
        "  <updated>{}</updated>\n"
        "  <author><name>Halflight</name></author>\n"
        "  <generator uri=\"urn:halflight\">Halflight</generator>\n",
        escape_html(empty ? "Alerts" : fmt::format("Alerts: {}", oldest_first.back().title)),
        iso_instant(empty ? 0 : oldest_first.back().at));
    for (std::size_t i = oldest_first.size(); i > 0; --i) {
        feed += entry(oldest_first[i - 1], state);
    }
    return feed + "</feed>\n";
}

} // namespace halflight::alerts

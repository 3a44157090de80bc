// SPDX-License-Identifier: Apache-2.0
// One transition as a mail.
#include "halflight/alerts/message.hpp"

#include "halflight/base/text.hpp"
#include "sign.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace halflight::alerts {

namespace {

constexpr std::string_view crlf = "\r\n";

bool printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7f'; });
}

/// Words of at most 75 characters (RFC 2047), folded one a line; never cut inside a code point.
std::string header_text(std::string_view text) {
    constexpr std::size_t most_plain = 60;
    if (printable(text) && text.size() <= most_plain && text.find("=?") == std::string_view::npos) {
        return std::string(text);
    }
    constexpr std::size_t most_bytes = 42;
    std::string out;
    while (!text.empty()) {
        std::size_t size = std::min(text.size(), most_bytes);
        while (size < text.size() && size > 1 &&
               (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
            --size;
        }
        out += fmt::format("{}=?UTF-8?B?{}?=", out.empty() ? "" : "\r\n ",
                           base64(text.substr(0, size)));
        text.remove_prefix(size);
    }
    return out;
}

/// RFC 2045, lines of at most 76 characters ended by CR LF.
std::string quoted_printable(std::string_view text) {
    constexpr std::size_t widest = 72;
    std::string out;
    std::size_t width = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') {
            out += crlf;
            width = 0;
            continue;
        }
        const bool last_blank = text[i] == ' ' && (i + 1 == text.size() || text[i + 1] == '\n');
        const bool plain = text[i] >= ' ' && text[i] < '\x7f' && text[i] != '=' && !last_blank;
        const std::string piece = plain
                                      ? std::string(1, text[i])
                                      : fmt::format("={:02X}", static_cast<unsigned char>(text[i]));
        if (width + piece.size() > widest) {
            out += "=\r\n";
            width = 0;
        }
        out += piece;
        width += piece.size();
    }
    return out;
}

/// "Mon, 23 Nov 2026 01:02:03 +0000".
std::string mail_date(Instant at) {
    constexpr std::array<std::string_view, 7> days = {"Thu", "Fri", "Sat", "Sun",
                                                      "Mon", "Tue", "Wed"};
    constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Instant seconds = std::max<Instant>(at, 0) / 1000;
    const auto day = static_cast<std::int32_t>(seconds / 86400);
    const CivilDate civil = to_civil(Date{day});
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000",
                       days.at(static_cast<std::size_t>(day % 7)), civil.day,
                       months.at(static_cast<std::size_t>(civil.month - 1)), civil.year,
                       seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
}

std::string host_of(std::string_view address) {
    return std::string(address.substr(address.rfind('@') + 1));
}

} // namespace

std::string mail(const Written& written, const MailSpec& spec) {
    std::string text = plain_text(written);
    if (spec.attempt > 1) {
        text += fmt::format("\nThis is attempt {}. What an earlier one came to is not known or it "
                            "failed; a mail with the same Message-ID says the same.\n",
                            spec.attempt);
    }
    std::string out;
    const auto header = [&out](std::string_view name, const std::string& value) {
        out += fmt::format("{}: {}\r\n", name, value);
    };
    header("From", spec.from);
    header("To", fmt::format("{}", fmt::join(spec.to, ",\r\n ")));
    header("Subject", header_text(one_line(headline(written))));
    header("Date", mail_date(spec.at));
    header("Message-ID", fmt::format("<{}@{}>", spec.message, host_of(spec.from)));
    header("Auto-Submitted", "auto-generated");
    header("Halflight-Transition", fmt::format("{}", written.sequence));
    header("Halflight-Attempt", fmt::format("{}", spec.attempt));
    if (!spec.secret.empty()) {
        header("Halflight-Timestamp", fmt::format("{}", spec.at / 1000));
        header("Halflight-Signature", signature(spec.secret, spec.message, spec.at / 1000, text));
    }
    header("MIME-Version", "1.0");
    header("Content-Type", "text/plain; charset=UTF-8");
    header("Content-Transfer-Encoding", "quoted-printable");
    return out + std::string(crlf) + quoted_printable(text);
}

} // namespace halflight::alerts

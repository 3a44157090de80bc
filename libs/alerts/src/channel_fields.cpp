// SPDX-License-Identifier: Apache-2.0
#include "channel_fields.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace halflight::alerts {

namespace {

bool is_letter_or_digit(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool only(std::string_view text, std::string_view others) noexcept {
    return std::ranges::all_of(text, [others](char c) {
        return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
    });
}

/// A number of dotted quads, as 127.0.0.1 is.
bool is_loopback_v4(std::string_view host) noexcept {
    int parts = 0;
    while (!host.empty() && parts < 5) {
        const std::size_t dot = host.find('.');
        const std::string_view part = host.substr(0, dot);
        int value = -1;
        const auto [end, fault] = std::from_chars(part.data(), part.data() + part.size(), value);
        const bool number = fault == std::errc() && end == part.data() + part.size();
        if (!number || value < 0 || value > 255 || (parts == 0 && value != 127)) {
            return false;
        }
        ++parts;
        host = dot == std::string_view::npos ? std::string_view() : host.substr(dot + 1);
    }
    return parts == 4;
}

/// HOST of HOST[:PORT][/PATH], with the brackets of a literal address taken off.
std::string_view host_of(std::string_view rest) noexcept {
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    if (authority.starts_with('[')) {
        return authority.substr(1, authority.find(']') - 1);
    }
    return authority.substr(0, authority.find(':'));
}

} // namespace

bool is_host(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 253 && text.front() != '-' && only(text, ".-:");
}

bool is_local(std::string_view host) noexcept {
    return host == "localhost" || host == "::1" || is_loopback_v4(host);
}

bool is_address(std::string_view text) noexcept {
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos || at == 0 || text.size() > 254) {
        return false;
    }
    return only(text.substr(0, at), ".!#$&'*+-/=?^_`{|}~") && is_host(text.substr(at + 1));
}

std::string url_fault(std::string_view url) {
    const bool printable =
        std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; });
    if (!printable || url.size() > 2000) {
        return "it has characters that no address has";
    }
    const bool safe = url.starts_with("https://");
    if (!safe && !url.starts_with("http://")) {
        return "it begins neither with https:// nor with http://";
    }
    const std::string_view rest = url.substr(safe ? 8 : 7);
    if (rest.substr(0, rest.find_first_of("/?#")).find('@') != std::string_view::npos) {
        return "it holds a user or a password, which belong into a secret";
    }
    const std::string_view host = host_of(rest);
    if (!is_host(host)) {
        return "it names no machine";
    }
    return safe || is_local(host) ? "" : "what is sent there would be readable on its way";
}

std::vector<measures::Item> ChannelFields::items(std::string_view name) {
    m_known.emplace(name);
    const auto found = m_declared.parameters.find(std::string(name));
    return found == m_declared.parameters.end() ? std::vector<measures::Item>()
                                                : found->second.items;
}

std::string ChannelFields::text(std::string_view name) {
    const std::vector<measures::Item> found = items(name);
    if (found.size() > 1) {
        fault(name, fmt::format("'{}' is one value, not a list", name), "write it once");
    }
    return found.empty() ? "" : found.front().text;
}

std::string ChannelFields::required(std::string_view name) {
    std::string value = text(name);
    if (value.empty()) {
        fault(name, fmt::format("'{}' is missing", name), fmt::format("write {} = \"...\"", name));
    }
    return value;
}

std::vector<std::string> ChannelFields::texts(std::string_view name) {
    std::vector<std::string> out;
    for (measures::Item& item : items(name)) {
        out.push_back(std::move(item.text));
    }
    return out;
}

int ChannelFields::number(std::string_view name, int fallback, int least, int most) {
    const std::string value = text(name);
    if (value.empty()) {
        return fallback;
    }
    int out = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), out);
    if (problem != std::errc() || end != value.data() + value.size() || out < least || out > most) {
        fault(name, fmt::format("'{}' is no number from {} to {}", shorten(value), least, most),
              fmt::format("write {} = {}", name, fallback));
        return fallback;
    }
    return out;
}

std::size_t ChannelFields::word(std::string_view name, std::span<const std::string_view> words,
                                std::size_t fallback) {
    const std::string value = text(name);
    if (value.empty()) {
        return fallback;
    }
    const auto found = std::ranges::find(words, value);
    if (found == words.end()) {
        fault(name, fmt::format("{} = '{}' is not known", name, shorten(value)),
              fmt::format("write one of: {}", fmt::join(words, ", ")));
        return fallback;
    }
    return static_cast<std::size_t>(std::distance(words.begin(), found));
}

std::string ChannelFields::file_of_secrets(std::string_view name) {
    std::string file = text(name);
    if (!file.empty() && (file.front() == '.' || !only(file, "._-"))) {
        fault(name, fmt::format("'{}' is no plain file name", shorten(file)),
              "write the name of a file in the folder of secrets, without folders");
    }
    return file;
}

Secret ChannelFields::secret(std::string_view name) {
    const std::string file_key = fmt::format("{}_file", name);
    const std::string variable_key = fmt::format("{}_env", name);
    Secret secret{file_of_secrets(file_key), text(variable_key)};
    if (!items(name).empty()) {
        fault(name, fmt::format("a dossier holds no secrets, and '{}' would be one", name),
              fmt::format("write {} = \"NAME\" of a file in the folder of secrets", file_key));
    }
    if (!secret.variable.empty() &&
        (!secret.variable.starts_with("HALFLIGHT_") || !only(secret.variable, "_"))) {
        fault(variable_key,
              fmt::format("'{}' does not begin with HALFLIGHT_", shorten(secret.variable)),
              "name a variable that was meant for this: HALFLIGHT_...");
    }
    if (!secret.file.empty() && !secret.variable.empty()) {
        fault(file_key, "a secret is named twice", "name a file or a variable, not both");
    }
    return secret;
}

void ChannelFields::fault(std::string_view name, std::string message, std::string hint) {
    const auto found = m_declared.parameters.find(std::string(name));
    fault_at(found == m_declared.parameters.end() ? m_declared.place : found->second.place,
             std::move(message), std::move(hint));
}

void ChannelFields::fault_at(const Place& place, std::string message, std::string hint) {
    Diagnostic diagnostic;
    diagnostic.code = "W301";
    diagnostic.message = fmt::format("[[deliver]] {}: {}", shorten(m_declared.id), message);
    diagnostic.place = place;
    diagnostic.hint = std::move(hint);
    m_diagnostics.add(std::move(diagnostic));
    m_failed = true;
}

void ChannelFields::finish() {
    if (m_ignore_rest) {
        return;
    }
    const std::vector<std::string_view> known(m_known.begin(), m_known.end());
    for (const auto& [name, parameter] : m_declared.parameters) {
        if (!m_known.contains(name)) {
            const auto near = nearest(name, known);
            fault_at(parameter.place, fmt::format("'{}' is not known", shorten(name)),
                     near ? fmt::format("did you mean '{}'?", *near)
                          : fmt::format("known are: {}", fmt::join(known, ", ")));
        }
    }
}

} // namespace halflight::alerts

// SPDX-License-Identifier: Apache-2.0
#include "redact_names.hpp"

#include <algorithm>

namespace halflight::edition {

namespace {

constexpr std::size_t shortest_phrase = 12;

bool is_letter(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           byte >= 0x80;
}

/// The word that begins at `at`: letters, with '.' and '-' inside.
std::size_t word_length(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && (is_letter(text[end]) || text[end] == '.' || text[end] == '-')) {
        ++end;
    }
    while (end > at && !is_letter(text[end - 1])) {
        --end;
    }
    return end - at;
}

} // namespace

void Names::add_phrase(const std::string& phrase) {
    if (phrase.size() >= shortest_phrase && phrase.find_first_of(" /") != std::string::npos &&
        std::ranges::find(m_phrases, phrase) == m_phrases.end()) {
        const auto place = std::ranges::find_if(
            m_phrases, [&](const std::string& other) { return other.size() < phrase.size(); });
        m_phrases.insert(place, phrase);
    }
}

bool Names::in(std::string_view text) const {
    std::size_t count = 0;
    (void)strike(text, count);
    return count > 0;
}

std::string Names::strike(std::string_view text, std::size_t& count) const {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto phrase = std::ranges::find_if(m_phrases, [&](const std::string& candidate) {
            return text.substr(at).starts_with(candidate);
        });
        if (phrase != m_phrases.end()) {
            ++count;
            out += name_struck_out;
            at += phrase->size();
            continue;
        }
        const std::size_t length = std::max<std::size_t>(1, word_length(text, at));
        const std::string_view word = text.substr(at, length);
        const bool named = m_ids.contains(word);
        count += named ? 1U : 0U;
        out += named ? name_struck_out : word;
        at += length;
    }
    return out;
}

} // namespace halflight::edition

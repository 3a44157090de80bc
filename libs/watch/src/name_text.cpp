// SPDX-License-Identifier: Apache-2.0
#include "name_text.hpp"

#include "halflight/watch/screen.hpp"
#include "romanise_text.hpp"

#include <algorithm>

namespace halflight::watch {

namespace {

bool is_apostrophe(char32_t c) noexcept {
    switch (c) {
    case U'\'':
    case U'`':
    case 0x00B4:
    case 0x02B9: // what transliterations put for a soft sign
    case 0x02BA:
    case 0x02BB:
    case 0x02BC:
    case 0x02BE:
    case 0x02BF:
    case 0x02C8:
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x2032:
        return true;
    default:
        return false;
    }
}

/// 0 for what is left out of Arabic words: vowel points, the lengthening stroke.
char32_t plain_arabic(char32_t c) noexcept {
    switch (c) {
    case 0x0622: // alef with madda, hamza above, hamza below, wasla
    case 0x0623:
    case 0x0625:
    case 0x0671:
        return 0x0627;
    case 0x0649: // alef maksura, Farsi yeh, yeh with hamza
    case 0x06CC:
    case 0x0626:
        return 0x064A;
    case 0x06A9: // keheh
        return 0x0643;
    case 0x0629: // ta marbuta
        return 0x0647;
    case 0x0624: // waw with hamza
        return 0x0648;
    default:
        return (c >= 0x064B && c <= 0x065F) || c == 0x0670 || c == 0x0640 ? 0 : c;
    }
}

bool is_word_ascii(char32_t c) noexcept {
    return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9');
}

/// Arrows, dingbats, emoji, flags and their selectors: no part of any name.
bool is_sign(char32_t c) noexcept {
    return (c >= 0x2190 && c <= 0x2BFF) || (c >= 0xFE00 && c <= 0xFE0F) ||
           (c >= 0xE000 && c <= 0xF8FF) || (c >= 0x1F000 && c <= 0x1FAFF) || c >= 0xE0000;
}

/// Punctuation and blanks of the blocks that names are written in.
bool is_separator(char32_t c) noexcept {
    if (c < 0x80) {
        return !is_word_ascii(c);
    }
    return (c < 0x00C0 && c != 0x00AA && c != 0x00BA) || c == 0x00D7 || c == 0x00F7 ||
           (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x3020) || c == 0x30FB ||
           (c >= 0xFF00 && c <= 0xFF0F) || c == 0x060C || c == 0x061B || c == 0xFFFD ||
           c == 0x00B7 || c == 0xFEFF || is_sign(c);
}

/// "j s c" is one word; so is "j v", the usual short form of a joint venture.
std::vector<std::string> with_initials_joined(std::vector<std::string> words) {
    std::vector<std::string> made;
    for (std::size_t i = 0; i < words.size();) {
        std::size_t end = i;
        std::string joined;
        while (end < words.size() && words[end].size() == 1 && words[end][0] >= 'a' &&
               words[end][0] <= 'z') {
            joined += words[end++];
        }
        constexpr std::size_t least = 3;
        if (joined.size() >= least || joined == "jv") {
            made.push_back(std::move(joined));
            i = end;
        } else {
            made.push_back(std::move(words[i++]));
        }
    }
    return made;
}

class Words {
  public:
    void letter(char32_t c) { append_utf8(m_word, c); }
    void end() {
        if (!m_word.empty()) {
            m_words.push_back(std::move(m_word));
            m_word.clear();
        }
    }
    void whole(std::string_view word) {
        end();
        m_words.emplace_back(word);
    }
    std::vector<std::string> take() {
        end();
        return with_initials_joined(std::move(m_words));
    }

  private:
    std::vector<std::string> m_words;
    std::string m_word;
};

void add_point(Words& words, char32_t c) {
    if (is_apostrophe(c)) {
        return;
    }
    if (c == U'&') {
        words.whole("and");
    } else if (is_separator(c)) {
        words.end();
    } else if (const char32_t plain = is_arabic(c) ? plain_arabic(c) : c; plain != 0) {
        words.letter(plain);
    }
}

} // namespace

bool is_ascii(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string without_marks(std::string_view text) {
    std::string out;
    for (const char32_t c : code_points_of(text)) {
        append_utf8(out, c == 0x00A9 || c == 0x00AE || c == 0x2120 || c == 0x2122 ? U' ' : c);
    }
    return out;
}

bool has_letters(std::string_view text) noexcept {
    return std::ranges::any_of(code_points_of(text), [](char32_t c) {
        const bool upper = c >= U'A' && c <= U'Z';
        const bool digit = c >= U'0' && c <= U'9';
        return upper || !(digit || is_separator(c) || is_apostrophe(c));
    });
}

std::vector<std::string> words_of_folded(std::string_view text) {
    Words words;
    for (const char32_t c : code_points_of(text)) {
        add_point(words, c);
    }
    return words.take();
}

std::vector<std::string> words_of_ascii(std::string_view text) {
    Words words;
    for (const char c : text) {
        const bool upper = c >= 'A' && c <= 'Z';
        add_point(words, static_cast<unsigned char>(upper ? c - 'A' + 'a' : c));
    }
    return words.take();
}

} // namespace halflight::watch

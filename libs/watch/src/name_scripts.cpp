// SPDX-License-Identifier: Apache-2.0
#include "name_scripts.hpp"

#include "name_text.hpp"
#include "name_words.hpp"
#include "romanise_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace halflight::watch {

namespace {

/// `neutral` parts words, `any` belongs to whatever script it stands in: digits, accents.
enum class Script : std::uint8_t { neutral, any, latin, cyrillic, arabic, hangul, han, other };

bool is_latin(char32_t c) noexcept {
    const char32_t lower = c | 0x20U;
    return (lower >= U'a' && lower <= U'z') ||
           (c >= 0x00C0 && c < 0x0250 && c != 0x00D7 && c != 0x00F7) ||
           (c >= 0x1E00 && c < 0x1F00) || (c >= 0xFF21 && c <= 0xFF3A) ||
           (c >= 0xFF41 && c <= 0xFF5A);
}

/// Single letters of Hangul too, as text from a Macintosh has them.
bool is_any_hangul(char32_t c) noexcept {
    const bool dot = c == 0x119E || c == 0x318D; // written for a middle dot
    return is_hangul(c) || (!dot && ((c >= 0x1100 && c <= 0x11FF) || (c >= 0x3130 && c <= 0x318F)));
}

/// A Japanese name is one name, though it mixes kana and Han characters.
bool is_kana(char32_t c) noexcept {
    return (c >= 0x3041 && c <= 0x30FF && c != 0x30FB) || (c >= 0xFF66 && c <= 0xFF9F);
}

bool is_neutral(char32_t c) noexcept {
    return c < 0x00C0 || c == 0x00D7 || c == 0x00F7 || c == 0x060C || c == 0x061B ||
           (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x3020 && c != 0x3005) ||
           c == 0x119E || c == 0x318D || c == 0x30FB || (c >= 0xE000 && c <= 0xF8FF) ||
           (c >= 0xFE10 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF0F) || c == 0xFF1A ||
           c == 0xFF1B || (c >= 0xFF5B && c <= 0xFF65) || c == 0xFEFF || c == 0xFFFD ||
           (c >= 0x1F000 && c <= 0x1FAFF) || c >= 0xE0000;
}

Script script_of(char32_t c) noexcept {
    if ((c >= U'0' && c <= U'9') || (c >= 0x0250 && c < 0x0370) || (c >= 0xFE00 && c <= 0xFE0F)) {
        return Script::any;
    }
    if (is_latin(c)) {
        return Script::latin;
    }
    if (is_any_hangul(c)) {
        return Script::hangul;
    }
    if (is_han(c) || is_kana(c)) {
        return Script::han;
    }
    if (is_neutral(c)) {
        return Script::neutral;
    }
    return is_cyrillic(c) ? Script::cyrillic : is_arabic(c) ? Script::arabic : Script::other;
}

bool has_words(Script script) noexcept {
    return script != Script::hangul && script != Script::han;
}

struct Part {
    Script script = Script::neutral;
    std::u32string text;
};

std::u32string trimmed(std::u32string_view text) {
    const auto neutral = [](char32_t c) { return script_of(c) == Script::neutral; };
    while (!text.empty() && neutral(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && neutral(text.back())) {
        text.remove_suffix(1);
    }
    return std::u32string(text);
}

/// Stretches of one script each; none where two alphabets meet within a word.
std::vector<Part> stretches(std::u32string_view points) {
    std::vector<Part> made;
    Script before = Script::neutral; // of the character before
    for (const char32_t c : points) {
        const Script script = script_of(c);
        const bool letter = script != Script::neutral && script != Script::any;
        if (letter && (made.empty() || made.back().script != script)) {
            const bool in_word = before != Script::neutral && !made.empty();
            if (in_word && has_words(script) && has_words(made.back().script)) {
                return {};
            }
            made.push_back({script, U""});
        }
        if (!made.empty()) {
            made.back().text += c;
        }
        before = script;
    }
    for (Part& part : made) {
        part.text = trimmed(part.text);
    }
    return made;
}

/// Words of which some name may be made, and how long the longest is.
std::pair<std::size_t, std::size_t> telling_words(const Part& part) {
    std::size_t words = 0;
    std::size_t longest = 0;
    std::u32string word;
    for (const char32_t c : part.text + U' ') {
        if (script_of(c) != Script::neutral) {
            word += c >= U'A' && c <= U'Z' ? c + 0x20U : c;
            continue;
        }
        const std::string text = utf8_of(word);
        if (word.size() >= 2 && word_weight(canonical_word(text)) >= 1) {
            ++words;
            longest = std::max(longest, word.size());
        }
        word.clear();
    }
    return {words, longest};
}

bool can_tell(const Part& part) {
    constexpr std::size_t long_word = 6;
    if (!has_words(part.script)) {
        return std::ranges::count(part.text, part.script, script_of) >= 2;
    }
    const auto [words, longest] = telling_words(part);
    return words >= 2 || longest >= long_word;
}

bool is_one_script(std::u32string_view points) {
    const auto all = [&](Script script) {
        return std::ranges::all_of(points, [&](char32_t c) {
            return script_of(c) == script || script_of(c) == Script::neutral;
        });
    };
    return all(Script::han) || all(Script::hangul);
}

/// Longer ones first where one ends another.
constexpr std::array<std::u32string_view, 27> behind{
    U"동지", U"동무", U"선생님", U"선생",   U"부위원장", U"위원장", U"장군", U"대장", U"사장",
    U"회장", U"박사", U"여사",   U"씨",     U"同志",     U"先生",   U"女士", U"小姐", U"氏",
    U"博士", U"将军", U"將軍",   U"委员长", U"委員長",   U"总经理", U"經理", U"经理", U"阁下"};
constexpr std::array<std::u32string_view, 8> cyrillic{
    U"товарищ", U"тов", U"господин", U"госпожа", U"г-н", U"г-жа", U"гражданин", U"гражданка"};

std::size_t letters_in(std::u32string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char32_t c) { return script_of(c) != Script::neutral; }));
}

/// A person's name in Han characters or Hangul: a firm's may end in the same characters.
bool is_short_name(std::u32string_view rest) {
    constexpr std::size_t longest = 4;
    return is_one_script(rest) && letters_in(rest) >= 2 && letters_in(rest) <= longest;
}

bool parts_words(char32_t c) {
    return script_of(c) == Script::neutral;
}

} // namespace

std::vector<std::string> parts_by_script(std::string_view text) {
    std::vector<std::string> made;
    if (!is_ascii(text)) {
        const std::vector<Part> parts = stretches(code_points_of(text));
        bool whole = parts.size() < 2;
        for (const Part& part : parts) {
            const bool tells = parts.size() > 1 && can_tell(part);
            whole = whole || !tells;
            if (tells) {
                made.push_back(utf8_of(part.text));
            }
        }
        if (!whole) {
            return made;
        }
    }
    made.emplace(made.begin(), text);
    return made;
}

std::string with_plain_blanks(std::string_view text) {
    const std::u32string points = trimmed(code_points_of(text));
    std::u32string made;
    for (std::size_t i = 0; is_one_script(points) && i < points.size(); ++i) {
        if (!parts_words(points[i])) {
            made += points[i];
        } else if (!made.empty() && made.back() != U' ') {
            made += U' ';
        }
    }
    return utf8_of(made);
}

std::string without_blanks(std::string_view text) {
    std::string made = with_plain_blanks(text);
    std::erase(made, ' ');
    return made;
}

std::string without_honorific(std::string_view folded) {
    const std::u32string points = trimmed(code_points_of(folded));
    const std::u32string_view view(points);
    for (const auto title : behind) {
        if (view.ends_with(title) && is_short_name(view.substr(0, view.size() - title.size()))) {
            return utf8_of(trimmed(view.substr(0, view.size() - title.size())));
        }
    }
    for (const auto title : cyrillic) {
        if (view.size() <= title.size() + 1) {
            continue;
        }
        if (view.starts_with(title) && parts_words(view[title.size()])) {
            return utf8_of(trimmed(view.substr(title.size())));
        }
        if (view.ends_with(title) && parts_words(view[view.size() - title.size() - 1])) {
            return utf8_of(trimmed(view.substr(0, view.size() - title.size())));
        }
    }
    return std::string(folded);
}

bool is_latin_honorific(std::string_view word) noexcept {
    static constexpr std::array<std::string_view, 11> words{
        "mr",      "mrs",    "ms",     "miss",       "dr",      "prof",
        "comrade", "tongji", "dongji", "tovarishch", "tovarisc"};
    return std::ranges::find(words, word) != words.end();
}

} // namespace halflight::watch

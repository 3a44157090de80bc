// SPDX-License-Identifier: Apache-2.0
// Hangul syllables are taken apart by arithmetic (Unicode, section 3.12) and written by tables.
#include "halflight/watch/romanise.hpp"

#include "romanise_text.hpp"

#include <array>
#include <utility>

namespace halflight::watch {

namespace {

/// Numbers of the sounds in the order of Unicode.
struct Syllable {
    int onset = 0;
    int vowel = 0;
    int coda = 0;
};

/// Onsets that the rules name.
enum Onset : std::uint8_t { o_n = 2, o_r = 5, o_m = 6, o_none = 11 };

/// A coda as it sounds before a consonant.
enum class Coda : std::uint8_t { none, k, n, t, l, m, p, ng };

constexpr std::array<Coda, 28> sound_of_coda{
    Coda::none, Coda::k,  Coda::k, Coda::k, Coda::n, Coda::n, Coda::n, Coda::t, Coda::l, Coda::k,
    Coda::m,    Coda::l,  Coda::l, Coda::l, Coda::p, Coda::l, Coda::m, Coda::p, Coda::p, Coda::t,
    Coda::t,    Coda::ng, Coda::t, Coda::t, Coda::k, Coda::t, Coda::p, Coda::t};

/// The onset that a single coda becomes before a vowel; -1 where it stays.
constexpr std::array<int, 28> onset_of_coda{-1, 0,  1, -1, 2,  -1, -1, 3,  5,  -1, -1, -1, -1, -1,
                                            -1, -1, 6, 7,  -1, 9,  10, -1, 12, 14, 15, 16, 17, 11};

using Onsets = std::array<std::string_view, 19>;
using Vowels = std::array<std::string_view, 21>;

constexpr Onsets revised_onsets{"g",  "kk", "n", "d",  "tt", "r", "m", "b", "pp", "s",
                                "ss", "",   "j", "jj", "ch", "k", "t", "p", "h"};
constexpr Onsets reischauer_onsets{"k",  "kk", "n",  "t",   "tt",  "r",  "m",  "p",  "pp", "s",
                                   "ss", "",   "ch", "tch", "ch'", "k'", "t'", "p'", "h"};
constexpr Onsets reischauer_voiced{"g",  "kk", "n", "d",   "tt",  "r",  "m",  "b",  "pp", "s",
                                   "ss", "",   "j", "tch", "ch'", "k'", "t'", "p'", "h"};
constexpr Onsets dprk_onsets{"k",  "kk", "n", "t",  "tt", "r",  "m",  "p",  "pp", "s",
                             "ss", "",   "j", "jj", "ch", "kh", "th", "ph", "h"};
constexpr Onsets dprk_voiced{"g",  "kk", "n", "d",  "tt", "r",  "m",  "b",  "pp", "s",
                             "ss", "",   "j", "jj", "ch", "kh", "th", "ph", "h"};
constexpr Vowels revised_vowels{"a",  "ae", "ya", "yae", "eo", "e",  "yeo", "ye", "o",  "wa", "wae",
                                "oe", "yo", "u",  "wo",  "we", "wi", "yu",  "eu", "ui", "i"};
constexpr Vowels reischauer_vowels{"a",  "ae", "ya", "yae", "ŏ",  "e",  "yŏ",
                                   "ye", "o",  "wa", "wae", "oe", "yo", "u",
                                   "wŏ", "we", "wi", "yu",  "ŭ",  "ŭi", "i"};
constexpr Vowels dprk_vowels{"a",  "ae", "ya", "yae", "o",  "e",  "yo", "ye", "o",  "wa", "wae",
                             "oe", "yo", "u",  "wo",  "we", "wi", "yu", "u",  "ui", "i"};
constexpr std::array<std::string_view, 8> codas{"", "k", "n", "t", "l", "m", "p", "ng"};

Syllable apart(char32_t point) noexcept {
    constexpr int vowels = 21;
    constexpr int codas_count = 28;
    const int number = static_cast<int>(point - 0xAC00);
    return {number / (vowels * codas_count), number / codas_count % vowels, number % codas_count};
}

/// What the system writes, sound by sound.
struct Spoken {
    int onset = 0;
    int vowel = 0;
    Coda coda = Coda::none;
};

/// A final consonant moves over to a syllable that begins with a vowel.
void join(Spoken& left, int coda, Spoken& right) {
    const int moved = onset_of_coda[static_cast<std::size_t>(coda)];
    if (right.onset == o_none && moved >= 0) {
        left.coda = Coda::none;
        right.onset = moved;
    }
}

/// Stops become nasal before nasals and r; r and n meet as l.
void assimilate(Spoken& left, Spoken& right) {
    const bool stop = left.coda == Coda::k || left.coda == Coda::t || left.coda == Coda::p;
    const bool nasal = right.onset == o_n || right.onset == o_m;
    if (stop && (nasal || right.onset == o_r)) {
        left.coda = left.coda == Coda::k ? Coda::ng : left.coda == Coda::t ? Coda::n : Coda::m;
        right.onset = right.onset == o_r ? int{o_n} : right.onset;
    } else if (left.coda == Coda::n && right.onset == o_r) {
        left.coda = Coda::l;
    } else if (left.coda == Coda::l && right.onset == o_n) {
        right.onset = o_r;
    } else if ((left.coda == Coda::m || left.coda == Coda::ng) && right.onset == o_r) {
        right.onset = o_n;
    }
}

std::vector<Spoken> spoken(std::u32string_view run, bool assimilated) {
    std::vector<Spoken> made;
    std::vector<int> written;
    for (const char32_t point : run) {
        const Syllable s = apart(point);
        made.push_back({s.onset, s.vowel, sound_of_coda[static_cast<std::size_t>(s.coda)]});
        written.push_back(s.coda);
    }
    for (std::size_t i = 0; assimilated && i + 1 < made.size(); ++i) {
        join(made[i], written[i], made[i + 1]);
        assimilate(made[i], made[i + 1]);
    }
    return made;
}

const Onsets& onsets_of(Romanisation system, bool voiced) noexcept {
    if (system == Romanisation::revised) {
        return revised_onsets;
    }
    if (system == Romanisation::mccune_reischauer) {
        return voiced ? reischauer_voiced : reischauer_onsets;
    }
    return voiced ? dprk_voiced : dprk_onsets;
}

const Vowels& vowels_of(Romanisation system) noexcept {
    switch (system) {
    case Romanisation::revised:
        return revised_vowels;
    case Romanisation::mccune_reischauer:
        return reischauer_vowels;
    default:
        return dprk_vowels;
    }
}

std::string write_run(std::u32string_view run, Romanisation system) {
    std::string made;
    const auto sounds = spoken(run, system == Romanisation::mccune_reischauer);
    for (std::size_t i = 0; i < sounds.size(); ++i) {
        const Coda before = i == 0 ? Coda::none : sounds[i - 1].coda;
        const bool voiced = i > 0 && before != Coda::k && before != Coda::t && before != Coda::p;
        const bool doubled = before == Coda::l && sounds[i].onset == o_r;
        made += doubled ? std::string_view("l")
                        : onsets_of(system, voiced)[static_cast<std::size_t>(sounds[i].onset)];
        made += vowels_of(system)[static_cast<std::size_t>(sounds[i].vowel)];
        made += codas[static_cast<std::size_t>(sounds[i].coda)];
    }
    return made;
}

constexpr std::array<std::u32string_view, 8> long_surnames{U"남궁", U"황보", U"제갈", U"사공",
                                                           U"선우", U"서문", U"독고", U"동방"};

constexpr std::array<std::pair<std::u32string_view, std::u32string_view>, 18> firm_words{{
    {U"주식회사", U" company limited "},
    {U"유한회사", U" company limited "},
    {U"총회사", U" general corporation "},
    {U"회사", U" company "},
    {U"무역", U" trading "},
    {U"은행", U" bank "},
    {U"해운", U" shipping "},
    {U"조선", U" korea "},
    {U"련합", U" united "},
    {U"연합", U" united "},
    {U"기술", U" technology "},
    {U"개발", U" development "},
    {U"총국", U" general bureau "},
    {U"보험", U" insurance "},
    {U"국제", U" international "},
    {U"대외", U" foreign "},
    {U"합영", U" joint venture "},
    {U"기계", U" machinery "},
}};

} // namespace

std::string_view to_string(Romanisation system) noexcept {
    switch (system) {
    case Romanisation::revised:
        return "Revised Romanisation";
    case Romanisation::mccune_reischauer:
        return "McCune-Reischauer";
    default:
        return "DPRK spelling";
    }
}

std::string romanise_hangul(std::string_view text, Romanisation system) {
    const std::u32string points = code_points_of(text);
    std::string made;
    for (std::size_t i = 0; i < points.size();) {
        std::size_t end = i;
        while (end < points.size() && is_hangul(points[end])) {
            ++end;
        }
        if (end == i) {
            append_utf8(made, points[i++]);
            continue;
        }
        made += write_run(std::u32string_view(points).substr(i, end - i), system);
        i = end;
    }
    return made;
}

std::string part_korean_name(std::string_view hangul) {
    constexpr std::size_t longest = 4;
    const std::u32string points = code_points_of(hangul);
    for (const char32_t point : points) {
        if (!is_hangul(point)) {
            return std::string(hangul);
        }
    }
    if (points.size() < 2 || points.size() > longest) {
        return std::string(hangul);
    }
    std::size_t surname = 1;
    for (const auto known : long_surnames) {
        surname = points.size() > 2 && points.starts_with(known) ? 2 : surname;
    }
    return utf8_of(points.substr(0, surname)) + " " + utf8_of(points.substr(surname));
}

std::string translate_korean_firm(std::string_view hangul) {
    std::u32string points = code_points_of(hangul);
    for (const auto& [word, meaning] : firm_words) {
        for (auto at = points.find(word); at != std::u32string::npos; at = points.find(word, at)) {
            points.replace(at, word.size(), meaning);
        }
    }
    return utf8_of(points);
}

} // namespace halflight::watch

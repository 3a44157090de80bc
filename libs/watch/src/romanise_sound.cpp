// SPDX-License-Identifier: Apache-2.0
// Latin letters read as Korean syllables. Classes of sounds: k n t r m p s c h; N for ng; vowels
// a E(ae) e o u i with y or w before them.
#include "halflight/watch/romanise.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace halflight::watch {

namespace {

using Row = std::pair<std::string_view, std::string_view>;

constexpr std::array onsets{
    Row{"", ""},    Row{"k", "k"},  Row{"g", "k"},  Row{"kk", "k"},  Row{"gg", "k"}, Row{"kh", "k"},
    Row{"n", "n"},  Row{"t", "t"},  Row{"d", "t"},  Row{"tt", "t"},  Row{"dd", "t"}, Row{"th", "t"},
    Row{"r", "r"},  Row{"l", "r"},  Row{"rh", "r"}, Row{"m", "m"},   Row{"p", "p"},  Row{"b", "p"},
    Row{"pp", "p"}, Row{"bb", "p"}, Row{"ph", "p"}, Row{"s", "s"},   Row{"ss", "s"}, Row{"sh", "s"},
    Row{"ch", "c"}, Row{"j", "c"},  Row{"jj", "c"}, Row{"tch", "c"}, Row{"ts", "c"}, Row{"h", "h"}};

constexpr std::array vowels{
    Row{"a", "a"},    Row{"ae", "E"},   Row{"ai", "E"},   Row{"ya", "ya"}, Row{"yae", "yE"},
    Row{"eo", "o"},   Row{"o", "o"},    Row{"uh", "o"},   Row{"ou", "o"},  Row{"e", "e"},
    Row{"yeo", "yo"}, Row{"yo", "yo"},  Row{"you", "yo"}, Row{"ye", "ye"}, Row{"wa", "wa"},
    Row{"wae", "wE"}, Row{"oe", "wE"},  Row{"oi", "wE"},  Row{"oy", "wE"}, Row{"we", "wE"},
    Row{"wo", "wo"},  Row{"weo", "wo"}, Row{"wi", "wi"},  Row{"ui", "i"},  Row{"eui", "i"},
    Row{"yi", "i"},   Row{"i", "i"},    Row{"ee", "i"},   Row{"u", "u"},   Row{"oo", "u"},
    Row{"eu", "u"},   Row{"woo", "u"},  Row{"wu", "u"},   Row{"yu", "yu"}, Row{"yoo", "yu"}};

constexpr std::array codas{Row{"", ""},   Row{"k", "k"}, Row{"g", "k"}, Row{"n", "n"},
                           Row{"t", "t"}, Row{"d", "t"}, Row{"l", "r"}, Row{"r", "r"},
                           Row{"m", "m"}, Row{"p", "p"}, Row{"b", "p"}, Row{"ng", "N"}};

constexpr std::size_t most_sounds = 8;

using Sounds = std::vector<KoreanSound>;

/// One of each sound, with the fewest syllables that give it.
void keep(Sounds& sounds, KoreanSound sound) {
    const auto same = std::ranges::find(sounds, sound.sound, &KoreanSound::sound);
    if (same != sounds.end()) {
        same->syllables = std::min(same->syllables, sound.syllables);
    } else if (sounds.size() < most_sounds) {
        sounds.push_back(std::move(sound));
    }
}

/// All ways to go on from a syllable that begins at `at`; `behind[i]` are those of the rest from i.
void add_syllables(std::string_view word, std::size_t at, const std::vector<Sounds>& behind,
                   Sounds& made) {
    for (const auto& [onset, onset_sound] : onsets) {
        if (!word.substr(at).starts_with(onset)) {
            continue;
        }
        for (const auto& [vowel, vowel_sound] : vowels) {
            const auto at_vowel = at + onset.size();
            if (!word.substr(at_vowel).starts_with(vowel)) {
                continue;
            }
            for (const auto& [coda, coda_sound] : codas) {
                const auto at_coda = at_vowel + vowel.size();
                if (!word.substr(at_coda).starts_with(coda)) {
                    continue;
                }
                for (const auto& rest : behind[at_coda + coda.size()]) {
                    std::string sound(onset_sound);
                    sound.append(vowel_sound).append(coda_sound).append(rest.sound);
                    keep(made, {std::move(sound), rest.syllables + 1});
                }
            }
        }
    }
}

/// Spellings of surnames that the sounds do not bring together, and the sound that they stand for.
const std::map<std::string_view, std::string_view>& odd_surnames() {
    static const std::map<std::string_view, std::string_view> table{
        {"ri", "ri"},     {"lee", "ri"},     {"yi", "ri"},      {"i", "ri"},       {"rhee", "ri"},
        {"li", "ri"},     {"rhie", "ri"},    {"reeh", "ri"},    {"leigh", "ri"},   {"rim", "rim"},
        {"im", "rim"},    {"lim", "rim"},    {"yim", "rim"},    {"rhim", "rim"},   {"leem", "rim"},
        {"no", "ro"},     {"noh", "ro"},     {"ro", "ro"},      {"roh", "ro"},     {"rho", "ro"},
        {"na", "ra"},     {"nah", "ra"},     {"ra", "ra"},      {"rah", "ra"},     {"yu", "ryu"},
        {"yoo", "ryu"},   {"ryu", "ryu"},    {"ryoo", "ryu"},   {"lyu", "ryu"},    {"you", "ryu"},
        {"yang", "ryaN"}, {"ryang", "ryaN"}, {"lyang", "ryaN"}, {"park", "pak"},   {"bark", "pak"},
        {"pak", "pak"},   {"bak", "pak"},    {"choi", "cwE"},   {"choe", "cwE"},   {"choy", "cwE"},
        {"chwe", "cwE"},  {"tsoi", "cwE"},   {"tsoy", "cwE"},   {"chue", "cwE"},   {"oh", "o"},
        {"o", "o"},       {"woo", "u"},      {"u", "u"},        {"wu", "u"},       {"ahn", "an"},
        {"an", "an"},     {"chun", "con"},   {"shin", "sin"},   {"sin", "sin"},    {"kwak", "kwak"},
        {"yon", "yon"},   {"ryon", "yon"},   {"yom", "ryom"},   {"ryom", "ryom"},  {"yeom", "ryom"},
        {"uhm", "om"},    {"eom", "om"},     {"om", "om"},      {"whang", "hwaN"}, {"hur", "ho"},
        {"huh", "ho"},    {"heo", "ho"},     {"ho", "ho"},      {"suh", "so"},     {"seo", "so"},
        {"so", "so"},     {"paik", "pEk"},   {"baik", "pEk"},   {"paek", "pEk"},   {"baek", "pEk"},
        {"moon", "mun"},  {"koo", "ku"},     {"goo", "ku"},     {"joo", "cu"},     {"choo", "cu"}};
    return table;
}

/// Surnames that need no more than their sound, in the Revised Romanisation.
constexpr std::string_view plain_surnames[] = {
    "kim",   "jeong",  "jo",  "yun",  "jang",  "gang",  "han",     "o",       "seo",   "sin",
    "gwon",  "hwang",  "an",  "song", "jeon",  "hong",  "go",      "mun",     "son",   "bae",
    "baek",  "heo",    "nam", "sim",  "ha",    "ju",    "gu",      "gwak",    "seong", "cha",
    "u",     "min",    "jin", "na",   "ji",    "eom",   "won",     "cheon",   "bang",  "gong",
    "hyeon", "ham",    "chu", "do",   "seok",  "seon",  "seol",    "ma",      "gil",   "wi",
    "pyo",   "myeong", "gi",  "ban",  "wang",  "geum",  "ok",      "yuk",     "in",    "maeng",
    "je",    "mo",     "tak", "guk",  "yeo",   "eun",   "pyeon",   "ye",      "bong",  "gyeong",
    "sa",    "bu",     "ka",  "bok",  "tae",   "mok",   "hyeong",  "pi",      "du",    "gam",
    "eo",    "pan",    "yon", "chae", "byeon", "gyeon", "namgung", "hwangbo", "seonu", "jegal",
    "dokgo", "sagong", "kye", "chi"};

} // namespace

std::vector<KoreanSound> korean_sounds(std::string_view word) {
    constexpr std::size_t longest = 32;
    if (word.empty() || word.size() > longest ||
        !std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; })) {
        return {};
    }
    // From the end, so that each place is parted once.
    std::vector<Sounds> behind(word.size() + 1);
    behind.back().push_back({});
    if (word.size() > 1 && word.back() == 'h') {
        behind[word.size() - 1].push_back({}); // "Noh", "Ah": a vowel that is drawn out
    }
    for (std::size_t at = word.size(); at-- > 0;) {
        add_syllables(word, at, behind, behind[at]);
    }
    return behind.front();
}

std::string blurred(std::string_view sound) {
    if (sound.starts_with("ry") || sound.starts_with("ri")) {
        sound.remove_prefix(1);
    }
    std::string made;
    for (const char c : sound) {
        switch (c) {
        case 'u':
            made += 'o';
            break;
        case 'E':
            made += 'e';
            break;
        case 'N':
            made += 'n';
            break;
        default:
            made += made.empty() && c == 'r' ? 'n' : c;
        }
    }
    return made;
}

std::string korean_surname(std::string_view word) {
    static const auto plain = [] {
        std::set<std::string> made;
        for (const auto name : plain_surnames) {
            for (const auto& sound : korean_sounds(name)) {
                made.insert(blurred(sound.sound));
            }
        }
        return made;
    }();
    const auto odd = odd_surnames().find(word);
    if (odd != odd_surnames().end()) {
        return std::string(odd->second);
    }
    for (const auto& sound : korean_sounds(word)) {
        if (plain.contains(blurred(sound.sound))) {
            return sound.sound;
        }
    }
    return "";
}

} // namespace halflight::watch

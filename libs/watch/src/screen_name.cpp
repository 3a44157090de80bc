// SPDX-License-Identifier: Apache-2.0
#include "screen_name.hpp"

#include "name_scripts.hpp"
#include "name_words.hpp"

#include "halflight/watch/romanise.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <span>

namespace halflight::watch {

namespace {

constexpr int most_syllables = 3; // of a given name
constexpr std::size_t most_hypotheses = 8;

/// All ways in which the words sound one after another.
std::vector<KoreanSound> sounds_of(std::span<const std::string> words) {
    std::vector<KoreanSound> made{{}};
    for (const auto& word : words) {
        std::vector<KoreanSound> longer;
        for (const auto& end : korean_sounds(word)) {
            for (const auto& start : made) {
                if (longer.size() < most_hypotheses) {
                    longer.push_back({start.sound + end.sound, start.syllables + end.syllables});
                }
            }
        }
        made = std::move(longer);
    }
    return made;
}

void add_hypotheses(const std::string& surname, std::span<const std::string> given, bool reversed,
                    std::vector<KoreanName>& made) {
    const std::string sound = korean_surname(surname);
    if (sound.empty()) {
        return;
    }
    for (auto& way : sounds_of(given)) {
        if (way.syllables >= 1 && way.syllables <= most_syllables) {
            made.push_back({sound, std::move(way.sound), reversed});
        }
    }
}

std::vector<KoreanName> hear_korean(const std::vector<std::string>& words, bool fixed_order) {
    constexpr std::size_t most_words = 4;
    std::vector<KoreanName> made;
    std::vector<std::string> spoken; // a number or a title beside a name is none of its syllables
    std::ranges::copy_if(words, std::back_inserter(spoken), [](const std::string& word) {
        return word.find_first_not_of("0123456789") != std::string::npos &&
               !is_latin_honorific(word);
    });
    if (spoken.size() < 2 || spoken.size() > most_words) {
        return made;
    }
    const std::span<const std::string> all(spoken);
    add_hypotheses(spoken.front(), all.subspan(1), false, made);
    if (!fixed_order) {
        add_hypotheses(spoken.back(), all.first(all.size() - 1), true, made);
    }
    return made;
}

enum Blur : std::uint8_t { vowel_u = 1, vowel_ae = 2, final_ng = 4, initial_r = 8 };

/// Takes the r away where one side has none, and notes it.
void meet_initial_r(std::string_view& one, std::string_view& other, unsigned& kinds) {
    const auto has = [](std::string_view text) { return text.starts_with('r'); };
    if (has(one) == has(other)) {
        return;
    }
    auto& with = has(one) ? one : other;
    auto& without = has(one) ? other : one;
    kinds |= Blur::initial_r;
    with.remove_prefix(1);
    if (without.starts_with('n') && !with.starts_with('y') && !with.starts_with('i')) {
        without.remove_prefix(1);
    }
}

/// The kinds of blur between two sounds that are equal when blurred.
unsigned blurs_between(std::string_view one, std::string_view other) {
    unsigned kinds = 0;
    meet_initial_r(one, other, kinds);
    for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i) {
        const char a = one[i];
        const char b = other[i];
        if (a == b) {
            continue;
        }
        if (a == 'N' || b == 'N') {
            kinds |= Blur::final_ng;
        } else if (a == 'E' || b == 'E') {
            kinds |= Blur::vowel_ae;
        } else {
            kinds |= Blur::vowel_u;
        }
    }
    return kinds;
}

} // namespace

std::string KoreanName::key() const {
    return blurred(surname) + "|" + blurred(given);
}

ScreenName to_screen_name(const NameReading& reading, bool may_be_person) {
    ScreenName made;
    made.route = reading.route;
    made.blurs_ng = reading.blurs_ng;
    if (may_be_person && reading.may_be_korean) {
        made.korean = hear_korean(reading.words, reading.korean_order);
    }
    auto sorted = reading.words;
    std::ranges::sort(sorted);
    for (const auto& word : sorted) {
        made.exact += word;
        made.exact += ' ';
    }
    for (const auto& word : reading.words) {
        made.words.emplace_back(canonical_word(word));
    }
    return made;
}

double korean_similarity(const KoreanName& one, const KoreanName& other, bool ng_is_free) {
    constexpr double same_sounds = 0.94;
    constexpr double each_kind = 0.03;
    constexpr double other_order = 0.02;
    unsigned kinds =
        blurs_between(one.surname, other.surname) | blurs_between(one.given, other.given);
    if (ng_is_free) {
        kinds &= ~unsigned{Blur::final_ng};
    }
    const double turned = one.reversed != other.reversed ? other_order : 0;
    return same_sounds - each_kind * std::popcount(kinds) - turned;
}

double letter_similarity(std::string_view one, std::string_view other, double floor) {
    constexpr std::size_t longest = 63;
    if (one.size() > other.size()) {
        std::swap(one, other);
    }
    if (other.size() > longest || one.empty()) {
        return one == other ? 1 : 0;
    }
    const auto length = static_cast<double>(other.size());
    const auto most = static_cast<std::size_t>((1 - floor) * length + 1e-9);
    if (other.size() - one.size() > most) {
        return 0;
    }
    using Row = std::array<std::size_t, longest + 1>;
    Row before{};
    Row last{};
    Row now{};
    for (std::size_t j = 0; j <= one.size(); ++j) {
        last[j] = j;
    }
    for (std::size_t i = 1; i <= other.size(); ++i) {
        now[0] = i;
        std::size_t least = i;
        for (std::size_t j = 1; j <= one.size(); ++j) {
            const std::size_t change = other[i - 1] == one[j - 1] ? 0 : 1;
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + change});
            if (i > 1 && j > 1 && other[i - 1] == one[j - 2] && other[i - 2] == one[j - 1]) {
                now[j] = std::min(now[j], before[j - 2] + 1);
            }
            least = std::min(least, now[j]);
        }
        if (least > most) {
            return 0;
        }
        before = last;
        last = now;
    }
    return last[one.size()] > most ? 0 : 1 - static_cast<double>(last[one.size()]) / length;
}

} // namespace halflight::watch

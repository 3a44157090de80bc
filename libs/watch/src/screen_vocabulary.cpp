// SPDX-License-Identifier: Apache-2.0
#include "screen_vocabulary.hpp"

#include "name_text.hpp"
#include "screen_name.hpp"

#include "halflight/watch/romanise.hpp"

#include <algorithm>

namespace halflight::watch {

namespace {

constexpr double letters_floor = 0.8;
constexpr std::size_t least_letters = 5;
constexpr double same_sound = 0.93;
constexpr double blurred_sound = 0.88;
constexpr double same_consonants = 0.86;
constexpr double consonants_floor = 0.5;
constexpr std::size_t least_with_vowels = 5;

bool has_digit(std::string_view word) {
    return std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

/// Neighbouring letters, with the start of the word as a letter of its own.
template <class Visit>
void each_pair(std::string_view word, Visit visit) {
    constexpr unsigned bits = 8;
    std::uint32_t before = '^';
    for (const char c : word) {
        const auto now = static_cast<unsigned char>(c);
        visit((before << bits) | now);
        before = now;
    }
}

/// Sounds of words that are long enough to be told apart by them.
std::vector<KoreanSound> telling_sounds(std::string_view word) {
    constexpr std::size_t least = 4;
    auto made = word.size() < least ? std::vector<KoreanSound>{} : korean_sounds(word);
    std::erase_if(made, [](const KoreanSound& sound) { return sound.syllables < 2; });
    return made;
}

void keep_best(std::vector<WordHit>& hits, std::uint32_t word, double similarity) {
    const auto known = std::ranges::find(hits, word, &WordHit::word);
    if (known == hits.end()) {
        hits.push_back({word, similarity});
    } else {
        known->similarity = std::max(known->similarity, similarity);
    }
}

} // namespace

std::string consonants(std::string_view word) {
    constexpr std::size_t least = 3;
    std::string made;
    const auto put = [&made](char c) {
        if (made.empty() || made.back() != c) {
            made += c;
        }
    };
    for (std::size_t i = 0; i < word.size(); ++i) {
        const char c = word[i];
        const char next = i + 1 < word.size() ? word[i + 1] : ' ';
        if (c < 'a' || c > 'z') {
            return "";
        }
        if (std::string_view("aeiouywh").find(c) != std::string_view::npos) {
            if (c == 'h' && i == 0) {
                put('h');
            }
            continue;
        }
        if (c == 'p' && next == 'h') {
            put('f');
        } else if (c == 'c' && next == 'h') {
            put('S');
        } else if (c == 's' && next == 'h') {
            put('S');
        } else if (c == 'q' || c == 'c' || c == 'g') {
            put('k');
        } else if (c == 'z' || c == 'd') {
            put('d'); // the two spellings of one Arabic letter ("Ramadan", "Ramazan")
        } else if (c == 'v') {
            put('b');
        } else {
            put(c);
        }
    }
    return made.size() < least || word.size() < least_with_vowels ? "" : made;
}

std::uint32_t Vocabulary::add(const std::string& word, bool joined) {
    const auto [at, fresh] = m_number.try_emplace(word, static_cast<std::uint32_t>(m_words.size()));
    if (fresh) {
        m_words.push_back({word, false});
    }
    m_words[at->second].single = m_words[at->second].single || !joined;
    return at->second;
}

void Vocabulary::finish() {
    for (std::uint32_t i = 0; i < m_words.size(); ++i) {
        const Word& word = m_words[i];
        for (const auto& sound : telling_sounds(word.text)) {
            auto& same = m_sounds[blurred(sound.sound)];
            if (same.empty() || same.back() != i) {
                same.push_back(i);
            }
        }
        if (!word.single || has_digit(word.text)) {
            continue;
        }
        if (word.text.size() >= least_letters) {
            each_pair(word.text, [&](std::uint32_t pair) {
                auto& holders = m_pairs[pair];
                if (holders.empty() || holders.back() != i) {
                    holders.push_back(i);
                }
            });
        }
        if (const auto bones = consonants(word.text); !bones.empty()) {
            m_skeletons[bones].push_back(i);
        }
    }
}

void Vocabulary::find_alike(std::string_view word, std::vector<WordHit>& hits) const {
    if (word.size() < least_letters) {
        return;
    }
    // A word within the floor shares all pairs but three for each edit.
    std::vector<std::uint16_t> shared(m_words.size(), 0);
    Numbers touched;
    each_pair(word, [&](std::uint32_t pair) {
        const auto holders = m_pairs.find(pair);
        if (holders == m_pairs.end()) {
            return;
        }
        for (const auto number : holders->second) {
            if (shared[number]++ == 0) {
                touched.push_back(number);
            }
        }
    });
    for (const auto number : touched) {
        const auto& text = m_words[number].text;
        const auto longer = std::max(word.size(), text.size());
        const auto edits =
            static_cast<std::size_t>((1 - letters_floor) * static_cast<double>(longer) + 1e-9);
        if (shared[number] + 3 * edits < word.size()) {
            continue;
        }
        const double alike = letter_similarity(word, text, letters_floor);
        if (alike >= letters_floor) {
            keep_best(hits, number, alike);
        }
    }
}

void Vocabulary::find_sounds(std::string_view word, bool joined, std::vector<WordHit>& hits) const {
    for (const auto& sound : telling_sounds(word)) {
        const auto same = m_sounds.find(blurred(sound.sound));
        if (same == m_sounds.end()) {
            continue;
        }
        for (const auto number : same->second) {
            const Word& listed = m_words[number];
            if (joined && !listed.single) {
                continue;
            }
            const auto theirs = telling_sounds(listed.text);
            const bool fine =
                std::ranges::find(theirs, sound.sound, &KoreanSound::sound) != theirs.end();
            keep_best(hits, number, fine ? same_sound : blurred_sound);
        }
    }
}

std::vector<WordHit> Vocabulary::find(const std::string& word, bool joined) const {
    std::vector<WordHit> hits;
    const auto same = m_number.find(word);
    if (same != m_number.end() && (!joined || m_words[same->second].single)) {
        hits.push_back({same->second, 1.0});
    }
    if (has_digit(word)) {
        return hits;
    }
    if (!joined) {
        find_alike(word, hits);
        if (const auto bones = m_skeletons.find(consonants(word)); bones != m_skeletons.end()) {
            for (const auto number : bones->second) {
                if (letter_similarity(word, m_words[number].text, consonants_floor) > 0) {
                    keep_best(hits, number, same_consonants);
                }
            }
        }
    }
    find_sounds(word, joined, hits);
    std::ranges::sort(hits, {}, &WordHit::word);
    return hits;
}

} // namespace halflight::watch

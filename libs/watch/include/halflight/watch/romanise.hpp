// SPDX-License-Identifier: Apache-2.0
// halflight/watch/romanise.hpp - Korean names in Latin letters, from Hangul, hanja and Cyrillic.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

enum class Romanisation : std::uint8_t {
    revised, ///< Revised Romanisation of the Republic of Korea (2000), names unassimilated
    mccune_reischauer, ///< McCune and Reischauer (1939), with breves and apostrophes
    dprk,              ///< habits of the DPRK: aspirates with h, voiced between vowels, no breves
};
[[nodiscard]] std::string_view to_string(Romanisation system) noexcept;

/// UTF-8 text with every run of Hangul syllables in Latin letters; all else is kept. A run is one
/// word: McCune-Reischauer hears its sounds across syllables, the others write each as it stands.
[[nodiscard]] std::string romanise_hangul(std::string_view text, Romanisation system);

/// A run of two to four syllables parted into surname and given name by a blank ("김정은" is
/// "김 정은"); with a blank in it, or longer, it is kept. Surnames of two syllables are known.
[[nodiscard]] std::string part_korean_name(std::string_view hangul);

/// Words of firms in Hangul ("은행", "무역") as " bank ", " trading "; other text is kept.
[[nodiscard]] std::string translate_korean_firm(std::string_view hangul);

/// The Korean reading of Han characters as Hangul; empty where a character is not in the table of
/// about 950. The first character is read as a surname (金 is 김).
[[nodiscard]] std::string korean_reading(std::string_view han);

/// Korean words in Russian spelling (Kontsevich 1966 and the older custom, "Ким Чен Ын") in Latin
/// letters that read as Korean. Russian writes two vowels as "е": `e_as_eo` takes it for that of
/// "Чен" (정, 영), else for that of "Те" (테). Empty where a letter is none of a Korean name.
[[nodiscard]] std::string romanise_kontsevich(std::string_view cyrillic, bool e_as_eo);

/// Russian in the Latin letters of passports (ICAO Doc 9303 part 3, as issued since 2014).
[[nodiscard]] std::string romanise_passport(std::string_view cyrillic);

/// How Korean syllables in Latin letters sound, whatever the system: the spellings that differ only
/// by k/g, t/d, p/b, ch/j, r/l, o/eo, u/oo/eu, breves, apostrophes or the place of a hyphen are one
/// text. A word has several where its letters can be parted in several ways; none where they are
/// no Korean syllables. `word` is lower-case ASCII letters.
struct KoreanSound {
    std::string sound; ///< classes of sounds, without boundaries
    int syllables = 0;
    bool operator==(const KoreanSound&) const = default;
};
[[nodiscard]] std::vector<KoreanSound> korean_sounds(std::string_view word);

/// The same without what spellings confuse further: u for ㅓ ("Chul"), n for ng ("Чен"), e for ae,
/// the r that the South drops at the start of a word ("Ri", "Yi").
[[nodiscard]] std::string blurred(std::string_view sound);

/// Sound of a Korean surname in any usual spelling ("Lee", "Rhee", "Yi" are "ri"); empty where the
/// word is none.
[[nodiscard]] std::string korean_surname(std::string_view word);

} // namespace halflight::watch

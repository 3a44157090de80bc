// SPDX-License-Identifier: Apache-2.0
// A name ready to be compared: its words, their weights, and how it would sound in Korean.
#pragma once

#include "name_reader.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

/// A surname and a given name as sounds, one way to hear the name.
struct KoreanName {
    std::string surname;
    std::string given;
    bool reversed = false; ///< the surname stood last

    /// Equal for names that spellings may confuse.
    [[nodiscard]] std::string key() const;
};

struct ScreenName {
    std::string route;
    std::string exact;              ///< the words in order of letters: same words, same text
    std::vector<std::string> words; ///< in one spelling each
    std::vector<KoreanName> korean; ///< empty where it does not sound so
    bool blurs_ng = false;
};

[[nodiscard]] ScreenName to_screen_name(const NameReading& reading, bool may_be_person);

/// How alike two names that have one key are: 0.94 for the same sounds, less for each kind of
/// spelling that has to be looked through (u for o, e for ae, n for ng, r that is dropped).
[[nodiscard]] double korean_similarity(const KoreanName& one, const KoreanName& other,
                                       bool ng_is_free);

/// 1 - edits / length of the longer, edits of single letters and swaps of neighbours (optimal
/// string alignment); 0 as soon as it must be under `floor`.
[[nodiscard]] double letter_similarity(std::string_view one, std::string_view other, double floor);

} // namespace halflight::watch

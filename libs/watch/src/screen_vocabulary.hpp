// SPDX-License-Identifier: Apache-2.0
// All words of a list, and which of them a word may stand for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace halflight::watch {

struct WordHit {
    std::uint32_t word = 0;
    double similarity = 0;
};

/// Words get numbers as they come in. Words that stand for several joined ones ("namchongang" for
/// "nam chon gang") are found as a whole only.
class Vocabulary {
  public:
    std::uint32_t add(const std::string& word, bool joined);
    /// After the last `add`.
    void finish();

    /// Words of the list that `word` may stand for, by number. `joined`: it was put together from
    /// several, and is compared as a whole.
    [[nodiscard]] std::vector<WordHit> find(const std::string& word, bool joined) const;
    [[nodiscard]] std::size_t size() const noexcept { return m_words.size(); }

  private:
    struct Word {
        std::string text;
        bool single = false;
    };
    using Numbers = std::vector<std::uint32_t>;

    void find_alike(std::string_view word, std::vector<WordHit>& hits) const;
    void find_sounds(std::string_view word, bool joined, std::vector<WordHit>& hits) const;

    std::vector<Word> m_words;
    std::unordered_map<std::string, std::uint32_t> m_number;
    std::unordered_map<std::uint32_t, Numbers> m_pairs; ///< of letters, to single words
    std::unordered_map<std::string, Numbers> m_sounds;  ///< blurred Korean sounds
    std::unordered_map<std::string, Numbers> m_skeletons;
};

/// Consonants of a word as transliterations of Arabic keep them: "hussein" and "husayn" are "hsn".
/// Empty where less than three are left, and for words of less than five letters.
[[nodiscard]] std::string consonants(std::string_view word);

} // namespace halflight::watch

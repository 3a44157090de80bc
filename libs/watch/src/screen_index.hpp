// SPDX-License-Identifier: Apache-2.0
// The names of a list, made ready once, and the search for those that a name may be.
#pragma once

#include "screen_name.hpp"
#include "screen_vocabulary.hpp"

#include "halflight/watch/listed.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace halflight::watch {

/// One word of a name, or two or three that stand side by side.
struct NameSpan {
    std::uint32_t word = 0; ///< number in the vocabulary
    std::uint8_t start = 0;
    std::uint8_t length = 1;
};

/// A listed name in one reading.
struct IndexedName {
    std::uint32_t entry = 0;
    std::uint32_t listed = 0; ///< which of the entry's names
    ScreenName name;
    std::vector<double> weights; ///< of its words
    std::vector<NameSpan> spans;
};

/// How alike an asked name and a listed one are.
struct NameScore {
    double similarity = 0;
    std::string how; ///< "same words", "Korean sounds", "words"
};

/// A listed name that was found.
struct Found {
    std::uint32_t name = 0; ///< in `NameIndex::names`
    NameScore score;
};

/// What one thread remembers between names: hits of words it has met.
struct SearchMemory {
    NameReader reader;
    std::unordered_map<std::string, std::vector<WordHit>> single;
    std::unordered_map<std::string, std::vector<WordHit>> joined;
    std::vector<double> gathered; ///< by listed name; zero between searches
    std::vector<std::uint32_t> touched;
};

class NameIndex {
  public:
    explicit NameIndex(const Watchlist& list);

    /// Listed names at least `floor` alike, in the order of the list.
    [[nodiscard]] std::vector<Found> search(const ScreenName& asked, double floor,
                                            SearchMemory& memory) const;
    /// The same held against the names of one entry, however far from alike.
    [[nodiscard]] Found best_of(const ScreenName& asked, std::uint32_t entry,
                                SearchMemory& memory) const;

    [[nodiscard]] const std::vector<IndexedName>& names() const noexcept { return m_names; }
    /// Words that tell something: of more than a fifth of the weight that a rare word has.
    [[nodiscard]] std::size_t telling_words(const ScreenName& asked) const;

  private:
    struct Asked;
    struct Pair;
    [[nodiscard]] Asked prepare(const ScreenName& asked, SearchMemory& memory) const;
    void gather(const Asked& asked, SearchMemory& memory) const;
    [[nodiscard]] NameScore score(const Asked& asked, const IndexedName& listed) const;
    /// Stretches that may stand for each other, the longest and heaviest first.
    [[nodiscard]] std::vector<Pair> pairs_of(const Asked& asked, const IndexedName& listed) const;
    [[nodiscard]] double by_words(const Asked& asked, const IndexedName& listed) const;
    [[nodiscard]] double weight(const std::string& word) const;
    void add_name(NameReader& reader, const Watchlist& list, std::uint32_t entry,
                  std::uint32_t listed);
    void weigh(std::size_t entries);

    Vocabulary m_vocabulary;
    std::vector<IndexedName> m_names;
    std::unordered_map<std::string, double> m_rarity;  ///< 0 to 1
    std::vector<std::vector<std::uint32_t>> m_holders; ///< of a word: names, ascending
    std::unordered_map<std::string, std::vector<std::uint32_t>> m_exact;
    std::unordered_map<std::string, std::vector<std::uint32_t>> m_korean;
};

} // namespace halflight::watch

// SPDX-License-Identifier: Apache-2.0
#include "screen_index.hpp"

#include "name_words.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace halflight::watch {

namespace {

constexpr std::size_t most_joined = 3;
constexpr std::size_t least_joined_letters = 5;
constexpr std::size_t most_words = 40;

/// Visits every word and every two or three neighbours that make a long enough word.
template <class Visit>
void each_span(const std::vector<std::string>& words, Visit visit) {
    const std::size_t count = std::min(words.size(), most_words);
    for (std::size_t start = 0; start < count; ++start) {
        std::string text;
        for (std::size_t length = 1; length <= most_joined && start + length <= count; ++length) {
            text += words[start + length - 1];
            if (length == 1 || text.size() >= least_joined_letters) {
                visit(text, start, length);
            }
        }
    }
}

} // namespace

NameIndex::NameIndex(const Watchlist& list) {
    NameReader reader;
    for (std::uint32_t i = 0; i < list.entries.size(); ++i) {
        for (std::uint32_t n = 0; n < list.entries[i].names.size(); ++n) {
            add_name(reader, list, i, n);
        }
    }
    m_vocabulary.finish();
    m_holders.resize(m_vocabulary.size());
    for (std::uint32_t i = 0; i < m_names.size(); ++i) {
        for (const auto& span : m_names[i].spans) {
            auto& holders = m_holders[span.word];
            if (holders.empty() || holders.back() != i) {
                holders.push_back(i);
            }
        }
        m_exact[m_names[i].name.exact].push_back(i);
        for (const auto& korean : m_names[i].name.korean) {
            auto& same = m_korean[korean.key()];
            if (same.empty() || same.back() != i) {
                same.push_back(i);
            }
        }
    }
    weigh(list.entries.size());
}

void NameIndex::add_name(NameReader& reader, const Watchlist& list, std::uint32_t entry,
                         std::uint32_t listed) {
    const ListedEntry& of = list.entries[entry];
    for (const auto& text : names_in(of.names[listed].text)) {
        for (const auto& reading : reader.read(text)) {
            IndexedName made{
                .entry = entry, .listed = listed, .name = {}, .weights = {}, .spans = {}};
            made.name = to_screen_name(reading, of.kind == EntryKind::individual);
            each_span(made.name.words,
                      [&](const std::string& word, std::size_t start, std::size_t length) {
                          made.spans.push_back({m_vocabulary.add(word, length > 1),
                                                static_cast<std::uint8_t>(start),
                                                static_cast<std::uint8_t>(length)});
                      });
            m_names.push_back(std::move(made));
        }
    }
}

void NameIndex::weigh(std::size_t entries) {
    constexpr double least = 0.05;
    std::unordered_map<std::string, std::set<std::uint32_t>> holders;
    for (const auto& name : m_names) {
        for (const auto& word : name.name.words) {
            holders[word].insert(name.entry);
        }
    }
    const double all = static_cast<double>(entries) + 1;
    const double most = std::log(all / 1.5);
    for (const auto& [word, in] : holders) {
        const double rarity =
            most <= 0 ? 1 : std::log(all / (static_cast<double>(in.size()) + 0.5)) / most;
        m_rarity[word] = std::clamp(rarity, least, 1.0);
    }
    for (auto& name : m_names) {
        for (const auto& word : name.name.words) {
            name.weights.push_back(weight(word));
        }
    }
}

double NameIndex::weight(const std::string& word) const {
    const auto known = m_rarity.find(word);
    return word_weight(word) * (known == m_rarity.end() ? 1.0 : known->second);
}

std::size_t NameIndex::telling_words(const ScreenName& asked) const {
    constexpr double telling = 0.2;
    return static_cast<std::size_t>(std::ranges::count_if(
        asked.words, [this](const auto& word) { return weight(word) > telling; }));
}

/// An asked name with what its words may stand for.
struct NameIndex::Asked {
    struct Span {
        std::size_t start = 0;
        std::size_t length = 1;
        const std::vector<WordHit>* hits = nullptr;
    };
    const ScreenName* name = nullptr;
    std::vector<double> weights;
    std::vector<Span> spans;
};

NameIndex::Asked NameIndex::prepare(const ScreenName& asked, SearchMemory& memory) const {
    constexpr std::size_t most_remembered = 200000;
    Asked made{.name = &asked, .weights = {}, .spans = {}};
    for (const auto& word : asked.words) {
        made.weights.push_back(weight(word));
    }
    // Forgotten between names only: spans point into what is remembered.
    for (auto* remembered : {&memory.single, &memory.joined}) {
        if (remembered->size() > most_remembered) {
            remembered->clear();
        }
    }
    each_span(asked.words, [&](const std::string& word, std::size_t start, std::size_t length) {
        auto& remembered = length == 1 ? memory.single : memory.joined;
        auto [at, fresh] = remembered.try_emplace(word);
        if (fresh) {
            at->second = m_vocabulary.find(word, length > 1);
        }
        if (!at->second.empty()) {
            made.spans.push_back({start, length, &at->second});
        }
    });
    return made;
}

void NameIndex::gather(const Asked& asked, SearchMemory& memory) const {
    memory.gathered.resize(m_names.size(), 0);
    const auto touch = [&](std::uint32_t name, double weight) {
        if (memory.gathered[name] == 0) {
            memory.touched.push_back(name);
        }
        memory.gathered[name] += weight;
    };
    double all = 0;
    for (const double weight : asked.weights) {
        all += weight;
    }
    for (const auto& span : asked.spans) {
        double weight = 0;
        for (std::size_t i = span.start; i < span.start + span.length; ++i) {
            weight += asked.weights[i];
        }
        for (const auto& hit : *span.hits) {
            for (const auto name : m_holders[hit.word]) {
                touch(name, weight * hit.similarity);
            }
        }
    }
    // What cannot reach a likeness of 0.85 even where the rest of the listed name is left out.
    constexpr double least_share = 0.5;
    std::erase_if(memory.touched, [&](std::uint32_t name) {
        const bool too_little = memory.gathered[name] < least_share * all;
        memory.gathered[name] = 0;
        return too_little;
    });
    const auto always = [&](const auto& table, const std::string& key) {
        if (const auto found = table.find(key); found != table.end()) {
            memory.touched.insert(memory.touched.end(), found->second.begin(), found->second.end());
        }
    };
    always(m_exact, asked.name->exact);
    for (const auto& korean : asked.name->korean) {
        always(m_korean, korean.key());
    }
    std::ranges::sort(memory.touched);
    const auto [first, last] = std::ranges::unique(memory.touched);
    memory.touched.erase(first, last);
}

/// A stretch of the asked name against one of the listed name.
struct NameIndex::Pair {
    std::size_t start = 0;
    std::size_t length = 1;
    std::size_t listed_start = 0;
    std::size_t listed_length = 1;
    double weight = 0;
    double similarity = 0;
};

namespace {

double most(const std::vector<double>& weights, std::size_t start, std::size_t length) {
    return *std::ranges::max_element(weights.begin() + static_cast<std::ptrdiff_t>(start),
                                     weights.begin() + static_cast<std::ptrdiff_t>(start + length));
}

/// Which words of the two names are spoken for.
struct Taken {
    std::vector<bool> asked;
    std::vector<bool> listed;

    bool take(std::size_t start, std::size_t length, std::size_t listed_start,
              std::size_t listed_length) {
        const auto any = [](const std::vector<bool>& in, std::size_t first, std::size_t count) {
            const auto from = in.begin() + static_cast<std::ptrdiff_t>(first);
            const auto to = from + static_cast<std::ptrdiff_t>(count);
            return std::find(from, to, true) != to;
        };
        if (any(asked, start, length) || any(listed, listed_start, listed_length)) {
            return false;
        }
        std::fill_n(asked.begin() + static_cast<std::ptrdiff_t>(start), length, true);
        std::fill_n(listed.begin() + static_cast<std::ptrdiff_t>(listed_start), listed_length,
                    true);
        return true;
    }
};

double left_over(const std::vector<double>& weights, const std::vector<bool>& taken) {
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        sum += taken[i] ? 0 : weights[i];
    }
    return sum;
}

/// Of the words that are not spoken for.
double heaviest(const std::vector<double>& weights, const std::vector<bool>& taken) {
    double found = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        found = taken[i] ? found : std::max(found, weights[i]);
    }
    return found;
}

} // namespace

std::vector<NameIndex::Pair> NameIndex::pairs_of(const Asked& asked,
                                                 const IndexedName& listed) const {
    std::vector<Pair> pairs;
    for (const auto& span : asked.spans) {
        for (const auto& theirs : listed.spans) {
            if (span.length > 1 && theirs.length > 1) {
                continue;
            }
            const auto hit = std::ranges::lower_bound(*span.hits, theirs.word, {}, &WordHit::word);
            if (hit == span.hits->end() || hit->word != theirs.word) {
                continue;
            }
            const double weight = (most(asked.weights, span.start, span.length) +
                                   most(listed.weights, theirs.start, theirs.length)) /
                                  2;
            pairs.push_back(
                {span.start, span.length, theirs.start, theirs.length, weight, hit->similarity});
        }
    }
    // The longest stretch first, then what weighs most; the order of words decides between equals.
    std::ranges::stable_sort(pairs, [](const Pair& a, const Pair& b) {
        const auto size = [](const Pair& p) { return p.length + p.listed_length; };
        return size(a) != size(b) ? size(a) > size(b)
                                  : a.weight * a.similarity > b.weight * b.similarity;
    });
    return pairs;
}

double NameIndex::by_words(const Asked& asked, const IndexedName& listed) const {
    Taken taken{std::vector<bool>(asked.weights.size()), std::vector<bool>(listed.weights.size())};
    double matched = 0;
    double weighed = 0;
    double heaviest_matched = 0;
    std::size_t letters = 0;
    std::size_t words = 0;
    for (const auto& pair : pairs_of(asked, listed)) {
        if (taken.take(pair.start, pair.length, pair.listed_start, pair.listed_length)) {
            matched += pair.weight * pair.similarity;
            weighed += pair.weight;
            heaviest_matched = std::max(heaviest_matched, pair.weight);
            constexpr double telling = 0.2;
            words += pair.weight > telling ? std::max(pair.length, pair.listed_length) : 0;
            for (std::size_t i = 0; pair.weight > telling && i < pair.length; ++i) {
                letters += asked.name->words[pair.start + i].size();
            }
        }
    }
    double rest = left_over(asked.weights, taken.asked);
    double listed_rest = left_over(listed.weights, taken.listed);
    // A name that leaves words of the other out is more alike than one that has others in their
    // place, where enough is there to tell a name by, and what is left out tells no more than that.
    constexpr std::size_t enough_letters = 9;
    constexpr double nothing = 0.16;
    if (words >= 2 && letters >= enough_letters) {
        if (rest < nothing && heaviest(listed.weights, taken.listed) <= heaviest_matched) {
            listed_rest /= 2;
        } else if (listed_rest < nothing &&
                   heaviest(asked.weights, taken.asked) <= heaviest_matched) {
            rest /= 2;
        }
    }
    const double sum = 2 * weighed + rest + listed_rest;
    return sum > 0 ? 2 * matched / sum : 0;
}

NameScore NameIndex::score(const Asked& asked, const IndexedName& listed) const {
    constexpr double most_not_same = 0.95; // so that the same words come first
    if (asked.name->exact == listed.name.exact) {
        return {1, "the same words"};
    }
    const bool ng_is_free = asked.name->blurs_ng || listed.name.blurs_ng;
    double korean = 0;
    for (const auto& one : asked.name->korean) {
        for (const auto& other : listed.name.korean) {
            if (one.key() == other.key()) {
                korean = std::max(korean, korean_similarity(one, other, ng_is_free));
            }
        }
    }
    if (korean > 0) {
        return {korean, "the same Korean syllables"};
    }
    // Two Korean names that share two syllables of three are two people.
    if (!asked.name->korean.empty() && !listed.name.korean.empty()) {
        return {0, "other Korean syllables"};
    }
    return {std::min(by_words(asked, listed), most_not_same), "words alike"};
}

std::vector<Found> NameIndex::search(const ScreenName& asked, double floor,
                                     SearchMemory& memory) const {
    const Asked ready = prepare(asked, memory);
    memory.touched.clear();
    gather(ready, memory);
    std::vector<Found> found;
    for (const auto name : memory.touched) {
        const NameScore alike = score(ready, m_names[name]);
        if (alike.similarity >= floor) {
            found.push_back({name, alike});
        }
    }
    return found;
}

Found NameIndex::best_of(const ScreenName& asked, std::uint32_t entry, SearchMemory& memory) const {
    const Asked ready = prepare(asked, memory);
    Found best;
    for (std::uint32_t i = 0; i < m_names.size(); ++i) {
        if (m_names[i].entry == entry) {
            NameScore alike = score(ready, m_names[i]);
            if (alike.similarity > best.score.similarity || best.score.how.empty()) {
                best = {i, std::move(alike)};
            }
        }
    }
    return best;
}

} // namespace halflight::watch

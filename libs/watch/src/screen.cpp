// SPDX-License-Identifier: Apache-2.0
#include "halflight/watch/screen.hpp"

#include "name_words.hpp"
#include "screen_index.hpp"
#include "screen_score.hpp"

#include "halflight/base/hash.hpp"
#include "halflight/base/parallel.hpp"
#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

namespace halflight::watch {

std::string subject_key(const Subject& subject) {
    return std::string(trim(subject.id.empty() ? subject.name : subject.id));
}

std::string subject_hash(const Subject& subject) {
    constexpr std::size_t digits = 16;
    std::string text;
    const auto add = [&text](std::string_view field) {
        text += fmt::format("{}:{}", field.size(), field);
    };
    add(trim(subject.name));
    add(subject.kind ? to_string(*subject.kind) : "");
    add(subject.birth ? subject.birth->text : "");
    add(subject.nationality);
    for (const auto& identifier : subject.identifiers) {
        add(to_string(identifier.scheme));
        add(identifier.number);
    }
    return sha256(text).substr(0, digits);
}

std::string_view to_string(MatchOutcome outcome) noexcept {
    switch (outcome) {
    case MatchOutcome::confirmed:
        return "confirmed";
    case MatchOutcome::probable:
        return "probable";
    case MatchOutcome::possible:
        return "possible";
    default:
        return "none";
    }
}

std::optional<MatchOutcome> parse_match_outcome(std::string_view word) noexcept {
    for (const auto outcome : {MatchOutcome::none, MatchOutcome::possible, MatchOutcome::probable,
                               MatchOutcome::confirmed}) {
        if (word == to_string(outcome)) {
            return outcome;
        }
    }
    return std::nullopt;
}

MatchOutcome Screening::outcome() const noexcept {
    MatchOutcome best = MatchOutcome::none;
    for (const auto& match : matches) {
        best = std::max(best, match.outcome);
    }
    return best;
}

namespace {

/// The listed name nearest to any reading of the asked one.
struct Nearest {
    std::uint32_t name = 0;
    double similarity = 0;
    std::string how;
    std::string route;
    std::size_t words = 0; ///< that tell something, of the name that has fewer
    double rank = 0;       ///< similarity, less where the alias is of low quality
};

constexpr double low_alias = -3;
constexpr double one_word = -10;

std::string route_of(const ScreenName& asked, const ScreenName& listed) {
    if (asked.route == listed.route) {
        return asked.route;
    }
    return fmt::format("{}; listed: {}", asked.route, listed.route);
}

} // namespace

struct Screener::State {
    const Watchlist list;
    const ScreenSpec spec;
    const NameIndex index;
    std::vector<std::string> hashes;                                  ///< of the entries
    std::multimap<std::string, std::uint32_t, std::less<>> by_id;     ///< entries by reference
    std::multimap<std::string, std::uint32_t, std::less<>> by_number; ///< digits of identifiers
    mutable std::mutex mutex;
    mutable std::vector<std::unique_ptr<SearchMemory>> idle;

    State(const Watchlist& of, const ScreenSpec& with) : list(of), spec(with), index(list) {
        for (std::uint32_t i = 0; i < list.entries.size(); ++i) {
            hashes.push_back(entry_hash(list.entries[i]));
            by_id.emplace(list.entries[i].id, i);
            for (const auto& identifier : list.entries[i].identifiers) {
                by_number.emplace(digits_of(identifier.number), i);
            }
        }
    }

    /// Without a prefix of letters, which one side may lack.
    static std::string digits_of(std::string_view number) {
        const auto start = number.find_first_of("0123456789");
        return std::string(number.substr(std::min(start, number.size())));
    }

    std::unique_ptr<SearchMemory> borrow() const {
        const std::scoped_lock lock(mutex);
        if (idle.empty()) {
            return std::make_unique<SearchMemory>();
        }
        auto memory = std::move(idle.back());
        idle.pop_back();
        return memory;
    }

    void give_back(std::unique_ptr<SearchMemory> memory) const {
        const std::scoped_lock lock(mutex);
        idle.push_back(std::move(memory));
    }

    /// `decided` are entries on which something was decided: they are always among the matches.
    Screening screen(const Subject& subject, const std::set<std::uint32_t>& decided,
                     SearchMemory& memory) const;
    Screening screen(const Subject& subject, const DecisionLog& decisions,
                     SearchMemory& memory) const;
    /// Listed names near to any reading of the asked one, by entry.
    std::map<std::uint32_t, Nearest> nearest_to(const Subject& subject,
                                                const std::set<std::uint32_t>& decided,
                                                SearchMemory& memory) const;
    void rule(const Subject& subject, const DecisionLog& decisions, Screening& screening) const;
    void keep(const ScreenName& asked, const Found& found,
              std::map<std::uint32_t, Nearest>& nearest) const;
    void add_name_parts(const ListedEntry& of, const Nearest& nearest, Match& match) const;
    Match match(const Subject& subject, std::uint32_t entry, const Nearest* nearest) const;
    void judge(Match& match, const Nearest* nearest, const Compared& identifier,
               const Compared& birth, const Compared& kind) const;
};

/// What the likeness of the names is worth, and why.
void Screener::State::add_name_parts(const ListedEntry& of, const Nearest& nearest,
                                     Match& match) const {
    const ListedName& listed = of.names[index.names()[nearest.name].listed];
    match.similarity = nearest.similarity;
    match.listed_name = listed.text;
    match.route = nearest.route;
    if (nearest.similarity < spec.name_floor) {
        match.parts.push_back(
            {"name", 0,
             fmt::format("nearest is \"{}\", {:.2f}: not alike", listed.text, nearest.similarity)});
        return;
    }
    match.parts.push_back(
        {"name", spec.name_points * nearest.similarity,
         fmt::format("{} \"{}\": {}, {:.2f} ({})", to_string(listed.quality), listed.text,
                     nearest.how, nearest.similarity, nearest.route)});
    if (nearest.words < 2) {
        match.parts.push_back({"one word", one_word, "a single word tells one from another badly"});
    }
    if (listed.quality == NameQuality::low) {
        match.parts.push_back({"alias quality", low_alias, "the list calls this alias weak"});
    }
}

Match Screener::State::match(const Subject& subject, std::uint32_t entry,
                             const Nearest* nearest) const {
    const ListedEntry& of = list.entries[entry];
    Match made;
    made.entry = entry;
    const Compared identifier = compare_identifiers(subject, of, spec.identifier_points);
    if (identifier.part) {
        made.parts.push_back(*identifier.part);
    }
    if (nearest != nullptr) {
        add_name_parts(of, *nearest, made);
    }
    const Compared birth = compare_births(subject, of);
    const Compared kind = compare_kind(subject, of);
    for (const Compared* compared : {&birth, &kind}) {
        if (compared->part) {
            made.parts.push_back(*compared->part);
        }
    }
    if (const Compared nationality = compare_nationality(subject, of); nationality.part) {
        made.parts.push_back(*nationality.part);
    }
    for (const auto& part : made.parts) {
        made.score += part.points;
    }
    judge(made, nearest, identifier, birth, kind);
    return made;
}

void Screener::State::judge(Match& match, const Nearest* nearest, const Compared& identifier,
                            const Compared& birth, const Compared& kind) const {
    if (identifier.agrees) {
        match.outcome = birth.contradicts || kind.contradicts ? MatchOutcome::probable
                                                              : MatchOutcome::confirmed;
        return;
    }
    const bool named = nearest != nullptr && nearest->similarity >= spec.name_floor;
    if (!named || match.score < spec.possible_score) {
        return;
    }
    const bool full = nearest->similarity >= spec.probable_similarity && nearest->words >= 2;
    match.outcome = full && birth.agrees && !identifier.contradicts && !kind.contradicts
                        ? MatchOutcome::probable
                        : MatchOutcome::possible;
}

void Screener::State::keep(const ScreenName& asked, const Found& found,
                           std::map<std::uint32_t, Nearest>& nearest) const {
    const IndexedName& listed = index.names()[found.name];
    const bool low = list.entries[listed.entry].names[listed.listed].quality == NameQuality::low;
    const double rank = found.score.similarity + (low ? low_alias / spec.name_points : 0);
    const auto at = nearest.try_emplace(listed.entry).first;
    if (at->second.how.empty() || rank > at->second.rank) {
        at->second = {.name = found.name,
                      .similarity = found.score.similarity,
                      .how = found.score.how,
                      .route = route_of(asked, listed.name),
                      .words =
                          std::min(index.telling_words(asked), index.telling_words(listed.name)),
                      .rank = rank};
    }
}

std::map<std::uint32_t, Nearest> Screener::State::nearest_to(const Subject& subject,
                                                             const std::set<std::uint32_t>& decided,
                                                             SearchMemory& memory) const {
    std::map<std::uint32_t, Nearest> nearest;
    const bool may_be_person = !subject.kind || *subject.kind == EntryKind::individual;
    std::vector<ScreenName> asked;
    for (const auto& text : names_in(subject.name)) {
        for (const auto& reading : memory.reader.read(text)) {
            asked.push_back(to_screen_name(reading, may_be_person));
        }
    }
    for (const auto& name : asked) {
        for (const auto& found : index.search(name, spec.name_floor, memory)) {
            keep(name, found, nearest);
        }
    }
    // Who shares a number, or was decided on, is looked at whatever the name.
    std::set<std::uint32_t> always = decided;
    for (const auto& identifier : subject.identifiers) {
        const auto [first, last] = by_number.equal_range(digits_of(identifier.number));
        for (auto at = first; at != last; ++at) {
            always.insert(at->second);
        }
    }
    for (const std::uint32_t entry : always) {
        nearest.try_emplace(entry);
        for (const auto& name : asked) {
            if (const Found best = index.best_of(name, entry, memory); !best.score.how.empty()) {
                keep(name, best, nearest);
            }
        }
    }
    return nearest;
}

Screening Screener::State::screen(const Subject& subject, const std::set<std::uint32_t>& decided,
                                  SearchMemory& memory) const {
    Screening made;
    for (const auto& [entry, near] : nearest_to(subject, decided, memory)) {
        Match found = match(subject, entry, near.how.empty() ? nullptr : &near);
        if (found.outcome != MatchOutcome::none || near.similarity >= spec.name_floor ||
            decided.contains(entry)) {
            made.matches.push_back(std::move(found));
        }
    }
    std::ranges::stable_sort(made.matches, [](const Match& a, const Match& b) {
        return a.outcome != b.outcome ? a.outcome > b.outcome : a.score > b.score;
    });
    std::size_t kept = 0;
    std::erase_if(made.matches, [&](const Match& match) {
        return ++kept > spec.most_matches &&
               !decided.contains(static_cast<std::uint32_t>(match.entry));
    });
    return made;
}

/// A standing decision has the last word on a pair; one that fell open only says so.
void Screener::State::rule(const Subject& subject, const DecisionLog& decisions,
                           Screening& screening) const {
    const std::string key = subject_key(subject);
    const std::string hash = subject_hash(subject);
    for (auto& match : screening.matches) {
        match.ruling =
            decisions.ruling(key, hash, list.entries[match.entry].id, hashes[match.entry]);
        if (match.ruling && match.ruling->stands) {
            match.outcome = match.ruling->kind == DecisionKind::same ? MatchOutcome::confirmed
                                                                     : MatchOutcome::none;
            match.parts.push_back(
                {"decision", 0,
                 fmt::format("'{}', by {}", to_string(match.ruling->kind), match.ruling->by)});
        }
    }
    std::ranges::stable_sort(screening.matches, std::ranges::greater{}, &Match::outcome);
}

Screening Screener::State::screen(const Subject& subject, const DecisionLog& decisions,
                                  SearchMemory& memory) const {
    std::set<std::uint32_t> decided;
    std::vector<LapsedDecision> lapsed;
    for (const Decision* decision : decisions.of(subject_key(subject))) {
        const auto [first, last] = by_id.equal_range(decision->entry);
        for (auto at = first; at != last; ++at) {
            decided.insert(at->second);
        }
        if (first == last) {
            lapsed.push_back({decision->entry, ruling_of(*decision)});
            lapsed.back().ruling.stands = false;
            lapsed.back().ruling.reopened = "the entry is no longer on the list";
        }
    }
    Screening made = screen(subject, decided, memory);
    made.lapsed = std::move(lapsed);
    if (!decided.empty()) {
        rule(subject, decisions, made);
    }
    return made;
}

Screener::Screener(const Watchlist& list, const ScreenSpec& spec)
    : m_state(std::make_unique<State>(list, spec)) {}
Screener::Screener(Screener&&) noexcept = default;
Screener& Screener::operator=(Screener&&) noexcept = default;
Screener::~Screener() = default;

Screening Screener::screen(const Subject& subject) const {
    auto memory = m_state->borrow();
    Screening made = m_state->screen(subject, std::set<std::uint32_t>{}, *memory);
    m_state->give_back(std::move(memory));
    return made;
}

std::vector<Screening> Screener::screen(std::span<const Subject> subjects,
                                        const DecisionLog& decisions, int jobs) const {
    constexpr std::size_t block = 256;
    std::vector<Screening> made(subjects.size());
    for_each_index((subjects.size() + block - 1) / block, jobs, [&](std::size_t b) {
        auto memory = m_state->borrow();
        for (std::size_t i = b * block; i < std::min(subjects.size(), (b + 1) * block); ++i) {
            made[i] = m_state->screen(subjects[i], decisions, *memory);
        }
        m_state->give_back(std::move(memory));
    });
    return made;
}

std::size_t decisions_elsewhere(const DecisionLog& decisions, std::span<const Subject> subjects) {
    if (decisions.empty()) {
        return 0;
    }
    std::set<std::string> keys;
    for (const auto& subject : subjects) {
        keys.insert(subject_key(subject));
    }
    return static_cast<std::size_t>(std::ranges::count_if(
        decisions.held(), [&](const Decision* held) { return !keys.contains(held->record); }));
}

} // namespace halflight::watch

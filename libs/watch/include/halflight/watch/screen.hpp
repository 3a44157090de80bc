// SPDX-License-Identifier: Apache-2.0
// halflight/watch/screen.hpp - records of people, firms and ships held against a list.
#pragma once

#include "halflight/watch/decision.hpp"
#include "halflight/watch/listed.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::watch {

/// What is asked about. Only `name` or one identifier is needed.
struct Subject {
    std::string id;   ///< the asker's own; may be empty
    std::string name; ///< any script; several parted by ';'
    std::optional<EntryKind> kind;
    std::optional<BirthSpan> birth;
    std::string nationality;
    std::vector<Identifier> identifiers;
    std::uint32_t line = 0;
};

/// Some letter of some script: a name of signs and digits alone can be held against nothing.
[[nodiscard]] bool has_letters(std::string_view text) noexcept;

/// Under which a decision is kept: the asker's id, else the name.
[[nodiscard]] std::string subject_key(const Subject& subject);
/// First 16 hexadecimal digits of the SHA-256 of all that is asked.
[[nodiscard]] std::string subject_hash(const Subject& subject);

enum class MatchOutcome : std::uint8_t {
    none,
    possible, ///< a name, and nothing that contradicts it enough
    probable, ///< a full name and a full date of birth, or an identifier that something contradicts
    confirmed, ///< an identifier agrees or a person decided so; never a name, however alike
};
[[nodiscard]] std::string_view to_string(MatchOutcome outcome) noexcept;
[[nodiscard]] std::optional<MatchOutcome> parse_match_outcome(std::string_view word) noexcept;

/// One addend of a score.
struct ScorePart {
    std::string
        name; ///< "identifier", "name", "one word", "alias quality", "birth date", "decision", ...
    double points = 0;
    std::string text; ///< why, in a sentence
};

struct Match {
    std::size_t entry = 0; ///< in the list
    MatchOutcome outcome = MatchOutcome::none;
    double score = 0;      ///< sum of `parts`
    double similarity = 0; ///< of the names, 0 to 1; 1 only for the same words
    std::vector<ScorePart> parts;
    std::string listed_name; ///< the one that is most alike; empty where none is
    std::string route;       ///< how the two came to the same letters
    /// What was decided on this pair, where something was.
    std::optional<Ruling> ruling;
};

/// A decision on an entry that the list no longer has: open again.
struct LapsedDecision {
    std::string entry; ///< its reference
    Ruling ruling;
};

struct Screening {
    /// Best first; those of outcome `none` are names alike enough that something contradicts, or
    /// on which something was decided.
    std::vector<Match> matches;
    std::vector<LapsedDecision> lapsed; ///< by entry
    [[nodiscard]] MatchOutcome outcome() const noexcept;
};

/// Points and floors; docs/screening.md says why.
struct ScreenSpec {
    double name_points = 70; ///< times similarity
    double identifier_points = 100;
    double name_floor = 0.85; ///< less alike is no match
    double possible_score = 55;
    double probable_similarity = 0.9;
    std::size_t most_matches = 20; ///< of one subject
};

/// A list made ready to be asked. Answers do not depend on what was asked before nor on threads.
class Screener {
  public:
    explicit Screener(const Watchlist& list, const ScreenSpec& spec = {});
    Screener(Screener&&) noexcept;
    Screener& operator=(Screener&&) noexcept;
    ~Screener();

    [[nodiscard]] Screening screen(const Subject& subject) const;
    /// One answer for each subject, on at most `jobs` threads. Every decision on a subject is
    /// applied, however far from alike record and entry are.
    [[nodiscard]] std::vector<Screening> screen(std::span<const Subject> subjects,
                                                const DecisionLog& decisions, int jobs) const;

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// How many decisions that are not taken back are on records that are not among `subjects`.
[[nodiscard]] std::size_t decisions_elsewhere(const DecisionLog& decisions,
                                              std::span<const Subject> subjects);

} // namespace halflight::watch

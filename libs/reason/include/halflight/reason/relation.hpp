// SPDX-License-Identifier: Apache-2.0
// halflight/reason/relation.hpp - relations that a dossier declares, and what analysts decided
// about conflicts.
#pragma once

#include "halflight/base/diagnostic.hpp"
#include "halflight/base/period.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::reason {

/// What a relation is about (DESIGN: sum, share, growth, ...); stands in brackets in every
/// diagnostic.
enum class FindingKind : std::uint8_t {
    sum,
    share,
    growth,
    part_whole,
    bound,
    superlative,
    vintage,
    target,
    conversion,
    identity,
    drift,
    origin,
    citation,
    definition,
    coverage,
    count_
};
[[nodiscard]] std::string_view to_string(FindingKind kind) noexcept; ///< "part-whole"
[[nodiscard]] std::optional<FindingKind> parse_finding_kind(std::string_view word) noexcept;

/// How a relation is evaluated.
enum class RelationForm : std::uint8_t {
    assertion,
    first,
    every,
    record,
    break_,
    score,
    citation,
    coverage,
    omission,
    gap,
    measures,
    count_
};
[[nodiscard]] std::string_view to_string(RelationForm form) noexcept; ///< "assert", "break"
[[nodiscard]] std::optional<RelationForm> parse_relation_form(std::string_view word) noexcept;

/// Why two statements disagree.
enum class Verdict : std::uint8_t { none, definition, vintage, scope, rounding, error, count_ };
[[nodiscard]] std::string_view to_string(Verdict verdict) noexcept;
[[nodiscard]] std::optional<Verdict> parse_verdict(std::string_view word) noexcept;

/// A quantity that a relation derives from claims: an expression, the unit to show it in, and words
/// for it.
struct Derivation {
    std::string value;
    std::string unit; ///< empty: base units of the result
    std::string text;
    Place place;
    bool integer = false; ///< a count: only the whole numbers inside its bounds
};

struct Assertion {
    std::string text;
    Place place;
};

/// One entry of relations.toml. Which fields count depends on `form` (docs/dossier-format.md).
struct Relation {
    std::string id;
    FindingKind kind = FindingKind::bound;
    RelationForm form = RelationForm::assertion;
    std::string text;
    std::vector<Assertion> asserts;
    std::vector<Derivation> derives;
    bool near = false;
    Verdict propose = Verdict::none;
    std::vector<std::string> context; ///< claim ids shown with it
    std::string claim;
    std::string condition;
    std::string series;
    std::string period;
    std::string since;
    std::string until;
    std::string before;
    std::string after;
    std::string cause;
    std::string cited;
    std::string footnote;
    std::string missing;
    std::string high;
    std::string low;
    std::vector<std::string> claims;
    std::vector<std::string> outcomes;
    Place place;
};

/// One entry of verdicts.toml: on a relation by id, or on a conflict by its claims.
struct VerdictRecord {
    std::string on;
    std::vector<std::string> claims;
    Verdict verdict = Verdict::none;
    std::string by;
    std::optional<Date> date;
    std::string note;
    Place place;
};

} // namespace halflight::reason

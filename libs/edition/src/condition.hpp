// SPDX-License-Identifier: Apache-2.0
// What a sentence says about numbers, judged against their intervals.
#pragma once

#include "halflight/edition/publication.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::edition {

enum class Test : std::uint8_t {
    more_than,
    less_than,
    at_least,
    at_most,
    about,
    between,
    equals,
    rose_from,
    fell_from,
    largest_of,
    smallest_of,
    overlaps,
    apart_from,
    before,
    after,
    missing,
    disputed,
    outcome ///< of a relation
};

/// A number of the text, or a published one, perhaps a multiple of it.
struct Operand {
    std::string ref;   ///< empty for a number of the text
    Interval value;    ///< of a number of the text; for `about` and `equals` what its print allows
    double factor = 1; ///< of `ref`
    std::string unit;  ///< of a number of the text; empty: that of the number it is compared with
    std::string written; ///< "70 percent", "twice"
};

/// "REF more than 70 percent".
struct Clause {
    std::string ref; ///< what it is about
    Test test = Test::more_than;
    bool possibly = false; ///< some value of the intervals satisfies it
    bool negated = false;
    std::vector<Operand> operands;
    reason::Outcome outcome = reason::Outcome::ok; ///< ok: "holds"
    std::vector<std::string> names;                ///< of a relation, or of claims in conflict
    std::string predicate;                         ///< as written: "more than 70 percent"
};

/// Clauses joined by "and".
struct Condition {
    std::string written;
    std::vector<Clause> clauses;
};

/// Reads what stands behind "if". The offset of a fault counts from the start of `text`.
[[nodiscard]] Result<Condition> parse_condition(std::string_view text);
/// The published numbers that it names, in order.
[[nodiscard]] std::vector<std::string> references(const Condition& condition);

/// Three values: `unknown` where some values of the intervals satisfy it and others do not, or
/// where there is no value.
enum class Truth : std::uint8_t { no, unknown, yes };

struct Judgement {
    Truth truth = Truth::yes;
    bool holds = true;  ///< certain, or not ruled out where only "possibly" is claimed
    bool gone = false;  ///< a number that it needs has no value
    std::string now;    ///< what is so now, of the first clause that does not hold
    std::string needed; ///< what would have to be so for it
};

/// What conditions are judged against.
struct Facts {
    const Publication& publication;
    const NumberBook& book;
};

/// Intervals of different numbers are taken as free of each other, so what is certain stays
/// certain, and some of what is certain is called unknown. Faults: numbers and relations that are
/// not there, units that do not convert.
[[nodiscard]] Result<Judgement> judge(const Condition& condition, const Facts& facts);

} // namespace halflight::edition

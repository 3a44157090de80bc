// SPDX-License-Identifier: Apache-2.0
// halflight/reason/analysis.hpp - what the statements of a ledger allow together, and where they
// contradict each other.
#pragma once

#include "halflight/base/diagnostic.hpp"
#include "halflight/base/interval.hpp"
#include "halflight/ledger/ledger.hpp"
#include "halflight/reason/relation.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace halflight::reason {

/// How an evaluated relation ended (DESIGN section 6).
enum class Outcome : std::uint8_t { ok, derived, tension, conflict, definition, forecast, count_ };
[[nodiscard]] std::string_view to_string(Outcome outcome) noexcept;

/// A claim and what it did to a bound.
struct Support {
    ledger::ClaimIndex claim = 0;
    double weight = 1; ///< sign and size of its share in the bound; 1 where it is the bound
    bool operator==(const Support&) const = default;
};

/// What is published about a cell.
enum class CellStatus : std::uint8_t {
    reported, ///< at least one statement gives it
    derived,  ///< no statement gives it, the others determine it to one value or its printed
              ///< precision
    bounded,  ///< no statement gives it, the others bound it
    missing,  ///< no statement gives it and nothing bounds it from above
    count_
};
[[nodiscard]] std::string_view to_string(CellStatus status) noexcept;

/// Names a cell.
struct CellId {
    ledger::SeriesIndex series = 0;
    Period period; ///< of whole days, with both ends
    auto operator<=>(const CellId&) const = default;
};

/// One series in one period: the tightest interval that all statements allow, in the series' unit.
struct Cell {
    ledger::SeriesIndex series = 0;
    Period period;
    Interval bounds;
    CellStatus status = CellStatus::missing;
    Missing missing = Missing::none; ///< why no statement gives it, for every status but reported
    bool disputed = false; ///< its own statements are in an open conflict: bounds hold them all
    std::vector<ledger::ClaimIndex>
        claims; ///< statements about this very cell, missing ones included
};

/// Why a bound is where it is.
struct Explanation {
    std::vector<Support> low; ///< statements that make the lower bound tight
    std::vector<Support> high;
    std::vector<std::string>
        relations; ///< words for the relations used ("2024-S1 + 2024-Q3 + 2024-Q4 = 2024")
};

/// One evaluated relation, declared or derived from code lists and periods.
struct Finding {
    Outcome outcome = Outcome::ok;
    FindingKind kind = FindingKind::bound;
    std::string relation; ///< id of the declared relation; empty for one found by itself
    std::string code;     ///< "C003" for conflicts, "F012" for the others; filled in order of place
    std::string message;
    std::vector<ledger::ClaimIndex> claims; ///< all statements that it rests on, in order
    std::vector<std::vector<ledger::ClaimIndex>>
        minimal_sets;                    ///< for conflicts: smallest sets that cannot all be true
    Interval printed = Interval::none(); ///< computed from the numbers as printed, in `unit`
    Interval bounds =
        Interval::none(); ///< computed from all values that the prints allow, in `unit`
    std::string unit;
    Verdict proposed = Verdict::none;
    std::optional<std::size_t> decided; ///< index of the analyst's verdict
    std::vector<Note> notes;
    Place place; ///< of its first claim, or of the relation
};

struct Spec {
    std::optional<Date> as_of;        ///< only what was known on that day
    std::vector<std::string> without; ///< sources (ids) taken out, with all that repeat them
    bool tighten = true; ///< bounds of every cell by linear programming, not by propagation alone
};

/// Claims that count: known, not withdrawn, not from a source taken out nor one that repeats it.
[[nodiscard]] std::vector<ledger::ClaimIndex> visible_claims(const ledger::Ledger& ledger,
                                                             const Spec& spec);

/// The solved system behind a report.
class Solved;

struct Report {
    std::vector<Finding> findings; ///< by file and line
    std::vector<Cell> cells;       ///< by series, then period
    std::vector<std::size_t>
        idle_verdicts;          ///< verdicts (by index) that speak of no conflict found now
    std::size_t components = 0; ///< connected systems
    std::size_t relations = 0;  ///< evaluated, declared and derived
    std::size_t linear_programs = 0;
    std::shared_ptr<const Solved> solved; ///< of which its cells are; none in an empty report
    [[nodiscard]] const Cell* find(ledger::SeriesIndex series, const Period& period) const noexcept;
};

/// Checks the declared relations against the ledger before any analysis: unknown claims, series,
/// sources, wrong expressions, units that do not agree. Diagnostics have codes R1xx.
[[nodiscard]] Diagnostics validate(ledger::Ledger& ledger, std::span<const Relation> relations,
                                   std::span<const VerdictRecord> verdicts);

/// Evaluates everything. Series that code lists imply are added to the ledger; its claims are not
/// touched. Deterministic. Relations that `validate` faults are skipped.
[[nodiscard]] Report analyse(ledger::Ledger& ledger, std::span<const Relation> relations,
                             std::span<const VerdictRecord> verdicts, const Spec& spec);

/// One cell with what holds its bounds: they follow from the statements and relations named.
struct Answer {
    Cell cell;
    Explanation why;
};

/// The cells asked for, in their order. One of the report's is as it stands there. Any other is
/// what the report's system allows once that cell alone, with what code lists and periods imply of
/// it, is added: nothing else that is asked for, before or beside it, has a part in it, and where
/// it meets a contradiction the report's own cells and constraints go first. `report` must be of
/// this ledger, which may have got more series since, and of `spec`; a report without solved system
/// has the work done anew. Periods must be of whole days, with both ends. Relations that are only
/// declared bind nothing here, as in `analyse`.
[[nodiscard]] std::vector<Answer> answers(ledger::Ledger& ledger, const Report& report,
                                          std::span<const CellId> asked, const Spec& spec);

/// Why the bounds of one cell are where they are: as in `answers`.
[[nodiscard]] Explanation explain(ledger::Ledger& ledger, const Report& report,
                                  ledger::SeriesIndex series, const Period& period,
                                  const Spec& spec);

/// The same for many cells, in their order.
[[nodiscard]] std::vector<Explanation> explain(ledger::Ledger& ledger, const Report& report,
                                               std::span<const Cell> cells, const Spec& spec);

/// What falls if sources are withdrawn: findings whose outcome changes and cells whose bounds
/// widen.
struct Retraction {
    struct CellChange {
        ledger::SeriesIndex series = 0;
        Period period;
        Interval before;
        Interval after;
        bool gone = false; ///< no longer a cell at all
    };
    std::vector<std::size_t> findings_lost; ///< indices into the report before
    std::vector<CellChange> cells;
};
[[nodiscard]] Retraction compare(const Report& before, const Report& after);

/// Findings as diagnostics: conflicts without verdict are errors, tensions and definitions
/// warnings, the rest notes. `all`: also findings that hold, are derived or scored, and conflicts
/// with a verdict (as notes).
[[nodiscard]] Diagnostics to_diagnostics(const ledger::Ledger& ledger, const Report& report,
                                         std::span<const VerdictRecord> verdicts, bool all);

} // namespace halflight::reason

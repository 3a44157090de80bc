// SPDX-License-Identifier: Apache-2.0
// What the steps of one analysis share.
#pragma once

#include "expression.hpp"
#include "solve.hpp"

#include "halflight/reason/analysis.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace halflight::reason {

struct Context {
    ledger::Ledger& ledger;
    std::span<const Relation> relations;
    std::span<const VerdictRecord> verdicts;
    Spec spec;
    std::vector<bool> visible;      ///< per claim
    std::unique_ptr<System> system; ///< at a fixed address: the solution points into it
    std::unique_ptr<Solution> solution;

    [[nodiscard]] const ledger::Claim& claim(ledger::ClaimIndex index) const {
        return ledger.claims()[index];
    }
    [[nodiscard]] std::string id(ledger::ClaimIndex index) const {
        return std::string(ledger.text(claim(index).id));
    }
    [[nodiscard]] const ledger::Source& source(ledger::ClaimIndex index) const {
        return ledger.sources()[claim(index).source];
    }
    /// A verdict counts from its date on.
    [[nodiscard]] bool is_known(const VerdictRecord& verdict) const {
        return !spec.as_of || !verdict.date || *verdict.date <= *spec.as_of;
    }
    /// A visible claim by id.
    [[nodiscard]] std::optional<ledger::ClaimIndex> find(std::string_view id) const;
    [[nodiscard]] const Unit& unit(ledger::SeriesIndex series) const {
        return ledger.unit_of(ledger.series()[series]);
    }
    /// Visible statements about a series that say what it is (measured or estimated, with a value),
    /// by period.
    [[nodiscard]] std::vector<ledger::ClaimIndex> statements(ledger::SeriesIndex series) const;
    [[nodiscard]] std::optional<ledger::SeriesIndex> series(std::string_view key) const;
};

/// Builds the system and solves it.
[[nodiscard]] Context prepare(ledger::Ledger& ledger, std::span<const Relation> relations,
                              std::span<const VerdictRecord> verdicts, const Spec& spec);
/// How a system is solved under `spec`.
[[nodiscard]] SolveOptions solve_options(const Spec& spec) noexcept;

/// "115.2 to 345.6", "at least 3,767", "more than 70", "48": no more digits than the interval
/// bears.
[[nodiscard]] std::string show(const Interval& value);
/// The same with a unit: "115.2 to 345.6 million USD".
[[nodiscard]] std::string show(const Interval& value, std::string_view unit);
/// Rounded to six significant digits: what is computed from printed numbers bears no more.
[[nodiscard]] Interval shortened(const Interval& value) noexcept;
/// Days since 1970 in words: "2019-12", "before 2016-02-25", "from 2020-01-01".
[[nodiscard]] std::string show_days(const Interval& value);
/// The claim's number as printed, with its unit: "34,065 thousand USD", "more than 70 percent".
[[nodiscard]] std::string show_printed(const Context& context, ledger::ClaimIndex claim);
/// As printed, in the series' unit.
[[nodiscard]] Interval printed(const ledger::Claim& claim) noexcept;

/// The same for what is computed from printed numbers: to six digits, not rounded outwards.
[[nodiscard]] std::string show_printed_value(const Interval& value, std::string_view unit);
/// Whether what is left of an interval is a small piece, under a quarter, at exactly one of its
/// ends: touched only at its edge.
[[nodiscard]] bool at_edge(const Interval& before, const Interval& after) noexcept;

/// Sorted without repeats.
void normalise(std::vector<ledger::ClaimIndex>& claims);
/// Place of the first claim, and a note for every other one.
void place_at_claims(const Context& context, Finding& finding);
/// "E006 (EastRussia, known 2021-01-20, C3): 34,065 thousand USD for 2018".
[[nodiscard]] std::string describe_claim(const Context& context, ledger::ClaimIndex claim);

/// Whether an analyst's verdict names exactly these statements.
[[nodiscard]] std::optional<std::size_t>
decided_by_claims(const Context& context, std::span<const ledger::ClaimIndex> claims);
/// Why two or more statements may disagree, judged from their digits, dates, origins and the kind
/// of relation.
[[nodiscard]] Verdict propose_verdict(const Context& context,
                                      std::span<const ledger::ClaimIndex> claims, FindingKind kind);

// The steps, each adding findings.
void find_conflicts(const Context& context,
                    std::vector<Finding>& findings); ///< contradictions of the system
void find_agreements(const Context& context,
                     std::vector<Finding>& findings); ///< constraints and cells that hold
void find_held_constraints(const Context& context, std::vector<Finding>& findings);
void find_derived(const Context& context, const std::vector<Cell>& cells,
                  std::vector<Finding>& findings);
void find_means(const Context& context,
                std::vector<Finding>& findings); ///< parents between their children
void find_definitions(const Context& context,
                      std::vector<Finding>& findings); ///< one name, several measures
void find_outcomes(const Context& context,
                   std::vector<Finding>& findings); ///< targets and forecasts scored
void find_impossible(const Context& context,
                     std::vector<Finding>& findings); ///< a value where none can exist
void find_identities(const Context& context, std::vector<Finding>& findings); ///< residuals decoded
void find_drift(const Context& context,
                std::vector<Finding>& findings); ///< classifications that changed
void evaluate_declared(const Context& context, std::vector<Finding>& findings);

/// One declared relation of the forms that are not assertions; nothing when it cannot be judged
/// with what is known.
[[nodiscard]] std::optional<Finding> evaluate_form(const Context& context,
                                                   const Relation& relation);
[[nodiscard]] std::optional<Finding> evaluate_assertion(const Context& context,
                                                        const Relation& relation);

[[nodiscard]] Cell report_cell(const System& system, const Solution& solution, CellIndex cell);
/// Cells to report: everything but auxiliary ones.
[[nodiscard]] std::vector<Cell> report_cells(const Context& context);

/// "placebo: 2 of 3 other counterparts break on the same day", or that none is held.
[[nodiscard]] std::string placebo_words(const Context& context, ledger::SeriesIndex own, Date day);

/// How far a condition holds on an interval.
enum class Truth : std::uint8_t { no, possible, yes };
[[nodiscard]] Truth judge(const Interval& value, const Condition& condition) noexcept;

} // namespace halflight::reason

// SPDX-License-Identifier: Apache-2.0
// Contradictions of the system as findings: those that one statement explains are told as one.
#include "context.hpp"
#include "suspects.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace halflight::reason {
namespace {

using ledger::ClaimIndex;

FindingKind kind_of(const Context& context, const Conflict& conflict) {
    if (conflict.constraints.empty()) {
        const auto& a = context.claim(conflict.claims.front());
        const auto& b = context.claim(conflict.claims.back());
        return a.known_since == b.known_since ? FindingKind::bound : FindingKind::vintage;
    }
    FindingKind kind = context.system->constraints()[conflict.constraints.front()].kind;
    for (const ConstraintIndex constraint : conflict.constraints) {
        const FindingKind other = context.system->constraints()[constraint].kind;
        kind = other == FindingKind::conversion || other == FindingKind::part_whole ? other : kind;
    }
    return kind;
}

std::string words_for_cell(const Context& context, const Conflict& conflict) {
    std::string values;
    for (const ClaimIndex claim : conflict.claims) {
        values += (values.empty() ? "" : " and ") + show_printed(context, claim) + " (" +
                  context.id(claim) + ")";
    }
    return values + " cannot both be " + cell_name(*context.system, conflict.cell);
}

/// What the parts of a sum add up to against the whole, from the cells' own statements.
std::string words_for_sum(const Context& context, ConstraintIndex index) {
    Interval whole = Interval::point(0);
    Interval parts = Interval::point(0);
    CellIndex shown = 0;
    for (const Term& term : context.system->terms(index)) {
        const Interval value =
            scale(context.solution->stated[term.cell].bounds, std::abs(term.coefficient));
        shown = term.coefficient < 0 ? term.cell : shown;
        Interval& side = term.coefficient < 0 ? whole : parts;
        side = side + value;
    }
    const std::string unit = context.unit(context.system->cells()[shown].series).text;
    return describe(*context.system, index) + ": the parts give " + show(parts, unit) +
           ", the whole is " + show(whole, unit);
}

/// A whole period and the others as its parts, when the statements of one series are just that.
std::optional<std::string> words_for_tiling(const Context& context, const Conflict& conflict) {
    const auto& claims = conflict.claims;
    const auto own_series = [&](ClaimIndex claim) {
        return context.claim(claim).series == context.claim(claims[0]).series;
    };
    if (claims.size() < 3 || !std::all_of(claims.begin(), claims.end(), own_series)) {
        return std::nullopt;
    }
    const std::string& unit = context.unit(context.claim(claims[0]).series).text;
    for (const ClaimIndex whole : claims) {
        std::vector<Period> parts;
        Interval sum = Interval::point(0);
        std::string words;
        for (const ClaimIndex part : claims) {
            if (part != whole) {
                parts.push_back(context.claim(part).period);
                sum = sum + context.claim(part).bounds;
                words += (words.empty() ? "" : " + ") + to_string(parts.back());
            }
        }
        if (tiles(context.claim(whole).period, parts)) {
            return words + " of " +
                   context.ledger.key_text(context.ledger.series()[context.claim(whole).series]) +
                   " give " + show(sum, unit) + ", " + to_string(context.claim(whole).period) +
                   " is " + show(context.claim(whole).bounds, unit);
        }
    }
    return std::nullopt;
}

std::string words_for(const Context& context, const Conflict& conflict) {
    if (conflict.constraints.empty()) {
        return words_for_cell(context, conflict);
    }
    if (const auto words = words_for_tiling(context, conflict)) {
        return *words;
    }
    const Constraint& first = context.system->constraints()[conflict.constraints.front()];
    const bool one_sum = conflict.constraints.size() == 1 && first.type == ConstraintType::linear &&
                         (first.kind == FindingKind::sum || first.kind == FindingKind::part_whole);
    if (one_sum) {
        return words_for_sum(context, conflict.constraints.front());
    }
    std::string words = std::to_string(conflict.claims.size()) + " statements cannot all be true: ";
    for (std::size_t i = 0; i < conflict.constraints.size(); ++i) {
        words += (i == 0 ? "" : "; ") + describe(*context.system, conflict.constraints[i]);
    }
    return words;
}

Finding finding_of(const Context& context, const std::vector<std::size_t>& group) {
    const auto& conflicts = context.solution->conflicts;
    Finding finding;
    finding.outcome = Outcome::conflict;
    finding.kind = kind_of(context, conflicts[group.front()]);
    finding.message = words_for(context, conflicts[group.front()]);
    if (group.size() > 1) {
        finding.message += ", and " + std::to_string(group.size() - 1) + " more contradiction" +
                           (group.size() > 2 ? "s" : "") + " with a statement in common";
    }
    std::vector<Note> more;
    for (const std::size_t i : group) {
        finding.claims.insert(finding.claims.end(), conflicts[i].claims.begin(),
                              conflicts[i].claims.end());
        finding.minimal_sets.push_back(conflicts[i].claims);
        if (i != group.front()) {
            more.push_back({"also: " + words_for(context, conflicts[i]), {}});
        }
    }
    normalise(finding.claims);
    finding.proposed = propose_verdict(context, conflicts[group.front()].claims, finding.kind);
    place_at_claims(context, finding);
    finding.notes.insert(finding.notes.end(), more.begin(), more.end());
    return finding;
}

} // namespace

void find_conflicts(const Context& context, std::vector<Finding>& findings) {
    for (const auto& group : group_by_suspect(context)) {
        findings.push_back(finding_of(context, group));
    }
}

} // namespace halflight::reason

// SPDX-License-Identifier: Apache-2.0
// Constraints that test statements and hold: worth as much to a reader as those that fail.
#include "context.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::reason {
namespace {

using ledger::ClaimIndex;

/// What the first statement about a cell prints, in the series' unit.
Interval printed_of(const Context& context, CellIndex cell) {
    for (const ClaimIndex claim : context.system->cells()[cell].claims) {
        if (constrains(context.claim(claim))) {
            return printed(context.claim(claim));
        }
    }
    return Interval::all();
}

const std::string& unit_text(const Context& context, CellIndex cell) {
    return context.unit(context.system->cells()[cell].series).text;
}

std::string sum_words(const Context& context, std::span<const Term> terms) {
    Interval whole = Interval::point(0);
    Interval parts = Interval::point(0);
    for (const Term& term : terms) {
        Interval& side = term.coefficient < 0 ? whole : parts;
        side = side + scale(printed_of(context, term.cell), std::abs(term.coefficient));
    }
    const std::string& unit = unit_text(context, terms.front().cell);
    return "the parts give " + show(parts, unit) + ", the whole is " + show(whole, unit);
}

/// Computed from the printed numbers against what is printed, in the rate's unit.
std::string rate_words(const Context& context, std::span<const Term> terms,
                       const Constraint& constraint) {
    const Interval ratio = printed_of(context, terms[0].cell) / printed_of(context, terms[1].cell);
    const bool growth = constraint.type == ConstraintType::growth;
    const Interval computed =
        scale(growth ? ratio - Interval::point(1) : ratio, 1 / constraint.factor);
    const std::string& unit = unit_text(context, terms[2].cell);
    return "computed " + show(shortened(computed), unit) + ", stated " +
           show(printed_of(context, terms[2].cell), unit);
}

std::string words_for(const Context& context, ConstraintIndex index) {
    const Constraint& constraint = context.system->constraints()[index];
    const auto terms = context.system->terms(index);
    switch (constraint.type) {
    case ConstraintType::share:
    case ConstraintType::growth:
        return rate_words(context, terms, constraint);
    default:
        return sum_words(context, terms);
    }
}

} // namespace

void find_held_constraints(const Context& context, std::vector<Finding>& findings) {
    for (ConstraintIndex i = 0; i < context.system->constraints().size(); ++i) {
        const Constraint& constraint = context.system->constraints()[i];
        if (context.solution->suspended[i] || constraint.type == ConstraintType::mean) {
            continue;
        }
        Finding finding;
        finding.kind = constraint.kind;
        bool all_stated = true;
        for (const Term& term : context.system->terms(i)) {
            const auto& claims = context.system->cells()[term.cell].claims;
            const std::size_t before = finding.claims.size();
            std::copy_if(claims.begin(), claims.end(), std::back_inserter(finding.claims),
                         [&](ClaimIndex claim) { return constrains(context.claim(claim)); });
            // Where statements dispute a cell, that one of them fits is no evidence.
            all_stated = all_stated && finding.claims.size() > before &&
                         !context.solution->stated[term.cell].disputed;
        }
        if (all_stated) {
            finding.message = describe(*context.system, i) + " holds: " + words_for(context, i);
            normalise(finding.claims);
            place_at_claims(context, finding);
            findings.push_back(std::move(finding));
        }
    }
}

} // namespace halflight::reason

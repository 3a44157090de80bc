// SPDX-License-Identifier: Apache-2.0
// Constraints and cells in words.
#include "system.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::reason {
namespace {

std::string key_of(const System& system, CellIndex cell) {
    const auto& ledger = system.ledger();
    return ledger.key_text(ledger.series()[system.cells()[cell].series]);
}

/// Whether all terms are periods of one series.
bool one_series(const System& system, std::span<const Term> terms) {
    return std::all_of(terms.begin(), terms.end(), [&](const Term& term) {
        return system.cells()[term.cell].series == system.cells()[terms.front().cell].series;
    });
}

std::string linear(const System& system, const Constraint& constraint, std::span<const Term> terms) {
    const bool periods = one_series(system, terms);
    const auto name = [&](const Term& term) {
        return periods ? to_string(system.cells()[term.cell].period) : key_of(system, term.cell);
    };
    std::string whole;
    std::string parts;
    for (const Term& term : terms) {
        std::string& side = term.coefficient < 0 ? whole : parts;
        const double size = std::abs(term.coefficient);
        side += (side.empty() ? "" : " + ") + (size == 1.0 ? "" : format_number(size, 6) + " x ") + name(term);
    }
    const char* relation = constraint.low == constraint.high ? " = " : constraint.low == 0.0 ? " <= " : " >= ";
    return whole + relation + parts +
           (periods ? " of " + key_of(system, terms.front().cell)
                    : " in " + to_string(system.cells()[terms.front().cell].period));
}

} // namespace

std::string cell_name(const System& system, CellIndex cell) {
    return key_of(system, cell) + " " + to_string(system.cells()[cell].period);
}

std::string describe(const System& system, ConstraintIndex index) {
    const Constraint& constraint = system.constraints()[index];
    const auto terms = system.terms(constraint);
    switch (constraint.type) {
    case ConstraintType::linear:
        return linear(system, constraint, terms);
    case ConstraintType::growth:
        return cell_name(system, terms[2].cell) + " is the growth of " + cell_name(system, terms[0].cell) + " over " +
               to_string(system.cells()[terms[1].cell].period);
    case ConstraintType::share:
        return cell_name(system, terms[2].cell) + " is the share of " + cell_name(system, terms[0].cell) + " in " +
               key_of(system, terms[1].cell);
    case ConstraintType::mean:
        break;
    }
    std::string text = cell_name(system, terms[0].cell) + " lies between ";
    for (std::size_t i = 1; i < terms.size(); ++i) {
        text += (i == 1 ? "" : ", ") + key_of(system, terms[i].cell);
    }
    return text;
}

} // namespace halflight::reason

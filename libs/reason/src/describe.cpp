// SPDX-License-Identifier: Apache-2.0
// Constraints and cells in words.
#include "system.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

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

/// A series key as its parts: indicator, area, counterpart, each dimension, unit.
std::vector<std::string> parts_of_key(const System& system, CellIndex cell) {
    const auto& ledger = system.ledger();
    const auto& key = ledger.series()[system.cells()[cell].series];
    std::vector<std::string> parts;
    for (const Symbol symbol : {key.indicator, key.area, key.counterpart, key.unit}) {
        parts.emplace_back(ledger.text(symbol));
    }
    for (const auto& [id, dimension] : ledger.codes.dimensions) {
        parts.emplace_back(ledger::code_in(ledger.text(key.dims), id, ledger.codes));
    }
    return parts;
}

/// The one part in which the keys of all terms differ, when there is only one.
std::optional<std::size_t> differing_part(const System& system, std::span<const Term> terms) {
    const auto first = parts_of_key(system, terms.front().cell);
    std::optional<std::size_t> found;
    for (const Term& term : terms.subspan(1)) {
        const auto other = parts_of_key(system, term.cell);
        for (std::size_t i = 0; i < first.size(); ++i) {
            if (other[i] != first[i]) {
                if (found && *found != i) {
                    return std::nullopt;
                }
                found = i;
            }
        }
    }
    return found;
}

/// The whole of a sum: its first term with a negative coefficient.
CellIndex whole_of(std::span<const Term> terms) {
    const auto whole = std::find_if(terms.begin(), terms.end(),
                                    [](const Term& term) { return term.coefficient < 0; });
    return whole == terms.end() ? terms.front().cell : whole->cell;
}

std::string linear(const System& system, const Constraint& constraint,
                   std::span<const Term> terms) {
    const bool periods = one_series(system, terms);
    const auto part = periods ? std::nullopt : differing_part(system, terms);
    const auto name = [&](const Term& term) {
        const std::string code = part ? parts_of_key(system, term.cell)[*part] : std::string{};
        return periods        ? to_string(system.cells()[term.cell].period)
               : code.empty() ? key_of(system, term.cell)
                              : code;
    };
    std::string whole;
    std::string parts;
    for (const Term& term : terms) {
        std::string& side = term.coefficient < 0 ? whole : parts;
        const double size = std::abs(term.coefficient);
        side += (side.empty() ? "" : " + ") + (size == 1.0 ? "" : format_number(size, 6) + " x ") +
                name(term);
    }
    const char* relation = constraint.low == constraint.high ? " = "
                           : constraint.low == 0.0           ? " <= "
                                                             : " >= ";
    return whole + relation + parts +
           (periods || part ? " of " + key_of(system, whole_of(terms)) : "") +
           (periods ? "" : " in " + to_string(system.cells()[terms.front().cell].period));
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
        return cell_name(system, terms[2].cell) + " is the growth of " +
               cell_name(system, terms[0].cell) + " over " +
               to_string(system.cells()[terms[1].cell].period);
    case ConstraintType::share:
        return cell_name(system, terms[2].cell) + " is the share of " +
               cell_name(system, terms[0].cell) + " in " + key_of(system, terms[1].cell);
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

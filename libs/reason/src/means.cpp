// SPDX-License-Identifier: Apache-2.0
// Growth of a parent lies between that of its children: an audit of growth tables, one finding for
// each parent.
#include "context.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace halflight::reason {
namespace {

using ledger::ClaimIndex;

/// The statement that stands for a cell.
std::optional<ClaimIndex> statement_of(const Context& context, CellIndex cell) {
    for (const ClaimIndex claim : context.system->cells()[cell].claims) {
        if (constrains(context.claim(claim))) {
            return claim;
        }
    }
    return std::nullopt;
}

/// parent = w * first + (1 - w) * second, from the printed values.
double implied_weight(double parent, double first, double second) noexcept {
    return (parent - second) / (first - second);
}

/// Decimals that the statements of a series and its siblings from one source usually have.
int usual_decimals(const Context& context, ClaimIndex claim) {
    std::map<int, int> counts;
    for (ClaimIndex i = 0; i < context.ledger.claims().size(); ++i) {
        const ledger::Claim& other = context.claim(i);
        if (context.visible[i] && other.source == context.claim(claim).source &&
            other.unit == context.claim(claim).unit) {
            ++counts[other.decimals];
        }
    }
    return std::max_element(counts.begin(), counts.end(),
                            [](auto& a, auto& b) { return a.second < b.second; })
        ->first;
}

/// Whether the parent still lies between the children when one claim is read as another value.
bool fits_with(const Context& context, std::span<const Term> terms, ClaimIndex changed,
               double value) {
    Interval span = Interval::none();
    Interval parent;
    for (std::size_t i = 0; i < terms.size(); ++i) {
        const auto claim = statement_of(context, terms[i].cell);
        const Interval own =
            claim == changed ? Interval::point(value) : context.claim(*claim).bounds;
        (i == 0 ? parent : span) = i == 0 ? own : hull(span, own);
    }
    return !disjoint(parent, span);
}

/// A value printed with fewer decimals than its neighbours may have lost a point: tries the reading
/// a place lower.
std::string lost_point(const Context& context, std::span<const Term> terms) {
    std::string words;
    for (const Term& term : terms) {
        const auto claim = statement_of(context, term.cell);
        const int missing = usual_decimals(context, *claim) - context.claim(*claim).decimals;
        const double value = context.claim(*claim).printed_low;
        if (missing <= 0 || std::abs(value) < 10) {
            continue;
        }
        const double other = value * std::pow(10.0, -missing);
        const bool fits = fits_with(context, terms, *claim, other);
        words += "; " + context.id(*claim) + " is printed without decimals: read as " +
                 format_number(other, 6) + " it would " +
                 (fits ? "fit as well" : "not fit, so it is " + format_number(value) + ".0");
    }
    return words;
}

struct Year {
    Period period;
    ConstraintIndex constraint;
    bool holds;
};

Finding table_finding(const Context& context, ledger::SeriesIndex parent,
                      const std::vector<Year>& years) {
    Finding finding;
    finding.kind = FindingKind::growth;
    const bool holds =
        std::all_of(years.begin(), years.end(), [](const Year& year) { return year.holds; });
    finding.outcome = holds ? Outcome::ok : Outcome::conflict;
    finding.message = context.ledger.key_text(context.ledger.series()[parent]) +
                      (holds ? " lies between its parts" : " does not lie between its parts");
    for (const Year& year : years) {
        const auto terms = context.system->terms(year.constraint);
        std::vector<double> values;
        for (const Term& term : terms) {
            const auto claim = statement_of(context, term.cell);
            finding.claims.push_back(*claim);
            values.push_back(context.claim(*claim).printed_low);
        }
        const auto [low, high] = std::minmax_element(values.begin() + 1, values.end());
        finding.message += "; " + to_string(year.period) + ": " + format_number(*low) +
                           " <= " + format_number(values[0]) + " <= " + format_number(*high);
        if (values.size() == 3 && values[1] != values[2]) {
            finding.message += " (weight of the first " +
                               format_number(implied_weight(values[0], values[1], values[2]), 3) +
                               ")";
        }
        finding.message += lost_point(context, terms);
    }
    normalise(finding.claims);
    place_at_claims(context, finding);
    return finding;
}

} // namespace

void find_means(const Context& context, std::vector<Finding>& findings) {
    std::map<ledger::SeriesIndex, std::vector<Year>> parents;
    for (ConstraintIndex i = 0; i < context.system->constraints().size(); ++i) {
        if (context.system->constraints()[i].type != ConstraintType::mean) {
            continue;
        }
        const auto terms = context.system->terms(i);
        const bool stated = std::all_of(terms.begin(), terms.end(), [&](const Term& term) {
            return statement_of(context, term.cell).has_value() &&
                   !context.solution->stated[term.cell].disputed;
        });
        if (stated) {
            const Variable& parent = context.system->cells()[terms[0].cell];
            parents[parent.series].push_back({parent.period, i, !context.solution->suspended[i]});
        }
    }
    for (auto& [parent, years] : parents) {
        std::sort(years.begin(), years.end(),
                  [](const Year& a, const Year& b) { return a.period < b.period; });
        // A failing year stands as a conflict already; the others are told together.
        std::erase_if(years, [](const Year& year) { return !year.holds; });
        if (!years.empty()) {
            findings.push_back(table_finding(context, parent, years));
        }
    }
}

} // namespace halflight::reason

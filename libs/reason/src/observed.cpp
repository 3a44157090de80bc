// SPDX-License-Identifier: Apache-2.0
// What can be said about statements without solving anything: several sources for one cell, several
// measures under one name, targets and forecasts against what came, values where none can exist.
#include "context.hpp"

#include "halflight/base/text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace halflight::reason {
namespace {

using ledger::ClaimIndex;

std::size_t count_origins(const Context& context, const std::vector<ClaimIndex>& claims) {
    std::set<ledger::SourceIndex> origins;
    for (const ClaimIndex claim : claims) {
        origins.insert(context.ledger.origin_of(context.claim(claim).source));
    }
    return origins.size();
}

std::size_t count_sources(const Context& context, const std::vector<ClaimIndex>& claims) {
    std::set<ledger::SourceIndex> sources;
    for (const ClaimIndex claim : claims) {
        sources.insert(context.claim(claim).source);
    }
    return sources.size();
}

/// Two statements of different origin with the same three or more digits: perhaps one copies the
/// other.
bool digits_agree(const Context& context, const std::vector<ClaimIndex>& claims) {
    const double value = context.claim(claims.front()).printed_low;
    std::string digits = format_exact(value);
    std::erase_if(digits, [](char c) { return c < '0' || c > '9'; });
    while (!digits.empty() && digits.back() == '0') {
        digits.pop_back();
    }
    return digits.size() >= 4 && std::all_of(claims.begin(), claims.end(), [&](ClaimIndex claim) {
               return context.claim(claim).printed_low == value &&
                      context.claim(claim).printed_high == value;
           });
}

/// Statements about one cell that agree: corroboration counts origins, not publishers.
void agreement(const Context& context, CellIndex cell, std::vector<Finding>& findings) {
    std::vector<ClaimIndex> claims;
    for (const ClaimIndex claim : context.system->cells()[cell].claims) {
        if (constrains(context.claim(claim))) {
            claims.push_back(claim);
        }
    }
    if (claims.size() < 2 || context.solution->stated[cell].disputed) {
        return;
    }
    const std::size_t origins = count_origins(context, claims);
    const std::size_t sources = count_sources(context, claims);
    Finding finding;
    finding.kind = sources > 1 ? FindingKind::origin : FindingKind::bound;
    finding.claims = claims;
    finding.bounds = context.solution->stated[cell].bounds;
    finding.unit = context.unit(context.system->cells()[cell].series).text;
    finding.message = std::to_string(claims.size()) + " statements agree on " +
                      cell_name(*context.system, cell) + ": " + show(finding.bounds, finding.unit);
    if (sources > 1) {
        finding.message += "; " + std::to_string(sources) + " sources, " + std::to_string(origins) +
                           (origins == 1 ? " origin: counted once" : " origins");
        if (origins > 1 && digits_agree(context, claims)) {
            finding.message += "; the same digits to the last suggest one origin";
        }
    }
    const bool edge = std::any_of(claims.begin(), claims.end(), [&](ClaimIndex claim) {
        return at_edge(context.claim(claim).bounds, finding.bounds);
    });
    if (edge) {
        finding.outcome = Outcome::tension;
        finding.message += "; their printed precision lets them meet only at an edge";
    }
    place_at_claims(context, finding);
    findings.push_back(std::move(finding));
}

/// Indicator, area, counterpart, dims but for those that tell measures apart, period.
using Subject = std::tuple<Symbol, Symbol, Symbol, std::string, Period>;

/// Codes of dimensions whose codes are different measures, in the dims of a series.
std::string definition_codes(const Context& context, ledger::SeriesIndex series) {
    const std::string_view dims = context.ledger.text(context.ledger.series()[series].dims);
    std::string codes;
    for (const auto& [id, dimension] : context.ledger.codes.dimensions) {
        if (dimension.definition) {
            codes += std::string(ledger::code_in(dims, id, context.ledger.codes)) + ";";
        }
    }
    return codes;
}

/// Dims of a series without the dimensions whose codes are different measures.
std::string other_dims(const Context& context, ledger::SeriesIndex series) {
    std::string dims(context.ledger.text(context.ledger.series()[series].dims));
    for (const auto& [id, dimension] : context.ledger.codes.dimensions) {
        if (dimension.definition) {
            dims = ledger::with_code(dims, id, dimension.default_code, context.ledger.codes);
        }
    }
    return dims;
}

bool several_measures(const Context& context, const std::vector<CellIndex>& cells) {
    const auto codes = [&](CellIndex cell) {
        return definition_codes(context, context.system->cells()[cell].series);
    };
    return std::any_of(cells.begin() + 1, cells.end(),
                       [&](CellIndex cell) { return codes(cell) != codes(cells.front()); });
}

void definition(const Context& context, const std::vector<CellIndex>& cells,
                std::vector<Finding>& findings) {
    Finding finding;
    finding.outcome = Outcome::definition;
    finding.kind = FindingKind::definition;
    const Variable& first = context.system->cells()[cells.front()];
    const auto& key = context.ledger.series()[first.series];
    finding.message =
        std::to_string(cells.size()) + " different measures under one name, never merged (" +
        std::string(context.ledger.text(key.indicator)) + ":" +
        std::string(context.ledger.text(key.area)) + ":" +
        std::string(context.ledger.text(key.counterpart)) + " " + to_string(first.period) + "): ";
    bool differ = false;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const Variable& cell = context.system->cells()[cells[i]];
        const std::string_view dims =
            context.ledger.text(context.ledger.series()[cell.series].dims);
        const auto& bounds = context.solution->stated[cells[i]].bounds;
        differ = differ || std::any_of(cells.begin(), cells.end(), [&](CellIndex other) {
                     return disjoint(bounds, context.solution->stated[other].bounds);
                 });
        finding.message += (i == 0 ? "" : ", ") + show(bounds, context.unit(cell.series).text) +
                           " (" + (dims.empty() ? "all" : std::string(dims)) + ")";
        std::copy_if(cell.claims.begin(), cell.claims.end(), std::back_inserter(finding.claims),
                     [&](ClaimIndex claim) { return constrains(context.claim(claim)); });
    }
    if (!differ) {
        return;
    }
    normalise(finding.claims);
    place_at_claims(context, finding);
    findings.push_back(std::move(finding));
}

/// A published value where another statement says that there can be none.
void impossible(const Context& context, CellIndex index, std::vector<Finding>& findings) {
    const Variable& cell = context.system->cells()[index];
    const auto has = [&](auto test) {
        return std::find_if(cell.claims.begin(), cell.claims.end(), test);
    };
    const auto none =
        has([&](ClaimIndex i) { return context.claim(i).missing == Missing::not_applicable; });
    const auto value = has([&](ClaimIndex i) { return context.claim(i).has_value(); });
    if (none == cell.claims.end() || value == cell.claims.end()) {
        return;
    }
    Finding finding;
    finding.outcome = Outcome::conflict;
    finding.kind = FindingKind::definition;
    finding.proposed = Verdict::definition;
    finding.claims = {*value, *none};
    finding.message = show_printed(context, *value) + " is stated for " +
                      cell_name(*context.system, index) + ", which has no value by its nature";
    // The same value under another code of the same indicator is probably what was meant.
    const auto& own = context.ledger.series()[cell.series];
    for (const Variable& other : context.system->cells()) {
        const auto& key = context.ledger.series()[other.series];
        for (const ClaimIndex claim : other.claims) {
            if (key.indicator == own.indicator && other.series != cell.series &&
                context.claim(claim).has_value() &&
                context.claim(claim).bounds == context.claim(*value).bounds) {
                finding.claims.push_back(claim);
                finding.message += "; the same value belongs to " + context.ledger.key_text(key);
            }
        }
    }
    normalise(finding.claims);
    finding.minimal_sets = {{*value, *none}};
    normalise(finding.minimal_sets.front());
    place_at_claims(context, finding);
    findings.push_back(std::move(finding));
}

/// The statement that a target is measured by: of its own period, or the latest before its end.
std::optional<ClaimIndex> outcome_of_target(const Context& context, ClaimIndex target) {
    const ledger::Claim& claim = context.claim(target);
    std::optional<ClaimIndex> best;
    for (const ClaimIndex other : context.statements(claim.series)) {
        const Period& period = context.claim(other).period;
        const bool fits =
            period.end <= claim.period.end && frequency_of(period) == frequency_of(claim.period);
        if (fits && (!best || context.claim(*best).period.end < period.end)) {
            best = other;
        }
    }
    return best;
}

void target(const Context& context, ClaimIndex index, std::vector<Finding>& findings) {
    const auto came = outcome_of_target(context, index);
    if (!came) {
        return;
    }
    const ledger::Claim& claim = context.claim(index);
    const ledger::Claim& outcome = context.claim(*came);
    Finding finding;
    finding.kind = FindingKind::target;
    const bool due = !context.spec.as_of || claim.period.end <= *context.spec.as_of;
    const bool reached = outcome.bounds.hi >= claim.bounds.lo;
    finding.outcome = reached ? Outcome::ok : due ? Outcome::conflict : Outcome::forecast;
    finding.claims = {index, *came};
    finding.unit = "percent";
    finding.printed = scale(printed(outcome) / printed(claim), 100);
    finding.bounds = scale(outcome.bounds / claim.bounds, 100);
    finding.message = "target of " + show_printed(context, index) + " for " +
                      to_string(claim.period) + ": " + show_printed(context, *came) + " in " +
                      to_string(outcome.period) +
                      (outcome.period == claim.period ? "" : ", the latest figure up to then,") +
                      " is " + show(finding.bounds, "percent") + " of it";
    finding.minimal_sets = {{std::min(index, *came), std::max(index, *came)}};
    place_at_claims(context, finding);
    findings.push_back(std::move(finding));
}

void forecast(const Context& context, ClaimIndex index, std::vector<Finding>& findings) {
    const ledger::Claim& claim = context.claim(index);
    Finding finding;
    finding.outcome = Outcome::forecast;
    finding.kind = FindingKind::target;
    finding.claims = {index};
    Interval came = Interval::all();
    for (const ClaimIndex other : context.statements(claim.series)) {
        if (context.claim(other).period == claim.period) {
            finding.claims.push_back(other);
            came = context.claim(other).bounds;
        }
    }
    if (finding.claims.size() == 1) {
        return;
    }
    finding.unit = context.unit(claim.series).text;
    finding.printed = printed(context.claim(finding.claims.back())) - printed(claim);
    finding.bounds = came - claim.bounds;
    finding.message =
        "forecast of " + show_printed(context, index) + " for " + to_string(claim.period) +
        ", made " + to_string(claim.known_since) + ": " +
        show_printed(context, finding.claims.back()) + " came" +
        (disjoint(came, claim.bounds) ? ", error " + show(finding.printed, finding.unit)
                                      : ", as forecast");
    place_at_claims(context, finding);
    findings.push_back(std::move(finding));
}

} // namespace

void find_definitions(const Context& context, std::vector<Finding>& findings) {
    std::map<Subject, std::vector<CellIndex>> subjects;
    for (CellIndex i = 0; i < context.system->cells().size(); ++i) {
        const Variable& cell = context.system->cells()[i];
        const auto& key = context.ledger.series()[cell.series];
        if (std::any_of(cell.claims.begin(), cell.claims.end(),
                        [&](auto claim) { return constrains(context.claim(claim)); })) {
            subjects[{key.indicator, key.area, key.counterpart, other_dims(context, cell.series),
                      cell.period}]
                .push_back(i);
        }
    }
    for (const auto& [subject, cells] : subjects) {
        if (cells.size() > 1 && several_measures(context, cells)) {
            definition(context, cells, findings);
        }
    }
}

void find_outcomes(const Context& context, std::vector<Finding>& findings) {
    for (ClaimIndex i = 0; i < context.ledger.claims().size(); ++i) {
        const ledger::Claim& claim = context.claim(i);
        if (!context.visible[i] || !claim.has_value()) {
            continue;
        }
        if (claim.kind == ledger::Kind::target) {
            target(context, i, findings);
        } else if (claim.kind == ledger::Kind::forecast) {
            forecast(context, i, findings);
        }
    }
}

void find_impossible(const Context& context, std::vector<Finding>& findings) {
    for (CellIndex i = 0; i < context.system->cells().size(); ++i) {
        if (context.system->cells()[i].claims.size() > 1) {
            impossible(context, i, findings);
        }
    }
}

void find_agreements(const Context& context, std::vector<Finding>& findings) {
    for (CellIndex i = 0; i < context.system->cells().size(); ++i) {
        agreement(context, i, findings);
    }
    find_held_constraints(context, findings);
}

} // namespace halflight::reason

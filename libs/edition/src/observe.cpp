// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/export.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace halflight::edition {

namespace {

using ledger::Claim;
using ledger::ClaimIndex;
using ledger::Ledger;
using reason::Cell;
using reason::CellStatus;

bool needs_explanation(const Cell& cell) {
    return cell.status == CellStatus::derived || cell.status == CellStatus::bounded;
}

/// The claims to name with a cell, in order.
std::vector<ClaimIndex> claims_behind(const Cell& cell, const reason::Explanation& explanation) {
    std::set<ClaimIndex> claims(cell.claims.begin(), cell.claims.end());
    for (const auto* side : {&explanation.low, &explanation.high}) {
        for (const reason::Support& support : *side) {
            claims.insert(support.claim);
        }
    }
    return {claims.begin(), claims.end()};
}

std::optional<ledger::Kind> best_kind(const Ledger& ledger, const Cell& cell) {
    std::optional<ledger::Kind> best;
    for (const ClaimIndex index : cell.claims) {
        const Claim& claim = ledger.claims()[index];
        if (claim.has_value() && (!best || claim.kind < *best)) {
            best = claim.kind;
        }
    }
    return best;
}

double width(const Claim* claim) {
    return claim->bounds.width();
}

/// The number that the cell's statements of its best kind print: where they differ, the one of the
/// finest print. None where they contradict each other or two prints are equally fine.
std::optional<double> printed_value(const Ledger& ledger, const Cell& cell,
                                    std::optional<ledger::Kind> kind) {
    std::vector<const Claim*> printed;
    for (const ClaimIndex index : cell.claims) {
        const Claim& claim = ledger.claims()[index];
        if (claim.has_value() && claim.kind == kind && claim.printed_low == claim.printed_high) {
            printed.push_back(&claim);
        }
    }
    if (printed.empty()) {
        return std::nullopt;
    }
    const Claim* const finest = *std::ranges::min_element(printed, {}, width);
    const bool agreed = std::ranges::all_of(printed, [&](const Claim* claim) {
        return claim->printed_low == finest->printed_low ||
               (!cell.disputed && width(claim) > width(finest));
    });
    return agreed ? std::optional(finest->printed_low) : std::nullopt;
}

std::optional<double> value_of(const Ledger& ledger, const Cell& cell,
                               std::optional<ledger::Kind> kind) {
    if (cell.bounds.is_point()) {
        return cell.bounds.lo;
    }
    const auto value =
        cell.status == CellStatus::reported ? printed_value(ledger, cell, kind) : std::nullopt;
    // A print that other statements rule out, if only by its rounding, is no value to hand on.
    const bool allowed = value && cell.bounds.lo <= *value && *value <= cell.bounds.hi;
    return allowed ? value : std::nullopt;
}

bool is_synthetic(const Analysed& analysed, const std::vector<ClaimIndex>& claims) {
    const Ledger& ledger = analysed.dossier.ledger;
    return analysed.dossier.manifest.synthetic ||
           std::ranges::any_of(claims, [&ledger](ClaimIndex index) {
               const auto source = ledger.claims()[index].source;
               return ledger.sources()[source].synthetic ||
                      ledger.sources()[ledger.origin_of(source)].synthetic;
           });
}

void describe_claims(const Analysed& analysed, const std::vector<ClaimIndex>& claims,
                     Observation& out) {
    const Ledger& ledger = analysed.dossier.ledger;
    std::set<ledger::SourceIndex> origins;
    for (const ClaimIndex index : claims) {
        const Claim& claim = ledger.claims()[index];
        out.claims.emplace_back(ledger.text(claim.id));
        origins.insert(ledger.origin_of(claim.source));
        out.known_since = std::max(out.known_since, std::optional(claim.known_since));
    }
    out.origins = origins.size();
    if (claims.empty()) {
        out.known_since = analysed.spec.as_of;
    }
    out.synthetic = is_synthetic(analysed, claims);
}

char status_without_value(Missing missing, bool nothing_known) {
    switch (missing) {
    case Missing::not_applicable:
        return 'M';
    case Missing::suppressed:
        return 'Q';
    case Missing::not_collected:
        return nothing_known ? 'L' : 'O';
    default:
        return 'O';
    }
}

char status_of_kind(ledger::Kind kind) {
    switch (kind) {
    case ledger::Kind::estimate:
        return 'E';
    case ledger::Kind::forecast:
    case ledger::Kind::target:
        return 'F';
    case ledger::Kind::cap:
        return 'D';
    default:
        return 'A';
    }
}

Observation observe_one(const Analysed& analysed, const Cell& cell,
                        const reason::Explanation& explanation) {
    const Ledger& ledger = analysed.dossier.ledger;
    const auto kind = best_kind(ledger, cell);
    Observation out;
    out.period = cell.period;
    out.bounds = cell.bounds;
    out.value = value_of(ledger, cell, kind);
    out.status = cell.status;
    out.missing = cell.missing;
    out.disputed = cell.disputed;
    describe_claims(analysed, claims_behind(cell, explanation), out);
    out.obs_status = obs_status(out, kind);
    return out;
}

} // namespace

char obs_status(const Observation& observation, std::optional<ledger::Kind> best_kind) noexcept {
    if (!observation.value) {
        return status_without_value(observation.missing, observation.status == CellStatus::missing);
    }
    if (observation.disputed) {
        return 'U';
    }
    return observation.status == CellStatus::reported && best_kind ? status_of_kind(*best_kind)
                                                                   : 'I';
}

std::vector<Observation> observe(Analysed& analysed, std::span<const Cell> cells) {
    std::vector<Cell> silent;
    std::ranges::copy_if(cells, std::back_inserter(silent), needs_explanation);
    const auto explanations =
        reason::explain(analysed.dossier.ledger, analysed.report, silent, analysed.spec);
    auto next = explanations.begin();
    std::vector<Observation> rows;
    rows.reserve(cells.size());
    for (const Cell& cell : cells) {
        rows.push_back(
            observe_one(analysed, cell, needs_explanation(cell) ? *next++ : reason::Explanation{}));
    }
    return rows;
}

} // namespace halflight::edition

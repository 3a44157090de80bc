// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/export.hpp"
#include "halflight/measures/view.hpp"

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
    const auto kind = measures::best_kind(ledger, cell);
    Observation out;
    out.period = cell.period;
    out.bounds = cell.bounds;
    out.value = measures::printed_value(ledger, cell);
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

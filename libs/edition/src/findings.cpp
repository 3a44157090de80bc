// SPDX-License-Identifier: Apache-2.0
#include "findings.hpp"

namespace halflight::edition {

std::vector<std::string> claim_ids(const ledger::Ledger& ledger,
                                   const std::vector<ledger::ClaimIndex>& claims) {
    std::vector<std::string> ids;
    ids.reserve(claims.size());
    for (const ledger::ClaimIndex claim : claims) {
        ids.emplace_back(ledger.text(ledger.claims()[claim].id));
    }
    return ids;
}

FindingView finding_view(const Analysed& analysed, const reason::Finding& finding) {
    const ledger::Ledger& ledger = analysed.dossier.ledger;
    FindingView view;
    view.code = finding.code;
    view.relation = finding.relation;
    view.outcome = finding.outcome;
    view.kind = finding.kind;
    view.message = finding.message;
    view.printed = finding.printed;
    view.bounds = finding.bounds;
    view.unit = finding.unit;
    view.claims = claim_ids(ledger, finding.claims);
    for (const auto& set : finding.minimal_sets) {
        view.minimal_sets.push_back(claim_ids(ledger, set));
    }
    view.proposed = finding.proposed;
    if (finding.decided) {
        view.verdict = analysed.dossier.verdicts.at(*finding.decided);
    }
    view.notes = finding.notes;
    view.place = finding.place;
    return view;
}

} // namespace halflight::edition

// SPDX-License-Identifier: Apache-2.0
// Findings as diagnostics.
#include "halflight/reason/analysis.hpp"

namespace halflight::reason {
namespace {

bool always_shown(const Finding& finding) noexcept {
    const bool open_conflict = finding.outcome == Outcome::conflict && !finding.decided;
    return open_conflict || finding.outcome == Outcome::tension ||
           finding.outcome == Outcome::definition;
}

Severity severity_of(const Finding& finding) noexcept {
    if (!always_shown(finding)) {
        return Severity::note;
    }
    return finding.outcome == Outcome::conflict ? Severity::error : Severity::warning;
}

std::string verdict_words(const VerdictRecord& verdict) {
    std::string words = "verdict: " + std::string(to_string(verdict.verdict));
    words += verdict.by.empty() ? "" : " by " + verdict.by;
    words += verdict.date ? " on " + to_string(*verdict.date) : "";
    words += verdict.note.empty() ? "" : " (" + verdict.note + ")";
    return words;
}

std::string hint_for(const Finding& finding) {
    if (finding.outcome != Outcome::conflict || finding.decided) {
        return {};
    }
    const std::string proposed =
        finding.proposed == Verdict::none
            ? ""
            : "proposed verdict: " + std::string(to_string(finding.proposed)) + "; ";
    return proposed + "mend the claims, or record a verdict in verdicts.toml";
}

Diagnostic diagnostic_of(const Finding& finding, std::span<const VerdictRecord> verdicts) {
    Diagnostic result;
    result.severity = severity_of(finding);
    result.code = finding.code;
    result.kind = to_string(finding.kind);
    result.message =
        (finding.outcome == Outcome::conflict ? ""
                                              : std::string(to_string(finding.outcome)) + ": ") +
        finding.message;
    result.place = finding.place;
    result.notes = finding.notes;
    if (finding.decided) {
        const VerdictRecord& verdict = verdicts[*finding.decided];
        result.notes.push_back({verdict_words(verdict), verdict.place});
    }
    result.hint = hint_for(finding);
    return result;
}

} // namespace

Diagnostics to_diagnostics(const ledger::Ledger&, const Report& report,
                           std::span<const VerdictRecord> verdicts, bool all) {
    Diagnostics result;
    for (const Finding& finding : report.findings) {
        if (all || always_shown(finding)) {
            result.add(diagnostic_of(finding, verdicts));
        }
    }
    for (const std::size_t idle : report.idle_verdicts) {
        result.add({Severity::warning,
                    "R110",
                    {},
                    "this verdict speaks of no conflict that is found now",
                    verdicts[idle].place,
                    {},
                    "take it out, or compare its claims with the conflict that it meant"});
    }
    result.sort();
    return result;
}

} // namespace halflight::reason

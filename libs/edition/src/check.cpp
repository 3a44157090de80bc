// SPDX-License-Identifier: Apache-2.0
#include "halflight/edition/check.hpp"

#include "night_panels.hpp"
#include "numbers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace halflight::edition {

namespace {

std::size_t index_of(reason::Outcome outcome) {
    return static_cast<std::size_t>(outcome);
}

Diagnostic fallen(const char* code, std::string message, Place place) {
    Diagnostic note;
    note.severity = Severity::note;
    note.code = code;
    note.kind = "origin";
    note.message = std::move(message);
    note.place = std::move(place);
    return note;
}

Diagnostic lost_finding(const reason::Finding& finding, const std::string& without) {
    return fallen(
        "W101",
        fmt::format("without {}: no longer follows: {} {}", without, finding.code, finding.message),
        finding.place);
}

Diagnostic changed_cell(const ledger::Ledger& ledger, const reason::Report& before,
                        const reason::Retraction::CellChange& change, const std::string& without) {
    const ledger::SeriesKey& key = ledger.series()[change.series];
    const Unit& unit = ledger.unit_of(key);
    const std::string id = fmt::format("{}@{}", ledger.key_text(key), to_string(change.period));
    const reason::Cell* cell = before.find(change.series, change.period);
    Place place;
    if (cell != nullptr && !cell->claims.empty()) {
        place = ledger.place_of(ledger.claims()[cell->claims.front()]);
    }
    if (change.gone) {
        return fallen(
            "W103", fmt::format("without {}: nothing is known of {} any more", without, id), place);
    }
    return fallen("W102",
                  fmt::format("without {}: {} widens from {} to {}", without, id,
                              show(change.before, unit), show(change.after, unit)),
                  place);
}

Diagnostics what_falls(const Analysed& after, const reason::Report& before) {
    Diagnostics notes;
    const std::string without = fmt::format("{}", fmt::join(after.spec.without, ", "));
    const reason::Retraction retraction = reason::compare(before, after.report);
    for (const std::size_t index : retraction.findings_lost) {
        notes.add(lost_finding(before.findings[index], without));
    }
    for (const auto& change : retraction.cells) {
        notes.add(changed_cell(after.dossier.ledger, before, change, without));
    }
    return notes;
}

std::string plural(std::size_t number, std::string_view word) {
    return fmt::format("{} {}{}", number, word, number == 1 ? "" : "s");
}

} // namespace

Counts count(const Analysed& analysed, const Diagnostics& shown) {
    const ledger::Ledger& ledger = analysed.dossier.ledger;
    Counts counts;
    counts.claims = ledger.as_of(analysed.spec.as_of).size();
    counts.sources = ledger.sources().size();
    counts.series = ledger.series().size();
    counts.cells = analysed.report.cells.size();
    counts.relations = analysed.report.relations;
    for (const reason::Finding& finding : analysed.report.findings) {
        ++counts.outcomes[index_of(finding.outcome)];
        if (finding.outcome == reason::Outcome::conflict && finding.decided) {
            ++counts.decided;
        }
    }
    counts.errors = shown.errors();
    counts.warnings = shown.warnings();
    return counts;
}

std::string to_text(const Counts& counts) {
    const auto outcome = [&counts](reason::Outcome which) {
        return counts.outcomes[index_of(which)];
    };
    return fmt::format("{} from {}: {} ({} with a verdict), {}, {}; {}, {}",
                       plural(counts.claims, "claim"), plural(counts.sources, "source"),
                       plural(outcome(reason::Outcome::conflict), "conflict"), counts.decided,
                       plural(outcome(reason::Outcome::tension), "tension"),
                       plural(outcome(reason::Outcome::definition), "definition"),
                       plural(counts.errors, "error"), plural(counts.warnings, "warning"));
}

std::string to_text(const Diagnostics& diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics.items()) {
        text += halflight::to_text(diagnostic);
    }
    return text;
}

Diagnostics diagnose(const Analysed& analysed, bool all) {
    const dossier::Dossier& d = analysed.dossier;
    Diagnostics diagnostics = analysed.problems;
    diagnostics.append(reason::to_diagnostics(d.ledger, analysed.report, d.verdicts, all));
    diagnostics.sort();
    return diagnostics;
}

CheckReport check(const std::filesystem::path& folder, const CheckSpec& spec) {
    reason::Spec whole = spec.reason;
    whole.without.clear();
    Analysed analysed = analyse(dossier::load(read_text(folder, Studies::kept)), whole);
    CheckReport report;
    if (!spec.reason.without.empty()) {
        const reason::Report before = analysed.report;
        analysed = analyse(std::move(analysed.dossier), spec.reason);
        report.diagnostics = what_falls(analysed, before);
    }
    report.diagnostics.append(diagnose(analysed, spec.all));
    report.diagnostics.sort();
    report.counts = count(analysed, report.diagnostics);
    return report;
}

} // namespace halflight::edition

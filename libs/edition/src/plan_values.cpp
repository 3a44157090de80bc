// SPDX-License-Identifier: Apache-2.0
// Every value of an edition, in memory.
#include "plan_edition.hpp"

#include "monitor_records.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::edition {

namespace {

/// Faults of measures and figures become warnings where things lack on purpose.
Diagnostics softened(const Diagnostics& diagnostics, bool lenient) {
    Diagnostics out;
    for (Diagnostic diagnostic : diagnostics.items()) {
        if (lenient && diagnostic.severity == Severity::error) {
            diagnostic.severity = Severity::warning;
        }
        out.add(std::move(diagnostic));
    }
    return out;
}

/// Series that dossier.toml asks for; one of which nothing is known yet is passed over.
std::vector<ledger::SeriesIndex> requested_series(Analysed& analysed) {
    std::vector<ledger::SeriesIndex> chosen;
    ledger::Ledger& ledger = analysed.dossier.ledger;
    for (const std::string& text : analysed.dossier.manifest.build_series) {
        const auto key = ledger::parse_series_key(text, ledger);
        if (!key) {
            throw Error(ErrorCode::parse, fmt::format("dossier.toml: series '{}' to build: {}",
                                                      text, key.fault().message));
        }
        if (const auto series = ledger.find_series(*key)) {
            chosen.push_back(*series);
        }
    }
    return chosen;
}

std::vector<ledger::SeriesIndex> all_series(const Analysed& analysed) {
    std::vector<ledger::SeriesIndex> chosen;
    for (const reason::Cell& cell : analysed.report.cells) {
        if (chosen.empty() || chosen.back() != cell.series) {
            chosen.push_back(cell.series);
        }
    }
    return chosen;
}

} // namespace

Values evaluate(dossier::Files text, const reason::Spec& spec, bool redacted) {
    const bool lenient = redacted || spec.as_of.has_value();
    Values values;
    values.publication = publish(dossier::load(text), spec);
    values.text = std::move(text);
    Publication& publication = values.publication;
    add_monitor(publication);
    add_records(publication);
    const std::vector<std::string> references =
        report_references(publication.analysed.dossier.report);
    values.book.emplace(publication, references);
    values.figures = draw(publication, *values.book);
    values.report = bind(publication, *values.book, values.figures.figures, {lenient, redacted});
    values.diagnostics = diagnose(publication.analysed, false);
    values.diagnostics.append(softened(publication.problems, lenient));
    values.diagnostics.append(softened(values.figures.diagnostics, lenient));
    values.diagnostics.append(values.report.diagnostics);
    if (publication.monitor) {
        values.diagnostics.append(softened(publication.monitor->diagnostics, lenient));
    }
    values.diagnostics.sort();
    values.counts = count(publication.analysed, values.diagnostics);
    return values;
}

void tabulate(Values& values) {
    Analysed& analysed = values.publication.analysed;
    const bool asked = !analysed.dossier.manifest.build_series.empty();
    values.tables =
        series_tables(analysed, asked ? requested_series(analysed) : all_series(analysed));
    std::ranges::sort(values.tables, {}, &SeriesTable::key);
    const auto repeated = std::ranges::unique(values.tables, {}, &SeriesTable::key);
    values.tables.erase(repeated.begin(), repeated.end());
}

} // namespace halflight::edition

// SPDX-License-Identifier: Apache-2.0
// halflight/edition/build.hpp - an edition directory from a dossier.
#pragma once

#include "halflight/edition/check.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace halflight::edition {

struct BuildSpec {
    reason::Spec reason; ///< `without`: sources that the edition shall hold nothing of
    bool redistributable_only = false; ///< without every source that may not be redistributed
    bool pdf = false;
    bool docx = false;
    int jobs = 1;        ///< threads; the bytes do not depend on it
    std::string version; ///< of the program, into manifest.json
};

enum class BuildOutcome {
    built,
    up_to_date, ///< an intact edition of the same input is there already
    refused,    ///< the text has errors; nothing was written
};

/// One step of the plan and why it ran.
struct StepReport {
    std::string name; ///< "text", "data/KEY", "svg/FIGURE", "page", ...
    bool ran = false;
    std::vector<std::string> reasons; ///< "figures/oil-cap.vl.json changed"; empty for one kept
};

/// What an edition without some sources lacks against one with all.
struct Withheld {
    std::vector<std::string> sources;  ///< ids, with those that repeat the ones named; sorted
    std::size_t claims = 0;            ///< statements of theirs
    std::vector<std::string> gone;     ///< ids of numbers that are no more
    std::vector<std::string> widened;  ///< "ID: now VALUE"; what it was would tell what is withheld
    std::size_t unnamed = 0;           ///< numbers gone whose id would name a statement withheld
    std::vector<std::string> findings; ///< those that no longer follow, in general terms
    std::vector<std::string> measures; ///< ids of measures that fell
    std::vector<std::string> figures;  ///< ids of figures that fell
    std::vector<std::string> sentences; ///< of the report that no longer hold
    std::vector<std::string> left_out;  ///< exhibits that the report asks for, and references
    std::size_t passages = 0;           ///< of the report that named them and are cut
    std::size_t prices = 0;             ///< tables of prices taken out
    std::size_t prices_unsourced = 0;   ///< those of them that name no source
    [[nodiscard]] bool any() const noexcept { return !sources.empty() || prices > 0; }
};

/// What a report of today says that was not known on an earlier day.
struct NotKnown {
    std::optional<Date> day;
    std::vector<std::string> sentences; ///< and ids of numbers
    std::vector<std::string> left_out;  ///< exhibits that the report asks for, and references
    std::vector<std::string> measures;  ///< ids of measures without a value
    std::vector<std::string> figures;   ///< ids of figures with nothing to draw
    [[nodiscard]] bool empty() const noexcept {
        return sentences.empty() && left_out.empty() && measures.empty() && figures.empty();
    }
};

struct BuildReport {
    BuildOutcome outcome = BuildOutcome::built;
    Diagnostics diagnostics; ///< empty when up to date
    Diagnostics remarks;     ///< W2..: about this machine, not about the dossier
    Counts counts;
    std::size_t series = 0;
    std::size_t measures = 0;
    std::size_t numbers = 0;
    std::size_t figures = 0;
    std::vector<StepReport> steps; ///< in the order of the plan
    Withheld withheld;  ///< empty unless sources were taken out; not filled when up to date
    NotKnown not_known; ///< empty without a day, or with sources taken out; likewise
};

/// Where an edition goes when nobody says: "NAME-edition" beside the dossier.
[[nodiscard]] std::filesystem::path default_edition_path(const std::filesystem::path& folder);

/// Writes an edition:
///   index.html                   the report with its evidence, one file that needs no other
///   data/index.csv, dictionary.csv, KEY.csv, KEY.sdmx.csv, measures/ID.csv
///   figures/ID.vl.json, ID.svg, ID.png   (the last two where Node and librsvg are at hand)
///   monitor.json                 where something is watched: verdicts, board, monitors
///   numbers.json, findings.json, diagnostics.{txt,json,sarif}, ledger.sqlite
///   dossier/                     the text that it was made from
///   report.pdf, report.docx      where asked for
///   withheld.md, withheld.json   where sources are taken out: what falls with them
///   not-known.md, not-known.json with a day: what the report says that was not known then
///   manifest.json                what it was made from, by which steps, and hashes of all files
/// Equal input gives equal bytes, whatever the threads. A step whose inputs are those of the
/// edition that is there already is not run: its files are taken over. Conflicts do not stop it,
/// they are part of it; errors of the text, of measures, figures and report do. `out` is replaced
/// as a whole, in one step, and only where it is an edition with no file of anybody else's, or
/// empty: Error(usage) otherwise. Throws Error(io) or Error(store), `out` untouched; Error(io)
/// before any work where a program for PDF or DOCX is missing.
[[nodiscard]] BuildReport build(const std::filesystem::path& folder,
                                const std::filesystem::path& out, const BuildSpec& spec);

/// "edition: 24 series", or why there is none.
[[nodiscard]] std::string to_text(const BuildReport& report, const std::string& out);
/// The report for machines: {"outcome":"built","edition":PATH,"series":n,"counts":{...}}; with
/// `why` also "steps":[{"name","ran","reasons"}].
[[nodiscard]] std::string to_json(const BuildReport& report, const std::string& out, bool why);
/// A line for each step, "run  svg/oil-cap: figures/oil-cap.vl.json changed" or "keep data/...",
/// and one with how many.
[[nodiscard]] std::string why_text(const BuildReport& report);

} // namespace halflight::edition

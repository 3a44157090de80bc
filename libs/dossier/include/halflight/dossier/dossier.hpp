// SPDX-License-Identifier: Apache-2.0
// halflight/dossier/dossier.hpp - from a folder of text to a ledger and what is declared about it.
#pragma once

#include "halflight/base/diagnostic.hpp"
#include "halflight/ledger/ledger.hpp"
#include "halflight/measures/declaration.hpp"
#include "halflight/measures/value.hpp"
#include "halflight/reason/relation.hpp"
#include "halflight/watch/monitor.hpp"
#include "halflight/watch/rule.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace halflight::dossier {

/// dossier.toml.
struct Manifest {
    std::string id; ///< by which what is kept of it is known; empty: title and area
    std::string title;
    std::string area; ///< subject
    std::vector<std::string> partners;
    std::vector<std::string> languages;
    std::uint64_t seed = 0;
    bool synthetic = false;
    std::vector<std::string> build_series; ///< keys to export; empty for all
};

/// A dated event, for figures and studies.
struct Event {
    std::string id;
    Period period; ///< one day for most
    std::string label;
    std::string kind;   ///< a word of the dossier's own: "treaty", "summit"; may be empty
    std::string source; ///< id of a source
    std::string note;
    Place place;
};

/// A study that a dossier declares, with its result as tables of numbers.
struct Study {
    measures::Declaration declaration;   ///< form: its design
    std::vector<measures::Table> tables; ///< none where it refused, was not run or is withheld
    std::vector<std::string> sources;    ///< ids of those behind its inputs
    std::optional<Date> known_since;     ///< of the latest of its inputs
    bool withheld = false;
};

/// A loaded dossier. Whatever could be read is there, even when diagnostics has errors. Move-only.
struct Dossier {
    Manifest manifest;
    ledger::Ledger ledger;
    std::vector<reason::Relation> relations;
    std::vector<reason::VerdictRecord> verdicts;
    std::vector<measures::Declaration> measures; ///< measures.toml
    std::vector<measures::Declaration> figures;  ///< figures.toml
    std::vector<Event> events;                   ///< events.csv, by date
    std::vector<Study> studies;                  ///< studies/*.toml, by id
    watch::RuleBook rules;                       ///< rules/*.toml
    watch::Plan plan;                            ///< watch.toml and prices/*.csv, with `rules`
    std::string report;                          ///< report.md as it stands; empty for none
    Diagnostics diagnostics;
    std::string content_hash; ///< SHA-256 over names and bytes of every file read
};

/// The text of a dossier: path relative to its folder, with '/', to bytes.
using Files = std::map<std::string, std::string>;

/// Reads the files of a dossier folder: *.toml, events.csv and report.md at the top,
/// claims/*.csv, prices/*.csv, rules/*.toml, studies/*.{toml,csv}, and panels/*.{csv,json} and
/// results/*.json that stand there computed. Throws Error(io) when the folder or one of them cannot
/// be read, Error(not_found) when there is no dossier.toml. A symbolic link that leads out of the
/// folder is refused with Error(io).
[[nodiscard]] Files read_files(const std::filesystem::path& folder);

/// Parses and resolves. Never throws on content: every fault of every file becomes a diagnostic
/// with line and column (S0xx syntax, R0xx resolve), and reading goes on behind it. `files` may be
/// released afterwards.
[[nodiscard]] Dossier load(const Files& files);

/// Hash over names and bytes, as in Dossier::content_hash.
[[nodiscard]] std::string content_hash(const Files& files);

/// The files of a commented starter dossier.
[[nodiscard]] Files starter();

} // namespace halflight::dossier

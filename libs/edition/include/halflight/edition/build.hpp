// SPDX-License-Identifier: Apache-2.0
// halflight/edition/build.hpp - an edition directory from a dossier.
#pragma once

#include "halflight/edition/check.hpp"

#include <filesystem>
#include <string>

namespace halflight::edition {

struct BuildSpec {
    reason::Spec reason;
    int jobs = 1;        ///< threads that write exports; the bytes do not depend on it
    std::string version; ///< of the program, into edition.json
};

enum class BuildOutcome {
    built,
    up_to_date, ///< an intact edition of the same text, spec and version is there already
    refused,    ///< the text has errors; nothing was written
};

struct BuildReport {
    BuildOutcome outcome = BuildOutcome::built;
    Diagnostics diagnostics; ///< empty when up to date
    Counts counts;
    std::size_t series = 0; ///< exported
};

/// Where an edition goes when nobody says: "NAME-edition" beside the dossier.
[[nodiscard]] std::filesystem::path default_edition_path(const std::filesystem::path& folder);

/// Writes an edition: edition.json, diagnostics.{json,sarif,txt}, findings.json, series/index.csv,
/// series/<key>.{csv,json,sdmx.csv}, ledger.sqlite and dossier/ (the text). Equal text, spec and
/// version give equal bytes. Conflicts do not stop it, they are part of it; errors of the text do.
/// `out` is replaced as a whole and only where it is an edition or empty: Error(usage) otherwise.
/// Throws Error(io) or Error(store), `out` untouched.
[[nodiscard]] BuildReport build(const std::filesystem::path& folder,
                                const std::filesystem::path& out, const BuildSpec& spec);

/// "edition: 24 series", or why there is none.
[[nodiscard]] std::string to_text(const BuildReport& report, const std::string& out);
/// The report for machines: {"outcome":"built","edition":PATH,"series":n,"counts":{...}}.
[[nodiscard]] std::string to_json(const BuildReport& report, const std::string& out);

} // namespace halflight::edition

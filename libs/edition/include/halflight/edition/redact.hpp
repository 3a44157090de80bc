// SPDX-License-Identifier: Apache-2.0
// halflight/edition/redact.hpp - the text of a dossier without some of its sources.
#pragma once

#include "halflight/dossier/dossier.hpp"

#include <string>
#include <vector>

namespace halflight::edition {

/// Which sources to take out, with all that repeat them.
struct RedactSpec {
    std::vector<std::string> without; ///< ids
    /// Every source whose `redistribute` is false, and every table of prices that names none.
    bool redistributable_only = false;
};

struct Redaction {
    dossier::Files text;
    std::vector<std::string> sources;  ///< ids taken out, sorted
    std::vector<std::string> claims;   ///< ids of their statements, sorted
    std::vector<std::string> measures; ///< ids of measures that named them, cut as a whole
    std::vector<std::string> figures;  ///< likewise
    std::size_t passages = 0;          ///< of report.md that named them, cut
    std::size_t prices = 0;            ///< tables of prices taken out
    std::size_t prices_unsourced = 0;  ///< those of them that name no source
};

/// The text with nothing of those sources in it: their entries, claims and events, every relation,
/// verdict, measure, figure and passage of the report that names one of them or of their claims,
/// and what else names them (a note) with the name struck out. Their titles and addresses count as
/// names unless another source has the same. Throws Error(usage) for an id that the dossier does
/// not have.
[[nodiscard]] Redaction redact(const dossier::Files& text, const RedactSpec& spec);

} // namespace halflight::edition

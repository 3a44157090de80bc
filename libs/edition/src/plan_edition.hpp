// SPDX-License-Identifier: Apache-2.0
// From what a dossier publishes to the steps that write it.
#pragma once

#include "halflight/edition/build.hpp"
#include "halflight/edition/export.hpp"
#include "halflight/edition/render.hpp"
#include "halflight/edition/report.hpp"
#include "plan.hpp"

#include <optional>

namespace halflight::edition {

/// Every value of an edition, before a file is written.
struct Values {
    dossier::Files text; ///< as it goes into the edition
    Publication publication;
    std::optional<NumberBook> book;
    Figures figures;
    BoundReport report;
    Diagnostics diagnostics; ///< of everything, sorted
    Counts counts;
    std::vector<SeriesTable> tables;
    Withheld withheld;
    NotKnown not_known;
};

/// Publishes a text: analysis, measures, numbers, figures, report. Where sources were taken out of
/// it (`redacted`), or a day is named, what is lacking is no error.
[[nodiscard]] Values evaluate(dossier::Files text, const reason::Spec& spec, bool redacted);

/// Fills `tables`: the series that dossier.toml asks for, or all. Throws Error(parse) for a key
/// that does not read.
void tabulate(Values& values);

/// Runs all steps of an edition.
void run_steps(Plan& plan, Values& values, const EditionInputs& inputs, const Tools& tools,
               const std::filesystem::path& root);

} // namespace halflight::edition

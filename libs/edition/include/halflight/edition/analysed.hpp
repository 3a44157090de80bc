// SPDX-License-Identifier: Apache-2.0
// halflight/edition/analysed.hpp - a dossier together with what reasoning over it found.
#pragma once

#include "halflight/dossier/dossier.hpp"
#include "halflight/reason/analysis.hpp"

#include <string>
#include <vector>

namespace halflight::edition {

struct Analysed {
    dossier::Dossier dossier;
    reason::Spec spec;
    reason::Report report;
    Diagnostics problems; ///< of the text: syntax, resolving, relations; findings are in `report`
};

/// Validates and analyses what could be read; faults of the text do not stop it. Throws
/// Error(usage) where `spec` takes out a source that the dossier does not have.
[[nodiscard]] Analysed analyse(dossier::Dossier dossier, reason::Spec spec);

} // namespace halflight::edition

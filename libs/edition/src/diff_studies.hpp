// SPDX-License-Identifier: Apache-2.0
// What differs between the studies of two texts.
#pragma once

#include "halflight/dossier/dossier.hpp"
#include "halflight/edition/diff.hpp"

#include <string>
#include <vector>

namespace halflight::edition {

struct StudyChange {
    std::string id;
    Factor::How how = Factor::How::changed;
    std::vector<std::string> details; ///< which of its keys and inputs differ
    dossier::Files text;              ///< its files as they are after; empty for those gone
};

/// Studies whose declaration or result differs, by id. Results as they stand in the texts: nothing
/// is run.
[[nodiscard]] std::vector<StudyChange> study_changes(const dossier::Files& before,
                                                     const dossier::Files& after);

} // namespace halflight::edition

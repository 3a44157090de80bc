// SPDX-License-Identifier: Apache-2.0
// Results of the studies that a dossier declares, computed beside its text.
#pragma once

#include "halflight/dossier/dossier.hpp"

#include <filesystem>

namespace halflight::edition {

enum class Studies : unsigned char {
    run,  ///< what is not there yet is run; minutes for some
    kept, ///< only what an earlier build left
};

/// Adds results/ID.json of every study that the text declares (studies/ID.toml) and that does not
/// stand there as text. One whose declaration, tables, panels and program are those of an earlier
/// run comes from FOLDER/.halflight/studies. A study that cannot be run leaves its reasons.
void add_results(dossier::Files& files, const std::filesystem::path& folder, Studies studies,
                 int jobs);

} // namespace halflight::edition

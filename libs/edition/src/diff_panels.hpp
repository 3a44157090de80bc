// SPDX-License-Identifier: Apache-2.0
// What differs between the panels of night lights of two texts, raster by raster where only rasters
// changed.
#pragma once

#include "halflight/dossier/dossier.hpp"
#include "halflight/edition/diff.hpp"

#include <string>
#include <vector>

namespace halflight::edition {

struct PanelChange {
    bool is_raster = false; ///< else the panel as a whole: zones, options, or all of it
    Factor::How how = Factor::How::changed;
    std::string id;     ///< path of the raster, or name of the panel
    std::string file;   ///< in which it shows
    std::string source; ///< of the panel before
    std::vector<std::string> details;
    std::vector<std::string> claims; ///< ids of those that differ
    dossier::Files text;             ///< files that make the change alone
};

[[nodiscard]] std::vector<PanelChange> panel_changes(const dossier::Files& before,
                                                     const dossier::Files& after);

} // namespace halflight::edition

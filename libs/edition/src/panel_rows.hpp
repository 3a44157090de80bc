// SPDX-License-Identifier: Apache-2.0
// Rows and record of a panel from its files.
#pragma once

#include "panel_inputs.hpp"

namespace halflight::edition {

struct MadePanel {
    std::string rows;   ///< CSV
    std::string record; ///< JSON
};

/// Throws PanelFault, and Error as lights::run_panel does. `cache`: for weights; may be empty.
[[nodiscard]] MadePanel make_panel(const std::filesystem::path& folder,
                                   const dossier::LightsTable& table, const PanelInputs& inputs,
                                   const std::filesystem::path& cache, int jobs);

} // namespace halflight::edition

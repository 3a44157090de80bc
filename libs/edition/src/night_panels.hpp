// SPDX-License-Identifier: Apache-2.0
// Panels of night lights that a dossier declares, computed beside its text.
#pragma once

#include "halflight/dossier/lights.hpp"
#include "study_results.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace halflight::edition {

/// The text of a dossier, with rows and record of every panel that it declares (panels/NAME.csv and
/// .json). A panel that stands there as text is taken as it stands. Any other comes from
/// FOLDER/.halflight/lights where options, program version and the content of every file are those
/// that it was made from (files of the same size and time of change are not read again), and is
/// computed and kept there otherwise. Where it cannot be computed the record says why. `jobs`: 0
/// for as many threads as there are cores; the bytes do not depend on it. Throws as
/// dossier::read_files. Then the results of studies join (`add_results`).
[[nodiscard]] dossier::Files read_text(const std::filesystem::path& folder, Studies studies,
                                       int jobs = 0);

/// The record of a panel among files; none where it is absent, damaged or a fault.
[[nodiscard]] std::optional<dossier::PanelRecord> panel_record(const dossier::Files& files,
                                                               const std::string& name);

} // namespace halflight::edition

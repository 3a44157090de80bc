// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "halflight/alerts/watch.hpp"

#include <filesystem>

namespace halflight::alerts {

/// The state file of a run, its folder made where it is the default. Refuses links: a dossier may
/// come from anybody. Throws Error(store).
[[nodiscard]] std::filesystem::path state_place(const WatchSpec& spec);

/// Throws Error(io) for what is no folder, Error(not_found) for one without dossier.toml.
void require_dossier_folder(const std::filesystem::path& folder);

/// The state at that place, held against the dossier of the run. Throws as State and
/// State::require_dossier do, Error(parse) where the dossier has no identity that reads.
[[nodiscard]] State open_state_for(const WatchSpec& spec, const std::filesystem::path& place,
                                   bool create);

} // namespace halflight::alerts

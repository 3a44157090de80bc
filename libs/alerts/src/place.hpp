// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "halflight/alerts/watch.hpp"

#include <filesystem>

namespace halflight::alerts {

/// The state file of a run, its folder made where it is the default. Refuses links: a dossier may
/// come from anybody. Throws Error(store).
[[nodiscard]] std::filesystem::path state_place(const WatchSpec& spec);

} // namespace halflight::alerts

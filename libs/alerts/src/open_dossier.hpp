// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "halflight/edition/open.hpp"

#include <filesystem>

namespace halflight::alerts {

/// Throws Error(usage) for an edition, and as edition::open does.
[[nodiscard]] edition::Opened open_dossier(const std::filesystem::path& folder);

} // namespace halflight::alerts

// SPDX-License-Identifier: Apache-2.0
// Where a dossier keeps what can be made again.
#pragma once

#include <filesystem>

namespace halflight::edition {

/// FOLDER/.halflight, made where it is absent. Refuses a link: a dossier may come from anybody.
/// Throws Error(store) or filesystem_error; a caller goes on without.
[[nodiscard]] std::filesystem::path make_cache_folder(const std::filesystem::path& folder);

} // namespace halflight::edition

// SPDX-License-Identifier: Apache-2.0
// halflight/edition/cache.hpp - the working store beside the text.
#pragma once

#include "halflight/dossier/dossier.hpp"

#include <filesystem>

namespace halflight::edition {

/// Loads a dossier; its ledger comes from FOLDER/.halflight/ledger.sqlite where that was made from
/// the same text, and is saved there otherwise. Only a text without errors is saved. A store that
/// cannot be read or written is passed over: the result is that of dossier::load, but for the
/// warnings about claims, which a current store saves reading again.
[[nodiscard]] dossier::Dossier load_cached(const std::filesystem::path& folder);

} // namespace halflight::edition

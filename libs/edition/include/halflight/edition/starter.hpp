// SPDX-License-Identifier: Apache-2.0
// halflight/edition/starter.hpp - a new dossier on disk.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace halflight::edition {

/// Writes the starter dossier as a whole or not at all; returns its files, relative to `folder`.
/// Throws Error(usage) where there is something already, Error(io).
std::vector<std::string> write_starter(const std::filesystem::path& folder);

/// One path a line.
[[nodiscard]] std::string to_text(const std::vector<std::string>& files, const std::string& folder);
/// {"dossier":PATH,"files":[...]}
[[nodiscard]] std::string to_json(const std::vector<std::string>& files, const std::string& folder);

} // namespace halflight::edition

// SPDX-License-Identifier: Apache-2.0
// Files that a channel may write: a dossier may come from anybody, and names them.
#pragma once

#include "halflight/alerts/channel.hpp"
#include "halflight/base/error.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace halflight::alerts {

/// A name that belongs to a state, its companions or the text of a dossier, whether such a file is
/// there or not.
[[nodiscard]] bool is_reserved_name(std::string_view file);

/// Why the channel must not write its file: it is the state, no plain file, or holds what this
/// channel did not write. None where it may, and for channels without a file. `identity`: of the
/// state.
[[nodiscard]] std::optional<Fault>
file_fault(const Channel& channel, const std::filesystem::path& state, std::string_view identity);

/// Those of the channels that must not, each told with its place (W301): reasons by id.
[[nodiscard]] std::map<std::string, std::string> refused_files(std::span<const Channel> channels,
                                                               const std::filesystem::path& state,
                                                               std::string_view identity,
                                                               Diagnostics& diagnostics);

} // namespace halflight::alerts

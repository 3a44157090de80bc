// SPDX-License-Identifier: Apache-2.0
// The files that a panel is made from, by content.
#pragma once

#include "halflight/dossier/lights.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace halflight::edition {

struct PanelFile {
    std::filesystem::path path;
    std::string label; ///< relative to the dossier where it lies inside
    std::uint64_t bytes = 0;
    std::int64_t modified_ns = 0;
    std::string sha256;
};

/// What was known of files by an earlier run: hashes by label, size and time of change.
using KnownHashes = std::map<std::tuple<std::string, std::uint64_t, std::int64_t>, std::string>;

struct PanelInputs {
    std::vector<PanelFile> rasters; ///< by label, each once
    std::vector<PanelFile> beside;  ///< companions of rasters, zones, mask, background; by label
    /// Over options and content: equal keys, equal panels.
    [[nodiscard]] std::string key(const std::string& options) const;
};

/// What is wrong with the table, and at which key.
struct PanelFault {
    Fault fault;
    std::string key;
};

/// Finds every file and hashes those that `known` does not have. Throws PanelFault for one that is
/// absent and Error(io) for one that cannot be read.
[[nodiscard]] PanelInputs find_inputs(const std::filesystem::path& folder,
                                      const dossier::LightsTable& table, const KnownHashes& known);

/// A path of the table as a path of this machine.
[[nodiscard]] std::filesystem::path place_in(const std::filesystem::path& folder,
                                             const std::string& written);

} // namespace halflight::edition

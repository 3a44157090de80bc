// SPDX-License-Identifier: Apache-2.0
// manifest.json: what an edition is made from, by which steps, and what it holds.
#pragma once

#include "halflight/edition/build.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::edition {

/// Everything that decides the bytes of an edition.
struct EditionInputs {
    std::map<std::string, std::string> text; ///< file of the dossier to SHA-256
    std::optional<Date> as_of;
    std::vector<std::string> without; ///< as asked for
    bool redistributable_only = false;
    bool pdf = false;
    bool docx = false;
    std::string version;               ///< of the program
    std::string program;               ///< start of its own SHA-256: builds of one version differ
    std::string assets;                ///< SHA-256 over what it brings along for pages and figures
    std::map<std::string, bool> tools; ///< programs asked for: whether they are at hand
    bool operator==(const EditionInputs&) const = default;
};

/// One step as it was run: a node of the plan. An input that names a file of another step is an
/// edge.
struct StepRecord {
    std::string name;
    std::map<std::string, std::string> inputs; ///< name to SHA-256
    std::vector<std::string> outputs;          ///< files
};

/// A file that cells of a panel of night lights came from.
struct UsedRaster {
    std::string panel;
    std::string path;
    std::string sha256;
    std::uint64_t bytes = 0;
};

struct EditionManifest {
    int format = 0;
    std::string title;
    std::string area;
    bool synthetic = false;
    std::uint64_t seed = 0;
    EditionInputs inputs;
    std::vector<std::string> withheld; ///< ids of all sources that it holds nothing of
    std::size_t series = 0;
    std::size_t measures = 0;
    std::size_t numbers = 0;
    std::size_t figures = 0;
    Counts counts;
    std::vector<UsedRaster> rasters;
    std::vector<StepRecord> steps;
    std::map<std::string, std::string> files; ///< path to SHA-256, the manifest aside
};

/// Where the manifest of an edition stands, and where it stood in editions of version 0.1.
inline constexpr const char* manifest_name = "manifest.json";
inline constexpr const char* former_manifest_name = "edition.json";

[[nodiscard]] std::string to_json(const EditionManifest& manifest);
/// Throws Error(parse), also for an edition of the former layout.
[[nodiscard]] EditionManifest parse_manifest(std::string_view text);
/// Files that an edition of the former layout lists; empty where it is damaged.
[[nodiscard]] std::map<std::string, std::string> former_files(std::string_view text);

} // namespace halflight::edition

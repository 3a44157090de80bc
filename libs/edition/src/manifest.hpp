// SPDX-License-Identifier: Apache-2.0
// edition.json: what an edition is made from, and what it holds.
#pragma once

#include "halflight/edition/build.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::edition {

struct EditionManifest {
    std::string title;
    std::string area;
    bool synthetic = false;
    std::string content_hash;
    std::optional<Date> as_of;
    std::vector<std::string> without;
    std::string version;
    std::size_t series = 0;
    Counts counts;
    std::map<std::string, std::string> files; ///< path to SHA-256, edition.json aside
};

[[nodiscard]] std::string to_json(const EditionManifest& manifest);
/// Throws Error(parse).
[[nodiscard]] EditionManifest parse_manifest(std::string_view text);

} // namespace halflight::edition

// SPDX-License-Identifier: Apache-2.0
// Size and time of change: what an unchanged file is known by.
#pragma once

#include <cstdint>
#include <string>

namespace halflight::lights {

struct FileState {
    std::uint64_t bytes = 0;
    std::int64_t modified_ns = 0; ///< since 1970
    bool operator==(const FileState&) const = default;
    /// False for what is no local file.
    [[nodiscard]] bool known() const noexcept { return modified_ns != 0; }
    /// Takes in a file that belongs to it: sizes add up, the last change counts.
    void add(const std::string& path);
};

/// State of a vector file with those that belong to it (the .dbf of a shapefile).
[[nodiscard]] FileState state_of_zones(const std::string& path);

/// SHA-256 over the bytes of a vector file and those that belong to it; empty where it is no plain
/// file.
[[nodiscard]] std::string file_hash(const std::string& path);

} // namespace halflight::lights

// SPDX-License-Identifier: Apache-2.0
// The parts of a written country: each observer's tables, and what the dossier says of them.
#pragma once

#include "halflight/simulate/country.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace halflight::simulate {

struct TextFile {
    std::string name; ///< below the folder
    std::string bytes;
};

/// What one observer saw. All of it may be empty.
struct Part {
    std::vector<TextFile> files;
    std::string dossier;          ///< tables at the end of dossier.toml
    std::string sources;          ///< of sources.toml, each with synthetic = true
    std::string codes;            ///< of codes.toml
    std::size_t claims = 0;       ///< statements in its files
    std::string truth_key;        ///< under "observed" in the truth
    nlohmann::ordered_json truth; ///< what this observer's numbers hide
};

/// A function of the country alone. To add an observer: a source file with its function, its name
/// in part_list.hpp and in the list of parts.cpp.
using PartMaker = Part (*)(const Country&);
[[nodiscard]] std::span<const PartMaker> part_makers() noexcept;

} // namespace halflight::simulate

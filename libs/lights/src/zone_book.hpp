// SPDX-License-Identifier: Apache-2.0
// The zones of a run with their weights on one lattice, from a file or from the cache.
#pragma once

#include "halflight/io/vector_file.hpp"
#include "halflight/lights/panel.hpp"
#include "halflight/raster/weights.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace halflight::lights {

struct ZoneBook {
    ZoneSource source;
    std::vector<std::string> names; ///< by zone; empty where there is no name field
    std::vector<raster::ZoneFinding> findings;
    raster::ZoneWeights weights;
};

/// SHA-256 over the bytes of a vector file and those that belong to it (the .dbf of a shapefile);
/// empty where it is no plain file.
[[nodiscard]] std::string file_hash(const std::string& path);

/// With a cache folder, the file's weights are taken from there where its bytes are the same; zones
/// that changed are computed anew, the others kept. A cache that is damaged, or cannot be written,
/// is as good as none. `hash`: that of the file where it is known, else empty.
[[nodiscard]] ZoneBook load_zones(const io::VectorSpec& spec, const raster::Lattice& lattice,
                                  const std::filesystem::path& cache, std::string hash = {});

} // namespace halflight::lights

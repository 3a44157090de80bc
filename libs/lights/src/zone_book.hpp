// SPDX-License-Identifier: Apache-2.0
// The zones of a run with their weights on one lattice, from a file or from the cache.
#pragma once

#include "file_state.hpp"
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

/// What an older panel says of its zone file.
struct KnownZones {
    FileState state;
    std::string hash;
};

/// Where weights are kept.
struct CacheSpec {
    std::filesystem::path folder; ///< empty: nowhere
    std::uint64_t most_bytes = 0; ///< 0: no limit
};

/// With a cache folder, the file's weights are taken from there where its size and time of change
/// are the same, or else its bytes; zones that changed are computed anew, the others kept. A cache
/// that is damaged, or cannot be written, is as good as none. `known` saves hashing a file that has
/// not changed.
[[nodiscard]] ZoneBook load_zones(const io::VectorSpec& spec, const raster::Lattice& lattice,
                                  const CacheSpec& cache, int jobs, const KnownZones& known = {});

} // namespace halflight::lights

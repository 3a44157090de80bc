// SPDX-License-Identifier: Apache-2.0
// What a layer of zones holds, whichever reader took it from its file, and what becomes of it.
#pragma once

#include "halflight/io/vector_file.hpp"
#include "vector_geometry.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::io {

/// Fields that may name the zones where none is asked for, the best first.
inline constexpr std::array<std::string_view, 4> usual_ids{"id", "uid", "code", "name"};

/// Everything that a layer holds, before it is decided which field is the id.
struct Features {
    std::vector<raster::Zone> zones; ///< without ids
    std::vector<std::string> fields; ///< that may be the id, the best first; none where numbered
    std::vector<std::vector<std::string>> candidates; ///< by field, then by feature
    std::vector<std::string> names;
    std::vector<std::size_t> without_geometry; ///< numbers from 1
    GeometryCounts counts;
};

[[nodiscard]] Error vector_error(const std::string& path, const std::string& what);

/// Gives the zones their ids and tells what was met. Throws Error(io) for a layer without zones, or
/// without a field that names them.
[[nodiscard]] VectorLayer layer_of(Features features, const VectorSpec& spec, std::string layer,
                                   std::string coordinate_system);

} // namespace halflight::io

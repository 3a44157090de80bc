// SPDX-License-Identifier: Apache-2.0
// Land cut into counties: a Voronoi mesh whose borders are broken lines.
#pragma once

#include "halflight/raster/grid.hpp"
#include "halflight/raster/zone.hpp"
#include "halflight/simulate/country_spec.hpp"

#include <vector>

namespace halflight::simulate {

struct Tract {
    raster::Point centre;
    raster::Ring border; ///< closed, counter-clockwise
};

/// As many tracts as there are counties: those of a mesh over the grid that lie nearest to its
/// middle, by a wobbling measure, so that the coast is a border like others. Two neighbours share
/// the points of their border to the last bit, and no two borders cross.
[[nodiscard]] std::vector<Tract> make_tracts(const CountrySpec& spec, const raster::Grid& grid);

[[nodiscard]] bool is_inside(const raster::Ring& ring, raster::Point point) noexcept;
/// In square degrees, positive for a counter-clockwise ring.
[[nodiscard]] double signed_area(const raster::Ring& ring) noexcept;

} // namespace halflight::simulate

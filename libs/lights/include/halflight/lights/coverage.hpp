// SPDX-License-Identifier: Apache-2.0
// halflight/lights/coverage.hpp - what the weights of zones on a raster's grid look like, before
// anything is summed.
#pragma once

#include "halflight/lights/panel.hpp"

namespace halflight::lights {

struct ZoneCoverage {
    std::string id;
    double area_km2 = 0;
    double covered_km2 = 0; ///< inside the raster
    std::uint64_t full_cells = 0;
    std::uint64_t edge_cells = 0;
    double smallest_share = 0; ///< of an edge cell
};
struct CoverageReport {
    raster::Grid grid;
    std::vector<ZoneCoverage> zones;
    std::vector<raster::ZoneFinding> findings;
    std::size_t weight_bytes = 0;
    std::size_t cells_more_than_once =
        0;                   ///< cells whose shares over all zones add up to more than 1 + 1e-9
    double most_covered = 0; ///< largest such sum
};
[[nodiscard]] CoverageReport coverage(const io::VectorSpec& zones, const std::string& raster,
                                      const ProductSpec& product, raster::Earth earth);

} // namespace halflight::lights

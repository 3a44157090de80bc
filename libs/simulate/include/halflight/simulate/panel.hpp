// SPDX-License-Identifier: Apache-2.0
// halflight/simulate/panel.hpp - the light of zones without the detour over rasters.
#pragma once

#include "halflight/raster/weights.hpp"
#include "halflight/simulate/scene.hpp"
#include "halflight/stats/matrix.hpp"

#include <string>
#include <vector>

namespace halflight::simulate {

/// Mean radiance of zones as observed. Matrices of months x zones; NaN, in all three alike, where
/// no cell of the zone was seen. `value`: cells below the floor as the sensor stores them, at 0;
/// `low` with all of these at 0, `high` with all at the floor.
struct ObservedPanel {
    std::vector<std::string> units;
    std::vector<Period> periods;
    stats::Matrix value;
    stats::Matrix low;
    stats::Matrix high;
};

/// Mean radiance of zones as it is, seen through the point spread of the sensor but without clouds,
/// noise, floor and drift: both potential outcomes. Months x zones; NaN for a zone beyond the grid.
struct TruthPanel {
    std::vector<std::string> units;
    std::vector<Period> periods;
    stats::Matrix untreated;
    stats::Matrix treated;
};

/// Shares of cells in zones, as `raster::cover` gives them.
[[nodiscard]] raster::ZoneWeights county_weights(const Country& country);
[[nodiscard]] raster::ZoneWeights enterprise_weights(const Country& country, int vertices = 720,
                                                     int jobs = 1);

/// What `lights panel --stat mean,mean_low,mean_high` gives for the rasters of the scene, to the
/// rounding of sums. Only cells in zones are made, so that small zones cost little. The zones'
/// lattice must be that of the grid, else Error(invalid_argument).
[[nodiscard]] ObservedPanel observe_panel(const Scene& scene, const raster::ZoneWeights& weights,
                                          int jobs = 1);

[[nodiscard]] TruthPanel truth_panel(const Scene& scene, const raster::ZoneWeights& weights);

} // namespace halflight::simulate

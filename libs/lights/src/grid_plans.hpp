// SPDX-License-Identifier: Apache-2.0
// Zones cut to the panes of a layout, shared by all rasters with that layout.
#pragma once

#include "halflight/raster/zonal.hpp"

#include <memory>
#include <vector>

namespace halflight::lights {

struct GridPlan {
    raster::ZonePlan zones;
    std::vector<std::size_t> sum_begin; ///< where the sums of each of zones.panes() begin; one more
    std::vector<double> weights;        ///< of gathered cells; empty unless asked for
    [[nodiscard]] std::size_t panes() const noexcept { return sum_begin.size() - 1; }
};

/// Plans in use, and the last few that were; not safe from several threads.
class GridPlans {
  public:
    /// Both must outlive the plans.
    GridPlans(const raster::ZoneWeights& weights, raster::Earth earth, bool with_weights, int jobs)
        : m_weights(&weights), m_earth(earth), m_with_weights(with_weights), m_jobs(jobs) {}
    [[nodiscard]] std::shared_ptr<const GridPlan> get(const raster::PaneLayout& layout);

  private:
    const raster::ZoneWeights* m_weights;
    raster::Earth m_earth;
    bool m_with_weights;
    int m_jobs;
    std::vector<std::shared_ptr<const GridPlan>> m_plans; ///< the last used last
};

} // namespace halflight::lights

// SPDX-License-Identifier: Apache-2.0
// Light where nothing is lit: airglow, scattered light, noise of the sensor.
#pragma once

#include "grid_plans.hpp"
#include "pane_reader.hpp"
#include "run.hpp"

#include <mutex>

namespace halflight::lights {

/// The area-weighted median of all used cells in the unlit areas.
class Background {
  public:
    Background(const Run& run, raster::ZoneWeights unlit);
    /// Throws Error(parse) where the unlit areas hold no used cell in the period. Safe from many
    /// threads.
    [[nodiscard]] float of_period(const RunPeriod& period, OpenFiles& files,
                                  PaneScratch& scratch) const;

  private:
    raster::ZoneWeights m_unlit;
    PaneReader m_reader;
    mutable std::mutex m_mutex;
    mutable GridPlans m_plans;
};

} // namespace halflight::lights

// SPDX-License-Identifier: Apache-2.0
// One period under way: its rasters, what their panes gave, and the rows that come of it.
#pragma once

#include "grid_plans.hpp"
#include "pane_reader.hpp"
#include "run.hpp"

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace halflight::lights {

/// Why a raster cannot be used, and at which of its panes that showed.
struct RasterFault {
    std::size_t pane = 0;
    ErrorCode code{};
    std::string message;
};

struct RasterWork {
    const RunRaster* source = nullptr;
    std::shared_ptr<const GridPlan> plan;
    std::vector<raster::ZoneSums> sums; ///< by pane, then zone in it
    std::vector<float> gathered;        ///< for quantiles
    std::mutex mutex;                   ///< for what follows
    std::optional<OpenRaster> open;
    std::optional<RasterFault> fault; ///< of the lowest pane
    std::size_t panes_left = 0;
    CellTally tally;
};

/// The rows of a period in the layer's order.
struct PeriodRows {
    std::size_t index = 0; ///< into Run::periods
    std::vector<raster::ZoneRow> rows;
    std::vector<SkippedFile> skipped;
    std::vector<std::pair<const RunRaster*, CellTally>> tallies; ///< of the others
};

struct PeriodWork {
    std::size_t index = 0;
    std::deque<RasterWork> rasters;
    std::once_flag background_once;
    float background = 0;
    std::atomic<std::size_t> left = 0; ///< panes, then chunks of zones
    std::vector<double> quantiles;     ///< by zone, then probability
};

/// Quantiles of the zones from `first` to `end`.
void work_out_quantiles(const Run& run, PeriodWork& work, std::size_t first, std::size_t end);

/// Sums put together in the order of tiles and panes, and made into rows. Rasters with a fault are
/// left out whole. `room`: rows of an earlier period, whose memory is used again.
[[nodiscard]] PeriodRows finish_period(const Run& run, PeriodWork& work,
                                       std::vector<raster::ZoneRow> room);

} // namespace halflight::lights

// SPDX-License-Identifier: Apache-2.0
// From a pane of a file to cells that can be summed.
#pragma once

#include "cell_mask.hpp"
#include "cell_survey.hpp"
#include "halflight/raster/zonal.hpp"
#include "open_files.hpp"
#include "outlier_bounds.hpp"
#include "run.hpp"

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace halflight::lights {

/// A raster whose files are open.
struct OpenRaster {
    const RunRaster* source = nullptr;
    std::vector<std::shared_ptr<const io::RasterFile>> files;
};
[[nodiscard]] OpenRaster open_raster(const RunRaster& raster, OpenFiles& files);

/// What was met among the cells of a pane, in zones or not.
struct CellTally {
    std::uint64_t unseen = 0;
    std::uint64_t outliers = 0;
    float largest_outlier = 0; ///< meaning nothing while there is none
    CellSurvey survey;         ///< empty unless asked for
    void add(const CellTally& other);
};

/// Memory of one thread, used again and again.
struct PaneScratch {
    static constexpr std::size_t roles = static_cast<std::size_t>(Role::count_);
    std::array<io::RasterScratch, 2 * roles> scratches;
    JudgedCells judged;
    CellTally tally; ///< of the pane read last
};

/// What changes cells beyond the product's own rules.
struct Signal {
    std::optional<CellMask> mask;
    const OutlierBounds* outliers = nullptr;
    bool survey = false; ///< changes nothing: takes note of what stands out
};

/// Immutable; safe from many threads, each with a scratch of its own.
class PaneReader {
  public:
    PaneReader(const CellRules& rules, const raster::Wanted& wanted, Signal signal);
    /// `background` is taken off every value. Views live until the scratch is used again. Throws
    /// Error(io).
    [[nodiscard]] raster::PaneCells read(const OpenRaster& open, const raster::PaneWindow& window,
                                         float background, PaneScratch& scratch) const;

  private:
    [[nodiscard]] raster::PaneCells
    as_stored(const OpenRaster& open, const raster::PaneWindow& window, PaneScratch& scratch) const;
    [[nodiscard]] raster::PaneCells judged(const OpenRaster& open, const raster::PaneWindow& window,
                                           float background, PaneScratch& scratch) const;

    CellRules m_rules;
    raster::Wanted m_wanted;
    Signal m_signal;
};

} // namespace halflight::lights

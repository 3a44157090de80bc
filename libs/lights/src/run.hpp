// SPDX-License-Identifier: Apache-2.0
// What a run will do, worked out from headers and zones before a cell is read.
#pragma once

#include "halflight/lights/panel.hpp"
#include "halflight/raster/cells.hpp"
#include "open_files.hpp"
#include "zone_book.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace halflight::lights {

/// One raster with the panes in which it is read.
struct RunRaster {
    ProductRaster raster;
    raster::PaneLayout layout;
};

/// A file that gives rasters, or gave them to the panel that is carried on: then `rasters` is
/// empty.
struct RunInput {
    PanelInput input;
    std::vector<RunRaster> rasters;
};

/// What a panel that stands there says of itself.
struct Known {
    ProductInfo product;
    bool synthetic = false;
    std::vector<raster::Statistic> statistics;
    std::map<std::string, PanelInput> inputs; ///< by path
    KnownZones zones;
};

struct RunPeriod {
    Period period;
    std::vector<const RunRaster*> rasters; ///< by tile, then path; none: a gap
};

struct Run {
    PanelSpec spec;
    std::vector<RunInput> inputs; ///< by first period, tile, path
    std::vector<SkippedFile> skipped;
    std::vector<std::string> remarks;
    Implausible implausible;
    std::vector<RunPeriod> periods;
    PanelHead head;
    ZoneBook zones;
    raster::Lattice lattice;
    std::vector<double> areas_km2; ///< by zone
    raster::Wanted wanted;
    std::vector<double> probabilities; ///< of the quantiles among the statistics
};

/// Opens every file that is not known (`known` may be null), recognises it, checks all against each
/// other, and loads the zones. Throws as `run_panel`.
[[nodiscard]] Run prepare_run(const PanelSpec& spec, const Known* known, OpenFiles& files);

/// Inputs without zones: `inputs`, `skipped`, `remarks`, `periods`, `lattice`, `head.product`,
/// `head.periods`, `head.synthetic`.
[[nodiscard]] Run prepare_inputs(const PanelSpec& spec, const Known* known, OpenFiles& files);

} // namespace halflight::lights

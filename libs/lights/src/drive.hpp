// SPDX-License-Identifier: Apache-2.0
// The run itself: signals prepared, panes worked off, rows handed on.
#pragma once

#include "pane_queue.hpp"
#include "run.hpp"

namespace halflight::lights {

/// Periods from `first_period` on, ascending. What the run finds out (skipped rasters, remarks)
/// is added to it. Throws as `run_panel`.
void drive(Run& run, std::size_t first_period, OpenFiles& files, const PaneQueue::Emit& emit);

/// As many files as stay open between headers and cells.
inline constexpr std::size_t most_open_files = 160;

/// What goes beside the rows.
[[nodiscard]] PanelReport report_of(const Run& run);

} // namespace halflight::lights

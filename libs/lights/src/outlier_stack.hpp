// SPDX-License-Identifier: Apache-2.0
// The whole stack read once before the run, pane by pane, for what is usual in each cell.
#pragma once

#include "open_files.hpp"
#include "outlier_bounds.hpp"
#include "run.hpp"

namespace halflight::lights {

/// Bounds of every cell of the panes that a zone touches. Memory: one pane over all periods for
/// each thread, and two numbers a cell. Throws Error(refused) for fewer than 6 periods.
[[nodiscard]] OutlierBounds bounds_of_stack(const Run& run, double mads, OpenFiles& files);

} // namespace halflight::lights

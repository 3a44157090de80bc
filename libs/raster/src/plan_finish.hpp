// SPDX-License-Identifier: Apache-2.0
// The last step of a ZonePlan, pane by pane.
#pragma once

#include "halflight/raster/zonal.hpp"

namespace halflight::raster::detail {

/// Orders the rows of every piece of a pane for the code that sums them, finds the parts of the
/// pane that it lies in, and sums what its zones cover. Touches nothing of other panes.
void finish_pane(ZonePlan::Parts& parts, std::size_t pane);

} // namespace halflight::raster::detail

// SPDX-License-Identifier: Apache-2.0
// Refuses panes that lack what is asked of them.
#pragma once

#include "plan_parts.hpp"

namespace halflight::raster::detail {

/// Throws Error(invalid_argument).
void check_pane(const PaneLayout& layout, std::size_t pane, const PaneCells& cells,
                const Wanted& wanted);

} // namespace halflight::raster::detail

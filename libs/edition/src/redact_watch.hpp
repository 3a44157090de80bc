// SPDX-License-Identifier: Apache-2.0
// watch.toml without what rests on names that are withheld.
#pragma once

#include "redact_names.hpp"

#include <string>

namespace halflight::edition {

/// Monitors, meters, crises and channels go where they need one of the names; tables of prices and
/// monitors where they need one of `prices`, ids of tables that are withheld. Cells of the board
/// stay: a monitor that is gone is `watch::withheld_name` in their lists, and in those of crises.
[[nodiscard]] std::string redact_watch(const std::string& text, const Names& names,
                                       const Names& prices);

} // namespace halflight::edition

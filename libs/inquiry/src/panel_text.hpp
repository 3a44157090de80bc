// SPDX-License-Identifier: Apache-2.0
// The rows of a panel of night lights as matrices.
#pragma once

#include "halflight/base/error.hpp"
#include "halflight/studies/light_panel.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace halflight::inquiry {

/// Fills units, periods and matrices from rows as `halflight lights panel` writes them; bounds from
/// STATISTIC_low and _high where they are there. Units are in the order of the first period. The
/// fault, if any, has offset 0 where the statistic is at fault, else the line.
[[nodiscard]] std::optional<Fault> read_panel(std::string_view rows, const std::string& statistic,
                                              studies::LightPanel& panel);

} // namespace halflight::inquiry

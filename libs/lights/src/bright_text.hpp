// SPDX-License-Identifier: Apache-2.0
// Brightest cells of a raster in a line: "VALUE COLUMN ROW" by field, "-" for none, between commas.
#pragma once

#include "halflight/lights/panel.hpp"

#include <string>
#include <string_view>

namespace halflight::lights {

[[nodiscard]] std::string text_of(const BrightCells& cells);
/// Throws Error(parse) for what `text_of` does not give.
[[nodiscard]] BrightCells parse_bright_cells(std::string_view text);

} // namespace halflight::lights

// SPDX-License-Identifier: Apache-2.0
// What is told of all cells of a panel once they were read.
#pragma once

#include "run.hpp"

#include <span>

namespace halflight::lights {

/// Single cells too bright to be believed without a look. A raster is cut into 4 x 4 fields; of
/// each period the brightest cell of a field is held against those of the same field in all periods
/// of the panel, of which there must be at least 6. It is told where it lies
/// - more than 8 scaled median absolute deviations above their median, and
/// - at twice the median over the periods of the brightest cell of the whole raster, or above.
/// The median of the brightest cells of a field is nowhere below the median of one of its cells, so
/// that what is told also stands out against the cell's own past; a cell that stays below what its
/// field usually shows is not noticed.
[[nodiscard]] Implausible find_implausible(std::span<const PanelInput> inputs);

/// Adds remarks on cells of all inputs, those of a panel that is carried on too: unseen, no number,
/// saturated, implausible. Fills `run.implausible`.
void remark_on_cells(Run& run);

} // namespace halflight::lights

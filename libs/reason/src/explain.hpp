// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "context.hpp"

namespace halflight::reason {

/// Why one bound of a cell is where it is. Looks at the record of propagation, or, where a linear
/// program drew the bound closer, at the multipliers of that program.
[[nodiscard]] Explanation explain_cell(const Context& context, CellIndex cell);

} // namespace halflight::reason

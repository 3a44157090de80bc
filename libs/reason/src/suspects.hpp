// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "context.hpp"

#include <vector>

namespace halflight::reason {

/// The conflicts of a solution (by index), gathered around the statements that explain them best:
/// one group for each suspect. Conflicts that a verdict names by their claims stand alone.
[[nodiscard]] std::vector<std::vector<std::size_t>> group_by_suspect(const Context& context);

} // namespace halflight::reason

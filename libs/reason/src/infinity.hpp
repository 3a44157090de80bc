// SPDX-License-Identifier: Apache-2.0
// infinity.hpp - the end of an interval that has none.
#pragma once

#include <limits>

namespace halflight::reason {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

} // namespace halflight::reason

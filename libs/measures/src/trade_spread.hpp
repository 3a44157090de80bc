// SPDX-License-Identifier: Apache-2.0
// Greatest values of convex functions of (sum x, sum x^2) over a box.
#pragma once

#include "halflight/base/interval.hpp"

#include <span>

namespace halflight::measures {

/// Boxes of up to this many intervals are searched vertex by vertex.
inline constexpr std::size_t most_enumerated = 16;

/// Greatest sum x^2 / (sum x)^2 over a box of finite flows.
[[nodiscard]] double greatest_herfindahl(std::span<const Interval> flows);

} // namespace halflight::measures

// SPDX-License-Identifier: Apache-2.0
// weights_check.hpp - whether arrays that came from outside are what `cover` makes.
#pragma once

#include "halflight/raster/weights.hpp"

namespace halflight::raster {

/// What is wrong with the lattice, or an empty view.
[[nodiscard]] std::string_view lattice_flaw(const Lattice& lattice) noexcept;
/// What is wrong with the arrays, or an empty view. Every index may be followed where nothing is.
[[nodiscard]] std::string_view weights_flaw(const ZoneWeights& weights) noexcept;

} // namespace halflight::raster

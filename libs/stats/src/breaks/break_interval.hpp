// SPDX-License-Identifier: Apache-2.0
// break_interval.hpp - coefficients between breaks, and how well the dates are known.
#pragma once

#include "halflight/stats/breaks.hpp"

namespace halflight::stats {

/// Fills coefficients, standard errors and intervals of the division that was chosen.
void fill_segments(std::span<const double> y, const MatrixView& x, const BreaksSpec& spec,
                   BreaksFit& fit);

} // namespace halflight::stats

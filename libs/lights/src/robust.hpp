// SPDX-License-Identifier: Apache-2.0
// Medians and spreads that single wild values do not move.
#pragma once

#include <vector>

namespace halflight::lights {

/// The mean of the two middle values where their number is even. `values` must not be empty.
[[nodiscard]] double median_of(std::vector<double> values);
/// 1.4826 times the median absolute deviation from the median. `values` must not be empty.
[[nodiscard]] double scaled_mad(const std::vector<double>& values);

} // namespace halflight::lights

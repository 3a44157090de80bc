// SPDX-License-Identifier: Apache-2.0
// The keys about finite-sample factors: a preset, and each of its parts by itself.
#pragma once

#include <vector>

#include "halflight/estimate/method.hpp"
#include "halflight/stats/covariance.hpp"

namespace halflight::estimate {

[[nodiscard]] std::vector<Field> small_sample_fields();
[[nodiscard]] stats::SmallSample small_sample(const Settings& settings);
/// The preset, and the parts that differ from it because they were given.
void tell_small_sample(const Settings& settings, Answer& answer);

} // namespace halflight::estimate

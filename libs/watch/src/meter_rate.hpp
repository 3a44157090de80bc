// SPDX-License-Identifier: Apache-2.0
// When a cap would be passed if it went on as so far.
#pragma once

#include "halflight/watch/verdict.hpp"
#include "meter_supply.hpp"

namespace halflight::watch {

/// Fills `projected` and `rate` of a span that is not over and not passed. `last`: the last month
/// that is judged.
void project(const Deliveries& deliveries, std::size_t last, CapYear& year);

} // namespace halflight::watch

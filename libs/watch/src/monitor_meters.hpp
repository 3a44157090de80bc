// SPDX-License-Identifier: Apache-2.0
// Meters of a plan inside a survey.
#pragma once

#include "halflight/watch/monitor.hpp"

namespace halflight::watch::detail {

/// Adds cap years, their signals and faults of meters.
void read_meters(const measures::View& view, const Plan& plan, Date day, Survey& out);

} // namespace halflight::watch::detail

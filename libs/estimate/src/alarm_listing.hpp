// SPDX-License-Identifier: Apache-2.0
// What detectors say, time by time.
#pragma once

#include "halflight/stats/alarm.hpp"

#include "series.hpp"

namespace halflight::estimate {

void tell(const stats::Alarms& alarms, const NamedSeries& series, Answer& answer);

} // namespace halflight::estimate

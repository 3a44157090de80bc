// SPDX-License-Identifier: Apache-2.0
// Numbers of the monitor from what watch says.
#pragma once

#include "halflight/edition/monitor.hpp"
#include "halflight/measures/view.hpp"
#include "halflight/watch/rule.hpp"

#include <span>
#include <string>
#include <vector>

namespace halflight::edition {

/// A value that rests on statements and cells; missing for `reason` where the bounds say nothing.
[[nodiscard]] measures::Value watched_value(const measures::View& view, const Interval& bounds,
                                            const std::vector<std::string>& claims,
                                            const std::vector<std::string>& cells, Missing reason);

/// The spans of one meter; their numbers go into `numbers`.
[[nodiscard]] MeterView meter_view(const measures::View& view,
                                   const measures::Declaration& declaration,
                                   std::span<const watch::CapYear> years,
                                   std::vector<Number>& numbers);

/// "watch:oil-cap@2024".
[[nodiscard]] std::string span_id(std::string_view meter, const Period& span);

} // namespace halflight::edition

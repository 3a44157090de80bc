// SPDX-License-Identifier: Apache-2.0
// Numbers for readers: no digit that the interval does not bear.
#pragma once

#include "halflight/base/interval.hpp"
#include "halflight/base/unit.hpp"

#include <string>

namespace halflight::edition {

/// "34,065"; a day for unit date.
[[nodiscard]] std::string show(double value, const Unit& unit);

/// "31,500 to 32,500 persons", "more than 70 percent", "48 USD", "any value": rounded outwards to
/// two digits of the width, so that what is shown holds every value of the interval.
[[nodiscard]] std::string show(const Interval& interval, const Unit& unit);

/// With exactly `decimals` digits after the point and thousands grouped: "34,065", "4.0".
[[nodiscard]] std::string show_printed(double value, int decimals);

} // namespace halflight::edition

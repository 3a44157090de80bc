// SPDX-License-Identifier: Apache-2.0
// halflight/edition/number.hpp - one number as an edition publishes it.
#pragma once

#include "halflight/measures/value.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::edition {

enum class NumberOrigin : std::uint8_t { cell, statement, measure, finding, monitor };
[[nodiscard]] std::string_view to_string(NumberOrigin origin) noexcept;

/// One number as it is published.
struct Number {
    std::string id; ///< "KEY@PERIOD", a claim's id, "MEASURE/COLUMN@PERIOD", a relation's id
                    ///< ("RELATION#2" for its second result), "watch:METER/BASIS@SPAN" or
                    ///< "watch:MONITOR/value"
    NumberOrigin origin = NumberOrigin::cell;
    std::string name; ///< for readers: "Share in imports, 2018"
    std::string unit;
    measures::Value value;
    std::vector<std::string> statements; ///< ids of all claims that bind it, whether they give it,
                                         ///< make a bound tight or say why it is missing; sorted
    std::vector<std::string> relations;  ///< words for the relations that the bounds rest on
    std::vector<std::string> conflicts;  ///< codes of open conflicts among its statements
    std::string formula;                 ///< in general terms; that with numbers is in `value`
    std::string citation;
    std::vector<std::string> assumptions;
    std::vector<std::string> notes;
};

} // namespace halflight::edition

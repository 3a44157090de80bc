// SPDX-License-Identifier: Apache-2.0
// Units: what is parsed has a positive finite factor, divides by itself and is read again from its
// own text.
#include "fuzz.hpp"
#include "halflight/base/unit.hpp"

#include <cmath>

using halflight::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = halflight::fuzz::as_text(data, size);
    const auto parsed = halflight::parse_unit(text);
    if (!parsed) {
        require(!parsed.fault().message.empty(), "a fault says what is wrong");
        require(parsed.fault().offset <= size, "a fault lies in its text");
        return 0;
    }
    const halflight::Unit& unit = *parsed;
    require(unit.numerator > 0 && unit.denominator > 0, "a factor is positive");
    require(std::isfinite(unit.numerator) && std::isfinite(unit.denominator), "a factor is finite");
    require(unit.same_dimension(unit), "a unit has its own dimension");
    require(divide(unit, unit).dimensionless(), "a unit by itself is a plain number");
    require(!dimension_name(unit).empty(), "every dimension has a name");
    const auto again = halflight::parse_unit(unit.text);
    require(again.ok() && *again == unit, "a unit is read again from its text");
    return 0;
}

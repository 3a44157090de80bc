// SPDX-License-Identifier: Apache-2.0
// A number as a text prints it: with its unit, and no digit that its interval does not bear.
#pragma once

#include "halflight/edition/publication.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace halflight::edition {

struct NumberStyle {
    enum class Part : std::uint8_t { automatic, interval, point, low, high, both };
    Part part = Part::automatic;
    std::string unit; ///< empty: its own, thousands of millions of a currency as millions
    bool bare = false;
    int digits = 0; ///< significant ones at most; 0: as many as the interval bears
};

/// Reads options, "as million USD", "interval", one by one. Fault for one that is unknown and for
/// two that contradict each other: "low" and "high", "digits 2" and "digits 3".
[[nodiscard]] Result<NumberStyle> parse_style(const std::vector<std::string_view>& options);

/// "34.065 million USD", "31,500 to 32,500 persons", "at least 1,498 t", "not published". The point
/// where the interval is so narrow that rounding to it leaves nothing out, else the interval. One
/// end of a half line keeps its words, "at least 1,498 t". Fault for an end or a point that is not
/// there, and for a unit that does not convert.
[[nodiscard]] Result<std::string> show_number(const Number& number, const NumberStyle& style);
/// The same in the number's own unit, which cannot fail.
[[nodiscard]] std::string show_number(const Number& number);
/// Without a unit, for tables.
[[nodiscard]] std::string show_bare(const measures::Value& value, const std::string& unit);

/// The unit that `text` names; one that does not read is a label without dimension.
[[nodiscard]] Unit unit_or_label(const std::string& text);
/// Whether numbers of `from` can be shown in `to`: one dimension and no other thing counted.
[[nodiscard]] bool convertible(const Unit& from, const Unit& to);
/// "not published".
[[nodiscard]] std::string in_words(Missing missing);

} // namespace halflight::edition

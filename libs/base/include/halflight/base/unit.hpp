// SPDX-License-Identifier: Apache-2.0
// halflight/base/unit.hpp - units of measure with exact conversion inside one dimension.
#pragma once

#include "halflight/base/error.hpp"
#include "halflight/base/interval.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace halflight {

/// Base dimensions. Counts of different things (persons, visits, permits) share the dimension one
/// and differ in `label`. Each currency is a dimension of its own: only a dated rate converts it.
/// Volume and mass convert only by a named product factor.
enum class Dimension : std::uint8_t {
    mass,
    volume,
    length,
    time,
    usd,
    eur,
    rub,
    krw,
    cny,
    jpy,
    date,
    count_
};

/// A unit: numerator / denominator times a product of base dimensions.
struct Unit {
    double numerator = 1; ///< to the base unit: value * numerator / denominator
    double denominator =
        1; ///< kept apart so that percent (1 / 100) converts without rounding error
    std::array<std::int8_t, static_cast<std::size_t>(Dimension::count_)> exponents{};
    std::string label; ///< what is counted, in the plural ("persons"), empty for plain numbers
    std::string text;  ///< as it was written, white space folded

    [[nodiscard]] bool same_dimension(const Unit& other) const noexcept {
        return exponents == other.exponents;
    }
    [[nodiscard]] bool dimensionless() const noexcept;
    [[nodiscard]] bool is_date() const noexcept;
    bool operator==(const Unit&) const = default;
};

/// Reads "USD", "thousand USD", "million USD", "billion KRW", "percent", "ratio", "bbl", "barrels",
/// "t", "tonnes", "kt", "kg", "kl", "km", "km2", "nW/cm2/sr", "DN", "months", "years", "days",
/// "date", any known count label
/// ("persons", "visits", "permits", ...), each optionally followed by "per ..." factors ("USD per
/// worker-month", "barrels per year", "bbl per t"). Base units: t, bbl, km, month (a year is 12; a
/// day is 12/365.2425), currency units, 1, days since 1970-01-01 for "date". An unknown word is a
/// fault whose hint names the nearest known unit.
[[nodiscard]] Result<Unit> parse_unit(std::string_view text);

/// Product and quotient of units, labels of the left operand kept where the right has none. Labels
/// multiply too: "USD per worker-month" has the label "per workers", which a product with "workers"
/// cancels.
[[nodiscard]] Unit multiply(const Unit& a, const Unit& b);
[[nodiscard]] Unit divide(const Unit& a, const Unit& b);

/// Value in base units, and back.
[[nodiscard]] double to_base(double value, const Unit& unit) noexcept;
[[nodiscard]] double from_base(double value, const Unit& unit) noexcept;
[[nodiscard]] Interval to_base(const Interval& value, const Unit& unit) noexcept;
[[nodiscard]] Interval from_base(const Interval& value, const Unit& unit) noexcept;
/// From one unit to another of the same dimension; the dimensions must agree.
[[nodiscard]] Interval convert(const Interval& value, const Unit& from, const Unit& to) noexcept;

/// "USD", "t/month", "1": the base dimensions of a unit, for messages.
[[nodiscard]] std::string dimension_name(const Unit& unit);

} // namespace halflight

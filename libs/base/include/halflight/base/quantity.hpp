// SPDX-License-Identifier: Apache-2.0
// halflight/base/quantity.hpp - a printed number as the set of values that it can stand for.
#pragma once

#include "halflight/base/error.hpp"
#include "halflight/base/interval.hpp"

#include <string_view>

namespace halflight {

/// Why a value is absent. Missing is never zero.
enum class Missing : std::uint8_t {
    none,           ///< a value is given
    not_collected,  ///< nobody counted it, or no statement is held
    not_published,  ///< counted but kept back
    suppressed,     ///< withheld for confidentiality
    late,           ///< due and expected
    not_applicable, ///< the quantity does not exist for this cell
    count_
};
[[nodiscard]] std::string_view to_string(Missing missing) noexcept;
/// True and sets `out` when `word` names a reason ("not_published").
[[nodiscard]] bool parse_missing(std::string_view word, Missing& out) noexcept;

/// How a number was printed.
enum class Form : std::uint8_t {
    printed,   ///< "48", "77.9", "34,065": half a unit of the last printed place to each side
    exact,     ///< "=48": the number itself
    about,     ///< "~32,000": half a unit of the last place that is not zero to each side
    fraction,  ///< "~1/3": the values nearer to 1/3 than to its neighbours among simple fractions
    more_than, ///< ">70", ">=70"
    less_than, ///< "<2", "<=2"
    almost,    ///< "<~10": below 10 but rounding to it, [9.5, 10); see parse_quantity
    range,     ///< from a low to a high value
    count_
};
[[nodiscard]] std::string_view to_string(Form form) noexcept;

/// A printed number. `bounds` holds every value that it can stand for. `low` and `high` are what
/// was printed: equal for a single number, the ends of a range, infinite where an end is not given.
struct Quantity {
    Interval bounds;
    double low = 0;
    double high = 0;
    Form form = Form::printed;
    int decimals = 0; ///< digits after the point as printed; negative never
    Missing missing = Missing::none;

    [[nodiscard]] bool is_missing() const noexcept { return missing != Missing::none; }
    bool operator==(const Quantity&) const = default;
};

/// Reads one printed value. A comma groups thousands, a point separates decimals; "-" or U+2212
/// leads a negative number; "1.5e9" has the precision of its last mantissa digit. A missing reason
/// ("not_published") gives a quantity without value: all reals, low and high infinite. NaN,
/// infinities and numbers beyond 1e300 are faults. For a fraction p/q the neighbours are those in
/// the Farey sequence of order q + 1, and the ends lie half way to them. "Almost x" is [x - h, x):
/// h is half a unit of the last place of x that is not zero, and of the place below that for a
/// power of ten:
/// "<~50" is [45, 50), "<~100" is [95, 100). Time is linear in the length of the text.
[[nodiscard]] Result<Quantity> parse_quantity(std::string_view text);

/// A value with optional low and high columns, as a claim row prints them. With `low` or `high`
/// given and no value: a range, whose ends are taken as printed: "300", "900" is [300, 900]. An end
/// may be written with
/// "=", and low with ">" or high with "<" to leave the end out. One end alone is a half line from
/// that end ("at least", form more_than; "at most", form less_than). With a value and both ends:
/// the value printed, the ends as bounds, which must hold it; a value with one end only is a fault.
/// Low above high is a fault. All three empty is a fault. Messages name the column; offsets count
/// from the start of its text.
[[nodiscard]] Result<Quantity> parse_quantity(std::string_view low, std::string_view value,
                                              std::string_view high);

} // namespace halflight

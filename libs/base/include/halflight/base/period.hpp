// SPDX-License-Identifier: Apache-2.0
// halflight/base/period.hpp - stretches of whole days, with exact containment and tiling.
#pragma once

#include "halflight/base/date.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight {

/// Calendar frequencies of SDMX (CL_FREQ): A, S, Q, M, W (ISO 8601 weeks, from Monday), D; `none`
/// for any other span.
enum class Frequency : std::uint8_t { none, annual, half_year, quarter, month, week, day };

/// The days from `first` up to and excluding `end`. Never empty when parsed.
/// An open start or end (unknown or without limit) is no_start() or no_end(): dates far outside the
/// calendar, whose distance still fits an int.
struct Period {
    Date first;
    Date end; ///< exclusive

    auto operator<=>(const Period&) const = default;
    [[nodiscard]] int days() const noexcept { return end.days - first.days; }
    [[nodiscard]] bool open_start() const noexcept;
    [[nodiscard]] bool open_end() const noexcept;
    [[nodiscard]] bool contains(const Period& other) const noexcept;
    [[nodiscard]] bool contains(Date date) const noexcept;
    [[nodiscard]] bool overlaps(const Period& other) const noexcept;
    static Date no_start() noexcept;
    static Date no_end() noexcept;
};

/// Both days included: from_to(2024-01-01, 2024-12-31) is the year 2024.
[[nodiscard]] Period from_to(Date first, Date last) noexcept;

/// Parses "2024", "2024-S1", "2024-Q3", "2024-07", "2024-W05", "2024-07-15" and "2018-01/2018-04"
/// (from the start of the first to the end of the last); ".." stands for an open start or end.
[[nodiscard]] Result<Period> parse_period(std::string_view text);
/// The shortest of the forms that parse_period reads, both ends of a range in the same form:
/// "2024-Q3", "2018-01/2018-04", "2018/.."; weeks only where both ends are closed.
[[nodiscard]] std::string to_string(const Period& period);

/// The frequency of which `period` is exactly one unit, or none.
[[nodiscard]] Frequency frequency_of(const Period& period) noexcept;
/// SDMX code: "A", "S", "Q", "M", "W", "D", "" for none.
[[nodiscard]] std::string_view to_string(Frequency frequency) noexcept;
[[nodiscard]] Result<Frequency> parse_frequency(std::string_view code);
/// The unit of `frequency` that holds `date`; frequency must not be none.
[[nodiscard]] Period period_at(Date date, Frequency frequency) noexcept;
/// The units of `frequency` that lie wholly inside `period`, in order. Throws
/// Error(invalid_argument) for an open period and for the frequency none.
[[nodiscard]] std::vector<Period> units_inside(const Period& period, Frequency frequency);
/// The unit of the same frequency just before a period that is one unit; the span of equal days
/// otherwise. An open period has none: an empty period comes back.
[[nodiscard]] Period previous(const Period& period) noexcept;

/// True when `parts` (any order) cover `whole` without gap or overlap.
[[nodiscard]] bool tiles(const Period& whole, std::span<const Period> parts);

} // namespace halflight

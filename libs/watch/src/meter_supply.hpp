// SPDX-License-Identifier: Apache-2.0
// What was delivered in one span of a cap: reported, estimated, both, up to each month.
#pragma once

#include "halflight/measures/supplier_year.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace halflight::watch {

struct Supplier {
    std::string area; ///< code; empty for all suppliers together
    measures::SupplierYear year;
};

/// One reported series: a supplier, or a group with its members.
struct Supply {
    std::string label;
    Supplier own;
    std::vector<Supplier> members;
};

/// All that some suppliers delivered in some months, by somebody's reckoning.
struct Estimate {
    std::vector<std::string> areas; ///< with the parts of a group; empty: all suppliers
    std::size_t first = 0;          ///< months of the span
    std::size_t last = 0;
    Interval volume;
    std::vector<std::string> claims;
};

struct Deliveries {
    Period span;
    std::vector<Supply> supplies; ///< none is part of another; all have the same months
    std::vector<Estimate> estimates;

    [[nodiscard]] const std::vector<Period>& months() const;
};

/// Months first to last. A month that a statement says nobody notified leaves the upper end open,
/// whatever totals are printed.
[[nodiscard]] Interval volume_in(const measures::SupplierYear& year, std::size_t first,
                                 std::size_t last);
/// From the start of the span to the end of month `last`.
[[nodiscard]] Interval reported_until(const Deliveries& deliveries, std::size_t last);
[[nodiscard]] Interval estimated_until(const Deliveries& deliveries, std::size_t last);
[[nodiscard]] Interval together_until(const Deliveries& deliveries, std::size_t last);

/// Of the estimates that end by month `last` those that count, by index: the highest first, none
/// that speaks of a month and supplier of another.
[[nodiscard]] std::vector<std::size_t> counted(const Deliveries& deliveries, std::size_t last);

/// "RUS 2024-02 to 2024-12; CHN 2024-12": months up to `last` of which no upper bound is known.
/// Empty for none.
[[nodiscard]] std::string unknown_months(const Deliveries& deliveries, std::size_t last);

/// Whether the whole volume of a month is known: reported, or told by the others.
[[nodiscard]] bool is_known(const Deliveries& deliveries, std::size_t month);

} // namespace halflight::watch

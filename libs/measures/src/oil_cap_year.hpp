// SPDX-License-Identifier: Apache-2.0
// What one supplier delivered in a year, month by month, with what each month's report adds.
#pragma once

#include "halflight/measures/oil.hpp"
#include "oil_parts.hpp"

#include <vector>

namespace halflight::measures {

/// A supplier's year, month by month, in the unit of the cap.
struct SupplierYear {
    std::vector<Period> months;
    std::vector<Value> parts;
    std::vector<std::vector<Value>> reports; ///< of each month: its own, or those of members
    /// Of each month: 1 with a report of its own, else the share of the members that report it.
    std::vector<double> reporting;
    Value whole;
    std::vector<Value> prefixes;
    CapReading reading;
    bool members_agree = true; ///< false: a group and its members exclude each other
};

/// From the cells of a series; a group of suppliers is also the sum of its members, unless that
/// contradicts its own figures.
[[nodiscard]] SupplierYear supplier_year(const View& view, ledger::SeriesIndex series,
                                         const Period& year, const Cap& cap);

/// What the sum of the first m + 1 months rests on: these months, and of all totals and later
/// months those without which its bounds would be wider.
[[nodiscard]] std::vector<Value> cumulated_from(const SupplierYear& year, std::size_t m);
/// What the whole year rests on.
[[nodiscard]] std::vector<Value> all_cells(const SupplierYear& year);
[[nodiscard]] std::vector<Interval> bounds_of(const std::vector<Value>& values);

} // namespace halflight::measures

// SPDX-License-Identifier: Apache-2.0
// halflight/measures/supplier_year.hpp - what one supplier delivered in the span of a cap, month by
// month.
#pragma once

#include "halflight/measures/oil.hpp"
#include "halflight/measures/view.hpp"

#include <cstddef>
#include <vector>

namespace halflight::measures {

/// A supplier's year, or other span, month by month, in the unit of the cap. A span that begins or
/// ends inside a month has a piece of that month at its end.
struct SupplierYear {
    std::vector<Period> months;
    std::vector<Value> parts;
    std::vector<std::vector<Value>> reports; ///< of each month: its own, or those of members
    /// Of each month: 1 with a report of its own, else the share of the members that report it.
    std::vector<double> reporting;
    /// Of each month: a statement says that it was not published, and none gives it; of a group
    /// without report of its own also where that is so of a member.
    std::vector<bool> withheld;
    Value whole;
    std::vector<Value> prefixes;
    CapReading reading;
    bool members_agree = true; ///< false: a group and its members exclude each other
};

/// From the cells of a series; a group of suppliers is also the sum of its members, unless that
/// contradicts its own figures. `unit` must have the dimension of the series', `cap` is above zero,
/// the span has both ends.
[[nodiscard]] SupplierYear supplier_year(const View& view, ledger::SeriesIndex series,
                                         const Period& span, const Unit& unit, double cap);

/// The series of the suppliers that a complete group is made of; none for a single one.
[[nodiscard]] std::vector<ledger::SeriesIndex> group_members(const View& view,
                                                             ledger::SeriesIndex series);
/// The same quantity in every unit that it is kept in, the series itself first.
[[nodiscard]] std::vector<ledger::SeriesIndex> in_all_units(const View& view,
                                                            ledger::SeriesIndex series);

/// What the sum of the first m + 1 months rests on: these months, and of all totals and later
/// months those without which its bounds would be wider.
[[nodiscard]] std::vector<Value> cumulated_from(const SupplierYear& year, std::size_t m);
/// What the whole year rests on.
[[nodiscard]] std::vector<Value> all_cells(const SupplierYear& year);
[[nodiscard]] std::vector<Interval> bounds_of(const std::vector<Value>& values);

} // namespace halflight::measures

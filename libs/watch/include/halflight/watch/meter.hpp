// SPDX-License-Identifier: Apache-2.0
// halflight/watch/meter.hpp - a cap, span by span: what was reported, what is estimated, both.
#pragma once

#include "halflight/watch/verdict.hpp"

#include "halflight/measures/declaration.hpp"
#include "halflight/measures/view.hpp"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace halflight::watch {

/// A volume that ships could have carried at a stated load, as published.
struct Laden {
    std::string claim;
    double load = 1; ///< above 0, up to 1
};

/// One [[meter]]. Series are those of the ledger, by key; what is estimated may be named by the
/// statement as well.
struct MeterSpec {
    std::string id;
    std::string rule;                                          ///< with a cap
    std::vector<std::pair<std::string, std::string>> reported; ///< supplier, key
    std::vector<std::string> estimated;                        ///< keys or ids of statements
    std::vector<Laden> capacity;                               ///< all of one count of ships
    std::vector<std::string> loads; ///< "1/3", "0.9": at which the capacity is told
    std::optional<Date> from;       ///< first day of which anything is told; default: the rule's
    Place place;
};

/// Reads the parameters `rule`, `reported` ("SUPPLIER = KEY" or KEY), `estimated`, `capacity`
/// ("CLAIM = 1/2"), `loads` and `from`. Faults (W02x) have their places; what is faulty is left
/// out.
[[nodiscard]] MeterSpec meter_spec(const measures::Declaration& declaration,
                                   Diagnostics& diagnostics);

/// Every span of the cap that has begun by `day` and of which at least one month is due.
///
/// - Spans are assessed under the rule in force when they began: one that was superseded by then
///   hands over to the cap that took its place; without one nothing is told of later spans. Spans
///   of `from` before the rule's first day come with a line without verdict.
/// - A running span is judged by the months that are over and whose report is due (`Cap::due_days`
///   after their end). It is judged "so far".
/// - Reported: a month without report is unknown. A total that was published bounds it, but not a
///   month of which a statement says that nobody notified it: totals are sums of notifications.
/// - Estimated: estimates that speak of no month and supplier in common are added; of two that do,
///   the one with the higher lower end counts.
/// - Together: an estimate is of all that its suppliers delivered in its period, reported or not,
///   so that it replaces what they reported in that period, unless more was reported, and is added
///   to what was reported outside it. The lower end is never below that of the reports alone.
/// - Capacities carry no verdict and enter no other line.
/// - Caps with `alternative_of` and `lower_of`: see `Cap`. Of two that bind together the series
/// that
///   fit neither unit are a fault; a cap whose unit no series fits is unknown.
///
/// `view` must have been made with `day`. Series and statements that do not exist are faults
/// (W02x). The result points into `book`.
[[nodiscard]] std::vector<CapYear> cap_years(const measures::View& view, const RuleBook& book,
                                             const MeterSpec& spec, Date day,
                                             Diagnostics& diagnostics);

/// One signal a span, cause "RULE SPAN": certain is raised and critical, possible raised and a
/// warning, within quiet; a span of which nothing at all is known has no data. In the order given.
[[nodiscard]] std::vector<Signal> signals_of(std::span<const CapYear> years);

} // namespace halflight::watch

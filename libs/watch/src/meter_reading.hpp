// SPDX-License-Identifier: Apache-2.0
// The series and statements of a meter, found in a ledger.
#pragma once

#include "halflight/watch/meter.hpp"
#include "meter_supply.hpp"

#include <optional>
#include <string>
#include <vector>

namespace halflight::watch {

/// A reported series that is no part of another.
struct ReportedSeries {
    std::string label;
    ledger::SeriesIndex series = 0;
};

/// An estimate that could be placed in time and in barrels or dollars.
struct EstimatedVolume {
    ledger::SeriesIndex series = 0;
    Period period;
    Interval bounds; ///< in the unit of the series
    std::vector<std::string> claims;
};

struct Capacity {
    Interval volume; ///< in the unit of `series`
    std::optional<double> point;
    ledger::SeriesIndex series = 0;
    Period period; ///< in which the ships were counted
    std::vector<std::string> claims;
};

struct MeterSeries {
    std::vector<ReportedSeries> reported;
    std::vector<EstimatedVolume> estimated;
    std::optional<Capacity> capacity;
};

/// What does not exist is a fault at the meter.
[[nodiscard]] MeterSeries find_series(const measures::View& view, const MeterSpec& spec,
                                      Diagnostics& diagnostics);

/// The span in the unit of the cap; none where no reported series has its dimension.
[[nodiscard]] std::optional<Deliveries> deliveries_in(const measures::View& view,
                                                      const MeterSeries& series, const Period& span,
                                                      const Cap& cap);

/// Ids of the statements on what was reported, by anyone, in days of the span: those that give a
/// value, and those that say there is none. Sorted.
[[nodiscard]] std::vector<std::string> statements(const measures::View& view,
                                                  const MeterSeries& series, const Period& span);

/// Of the statements with these ids. `observed`: end of the last period that is known.
[[nodiscard]] Reliability reliability_of(const measures::View& view,
                                         const std::vector<std::string>& claims, Date day);

} // namespace halflight::watch

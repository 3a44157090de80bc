// SPDX-License-Identifier: Apache-2.0
// How long a source takes, by its own custom.
#pragma once

#include "halflight/base/period.hpp"
#include "halflight/measures/view.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace halflight::watch::detail {

/// The first report about a period that ends on a day.
struct FirstReport {
    Date end;                               ///< exclusive end of the period
    Date known;                             ///< when it was first known
    std::vector<ledger::ClaimIndex> claims; ///< known on that day
    /// One of those has a source with a date. Without one a statement is known since the day on
    /// which it was seen: no delay of the source.
    bool dated = false;
    [[nodiscard]] int delay() const noexcept { return known.days - end.days; }
};

/// What was known by `day` of the series, by end of the period: statements with a value that look
/// back on it, of the kinds measured and estimate.
[[nodiscard]] std::vector<FirstReport>
first_reports(const measures::View& view, std::span<const ledger::SeriesIndex> series, Date day);

/// Days that a source takes: from the end of a period to its first report, and, as some report
/// many periods at once after a long pause, from the end of the last period known until something
/// newer was heard.
struct Custom {
    std::size_t reports = 0;
    double median = 0; ///< delay
    double upper = 0;  ///< delay, the quantile asked for
    double wait = 0;   ///< the same quantile of the waits; 0 where fewer than `least` are known
};
/// None with fewer than `least` dated reports; the others do not count. Those of one day count as
/// often as there are periods.
[[nodiscard]] std::optional<Custom> custom_of(std::span<const FirstReport> reports, double quantile,
                                              std::size_t least);

/// The day after which the next report is late: the end of the last period reported, and a step
/// with its delay or the wait, whichever is longer.
[[nodiscard]] Date due_by(Date last_end, Frequency frequency, const Custom& custom) noexcept;

} // namespace halflight::watch::detail

// SPDX-License-Identifier: Apache-2.0
// A series of the ledger at equal steps, as detectors want it.
#pragma once

#include "halflight/base/period.hpp"
#include "halflight/measures/view.hpp"
#include "halflight/watch/signal.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace halflight::watch::detail {

/// Units of one frequency, one after the other, from the first with a value to the last that ended
/// by the day and has one.
struct Steps {
    std::vector<ledger::SeriesIndex> series; ///< one, or those added up
    std::string name;                        ///< key, or label
    std::string unit;
    Frequency frequency = Frequency::none;
    std::vector<Period> periods;
    /// NaN where missing, and where an interval is wider than half its middle: no number stands for
    /// it. Of the last period too.
    std::vector<double> values;
    Interval last;       ///< all that the evidence allows of the last period
    bool direct = false; ///< the last is measured, and reported or follows from reports
    bool synthetic = false;
    std::vector<std::string> cells; ///< "KEY@PERIOD" of the last period
};

/// The number that stands for a value in a baseline; NaN where none does.
[[nodiscard]] double representative(const measures::Value& value) noexcept;
/// Missing, or a statement about what was meant to be (forecast, target, cap).
[[nodiscard]] bool unobserved(const measures::Value& value) noexcept;

/// The frequency to watch a series at: `declared`, its indicator's own, else the finest among its
/// cells with a value; none where it has no cell.
[[nodiscard]] Frequency frequency_to_watch(const measures::View& view, ledger::SeriesIndex series,
                                           Frequency declared);
/// Sum of the series, step by step; a step that one of them lacks is missing. Fault: nothing to
/// judge, with the reason in words.
[[nodiscard]] Result<Steps> steps_of(const measures::View& view,
                                     std::span<const ledger::SeriesIndex> series,
                                     Frequency frequency, Date day);
/// Logarithms of the ratio of two series: those of former steps that both know, and all that the
/// last may be.
struct LogRatio {
    std::vector<double> past;
    Interval last = Interval::all();
    Period period;
};
/// Fault: their last steps are not the same.
[[nodiscard]] Result<LogRatio> log_ratio(const Steps& over, const Steps& under);

/// Steps in a year; 0 for none.
[[nodiscard]] std::size_t steps_of_year(Frequency frequency) noexcept;
/// Days of one step, the longest.
[[nodiscard]] int days_of_step(Frequency frequency) noexcept;
/// "month", "quarter".
[[nodiscard]] std::string_view step_word(Frequency frequency) noexcept;

} // namespace halflight::watch::detail

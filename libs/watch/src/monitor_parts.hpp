// SPDX-License-Identifier: Apache-2.0
// What the forms of monitors share: parameters, evidence, reliability, a signal from a statistic.
#pragma once

#include "halflight/watch/monitor.hpp"
#include "monitor_steps.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace halflight::watch::detail {

/// A fault of a declaration: W101 where a parameter is missing or contradicts another.
void fault(const MonitorInput& input, std::string_view parameter, std::string message,
           std::string hint);

/// What a detector says where the last step has one certain value. Every statistic rises with it.
struct Judgement {
    double statistic = 0;
    double threshold = 0;
    double release = 0;
    bool strict = false;  ///< raised beyond the threshold, not on it
    std::string needed;   ///< "at 0.98 or more"
    std::string baseline; ///< "against a mean of 12.3 in 7 months"
};
/// Fault: it cannot judge, with the reason in words.
using Judge = std::function<Result<Judgement>(const Steps& steps, double last)>;

struct Statistic {
    std::string name; ///< "CUSUM"
    std::string unit; ///< of the statistic; empty for a bare number
    bool above = true;
};

/// The detector at both ends of what is known of the last step: raised only where the end nearer to
/// quiet is; between them a quiet signal that says "possible".
[[nodiscard]] Signal judge_steps(const MonitorInput& input, const Steps& steps,
                                 const Statistic& statistic, const Judge& judge);
/// The same for a statistic that is known already.
[[nodiscard]] Signal judge_value(const MonitorInput& input, const Interval& value,
                                 const Statistic& statistic, const Judgement& judgement,
                                 std::string_view subject, const std::optional<Period>& period);

[[nodiscard]] Signal no_data(const MonitorInput& input, std::string reason);

/// Statements of the series whose period overlaps and that are visible, with their cells.
void add_evidence(const MonitorInput& input, std::span<const ledger::SeriesIndex> series,
                  const Period& period, Signal& signal);
/// Origins and grade of the best source among the statements that a signal names.
void set_reliability(const MonitorInput& input, bool direct, Signal& signal);
/// Turns a signal about a series into `late` where the source's custom has passed. The parameter
/// `custom_days` stands for a custom that too few reports show.
void mind_custom(const MonitorInput& input, measures::Arguments& arguments, const Steps& steps,
                 Signal& signal);

/// One signal for a cause from those of several series: raised before possible before quiet before
/// late before no data; of equals the one farthest beyond its threshold. Evidence of all raised.
[[nodiscard]] Signal one_of_many(std::vector<Signal> signals);

/// One signal from the parameter `series`, each judged by itself; faults where it is empty.
[[nodiscard]] std::vector<Signal> over_series(const MonitorInput& input,
                                              measures::Arguments& arguments,
                                              const Statistic& statistic, const Judge& judge);
/// The parameter `frequency`; none where absent. A word that is none is a fault.
[[nodiscard]] Frequency declared_frequency(const MonitorInput& input,
                                           measures::Arguments& arguments);
/// A whole number from `least` on.
[[nodiscard]] std::size_t whole(const MonitorInput& input, measures::Arguments& arguments,
                                std::string_view name, std::size_t fallback, std::size_t least = 1);

/// Four digits, for texts.
[[nodiscard]] std::string number_text(double value);
[[nodiscard]] std::string interval_text(const Interval& value);

} // namespace halflight::watch::detail

// SPDX-License-Identifier: Apache-2.0
// halflight/watch/backtest.hpp - what a monitor would have said on each past day, and how often it
// would have been right.
#pragma once

#include "halflight/watch/monitor.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace halflight::watch {

struct BacktestSpec {
    Date from;
    Date to; ///< included
    double level = 0.95;
    bool operator==(const BacktestSpec&) const = default;
};

/// One crisis as one monitor saw it.
struct CrisisOutcome {
    std::string crisis;
    bool sourced = false; ///< a source is named for its days; else they are whoever's memory wrote
    bool judged = false;  ///< the monitor had data on some day of its window
    bool hit = false;     ///< an alert began to fire between `early` days before its onset and its
                          ///< peak (its end where it has no peak)
    bool already = false; ///< an alert from before the window fired into it: no hit
    std::optional<Date> fired;             ///< first alert of the window
    std::optional<int> lead_to_onset_days; ///< negative: after it
    std::optional<int> lead_to_peak_days;
    std::optional<int> lead_to_end_days; ///< to the last day
    bool operator==(const CrisisOutcome&) const = default;
};

/// The record of one monitor. Alarms are alerts that began to fire, not days.
struct BacktestRecord {
    std::string monitor;
    bool declared = false; ///< crises are declared for it; else nothing but alarms is counted
    std::vector<CrisisOutcome> crises;
    std::size_t judged_days = 0; ///< replayed days with data
    std::size_t alarms = 0;
    std::size_t false_alarms = 0; ///< began outside the window of every crisis
    double watched_years = 0;     ///< with data, outside those windows
    /// False alarms a year with the exact Poisson interval (Garwood 1936); all reals where nothing
    /// was watched.
    std::optional<double> false_per_year;
    Interval false_per_year_interval = Interval::all();
    std::size_t hits = 0; ///< judged crises that were hit, before their onset or within them
    std::size_t before_onset = 0; ///< of these, fired before the onset: only they warned of it
    /// Share of judged crises that were hit with the exact interval (Clopper and Pearson 1934).
    std::optional<double> hit_share;
    Interval hit_share_interval = Interval::all();
    std::string
        text; ///< one sentence for an alert: "warned before the onset of 1 of 1 ..."; "no backtest"
    std::vector<Transition> transitions; ///< of all its alerts, by day
};

struct BacktestReport {
    BacktestSpec spec;
    std::vector<Date> days;              ///< replayed
    std::vector<BacktestRecord> records; ///< by monitor as declared
    Diagnostics diagnostics;
};

/// The survey of one day; the caller keeps those of equal knowledge.
using SurveyOf = std::function<Survey(Date day)>;
/// As `advance`.
using AdvanceOf =
    std::function<Advance(const Alert& alert, const Signal& signal, const Policy& policy)>;

/// Days between `from` and `to` on which a reading may change, as far as that is known beforehand:
/// something became known or was withdrawn, a period ended, a month of a cap was due, a rule began
/// or ended. The first day too. In order.
[[nodiscard]] std::vector<Date> replay_days(const ledger::Ledger& ledger, const Plan& plan,
                                            const BacktestSpec& spec);

/// Replays these days and those that show on the way: turns of a survey, and ends of the policy's
/// terms. With the days of `replay_days` the transitions are those of a run on every single day.
/// Throws Error(invalid_argument) for a span that ends before it starts, a level outside
/// (0, 1), days that are not in order.
[[nodiscard]] BacktestReport backtest(const Plan& plan, const BacktestSpec& spec,
                                      std::span<const Date> days, const SurveyOf& survey,
                                      const AdvanceOf& advance);

/// Exact interval of a rate: `events` in `exposure` (Garwood 1936).
[[nodiscard]] Interval poisson_rate_interval(std::size_t events, double exposure, double level);
/// Exact interval of a share (Clopper and Pearson 1934).
[[nodiscard]] Interval share_interval(std::size_t hits, std::size_t of, double level);

} // namespace halflight::watch

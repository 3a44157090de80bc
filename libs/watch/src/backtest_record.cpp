// SPDX-License-Identifier: Apache-2.0
#include "backtest_record.hpp"

#include "halflight/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halflight::watch::detail {

namespace {

constexpr double days_of_year = 365.25;

/// In which an alarm is about the crisis.
struct Window {
    const Crisis* crisis = nullptr;
    Date opens;
    Date hit_until; ///< peak, or last day: an alarm after it warns of nothing
    Date closes;    ///< last day
};

std::vector<Window> windows_of(const Plan& plan, std::string_view monitor) {
    std::vector<Window> windows;
    for (const Crisis& crisis : plan.crises) {
        if (std::ranges::find(crisis.monitors, monitor) != crisis.monitors.end()) {
            const Date last{crisis.span.end.days - 1};
            windows.push_back({&crisis,
                               {crisis.span.first.days - plan.backtest_early_days},
                               crisis.peak.value_or(last),
                               last});
        }
    }
    return windows;
}

bool inside(Date day, const Window& window) {
    return window.opens <= day && day <= window.closes;
}

CrisisOutcome outcome_of(const Window& window, std::span<const Episode> episodes,
                         std::span<const ReplayedDay> days, Date to) {
    CrisisOutcome out;
    out.crisis = window.crisis->id;
    out.sourced = !window.crisis->source.empty();
    for (std::size_t i = 0; i < days.size(); ++i) {
        // What was seen on a day stands until the next.
        const Date next = i + 1 < days.size() ? days[i + 1].day : Date{to.days + 1};
        out.judged =
            out.judged || (days[i].judged && days[i].day <= window.closes && window.opens < next);
    }
    for (const Episode& episode : episodes) {
        out.already = out.already || (episode.fired < window.opens &&
                                      (!episode.over || *episode.over > window.opens));
        const bool within = window.opens <= episode.fired && episode.fired <= window.hit_until;
        if (within && (!out.fired || episode.fired < *out.fired)) {
            out.fired = episode.fired;
        }
    }
    out.hit = out.fired.has_value();
    if (out.hit) {
        out.lead_to_onset_days = window.crisis->span.first.days - out.fired->days;
        out.lead_to_end_days = window.closes.days - out.fired->days;
        if (window.crisis->peak) {
            out.lead_to_peak_days = window.crisis->peak->days - out.fired->days;
        }
    }
    return out;
}

double watched_years(std::span<const ReplayedDay> days, std::span<const Window> windows, Date to) {
    int watched = 0;
    for (std::size_t i = 0; i < days.size(); ++i) {
        // What was seen on a day stands until the next.
        const Date next = i + 1 < days.size() ? days[i + 1].day : Date{to.days + 1};
        for (Date day = days[i].day; days[i].judged && day < next; ++day.days) {
            watched +=
                std::ranges::none_of(windows, [&](const Window& w) { return inside(day, w); }) ? 1
                                                                                               : 0;
        }
    }
    return watched / days_of_year;
}

std::string rate_of(const BacktestRecord& record, const BacktestSpec& spec) {
    if (!record.false_per_year) {
        return "nothing could be watched";
    }
    if (record.watched_years < 1) {
        return fmt::format("{} in {:.0f} days watched, too few for a rate", record.false_alarms,
                           record.watched_years * days_of_year);
    }
    return fmt::format("{} in {} years watched ({} a year, {} percent interval {} to {})",
                       record.false_alarms, format_number(record.watched_years, 3),
                       format_number(*record.false_per_year, 2), format_number(100 * spec.level, 3),
                       format_number(record.false_per_year_interval.lo, 2),
                       format_number(record.false_per_year_interval.hi, 2));
}

std::string text_of(const BacktestRecord& record, const BacktestSpec& spec) {
    const std::string rate = rate_of(record, spec);
    if (!record.declared) {
        return fmt::format("no backtest: no crisis is declared for it; alarms: {}", rate);
    }
    const auto judged = std::ranges::count(record.crises, true, &CrisisOutcome::judged);
    const std::string share = record.hit_share
                                  ? fmt::format(" (share of both: {} percent interval {} to {})",
                                                format_number(100 * spec.level, 3),
                                                format_number(record.hit_share_interval.lo, 2),
                                                format_number(record.hit_share_interval.hi, 2))
                                  : std::string();
    const auto unsourced = std::ranges::count_if(
        record.crises, [](const CrisisOutcome& one) { return one.judged && !one.sourced; });
    return fmt::format(
        "warned before the onset of {} of {} declared crises, fired during {} more{}; "
        "false alarms: {}{}",
        record.before_onset, judged, record.hits - record.before_onset, share, rate,
        unsourced == 0 ? ""
                       : fmt::format("; the days of {} of them are declared without "
                                     "a source",
                                     unsourced));
}

} // namespace

BacktestRecord record_of(const Plan& plan, const BacktestSpec& spec, std::string_view monitor,
                         std::span<const Episode> episodes, std::span<const ReplayedDay> days) {
    BacktestRecord record;
    record.monitor = monitor;
    const std::vector<Window> windows = windows_of(plan, monitor);
    record.declared = !windows.empty();
    std::size_t judged = 0;
    for (const Window& window : windows) {
        record.crises.push_back(outcome_of(window, episodes, days, spec.to));
        judged += record.crises.back().judged ? 1U : 0U;
        const CrisisOutcome& outcome = record.crises.back();
        const bool hit = outcome.judged && outcome.hit;
        record.hits += hit ? 1U : 0U;
        record.before_onset += hit && outcome.lead_to_onset_days.value_or(0) > 0 ? 1U : 0U;
    }
    record.judged_days =
        static_cast<std::size_t>(std::ranges::count(days, true, &ReplayedDay::judged));
    record.alarms = episodes.size();
    record.false_alarms =
        static_cast<std::size_t>(std::ranges::count_if(episodes, [&](const Episode& episode) {
            return std::ranges::none_of(
                windows, [&](const Window& window) { return inside(episode.fired, window); });
        }));
    record.watched_years = watched_years(days, windows, spec.to);
    if (record.watched_years > 0) {
        record.false_per_year = static_cast<double>(record.false_alarms) / record.watched_years;
        record.false_per_year_interval =
            poisson_rate_interval(record.false_alarms, record.watched_years, spec.level);
    }
    if (judged > 0) {
        record.hit_share = static_cast<double>(record.hits) / static_cast<double>(judged);
        record.hit_share_interval = share_interval(record.hits, judged, spec.level);
    }
    record.text = text_of(record, spec);
    return record;
}

} // namespace halflight::watch::detail

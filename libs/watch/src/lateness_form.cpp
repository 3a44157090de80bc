// SPDX-License-Identifier: Apache-2.0
// The form that watches a source: it fell silent, by its own custom.
#include "lateness.hpp"
#include "monitor_families.hpp"
#include "monitor_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::watch::detail {

namespace {

using ledger::Claim;
using ledger::ClaimIndex;
using ledger::SeriesIndex;
using measures::Arguments;
using measures::ParameterInfo;

/// Series that a source, or what repeats it, speaks of.
std::vector<SeriesIndex> series_of_source(const MonitorInput& input, std::string_view id) {
    const ledger::Ledger& ledger = input.view.ledger();
    std::vector<SeriesIndex> found;
    for (const Claim& claim : ledger.claims()) {
        const bool its = ledger.sources()[ledger.origin_of(claim.source)].id == id ||
                         ledger.sources()[claim.source].id == id;
        if (its && std::ranges::find(found, claim.series) == found.end()) {
            found.push_back(claim.series);
        }
    }
    return found;
}

std::vector<SeriesIndex> watched(const MonitorInput& input, Arguments& arguments) {
    std::vector<SeriesIndex> series = arguments.series_list("series");
    if (arguments.has("source")) {
        const std::string id = arguments.text("source");
        if (!input.view.ledger().find_source(id)) {
            fault(input, "source", fmt::format("there is no source '{}'", id),
                  "name the id of one in sources.toml");
        }
        const auto more = series_of_source(input, id);
        series.insert(series.end(), more.begin(), more.end());
    }
    if (series.empty() && !arguments.failed()) {
        fault(input, "series", "neither series nor a source with statements is named",
              "write series = [\"indicator:area\"] or source = \"id\"");
    }
    return series;
}

/// Ids of statements that say of a later period that nothing was published.
std::vector<std::string> said_missing(const MonitorInput& input,
                                      std::span<const SeriesIndex> series, Date after) {
    const ledger::Ledger& ledger = input.view.ledger();
    std::vector<std::string> found;
    for (const ClaimIndex index : ledger.as_of(input.day)) {
        const Claim& claim = ledger.claims()[index];
        const bool says = !claim.has_value() && claim.period.first >= after &&
                          std::ranges::find(series, claim.series) != series.end();
        if (says && !input.view.claim(index).claims.empty()) {
            found.emplace_back(ledger.text(claim.id));
        }
    }
    return found;
}

void add_statements(const MonitorInput& input, const FirstReport& last,
                    const std::vector<std::string>& missing, Signal& signal) {
    for (const ClaimIndex index : last.claims) {
        signal.evidence.claims.emplace_back(
            input.view.ledger().text(input.view.ledger().claims()[index].id));
        signal.synthetic = signal.synthetic || input.view.claim(index).synthetic;
    }
    signal.evidence.claims.insert(signal.evidence.claims.end(), missing.begin(), missing.end());
    std::ranges::sort(signal.evidence.claims);
    const auto twice = std::ranges::unique(signal.evidence.claims);
    signal.evidence.claims.erase(twice.begin(), twice.end());
}

Signal silence(const MonitorInput& input, std::span<const SeriesIndex> series,
               const std::vector<FirstReport>& reports, Frequency frequency, const Custom& custom) {
    const FirstReport& last = reports.back();
    const int silent = input.day.days - last.end.days;
    const auto missing = said_missing(input, series, last.end);
    // Where somebody looked and found nothing, the usual delay is all the patience that is due.
    const Custom allowed{custom.reports, custom.median,
                         missing.empty() ? custom.upper : custom.median,
                         missing.empty() ? custom.wait : 0};
    const Date due = due_by(last.end, frequency, allowed);
    if (input.day <= due) {
        // On the day itself an alert is held, from the next one on the source is late.
        input.turns.insert(due);
        input.turns.insert({due.days + 1});
    }
    Judgement judgement;
    judgement.statistic = silent;
    judgement.threshold = due.days - last.end.days;
    judgement.release = judgement.threshold;
    judgement.strict = true;
    judgement.needed = fmt::format("a report of what came after {} by {}",
                                   to_string(Date{last.end.days - 1}), to_string(due));
    judgement.baseline = fmt::format("reported up to {}; ", to_string(Date{last.end.days - 1}));
    judgement.baseline +=
        custom.reports == 0
            ? std::string("custom as declared")
            : fmt::format("{} reports came after {} days (median), by {} at the quantile{}",
                          custom.reports, number_text(custom.median), number_text(custom.upper),
                          custom.wait > 0
                              ? fmt::format(", waits ended by {}", number_text(custom.wait))
                              : std::string());
    if (!missing.empty()) {
        judgement.baseline +=
            fmt::format("; {} statements say that nothing was published", missing.size());
    }
    const Statistic statistic{
        .name = "time since the last period reported", .unit = "days", .above = true};
    Signal signal = judge_value(input, Interval::point(silent), statistic, judgement,
                                input.view.key(series.front()), std::nullopt);
    const Date last_day{last.end.days - 1};
    signal.period =
        frequency == Frequency::none ? Period{last_day, last.end} : period_at(last_day, frequency);
    signal.reliability.age_days = silent;
    add_statements(input, last, missing, signal);
    set_reliability(input, true, signal);
    return signal;
}

std::vector<Signal> judge_lateness(const MonitorInput& input, Arguments& arguments) {
    const std::vector<SeriesIndex> series = watched(input, arguments);
    const double quantile = arguments.number("quantile", 0.9);
    if (!(quantile > 0 && quantile <= 1)) {
        fault(input, "quantile", "the quantile lies outside 0 to 1", "write quantile = 0.9");
        return {};
    }
    const std::size_t least = whole(input, arguments, "least", 5, 2);
    Frequency frequency = declared_frequency(input, arguments);
    if (series.empty()) {
        return {};
    }
    frequency = frequency_to_watch(input.view, series.front(), frequency);
    const auto reports = first_reports(input.view, series, input.day);
    std::optional<Custom> custom = custom_of(reports, quantile, least);
    if (arguments.has("custom_days")) {
        custom =
            Custom{0, arguments.number("custom_days", 0), arguments.number("custom_days", 0), 0};
    }
    if (reports.empty() || !custom) {
        return {
            no_data(input, fmt::format("{} reports are known, a custom takes {} of dated sources",
                                       reports.size(), least))};
    }
    return {silence(input, series, reports, frequency, *custom)};
}

constexpr std::array parameters = {
    ParameterInfo{"series", "series whose reports are awaited, taken together", false, true},
    ParameterInfo{"source", "or: all that this source, and what repeats it, speaks of", false,
                  false},
    ParameterInfo{"frequency", "of the reports (default: that of the indicator)", false, false},
    ParameterInfo{"quantile", "of past delays that the custom allows (0.9)", false, false},
    ParameterInfo{"least", "reports that make a custom (5)", false, false},
    ParameterInfo{"custom_days", "the custom itself, instead", false, false},
};

} // namespace

std::span<const MonitorForm> lateness_forms() {
    static const std::array forms = {
        MonitorForm{"lateness", "A source that falls silent",
                    "days since the end of the last period reported, against one step and the "
                    "quantile of past delays from the end of a period to its first report, or "
                    "the quantile of past waits until something newer was heard, whichever is "
                    "longer; against one step and the median delay where a statement says "
                    "that nothing was published since",
                    "plain arithmetic", parameters, judge_lateness},
    };
    return forms;
}

} // namespace halflight::watch::detail

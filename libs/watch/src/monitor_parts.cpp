// SPDX-License-Identifier: Apache-2.0
#include "monitor_parts.hpp"

#include "halflight/base/text.hpp"
#include "lateness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace halflight::watch::detail {

namespace {

using ledger::Claim;
using ledger::ClaimIndex;
using ledger::SeriesIndex;

bool beyond(double value, const Statistic& statistic, const Judgement& judgement) {
    if (value == judgement.threshold) {
        return !judgement.strict;
    }
    return statistic.above ? value > judgement.threshold : value < judgement.threshold;
}

std::string with_unit(std::string text, std::string_view unit) {
    return unit.empty() ? text : fmt::format("{} {}", text, unit);
}

std::string sentence(const Signal& signal, const Statistic& statistic, const Judgement& judgement,
                     std::string_view subject, bool possible) {
    const std::string when =
        signal.period ? fmt::format(" in {}", to_string(*signal.period)) : std::string();
    const std::string_view word = signal.reading == Reading::raised ? ""
                                  : possible                        ? "possible: "
                                                                    : "";
    const auto distance = margin(signal);
    const std::string apart =
        distance ? fmt::format(", margin {}", number_text(*distance)) : std::string();
    const std::string_view side = statistic.above ? "threshold" : "threshold (below it)";
    return fmt::format("{}{} of {}{} is {}, {} {}{}{}{}", word, statistic.name, subject, when,
                       with_unit(interval_text(signal.value), statistic.unit), side,
                       with_unit(number_text(judgement.threshold), statistic.unit), apart,
                       judgement.baseline.empty() ? "" : ", ", judgement.baseline);
}

int rank_of(const Signal& signal) {
    switch (signal.reading) {
    case Reading::raised:
        return 0;
    case Reading::quiet:
        return signal.text.starts_with("possible") ? 1 : 2;
    case Reading::late:
        return 3;
    default:
        return 4;
    }
}

template <typename T>
void merge_into(std::vector<T>& into, const std::vector<T>& from) {
    std::set<T> all(into.begin(), into.end());
    all.insert(from.begin(), from.end());
    into.assign(all.begin(), all.end());
}

/// Distance beyond the threshold as a share of it, so that series of different size compare.
double relative_margin(const Signal& signal) {
    const double scale =
        signal.threshold && *signal.threshold != 0 ? std::abs(*signal.threshold) : 1;
    return margin(signal).value_or(-std::numeric_limits<double>::infinity()) / scale;
}

} // namespace

void fault(const MonitorInput& input, std::string_view parameter, std::string message,
           std::string hint) {
    const auto found = input.declaration.parameters.find(std::string(parameter));
    const Place place =
        found == input.declaration.parameters.end() ? input.declaration.place : found->second.place;
    input.diagnostics.add({halflight::Severity::error,
                           "W101",
                           "",
                           fmt::format("monitor '{}': {}", input.declaration.id, message),
                           place,
                           {},
                           std::move(hint)});
}

std::string number_text(double value) {
    if (!std::isfinite(value)) {
        return value > 0 ? "unbounded" : value < 0 ? "unbounded below" : "unknown";
    }
    return format_number(value, 4);
}

std::string interval_text(const Interval& value) {
    // Ends that print alike are one number to a reader.
    if (value.lo == value.hi || number_text(value.lo) == number_text(value.hi)) {
        return number_text(value.lo);
    }
    if (std::isinf(value.hi) && std::isfinite(value.lo)) {
        return fmt::format("{} or more", number_text(value.lo));
    }
    if (std::isinf(value.lo) && std::isfinite(value.hi)) {
        return fmt::format("{} or less", number_text(value.hi));
    }
    return fmt::format("{} to {}", number_text(value.lo), number_text(value.hi));
}

Signal judge_value(const MonitorInput& input, const Interval& value, const Statistic& statistic,
                   const Judgement& judgement, std::string_view subject,
                   const std::optional<Period>& period) {
    Signal signal;
    signal.day = input.day;
    signal.period = period;
    signal.value = value;
    signal.threshold = judgement.threshold;
    signal.release = judgement.release;
    signal.above = statistic.above;
    signal.unit = statistic.unit;
    const double cautious = statistic.above ? value.lo : value.hi;
    const double bold = statistic.above ? value.hi : value.lo;
    const bool raised = beyond(cautious, statistic, judgement);
    signal.reading = raised ? Reading::raised : Reading::quiet;
    const bool possible = !raised && beyond(bold, statistic, judgement);
    signal.text = sentence(signal, statistic, judgement, subject, possible);
    if (possible) {
        signal.severity = Severity::info;
    }
    signal.needed = judgement.needed;
    if (!period) {
        return signal;
    }
    signal.reliability.age_days = input.day.days - period->end.days;
    return signal;
}

Signal judge_steps(const MonitorInput& input, const Steps& steps, const Statistic& statistic,
                   const Judge& judge) {
    const double infinite = std::numeric_limits<double>::infinity();
    const auto low =
        std::isfinite(steps.last.lo) ? std::optional(judge(steps, steps.last.lo)) : std::nullopt;
    const auto high = std::isfinite(steps.last.hi) && steps.last.hi != steps.last.lo
                          ? std::optional(judge(steps, steps.last.hi))
                          : low;
    const auto& known = low ? low : high;
    if (!known || !known->ok() || !high.value_or(*known).ok()) {
        const std::string reason =
            known ? (known->ok() ? high->fault().message : known->fault().message)
                  : fmt::format("nothing bounds {} in {}", steps.name,
                                to_string(steps.periods.back()));
        Signal signal = no_data(input, reason);
        signal.period = steps.periods.back();
        return signal;
    }
    const double lo = low ? (*low)->statistic : -infinite;
    const double hi = std::isinf(steps.last.hi) ? infinite
                      : high                    ? (*high)->statistic
                                                : (*known)->statistic;
    Interval value = Interval::point(lo);
    if (lo != hi) {
        value = std::isinf(hi)   ? Interval::at_least(lo)
                : std::isinf(lo) ? Interval::at_most(hi)
                                 : Interval::closed(std::min(lo, hi), std::max(lo, hi));
    }
    Signal signal =
        judge_value(input, value, statistic, known->value(), steps.name, steps.periods.back());
    signal.evidence.cells = steps.cells;
    std::ranges::sort(signal.evidence.cells);
    signal.synthetic = steps.synthetic;
    add_evidence(input, steps.series, steps.periods.back(), signal);
    set_reliability(input, steps.direct, signal);
    return signal;
}

Signal no_data(const MonitorInput& input, std::string reason) {
    Signal signal;
    signal.day = input.day;
    signal.reading = Reading::no_data;
    signal.text = "no data: " + std::move(reason);
    return signal;
}

void add_evidence(const MonitorInput& input, std::span<const SeriesIndex> series,
                  const Period& period, Signal& signal) {
    const ledger::Ledger& ledger = input.view.ledger();
    std::vector<std::string> found;
    for (const ClaimIndex index : ledger.as_of(input.day)) {
        const Claim& claim = ledger.claims()[index];
        const bool ours = std::ranges::find(series, claim.series) != series.end() &&
                          claim.period.overlaps(period) && !input.view.claim(index).claims.empty();
        if (ours) {
            found.emplace_back(ledger.text(claim.id));
        }
    }
    merge_into(signal.evidence.claims, found);
}

void set_reliability(const MonitorInput& input, bool direct, Signal& signal) {
    const ledger::Ledger& ledger = input.view.ledger();
    std::set<ledger::SourceIndex> origins;
    char best = 'F';
    for (const std::string& id : signal.evidence.claims) {
        if (const auto index = ledger.find_claim(id)) {
            const ledger::SourceIndex source = ledger.claims()[*index].source;
            origins.insert(ledger.origin_of(source));
            best = std::min(best, ledger.sources()[source].reliability);
        }
    }
    signal.reliability.origins = origins.size();
    signal.reliability.best_source = best;
    signal.reliability.direct = direct;
}

void mind_custom(const MonitorInput& input, measures::Arguments& arguments, const Steps& steps,
                 Signal& signal) {
    constexpr double quantile = 0.9;
    constexpr std::size_t least = 5;
    if (signal.reading == Reading::no_data) {
        return;
    }
    const auto reports = first_reports(input.view, steps.series, input.day);
    std::optional<Custom> custom = custom_of(reports, quantile, least);
    if (arguments.has("custom_days")) {
        custom = Custom{0, 0, arguments.number("custom_days", 0), 0};
    }
    if (!custom) {
        return;
    }
    const Date due = due_by(steps.periods.back().end, steps.frequency, *custom);
    if (input.day <= due) {
        input.turns.insert({due.days + 1});
        return;
    }
    signal.reading = Reading::late;
    signal.text = fmt::format("late: the next {} of {} was due by {}; last known: {}",
                              step_word(steps.frequency), steps.name, to_string(due), signal.text);
}

Signal one_of_many(std::vector<Signal> signals) {
    std::ranges::stable_sort(signals, [](const Signal& a, const Signal& b) {
        return rank_of(a) != rank_of(b) ? rank_of(a) < rank_of(b)
                                        : relative_margin(a) > relative_margin(b);
    });
    Signal out = signals.front();
    for (const Signal& other : signals) {
        if (other.reading == Reading::raised && out.reading == Reading::raised) {
            merge_into(out.evidence.claims, other.evidence.claims);
            merge_into(out.evidence.cells, other.evidence.cells);
            out.synthetic = out.synthetic || other.synthetic;
        }
    }
    const auto raised = std::ranges::count(signals, Reading::raised, &Signal::reading);
    if (raised > 1) {
        out.text += fmt::format("; {} of {} series are raised", raised, signals.size());
    }
    return out;
}

std::vector<Signal> over_series(const MonitorInput& input, measures::Arguments& arguments,
                                const Statistic& statistic, const Judge& judge) {
    const Frequency declared = declared_frequency(input, arguments);
    const auto series = arguments.series_list("series");
    if (series.empty() && !arguments.failed()) {
        fault(input, "series", "no series is named", "write series = [\"indicator:area\"]");
    }
    std::vector<Signal> signals;
    for (const SeriesIndex one : series) {
        const SeriesIndex alone[] = {one};
        const Frequency frequency = frequency_to_watch(input.view, one, declared);
        const auto steps = steps_of(input.view, alone, frequency, input.day);
        if (!steps) {
            signals.push_back(no_data(input, steps.fault().message));
            continue;
        }
        signals.push_back(judge_steps(input, *steps, statistic, judge));
        mind_custom(input, arguments, *steps, signals.back());
    }
    if (signals.empty()) {
        return {};
    }
    Signal one = one_of_many(std::move(signals));
    set_reliability(input, one.reliability.direct, one);
    return {std::move(one)};
}

Frequency declared_frequency(const MonitorInput& input, measures::Arguments& arguments) {
    const std::string word = arguments.text("frequency");
    if (word.empty()) {
        return Frequency::none;
    }
    const auto parsed = parse_frequency(word);
    if (!parsed || *parsed == Frequency::none) {
        fault(input, "frequency", fmt::format("'{}' is none of A, S, Q, M, W, D", shorten(word)),
              "write A for years, Q for quarters, M for months");
        return Frequency::none;
    }
    return *parsed;
}

std::size_t whole(const MonitorInput& input, measures::Arguments& arguments, std::string_view name,
                  std::size_t fallback, std::size_t least) {
    const double value = arguments.number(name, static_cast<double>(fallback));
    const bool fits =
        value == std::floor(value) && value >= static_cast<double>(least) && value <= 1e6;
    if (!fits) {
        fault(input, name, fmt::format("{} is not a whole number from {} on", value, least),
              fmt::format("the default is {}", fallback));
        return fallback;
    }
    return static_cast<std::size_t>(value);
}

} // namespace halflight::watch::detail

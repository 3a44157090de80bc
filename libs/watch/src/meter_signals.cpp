// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/text.hpp"
#include "halflight/watch/meter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace halflight::watch {

namespace {

/// What would have given another verdict.
std::string needed(const CapYear& year, Breach breach, const Interval& volume) {
    const auto words = [&](double amount) {
        return fmt::format("{} {}", format_number(std::round(amount)), year.unit);
    };
    switch (breach) {
    case Breach::certain:
        return "within at " + words(year.limit) + " or less";
    case Breach::within:
        return fmt::format("a breach above {}, {} more than the most that is possible",
                           words(year.limit), words(year.limit - volume.hi));
    default:
        return fmt::format("within if what is unknown is at most {}, certain if it is more",
                           words(year.limit - volume.lo));
    }
}

Signal signal_of(const CapYear& year) {
    const CapLine& both = *year.line("together");
    const Breach breach = *year.breach();
    Signal signal;
    signal.monitor = year.meter;
    signal.cause = fmt::format("{} {}", year.rule->id, to_string(year.span));
    signal.day = year.day;
    signal.severity = breach == Breach::certain ? Severity::critical : Severity::warning;
    signal.reading = breach == Breach::within ? Reading::quiet : Reading::raised;
    if (!year.known()) {
        signal.reading = Reading::no_data;
    }
    signal.period = year.judged;
    // That no volume is negative is nothing known of this one.
    signal.value = year.known() ? both.volume : Interval::all();
    signal.threshold = year.limit;
    signal.unit = year.unit;
    signal.text = words(year);
    signal.needed = needed(year, breach, both.volume);
    signal.evidence.claims = both.claims;
    const std::string& limit = year.rule->cap->claim;
    if (!limit.empty() && std::ranges::find(both.claims, limit) == both.claims.end()) {
        signal.evidence.claims.push_back(limit);
        std::ranges::sort(signal.evidence.claims);
    }
    for (const CapLine& line : year.lines) {
        if (line.rule != nullptr && std::ranges::find(signal.evidence.rules, line.rule->id) ==
                                        signal.evidence.rules.end()) {
            signal.evidence.rules.push_back(line.rule->id);
        }
    }
    std::ranges::sort(signal.evidence.rules);
    signal.reliability = year.reliability;
    signal.synthetic = year.synthetic;
    return signal;
}

} // namespace

std::vector<Signal> signals_of(std::span<const CapYear> years) {
    std::vector<Signal> signals;
    for (const CapYear& year : years) {
        if (year.rule != nullptr && year.breach()) {
            signals.push_back(signal_of(year));
        }
    }
    return signals;
}

} // namespace halflight::watch

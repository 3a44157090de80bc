// SPDX-License-Identifier: Apache-2.0
// Which alert deserves the first look, and how the signals of one cause become one.
#include "halflight/watch/alert.hpp"

#include "evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace halflight::watch {

namespace {

/// 0 where the verdict stands whatever a further statement says; towards 1 where the interval on
/// both sides of the threshold is wide against what it lacks for certainty.
double undecided(const Signal& signal) {
    if (!signal.threshold || signal.value.empty() || signal.value.lo > *signal.threshold ||
        signal.value.hi < *signal.threshold) {
        return 0;
    }
    const auto lacks = margin(signal);
    if (!signal.value.bounded() || !lacks) {
        return 1;
    }
    const double width = signal.value.width();
    return width == 0 ? 1 : width / (width + std::abs(*lacks));
}

double of_state(AlertState state) {
    switch (state) {
    case AlertState::firing:
        return 1;
    case AlertState::acknowledged:
    case AlertState::late:
    case AlertState::no_data:
        return 0.6;
    case AlertState::pending:
        return 0.4;
    default:
        return 0.2;
    }
}

/// Severity that orders: of an open alert the worst of its episode, of mere silence the least.
Severity severity_of(const Alert& alert) {
    return is_open(alert) ? alert.worst : Severity::info;
}

Ranked judge(std::span<const Alert> alerts, std::size_t index) {
    const Alert& alert = alerts[index];
    Ranked ranked{index, 0, {}, {}};
    const auto origins = static_cast<double>(alert.last.reliability.origins);
    ranked.parts = {{"state", of_state(alert.state)},
                    {"undecided", undecided(alert.last)},
                    {"few origins", 1 / (1 + origins)},
                    {"nobody has it", alert.by.empty() ? 1.0 : 0.0}};
    for (const WorthPart& part : ranked.parts) {
        ranked.worth += part.value;
        ranked.why +=
            fmt::format("{}{} {:.2f}", ranked.why.empty() ? "" : ", ", part.name, part.value);
    }
    return ranked;
}

/// What one reading has before another in speaking for its cause.
int weight(const Signal& signal) {
    switch (signal.reading) {
    case Reading::raised:
        return 3 + static_cast<int>(signal.severity);
    case Reading::quiet:
        return 2;
    case Reading::late:
        return 1;
    default:
        return 0;
    }
}

void join(Signal& signal, Signal other) {
    if (weight(other) > weight(signal)) {
        std::swap(signal, other);
    }
    if (other.reading == signal.reading) {
        add(signal.evidence, other.evidence);
        signal.synthetic = signal.synthetic || other.synthetic;
    }
}

} // namespace

std::vector<Signal> one_per_cause(std::vector<Signal> signals) {
    std::vector<Signal> out;
    for (Signal& signal : signals) {
        const auto same = std::ranges::find_if(out, [&](const Signal& other) {
            return other.monitor == signal.monitor && other.cause == signal.cause;
        });
        if (same == out.end()) {
            out.push_back(std::move(signal));
        } else {
            join(*same, std::move(signal));
        }
    }
    return out;
}

std::vector<Ranked> rank(std::span<const Alert> alerts, std::size_t budget) {
    std::vector<Ranked> out;
    for (std::size_t i = 0; i < alerts.size(); ++i) {
        if (alerts[i].state != AlertState::normal && alerts[i].state != AlertState::closed) {
            out.push_back(judge(alerts, i));
        }
    }
    std::ranges::sort(out, [&](const Ranked& a, const Ranked& b) {
        const Severity sa = severity_of(alerts[a.index]);
        const Severity sb = severity_of(alerts[b.index]);
        if (sa != sb) {
            return sa > sb;
        }
        return a.worth != b.worth ? a.worth > b.worth
                                  : alert_id(alerts[a.index]) < alert_id(alerts[b.index]);
    });
    if (budget != 0 && out.size() > budget) {
        out.resize(budget);
    }
    return out;
}

} // namespace halflight::watch

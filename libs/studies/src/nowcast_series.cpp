// SPDX-License-Identifier: Apache-2.0
#include "halflight/studies/nowcast_series.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace halflight::studies {

namespace {

/// A part of the year with its level in both years.
struct Part {
    Period period;
    double now = 0;
    double before = 0;
};

/// What parts cover that end by some day: more days are better, then fewer parts.
struct Cover {
    int days = 0;
    int parts = 0;
    [[nodiscard]] bool better_than(const Cover& other) const {
        return days != other.days ? days > other.days : parts < other.parts;
    }
};

/// Parts without overlap that cover the most days (weighted interval scheduling).
std::vector<Part> widest(std::vector<Part> parts) {
    std::ranges::sort(parts, [](const Part& a, const Part& b) {
        return std::pair(a.period.end, a.period.first) < std::pair(b.period.end, b.period.first);
    });
    std::vector<Cover> best(parts.size() + 1);
    std::vector<std::size_t> before(parts.size());
    std::vector<bool> taken(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto end = std::upper_bound(
            parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(i), parts[i].period.first,
            [](Date day, const Part& part) { return day < part.period.end; });
        before[i] = static_cast<std::size_t>(end - parts.begin());
        const Cover with{best[before[i]].days + parts[i].period.days(), best[before[i]].parts + 1};
        taken[i] = with.better_than(best[i]);
        best[i + 1] = taken[i] ? with : best[i];
    }
    std::vector<Part> chosen;
    for (std::size_t i = parts.size(); i > 0;) {
        if (taken[i - 1]) {
            chosen.push_back(parts[i - 1]);
            i = before[i - 1];
        } else {
            --i;
        }
    }
    std::ranges::reverse(chosen);
    return chosen;
}

bool starts_before(const Reading& reading, const Period& period) {
    return reading.period < period;
}

/// `known` is in order of periods.
std::vector<Part> parts_of(std::span<const Reading> known, Aggregate aggregate,
                           std::span<const Period> spans) {
    std::vector<Part> parts;
    for (const Period& span : spans) {
        const Period from{span.first, span.first};
        for (auto at = std::lower_bound(known.begin(), known.end(), from, starts_before);
             at != known.end() && at->period.first < span.end; ++at) {
            if (!span.contains(at->period)) {
                continue;
            }
            if (aggregate == Aggregate::growth) {
                parts.push_back({at->period, at->value, 0});
                continue;
            }
            const Period past = shifted(at->period, -1);
            const auto before = std::lower_bound(known.begin(), known.end(), past, starts_before);
            if (before != known.end() && before->period == past) {
                parts.push_back({at->period, at->value, before->value});
            }
        }
    }
    return parts;
}

double log_ratio(double now, double before) {
    constexpr double percent = 100;
    return now > 0 && before > 0 ? percent * std::log(now / before) : stats::undefined;
}

double growth_of(std::span<const Part> parts, Aggregate aggregate) {
    if (aggregate == Aggregate::last) {
        return log_ratio(parts.back().now, parts.back().before);
    }
    double now = 0;
    double before = 0;
    double days = 0;
    for (const Part& part : parts) {
        const double weight = aggregate == Aggregate::sum ? 1 : part.period.days();
        now += weight * part.now;
        before += weight * part.before;
        days += part.period.days();
    }
    return aggregate == Aggregate::growth ? now / days : log_ratio(now, before);
}

std::vector<Period> joined(std::span<const Part> parts) {
    std::vector<Period> spans;
    for (const Part& part : parts) {
        if (!spans.empty() && spans.back().end == part.period.first) {
            spans.back().end = part.period.end;
        } else {
            spans.push_back(part.period);
        }
    }
    return spans;
}

/// The later one; of equals the narrower, so that the order in which they stand decides nothing.
bool outranks(const Reading& one, const Reading& other) {
    const auto rank = [](const Reading& reading) {
        return std::tuple(-reading.known_since.days, reading.high - reading.low, reading.value);
    };
    return rank(one) < rank(other);
}

} // namespace

std::string_view to_string(Aggregate aggregate) noexcept {
    switch (aggregate) {
    case Aggregate::sum:
        return "sum";
    case Aggregate::mean:
        return "mean";
    case Aggregate::last:
        return "last";
    case Aggregate::growth:
        return "growth";
    }
    return "";
}

bool Indicator::speaks_of(const std::string& sector) const {
    return sectors.empty() || std::ranges::find(sectors, sector) != sectors.end();
}

Period shifted(const Period& period, int years) {
    constexpr int months = 12;
    return {add_months(period.first, months * years), add_months(period.end, months * years)};
}

std::vector<Reading> known_on(std::span<const Reading> readings, Date day) {
    std::map<Period, Reading> standing;
    for (const Reading& reading : readings) {
        if (reading.known_since > day || reading.withdrawn <= day) {
            continue;
        }
        const auto [at, fresh] = standing.emplace(reading.period, reading);
        if (!fresh && outranks(reading, at->second)) {
            at->second = reading;
        }
    }
    std::vector<Reading> out;
    for (const auto& [period, reading] : standing) {
        out.push_back(reading);
    }
    return out;
}

IndicatorGrowth indicator_growth(std::span<const Reading> known, Aggregate aggregate,
                                 const Period& year, std::span<const Period> within) {
    const std::vector<Period> spans = within.empty()
                                          ? std::vector<Period>{year}
                                          : std::vector<Period>(within.begin(), within.end());
    int asked = 0;
    for (const Period& span : spans) {
        asked += span.days();
    }
    std::vector<Part> parts = widest(parts_of(known, aggregate, spans));
    IndicatorGrowth out;
    if (parts.empty()) {
        return out;
    }
    out.value = growth_of(parts, aggregate);
    if (aggregate == Aggregate::last) {
        parts.erase(parts.begin(), parts.end() - 1);
        asked = parts.front().period.days(); // nothing before the last part is asked for
    }
    out.spans = joined(parts);
    for (const Period& span : out.spans) {
        out.share += static_cast<double>(span.days()) / asked;
    }
    return out;
}

} // namespace halflight::studies

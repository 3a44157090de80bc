// SPDX-License-Identifier: Apache-2.0
#include "turning_point_dates.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "halflight/stats/distribution.hpp"

namespace halflight::studies {

namespace {

void check(const Marker& marker) {
    if (!(marker.spread_days > 0) || !std::isfinite(marker.spread_days) ||
        !std::isfinite(marker.lead_days)) {
        stats::refuse(fmt::format("marker '{}' has a lead of {} and a spread of {} days: both must "
                                  "be finite, the spread above 0",
                                  marker.name, marker.lead_days, marker.spread_days));
    }
    if (!(marker.trust > 0 && marker.trust <= 1)) {
        stats::refuse(fmt::format("marker '{}' has a trust of {}: it must be above 0 and at most 1",
                                  marker.name, marker.trust));
    }
    if (marker.day.days() <= 0 || marker.day.open_start() || marker.day.open_end()) {
        stats::refuse(fmt::format("marker '{}' has no first and last day", marker.name));
    }
}

/// P(a < z < b), exact in either tail.
double between(double a, double b) {
    return a > 0 ? stats::normal_upper(a) - stats::normal_upper(b)
                 : stats::normal_cdf(b) - stats::normal_cdf(a);
}

std::vector<double> normalised(std::vector<double> values) {
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    for (double& value : values) {
        value = sum > 0 ? value / sum : 0;
    }
    return values;
}

} // namespace

std::vector<double> marker_probability(const Marker& marker, std::span<const Period> dates) {
    check(marker);
    const double uniform = (1 - marker.trust) / static_cast<double>(dates.size());
    std::vector<double> made;
    for (const Period& date : dates) {
        double mass = 0;
        for (Date day = marker.day.first; day < marker.day.end; ++day.days) {
            // An event of a day is at its noon, a period from midnight to midnight.
            const double centre = day.days + 0.5 + marker.lead_days;
            mass += between((date.first.days - centre) / marker.spread_days,
                            (date.end.days - centre) / marker.spread_days);
        }
        made.push_back(marker.trust * mass / marker.day.days() + uniform);
    }
    made = normalised(std::move(made));
    if (std::ranges::all_of(made, [](double p) { return p == 0; })) {
        stats::refuse(fmt::format("marker '{}', fully trusted, leaves no date between {} and {}: "
                                  "move the window, or trust it less than 1",
                                  marker.name, to_string(dates.front()), to_string(dates.back())));
    }
    return made;
}

std::vector<double> product(std::span<const Contribution> parts, std::size_t dates,
                            std::size_t left_out) {
    std::vector<double> logs(dates);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        for (std::size_t t = 0; t < dates && i != left_out; ++t) {
            logs[t] += std::log(parts[i].probability[t]);
        }
    }
    const double top = *std::ranges::max_element(logs);
    for (double& one : logs) {
        one = std::isfinite(top) ? std::exp(one - top) : 0;
    }
    return normalised(std::move(logs));
}

double entropy(std::span<const double> probability) {
    double sum = 0;
    for (const double p : probability) {
        sum -= p > 0 ? p * std::log2(p) : 0;
    }
    return sum;
}

void fill_information(std::span<const Period> dates, std::vector<Contribution>& parts) {
    const double together = entropy(product(parts, dates.size(), parts.size()));
    const double uniform = std::log2(static_cast<double>(dates.size()));
    for (std::size_t i = 0; i < parts.size(); ++i) {
        parts[i].alone = uniform - entropy(parts[i].probability);
        const std::vector<double> rest = product(parts, dates.size(), i);
        parts[i].information = entropy(rest) - together;
        if (parts.size() > 1) {
            const auto top = std::ranges::max_element(rest) - rest.begin();
            parts[i].mode_without = dates[static_cast<std::size_t>(top)];
        }
    }
}

} // namespace halflight::studies

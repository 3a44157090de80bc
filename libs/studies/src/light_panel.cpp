// SPDX-License-Identifier: Apache-2.0
// light_panel.cpp - panels of light: what they must be, coarser periods, changes with bounds.
#include "halflight/studies/light_panel.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

#include <fmt/format.h>

namespace halflight::studies {

namespace {

void require_size(const stats::Matrix& matrix, std::string_view name, const LightPanel& panel) {
    if (matrix.rows() != panel.period_count() || matrix.cols() != panel.unit_count()) {
        stats::refuse(fmt::format("the matrix of {} is {} x {}: {} periods and {} units are named",
                                  name, matrix.rows(), matrix.cols(), panel.period_count(),
                                  panel.unit_count()));
    }
}

void require_units(const std::vector<std::string>& units) {
    std::set<std::string_view> seen;
    for (const std::string& unit : units) {
        if (!seen.insert(unit).second) {
            stats::refuse(
                fmt::format("unit '{}' is in the panel twice: each may stand once", unit));
        }
    }
}

void require_periods(const std::vector<Period>& periods) {
    if (periods.empty()) {
        stats::refuse("the panel has no period: at least one is needed");
    }
    const Frequency frequency = frequency_of(periods.front());
    for (std::size_t t = 0; t < periods.size(); ++t) {
        const Frequency own = frequency_of(periods[t]);
        if (own == Frequency::none || own != frequency) {
            stats::refuse(
                fmt::format("period {} is not of the frequency of the first, {}: all must "
                            "be units of one frequency",
                            to_string(periods[t]), to_string(periods.front())));
        }
        if (t > 0 && periods[t].first != periods[t - 1].end) {
            stats::refuse(fmt::format("period {} stands after {}: periods must follow each other "
                                      "without gap, a missing one as a row of missing values",
                                      to_string(periods[t]), to_string(periods[t - 1])));
        }
    }
}

void require_cell(const LightPanel& panel, std::size_t t, std::size_t unit) {
    const double value = panel.value(t, unit);
    const double low = panel.low(t, unit);
    const double high = panel.high(t, unit);
    const auto fault = [&](std::string_view what) {
        stats::refuse(fmt::format("unit '{}' in {} is {} in [{}, {}]: {}", panel.units[unit],
                                  to_string(panel.periods[t]), value, low, high, what));
    };
    if (std::isinf(value) || std::isinf(low) || std::isinf(high)) {
        fault("light must be finite, or missing");
    }
    if (std::isnan(value) != std::isnan(low) || std::isnan(value) != std::isnan(high)) {
        fault("value, low and high must be missing together");
    }
    if (low > value || value > high) {
        fault("the value must lie between low and high");
    }
}

/// Rows of the panel that make up each unit of a frequency, for units that they tile.
struct Group {
    Period period;
    std::size_t first;
    std::size_t end;
};

std::vector<Group> groups_of(const LightPanel& panel, Frequency frequency) {
    const Period whole{panel.periods.front().first, panel.periods.back().end};
    std::vector<Group> made;
    for (const Period& unit : units_inside(whole, frequency)) {
        const auto starts = [](const Period& period, Date day) { return period.first < day; };
        const auto first =
            std::lower_bound(panel.periods.begin(), panel.periods.end(), unit.first, starts);
        const auto end = std::lower_bound(first, panel.periods.end(), unit.end, starts);
        if (first == end || first->first != unit.first || std::prev(end)->end != unit.end) {
            continue;
        }
        made.push_back({unit, static_cast<std::size_t>(first - panel.periods.begin()),
                        static_cast<std::size_t>(end - panel.periods.begin())});
    }
    return made;
}

double mean_of(std::span<const double> column, const Group& group, std::size_t least) {
    double sum = 0;
    std::size_t seen = 0;
    for (std::size_t t = group.first; t < group.end; ++t) {
        if (!std::isnan(column[t])) {
            sum += column[t];
            ++seen;
        }
    }
    return seen >= least ? sum / static_cast<double>(seen) : stats::undefined;
}

stats::Matrix means_of(const stats::Matrix& matrix, const std::vector<Group>& groups,
                       std::size_t least) {
    stats::Matrix made(groups.size(), matrix.cols());
    for (std::size_t unit = 0; unit < matrix.cols(); ++unit) {
        for (std::size_t t = 0; t < groups.size(); ++t) {
            made(t, unit) = mean_of(matrix.column(unit), groups[t], least);
        }
    }
    return made;
}

} // namespace

void require_whole(const LightPanel& panel) {
    require_size(panel.value, "values", panel);
    require_size(panel.low, "lows", panel);
    require_size(panel.high, "highs", panel);
    require_units(panel.units);
    require_periods(panel.periods);
    for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
        for (std::size_t t = 0; t < panel.period_count(); ++t) {
            require_cell(panel, t, unit);
        }
    }
}

LightPanel to_frequency(const LightPanel& panel, Frequency frequency, std::size_t least) {
    require_whole(panel);
    if (frequency == Frequency::none) {
        stats::refuse("no frequency is given: name one, as M or Q");
    }
    if (least == 0) {
        stats::refuse("a mean over at least 0 observed periods is asked for: 1 is the least");
    }
    const std::vector<Group> groups = groups_of(panel, frequency);
    if (groups.empty()) {
        stats::refuse(fmt::format("no unit of frequency {} is made up of whole periods of the "
                                  "panel ({} to {}): at least one is needed",
                                  to_string(frequency), to_string(panel.periods.front()),
                                  to_string(panel.periods.back())));
    }
    LightPanel made{.units = panel.units,
                    .periods = {},
                    .value = means_of(panel.value, groups, least),
                    .low = means_of(panel.low, groups, least),
                    .high = means_of(panel.high, groups, least),
                    .synthetic = panel.synthetic};
    for (const Group& group : groups) {
        made.periods.push_back(group.period);
    }
    return made;
}

std::size_t period_index(const LightPanel& panel, const Period& period) {
    const auto found = std::ranges::find(panel.periods, period);
    if (found == panel.periods.end()) {
        stats::refuse(panel.periods.empty()
                          ? fmt::format("the panel has no period, and so not {}", to_string(period))
                          : fmt::format("the panel does not hold {}: it goes from {} to {}",
                                        to_string(period), to_string(panel.periods.front()),
                                        to_string(panel.periods.back())));
    }
    return static_cast<std::size_t>(found - panel.periods.begin());
}

Change change_between(const LightPanel& panel, const Period& earlier, const Period& later) {
    const std::size_t from = period_index(panel, earlier);
    const std::size_t to = period_index(panel, later);
    if (from >= to) {
        stats::refuse(fmt::format("a change from {} to {} goes backwards: the earlier period must "
                                  "come first",
                                  to_string(earlier), to_string(later)));
    }
    Change made;
    for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
        made.value.push_back(panel.value(to, unit) - panel.value(from, unit));
        made.low.push_back(panel.low(to, unit) - panel.high(from, unit));
        made.high.push_back(panel.high(to, unit) - panel.low(from, unit));
    }
    return made;
}

} // namespace halflight::studies

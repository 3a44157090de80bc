// SPDX-License-Identifier: Apache-2.0
#include "warning/baseline.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "breaks/series.hpp"

namespace halflight::stats {

Baseline baseline_of(std::span<const double> cells, double least_share, std::size_t least) {
    Baseline made;
    for (const double cell : cells) {
        if (!std::isnan(cell)) {
            made.cells += 1;
            made.sum += cell;
        }
    }
    const double wanted =
        std::max(static_cast<double>(least), least_share * static_cast<double>(cells.size()));
    made.enough = made.cells >= wanted;
    if (made.cells > 0) {
        made.mean = made.sum / made.cells;
    }
    double squares = 0;
    for (const double cell : cells) {
        squares += std::isnan(cell) ? 0 : (cell - made.mean) * (cell - made.mean);
    }
    if (made.cells > 1) {
        made.deviation = std::sqrt(squares / (made.cells - 1));
    }
    return made;
}

std::vector<double> season_cells(std::span<const double> counts, const SeasonWindow& window,
                                 std::size_t time) {
    const std::size_t back = window.years * window.period + window.half_width;
    if (time < back) {
        refuse(
            fmt::format("row {} has no baseline: {} years of {} cells and {} more must lie before "
                        "it, so begin at row {}",
                        time + 1, window.years, window.period, window.half_width, back + 1));
    }
    std::vector<double> cells;
    const auto take = [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < std::min(end, time); ++i) {
            cells.push_back(counts[i]);
        }
    };
    if (window.current) {
        take(time - window.half_width, time);
    }
    for (std::size_t year = 1; year <= window.years; ++year) {
        const std::size_t centre = time - year * window.period;
        take(centre - window.half_width, centre + window.half_width + 1);
    }
    return cells;
}

std::size_t first_time(std::size_t first, std::size_t before, std::size_t rows) {
    const std::size_t begin = first == 0 ? before : first - 1;
    if (begin < before || begin >= rows) {
        refuse(fmt::format("times from row {} cannot be judged: the baseline takes {} rows, the "
                           "series has {}",
                           begin + 1, before, rows));
    }
    return begin;
}

Alarm time_of(std::span<const double> counts, std::size_t time) {
    Alarm made;
    made.row = time + 1;
    made.observed = counts[time];
    made.state = std::isnan(counts[time]) ? AlarmState::no_data : AlarmState::judged;
    return made;
}

void judge_above(double threshold, Alarm& alarm) {
    alarm.threshold = threshold;
    alarm.needed = std::max(0.0, std::floor(threshold) + 1);
    alarm.alarm = alarm.state == AlarmState::judged && alarm.observed > threshold;
}

std::vector<double> control_means(std::span<const double> counts, std::size_t first,
                                  const std::vector<double>& given) {
    const std::size_t times = counts.size() - first;
    std::vector<double> means = given;
    if (given.empty()) {
        const Baseline before = baseline_of(counts.first(first), 0, 1);
        if (!before.enough) {
            refuse(fmt::format("no count is observed before row {}: give the mean in control",
                               first + 1));
        }
        means.assign(times, before.mean);
    } else if (given.size() == 1) {
        means.assign(times, given.front());
    } else if (given.size() != times) {
        refuse(fmt::format("{} means in control were given for {} times: give one or as many",
                           given.size(), times));
    }
    for (std::size_t i = 0; i < times; ++i) {
        if (!(means[i] > 0) || !std::isfinite(means[i])) {
            refuse(fmt::format("the mean in control of row {} is {}: it must be above 0",
                               first + i + 1, means[i]));
        }
    }
    return means;
}

} // namespace halflight::stats

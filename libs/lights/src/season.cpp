// SPDX-License-Identifier: Apache-2.0
#include "season.hpp"

#include <array>

namespace halflight::lights {

namespace {

constexpr int months = 12;

/// Weighted sum of cells on the way to a level. What one cell lacks the level lacks.
struct Sum {
    double value = 0, low = 0, high = 0, variance = 0;
    void add(const SeriesCell& cell, double weight) {
        value += weight * cell.value;
        low += weight * cell.low;
        high += weight * cell.high;
        variance += weight * weight * cell.error * cell.error;
    }
    [[nodiscard]] Level level() const { return {value, low, high, std::sqrt(variance)}; }
};

struct MonthCells {
    std::vector<std::size_t> seen;   ///< periods with a value
    std::vector<std::size_t> unseen; ///< without
    [[nodiscard]] bool is_absent() const { return seen.empty() && unseen.empty(); }
};
using Year = std::array<MonthCells, std::size_t{months}>;

/// January is 1.
template <class OneYear>
auto& of_month(OneYear& year, int month) {
    return year.at(static_cast<std::size_t>(month - 1));
}

Year year_of(const Series& series, std::size_t zone, const std::vector<std::size_t>& set) {
    Year year;
    for (const std::size_t i : set) {
        const int month = to_civil(series.periods[i].first).month;
        MonthCells& cells = of_month(year, month);
        (series.at(zone, i).has_value() ? cells.seen : cells.unseen).push_back(i);
    }
    return year;
}

void list_left_out(const Series& series, std::size_t zone, const MonthCells& cells, int month,
                   bool of_base, bool other_lacks, Comparison& result) {
    if (cells.is_absent()) {
        result.left_out.push_back({of_base, std::nullopt, month, "no_period"});
    }
    for (const std::size_t i : cells.unseen) {
        result.left_out.push_back({of_base, series.periods[i], month, series.at(zone, i).missing});
    }
    if (other_lacks) {
        for (const std::size_t i : cells.seen) {
            result.left_out.push_back({of_base, series.periods[i], month, "unmatched"});
        }
    }
}

void count(const Series& series, std::size_t zone, const std::vector<std::size_t>& cells,
           Comparison& result) {
    for (const std::size_t i : cells) {
        result.periods += 1;
        if (series.at(zone, i).filled) {
            result.filled += 1;
        }
    }
}

Level mean_of_months(const Series& series, std::size_t zone, const Year& year,
                     const std::vector<int>& matched) {
    Sum sum;
    for (const int month : matched) {
        const MonthCells& cells = of_month(year, month);
        const auto all = static_cast<double>(matched.size() * cells.seen.size());
        for (const std::size_t i : cells.seen) {
            sum.add(series.at(zone, i), 1 / all);
        }
    }
    return matched.empty() ? Level{} : sum.level();
}

Level plain_level(const Series& series, std::size_t zone, const std::vector<std::size_t>& set,
                  bool of_base, Comparison& result) {
    std::vector<std::size_t> seen;
    for (const std::size_t i : set) {
        const SeriesCell& cell = series.at(zone, i);
        if (cell.has_value()) {
            seen.push_back(i);
        } else {
            result.left_out.push_back({of_base, series.periods[i], 0, cell.missing});
        }
    }
    count(series, zone, seen, result);
    Sum sum;
    for (const std::size_t i : seen) {
        sum.add(series.at(zone, i), 1 / static_cast<double>(seen.size()));
    }
    return seen.empty() ? Level{} : sum.level();
}

} // namespace

Levels matched_levels(const Series& series, std::size_t zone, const PeriodSets& sets,
                      Comparison& result) {
    const Year period = year_of(series, zone, sets.period);
    const Year base = year_of(series, zone, sets.base);
    for (int month = 1; month <= months; ++month) {
        const MonthCells& here = of_month(period, month);
        const MonthCells& there = of_month(base, month);
        if (here.is_absent() && there.is_absent()) {
            continue;
        }
        if (!here.seen.empty() && !there.seen.empty()) {
            result.months.push_back(month);
            count(series, zone, here.seen, result);
            count(series, zone, there.seen, result);
        }
        list_left_out(series, zone, here, month, false, there.seen.empty(), result);
        list_left_out(series, zone, there, month, true, here.seen.empty(), result);
    }
    return {mean_of_months(series, zone, period, result.months),
            mean_of_months(series, zone, base, result.months)};
}

Levels plain_levels(const Series& series, std::size_t zone, const PeriodSets& sets,
                    Comparison& result) {
    Levels levels;
    levels.period = plain_level(series, zone, sets.period, false, result);
    levels.base = plain_level(series, zone, sets.base, true, result);
    return levels;
}

} // namespace halflight::lights

// SPDX-License-Identifier: Apache-2.0
// Concentration and spread over boxes: greatest values at vertices, least values by clamping.
#include "trade_spread.hpp"

#include "halflight/measures/trade.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace halflight::measures {

namespace {

double square(double x) {
    return x * x;
}

struct Sums {
    double sum = 0;
    double squares = 0;
};

Sums with(const Sums& sums, double x) {
    return {sums.sum + x, sums.squares + x * x};
}

template <class Value>
double greatest_at_vertices(std::span<const Interval> box, const Sums& sums, const Value& value) {
    if (box.empty()) {
        return value(sums);
    }
    const double low = greatest_at_vertices(box.subspan(1), with(sums, box.front().lo), value);
    if (box.front().lo == box.front().hi) {
        return low;
    }
    return std::max(low, greatest_at_vertices(box.subspan(1), with(sums, box.front().hi), value));
}

/// Between its ends an interval is replaced by the chord: sum and sum of squares both linear. For a
/// given sum the sum of squares is then greatest if intervals are filled in falling order of lo +
/// hi, so the maximum lies on one path of n chords. On each, `best` gives the greatest value.
template <class Best>
double greatest_on_chords(std::span<const Interval> box, const Best& best) {
    std::vector<Interval> order(box.begin(), box.end());
    std::ranges::stable_sort(
        order, [](const Interval& a, const Interval& b) { return a.lo + a.hi > b.lo + b.hi; });
    Sums from;
    for (const Interval& interval : order) {
        from = with(from, interval.lo);
    }
    double greatest = -std::numeric_limits<double>::infinity();
    for (const Interval& interval : order) {
        const Sums to{from.sum + (interval.hi - interval.lo),
                      from.squares + (interval.hi - interval.lo) * (interval.hi + interval.lo)};
        greatest = std::max(greatest, best(from, to));
        from = to;
    }
    return greatest;
}

double index_of(const Sums& sums) {
    return sums.sum > 0 ? sums.squares / (sums.sum * sums.sum) : 0;
}

double best_index(const Sums& from, const Sums& to) {
    const double rise = to.squares - from.squares;
    const double run = to.sum - from.sum;
    double best = std::max(index_of(from), index_of(to));
    if (rise > 0 && run > 0) {
        const double at = (rise * from.sum - 2 * run * from.squares) / (rise * run);
        if (at > 0 && at < 1) {
            best = std::max(best, index_of({from.sum + at * run, from.squares + at * rise}));
        }
    }
    return best;
}

/// Sum of squared deviations from the mean of n values.
double scatter(const Sums& sums, double n) {
    return std::max(0.0, sums.squares - sums.sum * sums.sum / n);
}

double best_scatter(const Sums& from, const Sums& to, double n) {
    const double rise = to.squares - from.squares;
    const double run = to.sum - from.sum;
    double best = std::max(scatter(from, n), scatter(to, n));
    if (run > 0) {
        const double at = (n * rise / (2 * run) - from.sum) / run;
        if (at > 0 && at < 1) {
            best = std::max(best, scatter({from.sum + at * run, from.squares + at * rise}, n));
        }
    }
    return best;
}

/// Least sum of squared deviations: every value clamped to the mean of all.
double least_scatter(std::span<const Interval> values) {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const Interval& value : values) {
        low = std::min(low, value.hi);
        high = std::max(high, value.lo);
    }
    if (low >= high) {
        return 0;
    }
    constexpr int halvings = 200;
    for (int i = 0; i < halvings; ++i) {
        const double middle = low + (high - low) / 2;
        double surplus = 0;
        for (const Interval& value : values) {
            surplus += std::clamp(middle, value.lo, value.hi) - middle;
        }
        (surplus > 0 ? low : high) = middle;
    }
    double squares = 0;
    for (const Interval& value : values) {
        const double gap = std::clamp(low, value.lo, value.hi) - low;
        squares += gap * gap;
    }
    return squares;
}

/// Shifted so that sums of squares do not swallow the differences.
std::vector<Interval> centred(std::span<const Interval> values) {
    Interval whole = Interval::none();
    for (const Interval& value : values) {
        whole = hull(whole, value);
    }
    std::vector<Interval> out;
    for (const Interval& value : values) {
        out.push_back(value - Interval::point(whole.lo + whole.width() / 2));
    }
    return out;
}

/// Positive levels as logarithms; empty where one cannot be positive.
std::vector<Interval> logarithms(std::span<const Interval> levels) {
    std::vector<Interval> logs;
    for (const Interval& level : levels) {
        if (level.empty() || !(level.hi > 0)) {
            return {};
        }
        logs.push_back(
            {level.lo > 0 ? std::log(level.lo) : -std::numeric_limits<double>::infinity(),
             std::log(level.hi), false, false});
    }
    return logs;
}

/// Sum of squared deviations of the changes of a path from their mean.
double scatter_of_changes(std::span<const double> path) {
    const double mean = (path.back() - path.front()) / static_cast<double>(path.size() - 1);
    double squares = 0;
    for (std::size_t i = 1; i < path.size(); ++i) {
        squares += square(path[i] - path[i - 1] - mean);
    }
    return squares;
}

/// The largest logarithm, regardless of sign; zero where one is unbounded.
double widest(std::span<const Interval> logs) {
    double most = 0;
    for (const Interval& log : logs) {
        most = std::max({most, std::abs(log.lo), std::abs(log.hi)});
    }
    return std::isinf(most) ? 0 : most;
}

constexpr double rounding = 4 * std::numeric_limits<double>::epsilon();

/// Greatest sum of squared deviations of the changes from their mean, which fixed ends fix, over
/// the vertices between these.
double longest_walk(std::span<const Interval> logs, double start, double end) {
    const double mean = (end - start) / static_cast<double>(logs.size() - 1);
    std::array<double, 2> at = {start, start};
    std::array<double, 2> length = {0, 0};
    for (std::size_t i = 1; i < logs.size(); ++i) {
        const bool last = i + 1 == logs.size();
        const std::array<double, 2> next = {last ? end : logs[i].lo, last ? end : logs[i].hi};
        std::array<double, 2> longer{};
        for (std::size_t to = 0; to < 2; ++to) {
            longer[to] = std::max(length[0] + square(next[to] - at[0] - mean),
                                  length[1] + square(next[to] - at[1] - mean));
        }
        at = next;
        length = longer;
    }
    return std::max(length[0], length[1]);
}

double greatest_scatter_of_changes(std::span<const Interval> logs) {
    double greatest = 0;
    for (const double start : {logs.front().lo, logs.front().hi}) {
        for (const double end : {logs.back().lo, logs.back().hi}) {
            greatest = std::max(greatest, longest_walk(logs, start, end));
        }
    }
    return greatest;
}

/// Gradient of scatter_of_changes.
std::vector<double> slope(std::span<const double> path) {
    const std::size_t last = path.size() - 1;
    const double run = (path.back() - path.front()) / static_cast<double>(last);
    std::vector<double> out(path.size());
    for (std::size_t i = 0; i <= last; ++i) {
        const double before = i > 0 ? path[i] - path[i - 1] : run;
        const double after = i < last ? path[i + 1] - path[i] : run;
        out[i] = 2 * (before - after);
    }
    return out;
}

/// Coordinate descent: each level to the least that its neighbours allow.
void descend(std::span<const Interval> logs, std::vector<double>& path) {
    const std::size_t last = path.size() - 1;
    const auto changes = static_cast<double>(last);
    for (std::size_t i = 0; i <= last; ++i) {
        double best = 0;
        if (i == 0) {
            best = (path[1] * changes - path[last]) / (changes - 1);
        } else if (i == last) {
            best = (path[last - 1] * changes - path[0]) / (changes - 1);
        } else {
            best = (path[i - 1] + path[i + 1]) / 2;
        }
        path[i] = std::clamp(best, logs[i].lo, logs[i].hi);
    }
}

/// A convex function lies above its tangent: value + least tangent over the box is a lower bound.
double tangent_bound(std::span<const Interval> logs, std::span<const double> path) {
    const std::vector<double> rate = slope(path);
    double bound = scatter_of_changes(path);
    for (std::size_t i = 0; i < path.size(); ++i) {
        const double to = rate[i] > 0 ? logs[i].lo : logs[i].hi;
        bound += rate[i] == 0 ? 0 : rate[i] * (to - path[i]);
    }
    const double doubt = rounding * static_cast<double>(path.size()) * square(widest(logs));
    return std::isnan(bound) ? 0 : std::max(0.0, bound - doubt);
}

double least_scatter_of_changes(std::span<const Interval> logs) {
    std::vector<double> path;
    for (const Interval& log : logs) {
        path.push_back(std::isinf(log.lo) ? log.hi : log.lo + (log.hi - log.lo) / 2);
    }
    constexpr int rounds = 5000;
    constexpr int between = 50;
    double bound = 0;
    for (int i = 0; i < rounds; ++i) {
        descend(logs, path);
        if (i % between == 0) {
            bound = std::max(bound, tangent_bound(logs, path));
            if (scatter_of_changes(path) - bound <= 1e-12 * bound) {
                break;
            }
        }
    }
    return std::max(bound, tangent_bound(logs, path));
}

} // namespace

double greatest_herfindahl(std::span<const Interval> flows) {
    return flows.size() <= most_enumerated ? greatest_at_vertices(flows, {}, index_of)
                                           : greatest_on_chords(flows, best_index);
}

Interval standard_deviation(std::span<const Interval> values) {
    const auto unusable = [](const Interval& value) { return value.empty(); };
    if (values.size() < 2 || std::ranges::any_of(values, unusable)) {
        return Interval::none();
    }
    const auto n = static_cast<double>(values.size());
    const double low = std::sqrt(least_scatter(values) / (n - 1));
    const auto open = [](const Interval& value) { return !value.bounded(); };
    if (std::ranges::any_of(values, open)) {
        return Interval::at_least(low);
    }
    const std::vector<Interval> near_zero = centred(values);
    values = near_zero;
    const double most =
        values.size() <= most_enumerated
            ? greatest_at_vertices(values, {}, [n](const Sums& sums) { return scatter(sums, n); })
            : greatest_on_chords(values, [n](const Sums& from, const Sums& to) {
                  return best_scatter(from, to, n);
              });
    return Interval::closed(low, std::max(low, std::sqrt(most / (n - 1))));
}

Interval volatility(std::span<const Interval> levels) {
    const std::vector<Interval> logs = logarithms(levels);
    if (logs.size() < 3) {
        return Interval::none();
    }
    const auto freedom = static_cast<double>(logs.size() - 2);
    if (std::ranges::any_of(logs, [](const Interval& log) { return std::isinf(log.hi); })) {
        return Interval::at_least(0);
    }
    const double low = std::sqrt(least_scatter_of_changes(logs) / freedom);
    if (std::ranges::any_of(logs, [](const Interval& log) { return std::isinf(log.lo); })) {
        return Interval::at_least(low);
    }
    // Every change is off by a rounding of its logarithms, and a root of squares no more than all.
    const double doubt = rounding * static_cast<double>(logs.size()) * widest(logs);
    const double high = std::sqrt(greatest_scatter_of_changes(logs) / freedom) + doubt;
    return Interval::closed(low, std::max(low, high));
}

Interval mean_absolute_change(std::span<const Interval> levels) {
    if (levels.size() < 2) {
        return Interval::none();
    }
    Interval sum = Interval::point(0);
    for (std::size_t i = 1; i < levels.size(); ++i) {
        const Interval before = intersect(levels[i - 1], Interval::at_least(0));
        const Interval after = intersect(levels[i], Interval::at_least(0));
        if (before.empty() || after.empty()) {
            return Interval::none();
        }
        const Interval change = after / before - Interval::point(1);
        const bool either = change.lo <= 0 && change.hi >= 0;
        const double least = either ? 0 : std::min(std::abs(change.lo), std::abs(change.hi));
        sum = sum + Interval{least, std::max(std::abs(change.lo), std::abs(change.hi)), false,
                             !change.bounded()};
    }
    return scale(sum, 1.0 / static_cast<double>(levels.size() - 1));
}

} // namespace halflight::measures

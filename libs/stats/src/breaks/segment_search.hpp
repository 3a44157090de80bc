// SPDX-License-Identifier: Apache-2.0
// segment_search.hpp - where to divide: all divisions, one split at a time, or one split.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

#include "breaks/segment_cost.hpp"

namespace halflight::stats {

inline constexpr double no_cost = std::numeric_limits<double>::infinity();

/// The cells before each change, walked back from the end.
inline std::vector<std::size_t> walk_back(std::span<const std::uint32_t> before,
                                          std::size_t cells) {
    std::vector<std::size_t> ends;
    for (std::size_t end = before[cells]; end > 0; end = before[end]) {
        ends.push_back(end);
    }
    std::reverse(ends.begin(), ends.end());
    return ends;
}

/// Starts of the last segment that may still be best, with the sums up to them side by side.
struct Candidates {
    std::vector<double> best, values, squares, exposure;
    std::vector<double>
        cost; ///< of the whole up to the present end, without log(cells) of the last
    std::vector<double> total;     ///< with it
    std::vector<double> low, high; ///< means of the last segment for which the start may be best
    std::vector<double> excess;    ///< what is above a limit is hopeless
    std::vector<std::uint32_t> start;
    std::vector<unsigned char> doomed;
    std::size_t count = 0;

    explicit Candidates(std::size_t most)
        : best(most), values(most), squares(most), exposure(most), cost(most), total(most),
          low(most), high(most), excess(most), start(most), doomed(most) {}

    void add(const RunningSums& sums, std::size_t at, double best_before) {
        best[count] = best_before;
        values[count] = sums.values[at];
        squares[count] = sums.squares[at];
        exposure[count] = sums.exposure[at];
        start[count] = static_cast<std::uint32_t>(at);
        doomed[count] = 0;
        low[count] = -no_cost;
        high[count] = no_cost;
        ++count;
    }

    /// Takes out those whose `by` is more than `limit`; where `wait`, only at the next call.
    void prune(const std::vector<double>& by, double limit, bool wait) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const bool hopeless = !(by[i] <= limit);
            best[kept] = best[i];
            values[kept] = values[i];
            squares[kept] = squares[i];
            exposure[kept] = exposure[i];
            start[kept] = start[i];
            low[kept] = low[i];
            high[kept] = high[i];
            const bool out = wait ? doomed[i] != 0 : hopeless;
            doomed[kept] = static_cast<unsigned char>(hopeless);
            kept += out ? 0 : 1;
        }
        count = kept;
    }
};

/// Fills the cost of every candidate for a last segment that ends before `end`.
template <class Cost>
void cost_candidates(const Cost& cost, const RunningSums& sums, std::size_t end, bool mbic,
                     Candidates& held) {
    const double x = sums.values[end];
    const double squares = sums.squares[end];
    const double exposure = sums.exposure[end];
    const std::size_t count = held.count;
    double* const out = held.cost.data();
    const double* const best = held.best.data();
    const double* const held_x = held.values.data();
    const double* const held_squares = held.squares.data();
    const double* const held_exposure = held.exposure.data();
    for (std::size_t i = 0; i < count; ++i) {
        out[i] =
            best[i] + cost(x - held_x[i], squares - held_squares[i], exposure - held_exposure[i]);
    }
    if (mbic) {
        for (std::size_t i = 0; i < count; ++i) {
            held.total[i] = out[i] + sums.log_cells[end - held.start[i]];
        }
    }
}

/// Index of the least, the first of equals.
inline std::size_t least_of(const std::vector<double>& values, std::size_t count) {
    double least = no_cost;
    for (std::size_t i = 0; i < count; ++i) {
        least = values[i] < least ? values[i] : least;
    }
    std::size_t place = 0;
    while (place + 1 < count && values[place] != least) {
        ++place;
    }
    return place;
}

/// What exceeds 0 is hopeless after `end`, whose best division costs `best`.
///
/// A start s that costs more up to t than the best division of the cells up to t is never better
/// than t again: log(cells) of its last segment only grows with what follows, so it counts without
/// it.
template <class Cost>
void narrow(const Cost&, const RunningSums&, std::size_t, std::size_t, double best,
            Candidates& held) {
    for (std::size_t i = 0; i < held.count; ++i) {
        held.excess[i] = held.cost[i] - best;
    }
}

/// Starts after that of candidate `least` which are worse than it for every mean of their interval,
/// from `end` on: log(cells) speaks for the later start, the less the more follows.
inline void compare_with(std::size_t least, const MeanCost& cost, const RunningSums& sums,
                         std::size_t end, double slack, Candidates& held) {
    const double log_older = sums.log_cells[end - held.start[least]];
    for (std::size_t i = least + 1; i < held.count; ++i) {
        const double cells = held.exposure[i] - held.exposure[least];
        const double x = held.values[i] - held.values[least];
        const double between = cost(x, held.squares[i] - held.squares[least], cells);
        const double room = held.best[i] - held.best[least] - between - log_older +
                            sums.log_cells[end - held.start[i]];
        const double reach = std::sqrt(std::max(room, 0.0) / (cells * cost.precision)) - slack;
        const double mean = x / cells;
        const bool worse = held.low[i] > mean - reach && held.high[i] < mean + reach;
        held.excess[i] = worse ? no_cost : held.excess[i];
    }
}

/// The same for each mean of the last segment by itself, as Maidstone, Hocking, Rigaill and
/// Fearnhead (2017): the means for which s may still be best are those of an interval, which every
/// t makes narrower.
inline void narrow(const MeanCost& cost, const RunningSums& sums, std::size_t end,
                   std::size_t least, double best, Candidates& held) {
    // Rounding must not empty an interval that is a point.
    const double slack = 1e-7 / std::sqrt(cost.precision);
    for (std::size_t i = 0; i < held.count; ++i) {
        const double cells = sums.exposure[end] - held.exposure[i];
        const double mean = (sums.values[end] - held.values[i]) / cells;
        const double left = best - held.cost[i];
        const double reach = std::sqrt(std::max(left, 0.0) / (cells * cost.precision));
        held.low[i] = std::max(held.low[i], mean - reach);
        held.high[i] = std::min(held.high[i], mean + reach);
        held.excess[i] = left < 0 ? no_cost : held.low[i] - held.high[i] - slack;
    }
    compare_with(least, cost, sums, end, slack, held);
}

/// The division of least total cost plus penalty for each change.
template <class Cost>
Found pelt(const Cost& cost, const RunningSums& sums, const SearchPlan& plan) {
    const std::size_t cells = sums.cells();
    const bool exact = plan.convention == SegmentConvention::exact;
    const std::size_t stride = exact ? std::max<std::size_t>(8, plan.least) : 1;
    std::vector<double> best(cells + 1, no_cost);
    std::vector<std::uint32_t> before(cells + 1);
    Candidates held(cells + 1);
    const std::vector<double>& total = plan.mbic ? held.total : held.cost;
    best[0] = -plan.penalty;
    held.add(sums, 0, best[0]);
    for (std::size_t end = plan.least; end <= cells; ++end) {
        if (const std::size_t start = end - plan.least; start >= plan.least) {
            held.add(sums, start, best[start]);
        }
        cost_candidates(cost, sums, end, plan.mbic, held);
        const std::size_t least = least_of(total, held.count);
        best[end] = total[least] + plan.penalty;
        before[end] = held.start[least];
        if (end % stride == 0 && (exact || end >= 2 * plan.least)) {
            if (exact) {
                narrow(cost, sums, end, least, best[end], held);
                held.prune(held.excess, 0, plan.least > 1);
            } else {
                held.prune(total, best[end], false);
            }
        }
    }
    return {walk_back(before, cells), false};
}

/// The best division for 1 .. `most` segments and, of these, the one that costs least with penalty.
template <class Cost>
Found optimal(const Cost& cost, const RunningSums& sums, const SearchPlan& plan) {
    const std::size_t cells = sums.cells();
    const std::size_t segments = std::min(plan.most, cells / plan.least);
    std::vector<std::vector<double>> best(segments, std::vector<double>(cells + 1, no_cost));
    std::vector<std::vector<std::uint32_t>> before(segments, std::vector<std::uint32_t>(cells + 1));
    for (std::size_t start = 0; start + plan.least <= cells; ++start) {
        for (std::size_t end = start + plan.least; end <= cells; ++end) {
            const double here = cost_between(cost, sums, start, end);
            if (start == 0) {
                best[0][end] = here;
                continue;
            }
            for (std::size_t k = 1; k < segments; ++k) {
                if (best[k - 1][start] + here < best[k][end]) {
                    best[k][end] = best[k - 1][start] + here;
                    before[k][end] = static_cast<std::uint32_t>(start);
                }
            }
        }
    }
    std::size_t chosen = 0;
    const auto total = [&](std::size_t k) {
        return best[k][cells] + static_cast<double>(k) * plan.penalty;
    };
    for (std::size_t k = 1; k < segments; ++k) {
        chosen = total(k) < total(chosen) ? k : chosen;
    }
    Found found;
    found.most_reached = chosen + 1 == plan.most;
    for (std::size_t k = chosen, end = cells; k > 0; --k) {
        end = before[k][end];
        found.ends.push_back(end);
    }
    std::reverse(found.ends.begin(), found.ends.end());
    return found;
}

/// A split of cells `begin` .. `end` - 1 after `at` cells of the whole.
struct Split {
    std::size_t begin;
    std::size_t end;
    std::size_t at;
    double gain;
};

/// Gain(begin, at, end) of the best split, the first of equals; none where none is long enough.
template <class Gain>
std::optional<Split> best_split(const Gain& gain, std::size_t begin, std::size_t end,
                                std::size_t cells, const SearchPlan& plan) {
    const bool package = plan.convention == SegmentConvention::changepoint;
    const std::size_t left = package ? plan.least + 1 : plan.least;
    std::optional<Split> best;
    for (std::size_t at = begin + left; at + plan.least <= end; ++at) {
        if (package && (at < 2 || at + 3 > cells)) {
            continue;
        }
        const double here = gain(begin, at, end);
        if (!best || here > best->gain) {
            best = Split{begin, end, at, here};
        }
    }
    return best;
}

/// Splits the segment whose split gains most, again and again, while the gain reaches the penalty.
template <class Gain>
Found binary(const Gain& gain, std::size_t cells, const SearchPlan& plan) {
    Found found;
    std::vector<Split> open;
    const auto look = [&](std::size_t begin, std::size_t end) {
        if (const auto split = best_split(gain, begin, end, cells, plan)) {
            open.push_back(*split);
        }
    };
    look(0, cells);
    while (found.ends.size() < plan.most && !open.empty()) {
        const auto top =
            std::max_element(open.begin(), open.end(), [](const Split& a, const Split& b) {
                return a.gain < b.gain || (a.gain == b.gain && a.at > b.at);
            });
        const Split split = *top;
        if (!(split.gain >= plan.penalty) || !(split.gain > 0)) {
            break;
        }
        open.erase(top);
        found.ends.push_back(split.at);
        look(split.begin, split.at);
        look(split.at, split.end);
    }
    found.most_reached = found.ends.size() == plan.most;
    std::sort(found.ends.begin(), found.ends.end());
    return found;
}

} // namespace halflight::stats

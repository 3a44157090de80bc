// SPDX-License-Identifier: Apache-2.0
// table.hpp - what the programs here share: clocks, and rows of Markdown tables.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <functional>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "halflight/base/parallel.hpp"
#include "halflight/stats/estimate.hpp"

namespace halflight::bench {

inline void row(const std::vector<std::string>& cells) {
    fmt::print("| {} |\n", fmt::join(cells, " | "));
}

/// Names of columns, and the line under them.
inline void head(const std::vector<std::string>& names) {
    row(names);
    fmt::print("|{}\n", fmt::join(std::vector<std::string>(names.size(), "---|"), ""));
}

/// Least of `times` runs by `now`, in seconds.
template <class Now>
double least(int times, const std::function<void()>& work, const Now& now) {
    double best = std::numeric_limits<double>::infinity();
    for (int i = 0; i < times; ++i) {
        const double begin = now();
        work();
        best = std::min(best, now() - begin);
    }
    return best;
}

/// Of the wall clock.
inline double seconds(int times, const std::function<void()>& work) {
    return least(times, work, [] {
        const auto since = std::chrono::steady_clock::now().time_since_epoch();
        return std::chrono::duration<double>(since).count();
    });
}

/// Of the processor, all threads together: other programs disturb it less.
inline double processor_seconds(int times, const std::function<void()>& work) {
    return least(times, work, [] { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; });
}

inline void growth_head() {
    head({"work", "N", "processor seconds for N", "for 2 N", "ratio"});
}

/// Freed memory stays with the process. Otherwise small fits reuse it, and from some size on every
/// fit asks the system for new pages: a step that says nothing about the method.
inline void keep_memory() {
#ifdef __GLIBC__
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
#endif
}

/// The cost of `run(size)` and of twice the size, taking turns, each the least of `times`;
/// `make(size)` makes the data and is not counted.
template <class Make, class Run>
void growth(const std::string& work, std::size_t size, int times, const Make& make,
            const Run& run) {
    keep_memory();
    const auto small = make(size);
    const auto large = make(2 * size);
    double cost[2] = {std::numeric_limits<double>::infinity(),
                      std::numeric_limits<double>::infinity()};
    for (int i = 0; i < times; ++i) {
        cost[0] = std::min(cost[0], processor_seconds(1, [&] { run(small); }));
        cost[1] = std::min(cost[1], processor_seconds(1, [&] { run(large); }));
    }
    row({work, fmt::format("{}", size), fmt::format("{:.5f}", cost[0]),
         fmt::format("{:.5f}", cost[1]), fmt::format("{:.2f}", cost[1] / cost[0])});
}

/// Ours beside a package's seconds, which were measured apart.
inline void against_head() {
    head({"work", "ours, s", "package, s", "times as fast"});
}
inline void against(const std::string& work, double ours, double package, const std::string& name) {
    row({work, fmt::format("{:.5f}", ours),
         package > 0 ? fmt::format("{} {:.2f}", name, package) : "-",
         package > 0 ? fmt::format("{:.1f}", package / ours) : "-"});
}

inline constexpr std::size_t simulations = 500;

/// 1 where the interval holds the truth, 0 where not, -1 without interval.
inline int holds(double low, double high, double truth) {
    return std::isnan(low) || std::isnan(high) ? -1 : (low <= truth && truth <= high ? 1 : 0);
}
inline int holds(const stats::Coefficient& c, double truth) {
    return holds(c.low, c.high, truth);
}

inline void coverage_head() {
    head({"design", "interval", "coverage", "draws"});
}

/// A row for each of `names`: the share of draws in which `covers(seed, out)` put 1 in its place,
/// among those where it put 0 or 1;
/// no row without any.
inline void coverage(const std::string& design, const std::vector<std::string>& names,
                     const std::function<void(std::uint64_t, std::vector<int>&)>& covers) {
    std::vector<std::vector<int>> made(simulations, std::vector<int>(names.size(), -1));
    for_each_index(simulations, 2, [&](std::size_t d) { covers(d + 1, made[d]); });
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto count = [&](int least_value) {
            return std::ranges::count_if(
                made, [&](const std::vector<int>& draw) { return draw[i] >= least_value; });
        };
        if (count(0) > 0) {
            const double share = static_cast<double>(count(1)) / static_cast<double>(count(0));
            row({design, names[i], fmt::format("{:.3f}", share), fmt::format("{}", count(0))});
        }
    }
}

} // namespace halflight::bench

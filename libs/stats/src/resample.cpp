// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/resample.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <utility>

#include "halflight/base/parallel.hpp"
#include "halflight/stats/estimate.hpp"

namespace halflight::stats {

namespace {

std::vector<double> with_result(std::span<const double> draws) {
    std::vector<double> kept;
    std::ranges::copy_if(draws, std::back_inserter(kept), [](double x) { return !std::isnan(x); });
    return kept;
}

} // namespace

Replicates replicate(const Draws& draws, std::size_t width, const Draw& draw) {
    Replicates made{.values = Matrix(width, draws.count)};
    std::mutex mutex;
    std::size_t done = 0;
    for_each_index(draws.count, draws.jobs, [&](std::size_t d) {
        const std::span<double> out = made.values.column(d);
        const bool good = draw(d, Random(draws.seed, d), out);
        if (!good) {
            std::ranges::fill(out, undefined);
        }
        const std::scoped_lock lock(mutex);
        made.failed += good ? 0 : 1;
        ++done;
        if (draws.progress) {
            draws.progress(done);
        }
    });
    return made;
}

double deviation(std::span<const double> draws) {
    const std::vector<double> kept = with_result(draws);
    if (kept.size() < 2) {
        return undefined;
    }
    const auto n = static_cast<double>(kept.size());
    const double mean = std::accumulate(kept.begin(), kept.end(), 0.0) / n;
    double squares = 0;
    for (const double value : kept) {
        squares += (value - mean) * (value - mean);
    }
    return std::sqrt(squares / (n - 1));
}

double quantile(std::span<const double> draws, double p) {
    std::vector<double> kept = with_result(draws);
    if (kept.empty() || !(p >= 0 && p <= 1)) {
        return undefined;
    }
    std::ranges::sort(kept);
    const double place = p * static_cast<double>(kept.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, kept.size() - 1);
    return kept[below] + (place - static_cast<double>(below)) * (kept[above] - kept[below]);
}

std::vector<std::size_t> resample(const Random& random, std::size_t n, std::uint64_t first) {
    std::vector<std::size_t> drawn(n);
    for (std::size_t i = 0; i < n; ++i) {
        drawn[i] = random.below(first + i, n);
    }
    return drawn;
}

std::vector<std::size_t> permutation(const Random& random, std::size_t n, std::uint64_t first) {
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = n; i > 1; --i) {
        std::swap(order[i - 1], order[random.below(first + n - i, i)]);
    }
    return order;
}

} // namespace halflight::stats

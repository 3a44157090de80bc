// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/adjust.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace halflight::stats {

namespace {

/// What a p-value of a rank (1: the least) is multiplied with.
double factor(Adjustment method, double count, double rank, double harmonic) {
    switch (method) {
    case Adjustment::bonferroni:
        return count;
    case Adjustment::holm:
    case Adjustment::hochberg:
        return count - rank + 1;
    case Adjustment::benjamini_hochberg:
        return count / rank;
    case Adjustment::benjamini_yekutieli:
        return harmonic * count / rank;
    }
    return count;
}

} // namespace

std::vector<double> adjust(std::span<const double> p_values, Adjustment method) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < p_values.size(); ++i) {
        if (!std::isnan(p_values[i])) {
            order.push_back(i);
        }
    }
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p_values[i]; });
    const auto count = static_cast<double>(order.size());
    double harmonic = 0;
    for (std::size_t i = 1; i <= order.size(); ++i) {
        harmonic += 1 / static_cast<double>(i);
    }
    std::vector<double> adjusted(p_values.begin(), p_values.end());
    for (std::size_t i = 0; i < order.size(); ++i) {
        adjusted[order[i]] *= factor(method, count, static_cast<double>(i + 1), harmonic);
    }
    // A smaller p-value never gets a larger adjusted one: Holm steps down, the others up.
    if (method == Adjustment::holm) {
        for (std::size_t i = 1; i < order.size(); ++i) {
            adjusted[order[i]] = std::max(adjusted[order[i]], adjusted[order[i - 1]]);
        }
    } else if (method != Adjustment::bonferroni) {
        for (std::size_t i = order.size(); i-- > 1;) {
            adjusted[order[i - 1]] = std::min(adjusted[order[i - 1]], adjusted[order[i]]);
        }
    }
    for (const std::size_t i : order) {
        adjusted[i] = std::min(adjusted[i], 1.0);
    }
    return adjusted;
}

} // namespace halflight::stats

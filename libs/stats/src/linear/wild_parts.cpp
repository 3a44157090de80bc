// SPDX-License-Identifier: Apache-2.0
#include "wild_parts.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::stats::detail {

namespace {

/// Draws whose |t*| comes this near to |t| are ties (the vector of ones gives t itself).
constexpr double tie = 1e-9;

} // namespace

// Score of cluster h under weights v: v_h a_h - sum_g v_g S_gh - own_h (v'a) / x'x, where a_g =
// x_g'u_g, S_gh = (P x_h)_g'u_g and u = y - null x.
DrawSums draw_sums(const ClusterSums& sums, std::span<const double> weights,
                   std::vector<double>& work) {
    const std::size_t count = sums.clusters;
    work.assign(2 * count, 0.0);
    for (std::size_t h = 0; h < count; ++h) {
        double spread_y = 0;
        double spread_x = 0;
        for (std::size_t g = 0; g < count; ++g) {
            spread_y += weights[g] * sums.spread_y(g, h);
            spread_x += weights[g] * sums.spread_x(g, h);
        }
        work[h] = weights[h] * sums.cross_y[h] - spread_y;
        work[count + h] = weights[h] * sums.own[h] - spread_x;
    }
    DrawSums made;
    for (std::size_t h = 0; h < count; ++h) {
        made.top_y += weights[h] * sums.cross_y[h];
        made.top_x += weights[h] * sums.own[h];
    }
    for (std::size_t h = 0; h < count; ++h) {
        const double y = work[h] - sums.own[h] * made.top_y / sums.length;
        const double x = work[count + h] - sums.own[h] * made.top_x / sums.length;
        made.yy += y * y;
        made.yx += y * x;
        made.xx += x * x;
    }
    return made;
}

double statistic(const ClusterSums& sums, double null) {
    double squares = 0;
    for (std::size_t g = 0; g < sums.clusters; ++g) {
        const double score = sums.cross_y[g] - sums.estimate * sums.own[g];
        squares += score * score;
    }
    return (sums.estimate - null) * sums.length / std::sqrt(sums.factor * squares);
}

double statistic(const ClusterSums& sums, const DrawSums& draw, double null, bool impose) {
    const double at = impose ? null : sums.estimate;
    const double top = draw.top_y - at * draw.top_x;
    const double squares = draw.yy - 2 * at * draw.yx + at * at * draw.xx;
    const double scale = draw.yy + at * at * draw.xx;
    return squares > 1e-24 * scale ? top / std::sqrt(sums.factor * squares) : 0.0;
}

double p_value(const ClusterSums& sums, std::span<const DrawSums> draws, double null,
               const WildSpec& spec) {
    const double t = statistic(sums, null);
    const double slack = tie * (1 + std::abs(t));
    std::size_t below = 0;
    std::size_t above = 0;
    std::size_t beyond = 0;
    for (const DrawSums& draw : draws) {
        const double drawn = statistic(sums, draw, null, spec.impose_null);
        beyond += std::abs(drawn) >= std::abs(t) - slack ? 1U : 0U;
        below += drawn <= t + slack ? 1U : 0U;
        above += drawn >= t - slack ? 1U : 0U;
    }
    const auto count = static_cast<double>(draws.size());
    if (spec.p_value == PValue::symmetric) {
        return static_cast<double>(beyond) / count;
    }
    return std::min(1.0, 2 * static_cast<double>(std::min(below, above)) / count);
}

} // namespace halflight::stats::detail

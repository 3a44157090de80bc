// SPDX-License-Identifier: Apache-2.0
#include "meat.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "halflight/base/parallel.hpp"
#include "solve.hpp"

namespace halflight::stats::detail {

Matrix sum_scores(MatrixView scores, std::span<const std::uint32_t> levels, std::size_t count) {
    Matrix sums(count, scores.cols);
    for (std::size_t c = 0; c < scores.cols; ++c) {
        const std::span<const double> from = scores.column(c);
        const std::span<double> to = sums.column(c);
        for (std::size_t i = 0; i < levels.size(); ++i) {
            to[levels[i]] += from[i];
        }
    }
    return sums;
}

std::vector<ClusterTerm> cluster_terms(MatrixView scores, std::span<const Levels> groupings,
                                       int jobs) {
    const std::size_t sets = (std::size_t{1} << groupings.size()) - 1;
    std::vector<ClusterTerm> terms(sets);
    for_each_index(sets, jobs, [&](std::size_t s) {
        ClusterTerm& term = terms[s];
        std::vector<std::uint32_t> joined;
        std::span<const std::uint32_t> level;
        term.sign = -1;
        for (std::size_t g = 0; g < groupings.size(); ++g) {
            if (((s + 1) >> g & 1U) == 0) {
                continue;
            }
            term.sign = -term.sign;
            if (level.empty()) {
                level = groupings[g].of_row;
                term.clusters = groupings[g].count();
                continue;
            }
            Combined both =
                detail::combine(level, term.clusters, groupings[g].of_row, groupings[g].count());
            term.clusters = both.count;
            joined = std::move(both.of_row);
            level = joined;
        }
        term.meat = cross(sum_scores(scores, level, term.clusters).view(), {}, 1);
    });
    return terms;
}

void add_symmetric(Matrix& into, const double* a, const double* b, std::size_t stride,
                   double factor) {
    const std::size_t k = into.cols();
    for (std::size_t r = 0; r < k; ++r) {
        for (std::size_t c = 0; c < k; ++c) {
            into(r, c) += factor * (a[r * stride] * b[c * stride] + b[r * stride] * a[c * stride]);
        }
    }
}

Matrix newey_west_meat(MatrixView scores, Codes unit, const Levels& time, int lags) {
    const Levels units =
        unit.empty() ? encode(std::vector<std::int32_t>(scores.rows, 0)) : encode(unit);
    std::vector<std::size_t> order(scores.rows);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(
        order, {}, [&](std::size_t i) { return std::pair(units.of_row[i], time.of_row[i]); });
    Matrix meat(scores.cols, scores.cols);
    for (std::size_t at = 0; at < order.size(); ++at) {
        const std::size_t row = order[at];
        add_symmetric(meat, scores.data + row, scores.data + row, scores.rows, 0.5);
        for (std::size_t back = 1; back <= at; ++back) {
            const std::size_t other = order[at - back];
            if (units.of_row[other] != units.of_row[row]) {
                break;
            }
            const auto lag = static_cast<int>(time.of_row[row] - time.of_row[other]);
            if (lag == 0) {
                refuse(fmt::format("rows {} and {} have the same unit and period: Newey-West "
                                   "errors need one row for each; give units, or use "
                                   "Driscoll-Kraay errors",
                                   other + 1, row + 1));
            }
            if (lag > lags) {
                break;
            }
            add_symmetric(meat, scores.data + row, scores.data + other, scores.rows,
                          1.0 - static_cast<double>(lag) / (lags + 1.0));
        }
    }
    return meat;
}

Matrix driscoll_kraay_meat(MatrixView scores, const Levels& time, int lags) {
    const Matrix sums = sum_scores(scores, time.of_row, time.count());
    Matrix meat(scores.cols, scores.cols);
    for (std::size_t t = 0; t < time.count(); ++t) {
        add_symmetric(meat, sums.data() + t, sums.data() + t, sums.rows(), 0.5);
        for (std::size_t lag = 1; lag <= std::min(t, static_cast<std::size_t>(lags)); ++lag) {
            add_symmetric(meat, sums.data() + t, sums.data() + t - lag, sums.rows(),
                          1.0 - static_cast<double>(lag) / (lags + 1.0));
        }
    }
    return meat;
}

} // namespace halflight::stats::detail

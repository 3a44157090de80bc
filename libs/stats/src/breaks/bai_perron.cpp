// SPDX-License-Identifier: Apache-2.0
// bai_perron.cpp - the best division of a sample for every number of breaks, and which to choose.
#include "halflight/stats/breaks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <fmt/format.h>

#include "breaks/break_interval.hpp"
#include "breaks/series.hpp"
#include "breaks/triangle.hpp"

namespace halflight::stats {

namespace {

std::size_t least_rows(const BreaksSpec& spec, std::size_t rows, std::size_t coefficients) {
    const double n = static_cast<double>(rows);
    if (!(spec.trimming > 0) || !(spec.trimming <= n)) {
        refuse(fmt::format("trimming is {}: give a share of the sample below 1/2, or rows",
                           spec.trimming));
    }
    const auto least =
        static_cast<std::size_t>(spec.trimming < 1 ? std::floor(n * spec.trimming) : spec.trimming);
    if (least <= coefficients) {
        refuse(fmt::format("a segment of {} rows cannot hold {} coefficients: at least {} rows are "
                           "needed, so a larger trimming or a longer series",
                           least, coefficients, coefficients + 1));
    }
    if (least > rows / 2) {
        refuse(fmt::format("two segments of {} rows do not fit into {} rows: at most {} rows a "
                           "segment",
                           least, rows, rows / 2));
    }
    return least;
}

/// Best sums of squares of the first rows by number of segments, and where the last one begins.
class Divisions {
  public:
    Divisions(std::size_t rows, std::size_t segments)
        : m_segments(segments), m_cost((rows + 1) * segments, infinite),
          m_start((rows + 1) * segments) {}

    [[nodiscard]] double cost(std::size_t end, std::size_t segment) const {
        return m_cost[end * m_segments + segment];
    }
    [[nodiscard]] std::size_t start(std::size_t end, std::size_t segment) const {
        return m_start[end * m_segments + segment];
    }

    /// A segment of rows `start` .. `end` - 1 that costs `squares`: ties keep the earlier start.
    void offer(std::size_t start, std::size_t end, double squares) {
        double* const here = &m_cost[end * m_segments];
        if (start == 0) {
            here[0] = squares;
            return;
        }
        const double* const before = &m_cost[start * m_segments];
        for (std::size_t segment = 1; segment < m_segments; ++segment) {
            const double total = before[segment - 1] + squares;
            if (total < here[segment]) {
                here[segment] = total;
                m_start[end * m_segments + segment] = start;
            }
        }
    }

  private:
    static constexpr double infinite = std::numeric_limits<double>::infinity();
    std::size_t m_segments;
    std::vector<double> m_cost;
    std::vector<std::size_t> m_start;
};

bool only_ones(const MatrixView& x) {
    const auto column = x.column(0);
    return x.cols == 1 &&
           std::all_of(column.begin(), column.end(), [](double v) { return v == 1; });
}

/// Sums of squares of the segments that begin at `start`, by running mean.
void offer_means(std::span<const double> y, std::size_t start, std::size_t least, Divisions& best) {
    double mean = 0;
    double squares = 0;
    for (std::size_t end = start; end < y.size(); ++end) {
        const double count = static_cast<double>(end - start + 1);
        const double apart = y[end] - mean;
        mean += apart / count;
        squares += apart * (y[end] - mean);
        if (end + 1 - start >= least) {
            best.offer(start, end + 1, squares);
        }
    }
}

void offer_regressions(std::span<const double> y, const MatrixView& x, std::size_t start,
                       std::size_t least, Triangle& triangle, Divisions& best) {
    triangle.clear();
    double squares = 0;
    for (std::size_t end = start; end < y.size(); ++end) {
        const double residual = triangle.add(x, y, end);
        squares += residual * residual;
        if (end + 1 - start >= least) {
            best.offer(start, end + 1, squares);
        }
    }
}

Divisions divide(std::span<const double> y, const MatrixView& x, std::size_t least,
                 std::size_t segments) {
    Divisions best(y.size(), segments);
    Triangle triangle(x.cols);
    const bool means = only_ones(x);
    for (std::size_t start = 0; start + least <= y.size(); ++start) {
        if (start > 0 && start < least) {
            continue;
        }
        if (means) {
            offer_means(y, start, least, best);
        } else {
            offer_regressions(y, x, start, least, triangle, best);
        }
    }
    return best;
}

BreakPartition partition(const Divisions& best, std::size_t rows, std::size_t coefficients,
                         std::size_t breaks) {
    BreakPartition made;
    made.sum_of_squares = best.cost(rows, breaks);
    std::size_t end = rows;
    for (std::size_t segment = breaks; segment > 0; --segment) {
        end = best.start(end, segment);
        made.last.push_back(end);
    }
    std::reverse(made.last.begin(), made.last.end());
    const double n = static_cast<double>(rows);
    const double log_variance = std::log(made.sum_of_squares / n);
    const auto per_segment = static_cast<double>(coefficients + 1);
    const auto segments = static_cast<double>(breaks + 1);
    made.bic = n * (log_variance + 1 + std::log(2 * std::numbers::pi)) +
               std::log(n) * per_segment * segments;
    made.lwz = std::log(made.sum_of_squares / (n - per_segment * segments + 1)) +
               (per_segment * segments - 1) * 0.299 * std::pow(std::log(n), 2.1) / n;
    return made;
}

std::size_t most_breaks(const BreaksSpec& spec, std::size_t rows, std::size_t least,
                        Warnings& warnings) {
    const std::size_t fit = std::max<std::size_t>((rows + least - 1) / least, 3) - 2;
    const std::size_t asked = std::max(spec.breaks.value_or(0), spec.most.value_or(0));
    if (asked > fit) {
        warnings.push_back(
            {"number_reduced", fmt::format("{} breaks were asked for; segments of at "
                                           "least {} rows leave room for {}",
                                           asked, least, fit)});
    }
    return spec.most || spec.breaks ? std::min(std::max<std::size_t>(asked, 1), fit) : fit;
}

std::size_t choose(const BreaksSpec& spec, const std::vector<BreakPartition>& by_number) {
    if (spec.breaks) {
        return std::min(*spec.breaks, by_number.size() - 1);
    }
    const auto worth = [&](const BreakPartition& one) {
        return spec.criterion == BreakCriterion::bic ? one.bic : one.lwz;
    };
    const auto best =
        std::min_element(by_number.begin(), by_number.end(),
                         [&](const auto& a, const auto& b) { return worth(a) < worth(b); });
    return static_cast<std::size_t>(best - by_number.begin());
}

void require_variation(std::span<const double> y) {
    if (std::all_of(y.begin(), y.end(), [&](double v) { return v == y.front(); })) {
        refuse(fmt::format("the outcome is {} in every row: a break needs an outcome that varies",
                           y.front()));
    }
}

} // namespace

BreaksFit breaks(std::span<const double> y, const MatrixView& x, const BreaksSpec& spec) {
    require_regression(y, x);
    require_share(spec.level, "the level");
    BreaksFit fit{.rows = y.size(), .least_rows = least_rows(spec, y.size(), x.cols)};
    require_variation(y);
    const std::size_t most = most_breaks(spec, y.size(), fit.least_rows, fit.warnings);
    const Divisions best = divide(y, x, fit.least_rows, most + 1);
    for (std::size_t number = 0; number <= most && std::isfinite(best.cost(y.size(), number));
         ++number) {
        fit.by_number.push_back(partition(best, y.size(), x.cols, number));
    }
    fit.breaks = choose(spec, fit.by_number);
    if (fit.breaks == 0) {
        fit.warnings.push_back({"no_break", "the criterion is least without a break"});
    }
    fill_segments(y, x, spec, fit);
    return fit;
}

} // namespace halflight::stats

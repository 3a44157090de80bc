// SPDX-License-Identifier: Apache-2.0
// segment_cost.hpp - the cost of a segment from sums over its cells.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "breaks/vector_log.hpp"
#include "halflight/stats/segmentation.hpp"

namespace halflight::stats {

/// Sums over the first 0, 1, ... n cells: values, squares, exposure.
struct RunningSums {
    std::vector<double> values = {};
    std::vector<double> squares = {};
    std::vector<double> exposure = {};
    std::vector<double> log_cells = {}; ///< log(1), log(2), ... at 1, 2, ...: all zero without mbic

    [[nodiscard]] std::size_t cells() const { return values.size() - 1; }
};

inline constexpr double log_two_pi = 1.8378770664093454836;

/// Each cost is a function of the sums over a segment: values, squares, exposure (or cells).
struct MeanCost {
    double precision; ///< 1 / variance of the noise
    double operator()(double x, double squares, double cells) const {
        return (squares - x * x / cells) * precision;
    }
};

struct VarianceCost {
    double floor;
    double operator()(double, double squares, double cells) const {
        const double variance = (squares > 0 ? squares : floor) / cells;
        return cells * (log_two_pi + vector_log(variance) + 1);
    }
};

struct MeanVarianceCost {
    double floor;
    double noise; ///< what rounding may leave of a difference of sums
    double operator()(double x, double squares, double cells) const {
        const double variance = (squares - x * x / cells) / cells;
        const double held = variance * cells > noise ? variance : floor;
        return cells * (log_two_pi + vector_log(held) + 1);
    }
};

struct PoissonCost {
    double operator()(double x, double, double exposure) const {
        const double held = x > 0 ? x : 1;
        return -2 * x * vector_log(held / exposure);
    }
};

struct NegativeBinomialCost {
    double size;
    double operator()(double x, double, double exposure) const {
        const double sizes = size * exposure;
        const double all = sizes + x;
        const double held = x > 0 ? x : 1;
        return -2 * (sizes * vector_log(sizes / all) + x * vector_log(held / all));
    }
};

/// Cost of cells `begin` .. `end` - 1.
template <class Cost>
double cost_between(const Cost& cost, const RunningSums& sums, std::size_t begin, std::size_t end) {
    return cost(sums.values[end] - sums.values[begin], sums.squares[end] - sums.squares[begin],
                sums.exposure[end] - sums.exposure[begin]) +
           sums.log_cells[end - begin];
}

/// What the searches need besides the cost.
struct SearchPlan {
    double penalty;
    std::size_t least;
    std::size_t most;
    bool mbic;
    SegmentConvention convention;
};

/// What a search finds: cells before each change, in order, and whether it used all of `most`.
struct Found {
    std::vector<std::size_t> ends = {};
    bool most_reached = false;
};

} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
// synthetic/predictors.cpp - synthetic control on predictors, and how much each of them counts.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "synthetic/block.hpp"
#include "synthetic/simplex.hpp"

namespace halflight::stats::synthetic {

namespace {

using Point = std::vector<double>;

SimplexSolution solve_with(const Block& block, const Point& importance) {
    // Ties between weights that match the predictors equally well go to the most even ones.
    constexpr double tie = 1e-10;
    Matrix columns = block.predictors;
    Point target = block.treated_predictors;
    for (std::size_t p = 0; p < target.size(); ++p) {
        const double root = std::sqrt(importance[p]);
        target[p] *= root;
        for (std::size_t c = 0; c < columns.cols(); ++c) {
            columns(p, c) *= root;
        }
    }
    return solve_simplex({.columns = columns.view(), .target = target, .ridge = tie});
}

double error_before(const Block& block, const Point& weights) {
    double sum = 0;
    for (std::size_t t = 0; t < block.before; ++t) {
        double gap = block.treated[t];
        for (std::size_t c = 0; c < weights.size(); ++c) {
            gap -= weights[c] * block.controls(t, c);
        }
        sum += gap * gap;
    }
    return sum / static_cast<double>(block.before);
}

// Importance from free numbers: exponentials that sum to one.
Point importance_of(const Point& free) {
    const double top = *std::ranges::max_element(free);
    Point made(free.size());
    std::ranges::transform(free, made.begin(), [top](double x) { return std::exp(x - top); });
    return normalised(std::move(made));
}

// Descent along coordinates with steps that halve: derivative-free, and the same on each run.
Point search(const Block& block, std::size_t& iterations) {
    const auto value = [&](const Point& free) {
        ++iterations;
        return error_before(block, solve_with(block, importance_of(free)).weights);
    };
    Point best(block.treated_predictors.size(), 0.0);
    double least = value(best);
    for (double step = 2; step > 0.01; step /= 2) {
        for (bool moved = true; moved;) {
            moved = false;
            for (std::size_t p = 0; p < 2 * best.size(); ++p) {
                Point tried = best;
                tried[p / 2] += p % 2 == 0 ? step : -step;
                const double now = std::abs(tried[p / 2]) > 12 ? least : value(tried);
                if (now < least * (1 - 1e-9)) {
                    least = now;
                    best = tried;
                    moved = true;
                }
            }
        }
    }
    return importance_of(best);
}

} // namespace

void predictor_weights(const Block& block, const SyntheticSpec& spec, BlockFit& fit) {
    const std::size_t count = block.treated_predictors.size();
    switch (spec.predictor_rule) {
    case PredictorWeights::equal:
        fit.predictor_weights.assign(count, 1.0 / static_cast<double>(count));
        break;
    case PredictorWeights::given:
        fit.predictor_weights = normalised(spec.predictor_weights);
        break;
    case PredictorWeights::nested:
        fit.predictor_weights = search(block, fit.iterations);
        break;
    }
    SimplexSolution solved = solve_with(block, fit.predictor_weights);
    fit.iterations += solved.iterations;
    fit.converged = fit.converged && solved.converged;
    fit.unit = std::move(solved.weights);
}

} // namespace halflight::stats::synthetic

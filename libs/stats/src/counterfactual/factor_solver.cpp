// SPDX-License-Identifier: Apache-2.0
// Variable projection: for given factors and period effects the loadings, unit effects and
// coefficients are solved out; what remains is small, and goes down by a limited-memory
// quasi-Newton method whose metric is that of alternating least squares.
#include "factor_solver.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <utility>

#include "factor_search.hpp"

namespace halflight::stats::counterfactual {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int alternating_steps = 5;
/// Steps after which another way down is tried, which alternates for longer before it speeds up.
constexpr int patience = 500;
constexpr int alternating_steps_again = 4 * alternating_steps;
constexpr std::size_t memory = 20;

struct Pair {
    MatrixXd step;
    MatrixXd change;
    double curvature = 0;
};

double dot(const MatrixXd& a, const MatrixXd& b) {
    return a.cwiseProduct(b).sum();
}

MatrixXd quasi_newton_step(const Search& search, const Evaluation& at,
                           const std::deque<Pair>& pairs) {
    MatrixXd q = at.gradient;
    std::vector<double> along(pairs.size());
    for (std::size_t i = pairs.size(); i-- > 0;) {
        along[i] = dot(pairs[i].step, q) / pairs[i].curvature;
        q -= along[i] * pairs[i].change;
    }
    MatrixXd step = search.metric_step(at, q);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const double back = dot(pairs[i].change, step) / pairs[i].curvature;
        step += (along[i] - back) * pairs[i].step;
    }
    return -step;
}

/// Shortens the step until the objective does not go up; false where rounding allows no more.
bool go_down(Search& search, const MatrixXd& from, const Evaluation& at, MatrixXd& step,
             Evaluation& next) {
    const double slope = dot(at.gradient, step);
    double length = 1;
    for (int tries = 0; tries < 30; ++tries) {
        search.evaluate(from + length * step, next);
        const double bound = at.objective + 1e-4 * length * slope;
        // Where the objective has no digits left to tell, its slope still does (Hager and Zhang
        // 2005).
        const bool level = next.objective <= at.objective * (1 + 1e-13) &&
                           std::abs(dot(next.gradient, step)) <= -0.9998 * slope;
        if (next.objective <= bound || level) {
            step *= length;
            return true;
        }
        const double curve = next.objective - at.objective - length * slope;
        const double best = curve > 0 ? -slope * length * length / (2 * curve) : length / 2;
        length = std::clamp(best, 0.1 * length, 0.5 * length);
    }
    return false;
}

FactorSolution finish(const Search& search, const MatrixXd& point, Evaluation at) {
    FactorSolution solution;
    const Index r = search.rank();
    solution.at.factors = point.leftCols(r);
    solution.at.period =
        search.outer() > r ? VectorXd(point.col(r)) : VectorXd::Zero(point.rows()).eval();
    solution.beta = std::move(at.beta);
    solution.loadings = MatrixXd::Zero(r + 1, at.loadings.cols());
    solution.loadings.topRows(at.loadings.rows()) = at.loadings;
    solution.objective = at.objective;
    return solution;
}

/// Remembers a step that was taken.
void remember(std::deque<Pair>& pairs, Pair pair) {
    pair.curvature = dot(pair.step, pair.change);
    if (pair.curvature > 1e-12 * pair.step.norm() * pair.change.norm()) {
        pairs.push_back(std::move(pair));
        if (pairs.size() > memory) {
            pairs.pop_front();
        }
    }
}

/// A way down and where it has come to.
struct Way {
    MatrixXd point;
    Evaluation at;
    std::deque<Pair> pairs;
    int iterations = 0;
    bool converged = false;
    bool stuck = false;
    std::vector<double> objectives;
};

/// Goes on until it has converged, no step goes down any more, or `limit` steps are made.
void descend(Search& search, const SolverOptions& options, int alternating, int limit, Way& way) {
    Evaluation next;
    // Decrements below this share of the objective are rounding.
    const double floor = std::max(options.tolerance, 1e-14) * search.scale();
    while (!way.converged && !way.stuck && way.iterations < limit) {
        MatrixXd step = quasi_newton_step(search, way.at, way.pairs);
        double decrement = -dot(way.at.gradient, step);
        const MatrixXd plain_step = search.metric_step(way.at, way.at.gradient);
        const double plain = dot(way.at.gradient, plain_step);
        if (!(decrement > 0)) {
            way.pairs.clear();
            step = -plain_step;
            decrement = plain;
        }
        if (std::sqrt(std::max(0.0, std::max(decrement, plain))) <= floor) {
            way.converged = true;
            return;
        }
        if (!go_down(search, way.point, way.at, step, next)) {
            way.stuck = way.pairs.empty();
            // As far as the digits carry.
            way.converged = way.stuck && std::sqrt(plain) <= 1e-6 * search.scale();
            way.pairs.clear();
            continue;
        }
        ++way.iterations;
        if (way.iterations > alternating) {
            remember(way.pairs, {.step = step, .change = next.gradient - way.at.gradient});
        }
        way.point += step;
        std::swap(way.at, next);
        way.objectives.push_back(way.at.objective);
    }
}

Way begin(Search& search, const FactorPoint& start) {
    Way way;
    way.point.resize(start.factors.rows(), search.outer());
    way.point.leftCols(search.rank()) = start.factors;
    if (search.outer() > search.rank()) {
        way.point.col(search.rank()) = start.period;
    }
    search.evaluate(way.point, way.at);
    way.converged = search.outer() == 0;
    way.objectives = {way.at.objective};
    return way;
}

} // namespace

FactorSolution solve(const Regression& regression, const FactorPoint& start,
                     const SolverOptions& options) {
    Search search(regression, options, start.factors.cols());
    const int most = options.max_iterations;
    Way way = begin(search, start);
    descend(search, options, alternating_steps, std::min(most, patience), way);
    if (!way.converged && !way.stuck && search.rank() > 0 && way.iterations < most) {
        // Squares can fall for ever towards factors without end; another way may find a minimum.
        Way other = begin(search, start);
        descend(search, options, alternating_steps_again, std::min(most, patience), other);
        if (other.converged) {
            other.iterations += way.iterations;
            way = std::move(other);
        } else {
            descend(search, options, alternating_steps, most, way);
        }
    }
    FactorSolution solution = finish(search, way.point, std::move(way.at));
    solution.iterations = way.iterations;
    solution.converged = way.converged;
    solution.objectives = std::move(way.objectives);
    return solution;
}

FactorSolution solve(const FactorData& data, const FactorPoint& start,
                     const SolverOptions& options) {
    return solve(regression_of(data), start, options);
}

} // namespace halflight::stats::counterfactual

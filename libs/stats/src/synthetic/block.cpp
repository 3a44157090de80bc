// SPDX-License-Identifier: Apache-2.0
// synthetic/block.cpp - unit and time weights of one date of adoption, and the contrast they make.
#include "synthetic/block.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <Eigen/Core>

#include "synthetic/simplex.hpp"

namespace halflight::stats::synthetic {

namespace {

double mean(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void centre(std::span<double> values) {
    const double middle = mean(values);
    for (double& x : values) {
        x -= middle;
    }
}

struct Columns {
    Matrix columns;
    std::vector<double> target;
    void centre_all() {
        for (std::size_t c = 0; c < columns.cols(); ++c) {
            centre(columns.column(c));
        }
        centre(target);
    }
};

Columns unit_problem(const Block& b) {
    Columns made{Matrix(b.before, b.controls.cols()), {}};
    for (std::size_t c = 0; c < b.controls.cols(); ++c) {
        std::ranges::copy(b.controls.column(c).first(b.before), made.columns.column(c).begin());
    }
    made.target.assign(b.treated.begin(),
                       b.treated.begin() + static_cast<std::ptrdiff_t>(b.before));
    return made;
}

Columns time_problem(const Block& b) {
    Columns made{Matrix(b.controls.cols(), b.before), std::vector<double>(b.controls.cols())};
    for (std::size_t c = 0; c < b.controls.cols(); ++c) {
        for (std::size_t t = 0; t < b.before; ++t) {
            made.columns(c, t) = b.controls(t, c);
        }
        made.target[c] = mean(b.controls.column(c).subspan(b.before));
    }
    return made;
}

SimplexSolution two_rounds(const SimplexProblem& problem, std::vector<double> start,
                           const SyntheticSpec& spec, double min_decrease) {
    SimplexSolution first =
        frank_wolfe(problem, std::move(start),
                    {.min_decrease = min_decrease, .max_iterations = spec.first_round});
    const double least = *std::ranges::max_element(first.weights) / 4;
    for (double& w : first.weights) {
        w = w <= least ? 0 : w;
    }
    SimplexSolution second =
        frank_wolfe(problem, normalised(std::move(first.weights)),
                    {.min_decrease = min_decrease, .max_iterations = spec.max_iterations});
    second.iterations += first.iterations;
    return second;
}

std::vector<double> weights_for(Columns& columns, bool intercept, double zeta,
                                const SyntheticSpec& spec, const Tuning& tuning,
                                std::vector<double> start, BlockFit& fit) {
    if (intercept) {
        columns.centre_all();
    }
    const auto rows = static_cast<double>(columns.columns.rows());
    const SimplexProblem problem{
        .columns = columns.columns.view(), .target = columns.target, .ridge = rows * zeta * zeta};
    if (start.empty()) {
        start.assign(columns.columns.cols(), 1.0 / static_cast<double>(columns.columns.cols()));
    }
    SimplexSolution solved =
        spec.solver == WeightSolver::exact
            ? solve_simplex(problem)
            : two_rounds(problem, std::move(start), spec, spec.min_decrease * tuning.noise);
    fit.iterations += solved.iterations;
    fit.converged = fit.converged && solved.converged;
    return std::move(solved.weights);
}

void standardise(Block& block, const SyntheticPanel& panel, std::span<const std::size_t> controls,
                 std::span<const std::size_t> treated) {
    const MatrixView x = panel.predictors;
    block.predictors = Matrix(x.rows, controls.size());
    block.treated_predictors.assign(x.rows, 0.0);
    for (std::size_t p = 0; p < x.rows; ++p) {
        std::vector<double> all(x.cols);
        for (std::size_t u = 0; u < x.cols; ++u) {
            all[u] = x(p, u);
        }
        const double scale = deviation(all);
        for (std::size_t c = 0; c < controls.size(); ++c) {
            block.predictors(p, c) = x(p, controls[c]) / scale;
        }
        for (const std::size_t u : treated) {
            block.treated_predictors[p] += x(p, u) / scale / static_cast<double>(treated.size());
        }
    }
}

} // namespace

std::vector<double> normalised(std::vector<double> weights) {
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (double& w : weights) {
        w = sum != 0 ? w / sum : 1 / static_cast<double>(weights.size());
    }
    return weights;
}

Block make_block(const SyntheticPanel& panel, std::span<const std::size_t> controls,
                 std::span<const std::size_t> treated, std::size_t before) {
    const MatrixView y = panel.outcome;
    Block block{.controls = Matrix(y.rows, controls.size()),
                .treated = std::vector<double>(y.rows),
                .before = before,
                .treated_units = treated.size()};
    for (std::size_t c = 0; c < controls.size(); ++c) {
        std::ranges::copy(y.column(controls[c]), block.controls.column(c).begin());
    }
    for (const std::size_t u : treated) {
        for (std::size_t t = 0; t < y.rows; ++t) {
            block.treated[t] += y(t, u);
        }
    }
    for (double& x : block.treated) {
        x /= static_cast<double>(treated.size());
    }
    if (panel.predictors.rows > 0) {
        standardise(block, panel, controls, treated);
    }
    return block;
}

namespace {

/// Standard deviation of the first differences of controls before treatment.
double noise_of(MatrixView y, std::span<const std::size_t> controls, std::size_t before) {
    const auto n = static_cast<double>(controls.size() * (before - 1));
    if (n < 2) {
        return undefined;
    }
    double sum = 0; // steps of a unit sum to last less first
    for (const std::size_t u : controls) {
        sum += y(before - 1, u) - y(0, u);
    }
    double squares = 0;
    const auto steps = static_cast<Eigen::Index>(before - 1);
    for (const std::size_t u : controls) {
        const Eigen::Map<const Eigen::ArrayXd> from(y.column(u).data(), steps);
        const Eigen::Map<const Eigen::ArrayXd> to(y.column(u).data() + 1, steps);
        squares += (to - from - sum / n).square().sum();
    }
    return std::sqrt(squares / (n - 1));
}

} // namespace

Tuning tuning_of(const SyntheticPanel& panel, std::span<const std::size_t> controls,
                 std::size_t treated, std::size_t before, const SyntheticSpec& spec) {
    Tuning made;
    if (before >= 2) {
        made.noise = noise_of(panel.outcome, controls, before);
    }
    double eta = spec.eta_unit;
    if (std::isnan(eta)) {
        const auto cells = static_cast<double>(treated * (panel.outcome.rows - before));
        eta = spec.method == SyntheticMethod::synthetic_did ? std::pow(cells, 0.25) : 1e-6;
    }
    made.zeta_unit = eta * made.noise;
    made.zeta_time = spec.eta_time * made.noise;
    return made;
}

void contrast(const Block& block, BlockFit& fit) {
    fit.gap = block.treated;
    for (std::size_t c = 0; c < fit.unit.size(); ++c) {
        for (std::size_t t = 0; fit.unit[c] != 0 && t < fit.gap.size(); ++t) {
            fit.gap[t] -= fit.unit[c] * block.controls(t, c);
        }
    }
    fit.intercept = std::inner_product(fit.time.begin(), fit.time.end(), fit.gap.begin(), 0.0);
    fit.curve.assign(fit.gap.begin() + static_cast<std::ptrdiff_t>(block.before), fit.gap.end());
    for (double& x : fit.curve) {
        x -= fit.intercept;
    }
    fit.effect = fit.curve.empty() ? undefined : mean(fit.curve);
}

void unit_weights(const Block& block, const SyntheticSpec& spec, const Tuning& tuning,
                  const std::vector<double>& start, BlockFit& fit) {
    const std::size_t n = block.controls.cols();
    if (spec.method == SyntheticMethod::difference_in_differences) {
        fit.unit.assign(n, 1.0 / static_cast<double>(n));
        return;
    }
    if (!block.predictors.empty()) {
        predictor_weights(block, spec, fit);
        return;
    }
    const bool intercept = spec.method == SyntheticMethod::synthetic_did ||
                           spec.method == SyntheticMethod::demeaned_control;
    Columns columns = unit_problem(block);
    fit.unit = weights_for(columns, intercept, tuning.zeta_unit, spec, tuning, start, fit);
}

BlockFit fit_block(const Block& block, const SyntheticSpec& spec, const Tuning& tuning,
                   const Start& start) {
    BlockFit fit;
    unit_weights(block, spec, tuning, start.unit, fit);
    switch (spec.method) {
    case SyntheticMethod::synthetic_did: {
        Columns columns = time_problem(block);
        fit.time = weights_for(columns, true, tuning.zeta_time, spec, tuning, start.time, fit);
        break;
    }
    case SyntheticMethod::demeaned_control:
    case SyntheticMethod::difference_in_differences:
        fit.time.assign(block.before, 1.0 / static_cast<double>(block.before));
        break;
    case SyntheticMethod::ridge_augmented:
        augment(block, spec, tuning, fit);
        [[fallthrough]];
    case SyntheticMethod::synthetic_control:
        fit.time.assign(block.before, 0.0);
        break;
    }
    contrast(block, fit);
    return fit;
}

} // namespace halflight::stats::synthetic

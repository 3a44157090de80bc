// SPDX-License-Identifier: Apache-2.0
// Matrix completion: the nuclear norm as a ridge on factors and loadings, the rank raised until the
// residuals prove that the minimum is reached.
#include "halflight/stats/matrix_completion.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "completion_core.hpp"
#include "completion_plain.hpp"
#include "factor_fit.hpp"
#include "halflight/base/random.hpp"
#include "low_rank.hpp"
#include "prepare.hpp"

namespace halflight::stats {

namespace counterfactual {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double slack = 1e-7;
/// Of the largest excess over the threshold: what the first factors must exceed it by.
constexpr double share_of_first = 0.2;
constexpr int most_rounds = 25;

/// Singular values of the residuals, largest first, and their left vectors.
struct Spectrum {
    VectorXd values;
    MatrixXd vectors;
};

Spectrum spectrum_of(const FactorData& data, const FactorSolution& solution, int jobs) {
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solved(
        residual_sums(data, solution, jobs).products);
    return {.values = solved.eigenvalues().cwiseMax(0.0).cwiseSqrt().reverse(),
            .vectors = solved.eigenvectors().rowwise().reverse()};
}

/// Directions in which the residuals still exceed the threshold join the factors.
MatrixXd widen(const MatrixXd& factors, const Spectrum& spectrum, double threshold) {
    // Without factors the coefficients of covariates are far off and so is the spectrum: weak
    // directions in it are seldom needed, and shrinking them to nothing takes many steps.
    const double beyond =
        factors.cols() == 0 ? share_of_first * (spectrum.values(0) - threshold) : 0;
    const double least = std::max(threshold * (1 + slack), threshold + beyond);
    Index more = 0;
    while (more < spectrum.values.size() && spectrum.values(more) > least) {
        ++more;
    }
    MatrixXd wide(factors.rows(), factors.cols() + more);
    wide.leftCols(factors.cols()) = factors;
    for (Index k = 0; k < more; ++k) {
        wide.col(factors.cols() + k) =
            std::sqrt(spectrum.values(k) - threshold) * spectrum.vectors.col(k);
    }
    return wide;
}

/// Factors and loadings share the singular values evenly; those that vanished are dropped.
MatrixXd balance(const FactorData& data, const FactorSolution& solution) {
    const Index r = solution.at.factors.cols();
    const Eigen::Map<const VectorXd> copies(data.copies.data(), static_cast<Index>(data.units));
    const LowRank parts =
        decompose(solution.at.factors,
                  copies.cwiseSqrt().asDiagonal() * solution.loadings.topRows(r).transpose());
    Index kept = 0;
    while (kept < parts.values.size() && parts.values(kept) > 1e-9 * data.scale) {
        ++kept;
    }
    return parts.left.leftCols(kept) * parts.values.head(kept).cwiseSqrt().asDiagonal();
}

} // namespace

double largest_residual(const FactorData& data, const FactorSolution& solution, int jobs) {
    return spectrum_of(data, solution, jobs).values(0);
}

Completed complete_matrix(const FactorData& data, double threshold, const FactorPoint& start,
                          const SolverOptions& options) {
    SolverOptions how = options;
    how.ridge = threshold;
    Completed made;
    FactorPoint at = start;
    for (int round = 0; round < most_rounds; ++round) {
        made.solution = solve(data, at, how);
        made.iterations += made.solution.iterations;
        const Spectrum spectrum = spectrum_of(data, made.solution, options.jobs);
        made.certificate = spectrum.values(0) / threshold;
        if (made.certificate <= 1 + slack) {
            break;
        }
        at = {.factors = widen(balance(data, made.solution), spectrum, threshold),
              .period = made.solution.at.period};
    }
    made.converged = made.certificate <= 1 + 1e-6;
    return made;
}

} // namespace counterfactual

namespace {

using namespace counterfactual;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

void check(const CompletionSpec& spec, const Panel& panel) {
    if (!spec.cross_validate && !(spec.lambda > 0 && std::isfinite(spec.lambda))) {
        refuse(fmt::format("matrix completion was given lambda = {}; it must be positive",
                           spec.lambda));
    }
    if (spec.cross_validate &&
        !(spec.lambdas > 0 && spec.folds > 0 && spec.fold_share > 0 && spec.fold_share < 1)) {
        refuse("cross-validation of lambda needs a grid, folds and a share between 0 and 1");
    }
    const bool plain = spec.algorithm == CompletionAlgorithm::mcpanel;
    if (plain &&
        (spec.effects != Effects::two_way || spec.convention != LambdaConvention::athey_2021 ||
         !panel.covariates.empty() || !panel.weights.empty())) {
        refuse("the iteration of MCPanel is for two-way effects and the lambda of Athey et al., "
               "without covariates and weights; use the certified algorithm");
    }
    if (!(spec.tolerance > 0) || spec.max_iterations < 1) {
        refuse("matrix completion needs a positive tolerance and at least one iteration");
    }
}

FactorSolution additive_fit(const FactorData& data, const SolverOptions& options) {
    const auto rows = static_cast<Index>(data.periods);
    return solve(data, {.factors = MatrixXd::Zero(rows, 0), .period = VectorXd::Zero(rows)},
                 options);
}

/// Untreated cells that a fold hides, leaving every unit and period with some.
Panel hide(const Panel& panel, const CompletionSpec& spec, std::size_t fold,
           std::vector<std::size_t>& hidden) {
    Panel made = panel;
    const Random random(spec.seed, fold);
    const PanelShape shape = shape_of(panel);
    std::vector<std::size_t> by_unit = shape.untreated_periods;
    std::vector<std::size_t> by_period(panel.periods());
    for (std::size_t i = 0; i < panel.units(); ++i) {
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            by_period[t] += panel.untreated(t, i) ? 1U : 0U;
        }
    }
    for (std::size_t i = 0; i < panel.units(); ++i) {
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            const std::size_t cell = t + i * panel.periods();
            if (panel.untreated(t, i) && by_unit[i] > 2 && by_period[t] > 2 &&
                random.uniform(cell) < spec.fold_share) {
                made.treated(t, i) = 1;
                --by_unit[i];
                --by_period[t];
                hidden.push_back(cell);
            }
        }
    }
    return made;
}

double threshold_of(double lambda, const FactorData& data, LambdaConvention convention) {
    return convention == LambdaConvention::athey_2021
               ? lambda * data.cells / 2
               : lambda * static_cast<double>(data.periods) * static_cast<double>(data.units);
}

/// Squared errors of prediction of cells, which stand in the order of units.
double squares_hidden(const Panel& panel, const FactorData& data, const FactorSolution& solved,
                      const std::vector<std::size_t>& covariates,
                      const std::vector<std::size_t>& cells) {
    std::vector<std::size_t> place(panel.units());
    for (std::size_t j = 0; j < data.units; ++j) {
        place[data.order[j]] = j;
    }
    double squares = 0;
    std::size_t predicted = panel.units();
    std::vector<double> column(panel.periods());
    for (const std::size_t cell : cells) {
        const std::size_t unit = cell / panel.periods();
        if (unit != predicted) {
            predict(panel, data, solved, covariates, place[unit], column);
            predicted = unit;
        }
        const double e = panel.outcome.data()[cell] - column[cell % panel.periods()];
        squares += e * e;
    }
    return squares;
}

struct Path {
    std::vector<double> lambdas; ///< descending
    std::vector<CriterionPoint> curve;
    std::size_t best = 0;
};

/// Squared errors of one fold, by lambda; returns how many cells it hides.
std::size_t add_fold(const Panel& panel, const std::vector<std::size_t>& covariates,
                     std::size_t fold, const CompletionSpec& spec, const SolverOptions& options,
                     const std::vector<double>& lambdas, std::vector<double>& squares) {
    std::vector<std::size_t> hidden;
    const FactorData data = arrange(hide(panel, spec, fold, hidden), spec.effects, covariates);
    FactorPoint at = additive_fit(data, options).at;
    for (std::size_t l = 0; l < lambdas.size(); ++l) {
        const Completed made =
            complete_matrix(data, threshold_of(lambdas[l], data, spec.convention), at, options);
        at = made.solution.at;
        squares[l] += squares_hidden(panel, data, made.solution, covariates, hidden);
    }
    return hidden.size();
}

Path validate(const Panel& panel, const std::vector<std::size_t>& covariates, double most,
              const CompletionSpec& spec, const SolverOptions& options) {
    Path path;
    for (std::size_t l = 0; l < spec.lambdas; ++l) {
        const double share =
            spec.lambdas > 1 ? static_cast<double>(l) / static_cast<double>(spec.lambdas - 1) : 0.5;
        path.lambdas.push_back(most * std::pow(10.0, -3 * share));
    }
    std::vector<double> squares(spec.lambdas);
    double count = 0;
    for (std::size_t f = 0; f < spec.folds; ++f) {
        count += static_cast<double>(
            add_fold(panel, covariates, f, spec, options, path.lambdas, squares));
    }
    for (std::size_t l = 0; l < spec.lambdas; ++l) {
        path.curve.push_back({.lambda = path.lambdas[l], .mspe = squares[l] / count});
        if (squares[l] < squares[path.best]) {
            path.best = l;
        }
    }
    return path;
}

/// Additive effects, singular values and residual squares.
void describe(CompletionFit& fit, const FactorData& data, const FactorSolution& solved,
              std::size_t covariates, int jobs) {
    // At the optimum L is free of what the additive effects can carry, so that it keeps its means.
    FactorSolution additive;
    additive.at = {.factors = MatrixXd::Zero(solved.at.factors.rows(), 0),
                   .period = solved.at.period};
    additive.beta = solved.beta;
    additive.loadings = solved.loadings.bottomRows(1);
    Components parts = components_of(data, additive, covariates);
    fit.grand_mean = parts.mean;
    fit.unit_effects = std::move(parts.unit);
    fit.period_effects = std::move(parts.period);
    const Index r = solved.at.factors.cols();
    const LowRank values = decompose(solved.at.factors, solved.loadings.topRows(r).transpose());
    for (Index k = 0; k < values.values.size(); ++k) {
        if (values.values(k) > 1e-8 * data.scale) {
            fit.singular_values.push_back(values.values(k));
        }
    }
    fit.factors = fit.singular_values.size();
    const ResidualSums left = residual_sums(data, solved, jobs);
    fit.mean_square = left.squares / left.weight;
}

/// The low-rank part and the outcome without treatment, for all units.
void give_out(CompletionFit& fit, const Prepared& prepared, const FactorData& data,
              const FactorSolution& solved, const std::vector<std::size_t>& covariates) {
    fit.low_rank = blank_answer(prepared);
    fit.untreated = blank_answer(prepared);
    const Index r = solved.at.factors.cols();
    for (std::size_t j = 0; j < data.units; ++j) {
        const std::size_t unit = prepared.kept[data.order[j]];
        Eigen::Map<VectorXd>(fit.low_rank.column(unit).data(), static_cast<Index>(data.periods)) =
            solved.at.factors * solved.loadings.col(static_cast<Index>(j)).head(r);
        predict(prepared.panel(), data, solved, covariates, j, fit.untreated.column(unit));
    }
    blank_lost_periods(prepared.panel(), fit.untreated, fit.warnings);
}

Completed complete_as_told(const FactorData& data, const FactorSolution& additive,
                           const CompletionFit& fit, const CompletionSpec& spec,
                           const SolverOptions& options) {
    const double threshold = threshold_of(fit.lambda, data, spec.convention);
    if (spec.algorithm == CompletionAlgorithm::certified) {
        return complete_matrix(data, threshold, additive.at, options);
    }
    PlainCompletion plain =
        descend(data, additive, fit.lambda, fit.lambda_zero, spec.tolerance, spec.max_iterations);
    Completed made{.solution = std::move(plain.solution),
                   .certificate = 0,
                   .iterations = plain.iterations,
                   .converged = plain.converged};
    made.certificate = largest_residual(data, made.solution, options.jobs) / threshold;
    return made;
}

} // namespace

CompletionFit fit_matrix_completion(const Panel& panel, const CompletionSpec& spec) {
    check(spec, panel);
    const Prepared prepared = prepare(panel, std::max<std::size_t>(spec.min_periods, 1),
                                      spec.groups, "matrix completion");
    CompletionFit fit;
    fit.warnings = prepared.warnings;
    const Panel& own = prepared.panel();
    const UsableCells cells = usable_cells(own, spec.effects, spec.jobs, fit.warnings);
    const FactorData& data = cells.data;
    const std::vector<std::size_t>& covariates = cells.covariates;
    const SolverOptions options{
        .tolerance = spec.tolerance, .max_iterations = spec.max_iterations, .jobs = spec.jobs};
    const FactorSolution additive = additive_fit(data, options);
    fit.lambda_zero =
        largest_residual(data, additive, spec.jobs) / threshold_of(1, data, spec.convention);
    fit.lambda = spec.lambda;
    if (spec.cross_validate) {
        Path path = validate(own, covariates, fit.lambda_zero, spec, options);
        fit.lambda = path.lambdas[path.best];
        fit.curve = std::move(path.curve);
    }
    const Completed made = complete_as_told(data, additive, fit, spec, options);
    fit.iterations = made.iterations;
    fit.converged = made.converged;
    fit.certificate = made.certificate;
    warn_unless_converged(fit.converged, fit.iterations, fit.warnings);
    fit.beta = spread(made.solution.beta.head(static_cast<Index>(covariates.size())), covariates,
                      panel.covariates.size());
    describe(fit, data, made.solution, covariates.size(), spec.jobs);
    give_out(fit, prepared, data, made.solution, covariates);
    complete(fit, panel, prepared, spec.groups);
    return fit;
}

} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
// Matrix completion: the nuclear norm as a ridge on factors and loadings, the rank raised until the
// residuals prove that the minimum is reached.
#include "halflight/stats/matrix_completion.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "completion_core.hpp"
#include "completion_folds.hpp"
#include "completion_plain.hpp"
#include "factor_fit.hpp"
#include "halflight/base/error.hpp"
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
/// The rank is found roughly first; only with all of it the fit goes to its end.
constexpr double rough_tolerance = 1e-4;
constexpr double rough_slack = 1e-2;

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
    how.tolerance = std::max(options.tolerance, rough_tolerance);
    Completed made;
    FactorPoint at = start;
    for (int round = 0; round < most_rounds; ++round) {
        made.solution = solve(data, at, how);
        made.iterations += made.solution.iterations;
        const Spectrum spectrum = spectrum_of(data, made.solution, options.jobs);
        made.certificate = spectrum.values(0) / threshold;
        const bool rough = how.tolerance > options.tolerance;
        if (made.certificate <= 1 + (rough ? rough_slack : slack)) {
            if (!rough) {
                break;
            }
            how.tolerance = options.tolerance;
            at = made.solution.at;
            continue;
        }
        at = {.factors = widen(balance(data, made.solution), spectrum,
                               threshold * (rough ? 1 + rough_slack : 1)),
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
    if (!(spec.gain >= 0 && spec.gain < 1 && spec.fold_tolerance >= 0)) {
        refuse("cross-validation of lambda needs a gain from 0 to below 1 and a tolerance of folds "
               "that is not negative");
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
    const auto rank = static_cast<Index>(fit.factors);
    fit.factors_by_period =
        to_matrix(values.left.leftCols(rank) * values.values.head(rank).cwiseSqrt().asDiagonal());
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

/// What is known before any search.
struct Asked {
    Prepared prepared;
    UsableCells cells;
    SolverOptions options;
};

Asked ask(const Panel& panel, const CompletionSpec& spec, Warnings& warnings) {
    check(spec, panel);
    Asked asked{.prepared = prepare(panel, std::max<std::size_t>(spec.min_periods, 1), spec.groups,
                                    "matrix completion"),
                .cells = {},
                .options = {.tolerance = spec.tolerance,
                            .max_iterations = spec.max_iterations,
                            .jobs = spec.jobs}};
    warnings = asked.prepared.warnings;
    asked.cells = usable_cells(asked.prepared.panel(), spec.effects, spec.jobs, warnings);
    return asked;
}

CompletionFit tell(CompletionFit fit, const Panel& panel, const CompletionSpec& spec,
                   const Asked& asked, const Completed& made) {
    const auto& [data, covariates] = asked.cells;
    fit.iterations = made.iterations;
    fit.converged = made.converged;
    fit.certificate = made.certificate;
    warn_unless_converged(fit.converged, fit.iterations, fit.warnings);
    fit.beta = spread(made.solution.beta.head(static_cast<Index>(covariates.size())), covariates,
                      panel.covariates.size());
    describe(fit, data, made.solution, covariates.size(), spec.jobs);
    give_out(fit, asked.prepared, data, made.solution, covariates);
    complete(fit, panel, asked.prepared, spec.groups);
    return fit;
}

} // namespace

CompletionFit fit_matrix_completion(const Panel& panel, const CompletionSpec& spec) {
    CompletionFit fit;
    const Asked asked = ask(panel, spec, fit.warnings);
    const auto& [data, covariates] = asked.cells;
    const FactorSolution additive = additive_fit(data, asked.options);
    fit.lambda_zero =
        largest_residual(data, additive, spec.jobs) / threshold_of(1, data, spec.convention);
    fit.lambda = spec.lambda;
    if (spec.cross_validate) {
        CompletionPath path =
            validate(asked.prepared.panel(), covariates, fit.lambda_zero, spec, asked.options);
        fit.lambda = path.curve[path.best].lambda;
        fit.curve = std::move(path.curve);
    }
    const Completed made = complete_as_told(data, additive, fit, spec, asked.options);
    return tell(std::move(fit), panel, spec, asked, made);
}

CompletionFit fit_matrix_completion(const Panel& panel, const CompletionSpec& spec,
                                    const CompletionFit& start) {
    if (spec.cross_validate || spec.algorithm != CompletionAlgorithm::certified) {
        throw Error(ErrorCode::invalid_argument,
                    "a fit begun at another needs a lambda and the certified algorithm");
    }
    CompletionFit fit;
    const Asked asked = ask(panel, spec, fit.warnings);
    fit.lambda = spec.lambda;
    const FactorData& data = asked.cells.data;
    const Completed made = complete_matrix(
        data, threshold_of(spec.lambda, data, spec.convention),
        point_of(start.factors_by_period, start.period_effects, panel.periods()), asked.options);
    return tell(std::move(fit), panel, spec, asked, made);
}

} // namespace halflight::stats

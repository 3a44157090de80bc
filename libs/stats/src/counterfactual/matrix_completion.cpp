// SPDX-License-Identifier: Apache-2.0
// Matrix completion: the nuclear norm as a ridge on factors and loadings, the rank raised until the
// residuals prove that the minimum is reached.
#include "halflight/stats/matrix_completion.hpp"

#include <algorithm>
#include <cmath>

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
constexpr int most_rounds = 25;

/// Singular values of the residuals, largest first, and their left vectors.
struct Spectrum {
    VectorXd values;
    MatrixXd vectors;
};

Spectrum spectrum_of(const FactorData& data, const FactorSolution& solution) {
    const MatrixXd e = residuals(data, solution);
    const Eigen::Map<const VectorXd> copies(data.copies.data(), static_cast<Index>(data.units));
    const MatrixXd scaled = e * copies.cwiseSqrt().asDiagonal();
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solved(scaled * scaled.transpose());
    return {.values = solved.eigenvalues().cwiseMax(0.0).cwiseSqrt().reverse(),
            .vectors = solved.eigenvectors().rowwise().reverse()};
}

/// Directions in which the residuals still exceed the threshold join the factors.
MatrixXd widen(const MatrixXd& factors, const Spectrum& spectrum, double threshold) {
    Index more = 0;
    while (more < spectrum.values.size() && spectrum.values(more) > threshold * (1 + slack)) {
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

double largest_residual(const FactorData& data, const FactorSolution& solution) {
    return spectrum_of(data, solution).values(0);
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
        const Spectrum spectrum = spectrum_of(data, made.solution);
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

double prediction(const Panel& panel, const FactorData& data, const FactorSolution& solved,
                  const std::vector<std::size_t>& covariates, std::size_t t, std::size_t place) {
    const auto row = static_cast<Index>(t);
    const auto col = static_cast<Index>(place);
    const Index r = solved.at.factors.cols();
    double value = data.centre + solved.at.period(row) + solved.loadings(r, col);
    if (r > 0) {
        value += solved.at.factors.row(row).dot(solved.loadings.col(col).head(r));
    }
    for (std::size_t k = 0; k < covariates.size(); ++k) {
        value += solved.beta(static_cast<Index>(k)) *
                 panel.covariates[covariates[k]](t, data.order[place]);
    }
    if (data.effects == Effects::none) {
        value += solved.beta(static_cast<Index>(covariates.size()));
    }
    return value;
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

struct Path {
    std::vector<double> lambdas; ///< descending
    std::vector<CriterionPoint> curve;
    std::size_t best = 0;
};

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
        std::vector<std::size_t> hidden;
        const FactorData data = arrange(hide(panel, spec, f, hidden), spec.effects, covariates);
        std::vector<std::size_t> place(panel.units());
        for (std::size_t j = 0; j < data.units; ++j) {
            place[data.order[j]] = j;
        }
        count += static_cast<double>(hidden.size());
        FactorPoint at = additive_fit(data, options).at;
        for (std::size_t l = 0; l < spec.lambdas; ++l) {
            const Completed made = complete_matrix(
                data, threshold_of(path.lambdas[l], data, spec.convention), at, options);
            at = made.solution.at;
            for (const std::size_t cell : hidden) {
                const double e = panel.outcome.data()[cell] -
                                 prediction(panel, data, made.solution, covariates,
                                            cell % panel.periods(), place[cell / panel.periods()]);
                squares[l] += e * e;
            }
        }
    }
    for (std::size_t l = 0; l < spec.lambdas; ++l) {
        path.curve.push_back({.lambda = path.lambdas[l], .mspe = squares[l] / count});
        if (squares[l] < squares[path.best]) {
            path.best = l;
        }
    }
    return path;
}

void describe(CompletionFit& fit, const FactorData& data, const FactorSolution& solved,
              MatrixXd& low_rank, const Panel& panel, std::size_t covariates) {
    low_rank.resize(static_cast<Index>(data.periods), static_cast<Index>(data.units));
    MatrixXd additive = low_rank;
    const Index r = solved.at.factors.cols();
    for (std::size_t j = 0; j < data.units; ++j) {
        const auto i = static_cast<Index>(data.order[j]);
        const auto place = static_cast<Index>(j);
        low_rank.col(i) = solved.at.factors * solved.loadings.col(place).head(r);
        additive.col(i) = solved.at.period;
        additive.col(i).array() += data.centre + solved.loadings(r, place);
    }
    if (data.effects == Effects::none) {
        additive.array() += solved.beta(static_cast<Index>(covariates));
    }
    // At the optimum L is free of what the additive effects can carry, so that nothing moves here.
    Additives parts = split_effects(additive, data.effects);
    fit.grand_mean = parts.mean;
    fit.unit_effects = std::move(parts.unit);
    fit.period_effects = std::move(parts.period);
    const LowRank values = decompose(solved.at.factors, solved.loadings.topRows(r).transpose());
    for (Index k = 0; k < values.values.size(); ++k) {
        if (values.values(k) > 1e-8 * data.scale) {
            fit.singular_values.push_back(values.values(k));
        }
    }
    fit.factors = fit.singular_values.size();
    double cells = 0;
    double squares = 0;
    const MatrixXd e = residuals(data, solved);
    for (std::size_t j = 0; j < data.units; ++j) {
        for (std::size_t t = 0; t < data.periods; ++t) {
            if (panel.untreated(t, data.order[j])) {
                const double w = panel.weight(t, data.order[j]);
                const double value = e(static_cast<Index>(t), static_cast<Index>(j));
                squares += value * value / w;
                cells += w;
            }
        }
    }
    fit.mean_square = squares / cells;
}

Matrix expand(const MatrixXd& from, const Prepared& prepared) {
    Matrix made(static_cast<std::size_t>(from.rows()), prepared.all_units);
    std::fill_n(made.data(), made.rows() * made.cols(), undefined);
    for (std::size_t j = 0; j < prepared.kept.size(); ++j) {
        std::copy_n(from.col(static_cast<Index>(j)).data(), from.rows(),
                    made.column(prepared.kept[j]).begin());
    }
    return made;
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
    made.certificate = largest_residual(data, made.solution) / threshold;
    return made;
}

} // namespace

CompletionFit fit_matrix_completion(const Panel& panel, const CompletionSpec& spec) {
    check(spec, panel);
    const Prepared prepared = prepare(panel, std::max<std::size_t>(spec.min_periods, 1),
                                      spec.groups, "matrix completion");
    CompletionFit fit;
    fit.warnings = prepared.warnings;
    const auto covariates = usable_covariates(prepared.panel, spec.effects, fit.warnings);
    const FactorData data = arrange(prepared.panel, spec.effects, covariates);
    const SolverOptions options{
        .tolerance = spec.tolerance, .max_iterations = spec.max_iterations, .jobs = spec.jobs};
    const FactorSolution additive = additive_fit(data, options);
    fit.lambda_zero = largest_residual(data, additive) / threshold_of(1, data, spec.convention);
    fit.lambda = spec.lambda;
    if (spec.cross_validate) {
        Path path = validate(prepared.panel, covariates, fit.lambda_zero, spec, options);
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
    MatrixXd low_rank;
    describe(fit, data, made.solution, low_rank, prepared.panel, covariates.size());
    MatrixXd untreated(low_rank.rows(), low_rank.cols());
    for (std::size_t j = 0; j < data.units; ++j) {
        for (std::size_t t = 0; t < data.periods; ++t) {
            untreated(static_cast<Index>(t), static_cast<Index>(data.order[j])) =
                prediction(prepared.panel, data, made.solution, covariates, t, j);
        }
    }
    blank_lost_periods(prepared.panel, untreated, fit.warnings);
    fit.low_rank = expand(low_rank, prepared);
    complete(fit, panel, prepared, untreated, spec.groups);
    return fit;
}

} // namespace halflight::stats

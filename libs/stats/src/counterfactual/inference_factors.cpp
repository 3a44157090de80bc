// SPDX-License-Identifier: Apache-2.0
// Draws of interactive fixed effects and of matrix completion: block bootstrap and jackknife.
#include <algorithm>
#include <cmath>
#include <functional>

#include "completion_core.hpp"
#include "completion_shrinkage.hpp"
#include "draws.hpp"
#include "low_rank.hpp"

namespace halflight::stats {

namespace {

using namespace counterfactual;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Drawn {
    FactorSolution solution;
    bool converged = false;
};
using Refit = std::function<Drawn(const FactorData&)>;

/// Effects of one unit, NaN where it was not observed or nobody else was untreated.
std::vector<double> effects_of(const Panel& panel, const FactorData& data,
                               const FactorSolution& solved,
                               const std::vector<std::size_t>& covariates, std::size_t place) {
    const std::size_t unit = data.order[place];
    const Index r = solved.at.factors.cols();
    const auto col = static_cast<Index>(place);
    std::vector<double> effects(panel.periods(), undefined);
    for (std::size_t t = 0; t < panel.periods(); ++t) {
        const auto row = static_cast<Index>(t);
        if (!panel.observed(t, unit) || !(data.w_by_period(row) > 0)) {
            continue;
        }
        double value =
            panel.outcome(t, unit) - data.centre - solved.at.period(row) - solved.loadings(r, col);
        for (Index k = 0; k < r; ++k) {
            value -= solved.at.factors(row, k) * solved.loadings(k, col);
        }
        for (std::size_t k = 0; k < covariates.size(); ++k) {
            value -= solved.beta(static_cast<Index>(k)) * panel.covariates[covariates[k]](t, unit);
        }
        if (data.effects == Effects::none) {
            value -= solved.beta(static_cast<Index>(covariates.size()));
        }
        effects[t] = value;
    }
    return effects;
}

PanelUncertainty draw_units(const Panel& panel, const Counterfactual& fit,
                            std::span<const double> beta, Effects effects,
                            const std::vector<std::uint32_t>& groups, const UncertaintySpec& how,
                            const Refit& refit) {
    if (how.method == Uncertainty::parametric) {
        refuse("the parametric bootstrap is for generalized synthetic control; use the block "
               "bootstrap or the jackknife");
    }
    const std::vector<std::size_t> kept = kept_units(panel, fit);
    const Panel own = take_units(panel, kept);
    const PanelShape shape = shape_of(own);
    if (shape.treated.size() < 2) {
        refuse("a bootstrap or jackknife over units needs at least 2 treated units and there is "
               "1; generalized synthetic control has a parametric bootstrap");
    }
    std::vector<std::uint32_t> own_groups;
    for (const std::size_t i : groups.empty() ? std::vector<std::size_t>() : kept) {
        own_groups.push_back(groups[i]);
    }
    const std::vector<std::size_t> covariates = used_covariates(beta);
    const FactorData data = arrange(own, effects, covariates);
    const Targets targets(own, fit, own_groups, covariates.size());
    const auto one = [&](std::size_t d, const Random& random, std::span<double> out) {
        const std::vector<double> copies = copies_of_draw(shape, how.method, d, random);
        const FactorData sample = recount(data, copies);
        const Drawn drawn = refit(sample);
        Targets::Sums sums = targets.begin();
        for (std::size_t place = 0; place < sample.units; ++place) {
            if (shape.onset[sample.order[place]]) {
                targets.add(sums, sample.order[place],
                            effects_of(own, sample, drawn.solution, covariates, place),
                            sample.copies[place]);
            }
        }
        const std::span<const double> found(drawn.solution.beta.data(), covariates.size());
        return targets.end(sums, found, out) && drawn.converged;
    };
    return conclude(panel, fit, beta, replicate(draws_of(how, own.units()), targets.width(), one),
                    how);
}

/// The penalty moves coefficients of covariates further than draws tell: in simulation their
/// intervals never held the truth, so none is given.
void leave_out_coefficients(PanelUncertainty& errors) {
    if (errors.beta.empty()) {
        return;
    }
    for (Coefficient& one : errors.beta) {
        one = {.name = one.name, .estimate = one.estimate};
    }
    errors.warnings.push_back(
        {"shrunk_coefficients",
         "the penalty biases coefficients of covariates; no error is given for them"});
}

} // namespace

PanelUncertainty uncertainty(const Panel& panel, const FactorFit& fit, const FactorSpec& spec,
                             const UncertaintySpec& how) {
    const FactorPoint warm = point_of(fit.factors_by_period, fit.period_effects, panel.periods());
    const SolverOptions options{.tolerance = std::max(spec.tolerance, draw_tolerance),
                                .max_iterations = spec.max_iterations};
    return draw_units(panel, fit, fit.beta, spec.effects, spec.groups, how,
                      [&](const FactorData& sample) {
                          FactorSolution solved = solve(sample, warm, options);
                          const bool converged = solved.converged;
                          return Drawn{.solution = std::move(solved), .converged = converged};
                      });
}

PanelUncertainty uncertainty(const Panel& panel, const CompletionFit& fit,
                             const CompletionSpec& spec, const UncertaintySpec& how) {
    const FactorPoint warm = point_of(fit.factors_by_period, fit.period_effects, panel.periods());
    const SolverOptions options{.tolerance = std::max(spec.tolerance, draw_tolerance),
                                .max_iterations = spec.max_iterations};
    PanelUncertainty made = draw_units(
        panel, fit, fit.beta, spec.effects, spec.groups, how, [&](const FactorData& sample) {
            const double threshold =
                spec.convention == LambdaConvention::athey_2021
                    ? fit.lambda * sample.cells / 2
                    : fit.lambda * static_cast<double>(sample.periods) * sample.mass;
            Completed drawn = complete_matrix(sample, threshold, warm, options);
            return Drawn{.solution = std::move(drawn.solution), .converged = drawn.converged};
        });
    leave_out_coefficients(made);
    hold_shrinkage(panel, fit, spec, how, made);
    return made;
}

} // namespace halflight::stats

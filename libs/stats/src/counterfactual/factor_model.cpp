// SPDX-License-Identifier: Apache-2.0
// Interactive fixed effects: choice of the number of factors, fit, and what is given out.
#include "halflight/stats/factor_model.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "factor_em.hpp"
#include "factor_fit.hpp"
#include "halflight/base/random.hpp"
#include "low_rank.hpp"
#include "prepare.hpp"

namespace halflight::stats {

namespace {

using namespace counterfactual;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::size_t parameters_of_unit(Effects effects, std::size_t factors) {
    return factors + (effects == Effects::unit || effects == Effects::two_way ? 1 : 0);
}

void check(const FactorSpec& spec, const Panel& panel) {
    if (!(spec.tolerance > 0) || spec.max_iterations < 1) {
        refuse("interactive fixed effects need a positive tolerance and at least one iteration");
    }
    if (spec.algorithm != FactorAlgorithm::accelerated && !panel.weights.empty()) {
        refuse("the plain iterations of packages take no weights; use the accelerated algorithm");
    }
    if (spec.choice == FactorChoice::cross_validation &&
        !(spec.fold_share > 0 && spec.fold_share < 1 && spec.folds > 0 && spec.fold_block > 0)) {
        refuse("cross-validation needs folds, blocks and a share between 0 and 1");
    }
}

/// The largest number of factors that the shortest kept unit and the panel can carry.
void check_room(const Panel& panel, const FactorSpec& spec) {
    const PanelShape shape = shape_of(panel);
    const std::size_t shortest = *std::ranges::min_element(shape.untreated_periods);
    const std::size_t needed = parameters_of_unit(spec.effects, spec.factors);
    if (shortest < std::max<std::size_t>(needed, 1)) {
        refuse(fmt::format("{} factors need {} untreated periods of each unit and one has {}; take "
                           "fewer factors, or min_periods = {} to leave such units out",
                           spec.factors, needed, shortest, needed));
    }
    if (spec.factors >= std::min(panel.units(), panel.periods())) {
        refuse(fmt::format("{} factors are too many for {} units and {} periods; fewer than the "
                           "smaller of the two would do",
                           spec.factors, panel.units(), panel.periods()));
    }
}

Panel without(const Panel& panel, const std::vector<std::size_t>& cells) {
    Panel made = panel;
    for (const std::size_t cell : cells) {
        made.treated.data()[cell] = 1;
    }
    return made;
}

/// Cells that each fold leaves out of the fit and predicts.
std::vector<std::vector<std::size_t>> folds_of(const Panel& panel, const FactorSpec& spec) {
    const PanelShape shape = shape_of(panel);
    const std::size_t periods = panel.periods();
    std::vector<std::size_t> cells;
    for (const std::size_t i : shape.treated) {
        for (std::size_t t = 0; t < periods; ++t) {
            if (panel.untreated(t, i)) {
                cells.push_back(t + i * periods);
            }
        }
    }
    std::vector<std::vector<std::size_t>> folds;
    if (spec.choice == FactorChoice::leave_period_out) {
        for (std::size_t t = 0; t < periods; ++t) {
            std::vector<std::size_t> fold;
            std::ranges::copy_if(cells, std::back_inserter(fold),
                                 [&](std::size_t cell) { return cell % periods == t; });
            if (!fold.empty()) {
                folds.push_back(std::move(fold));
            }
        }
        return folds;
    }
    const auto size =
        static_cast<std::size_t>(std::ceil(spec.fold_share * static_cast<double>(cells.size())));
    const std::size_t spare = parameters_of_unit(spec.effects, spec.factors) + 1;
    for (std::size_t f = 0; f < spec.folds; ++f) {
        const Random random(spec.seed, f);
        std::vector<bool> out(cells.size(), false);
        std::vector<std::size_t> left = shape.untreated_periods;
        std::vector<std::size_t> fold;
        for (std::uint64_t tries = 0; fold.size() < size && tries < 20 * cells.size(); ++tries) {
            const std::size_t first = random.below(tries, cells.size());
            for (std::size_t b = first; b < std::min(first + spec.fold_block, cells.size()); ++b) {
                const std::size_t unit = cells[b] / periods;
                if (unit == cells[first] / periods && !out[b] && left[unit] > spare) {
                    out[b] = true;
                    --left[unit];
                    fold.push_back(cells[b]);
                }
            }
        }
        folds.push_back(std::move(fold));
    }
    return folds;
}

} // namespace

namespace counterfactual {

Estimate estimate_factors(const Panel& panel, const std::vector<std::size_t>& covariates,
                          std::size_t factors, const FactorSpec& spec, const FactorPoint* warm) {
    Estimate made;
    const auto periods = static_cast<Index>(panel.periods());
    if (spec.algorithm != FactorAlgorithm::accelerated) {
        EmFit em = fit_em(panel, covariates, spec.effects, factors, spec.algorithm, spec.tolerance,
                          spec.max_iterations);
        made.fitted = std::move(em.fitted);
        made.beta = std::move(em.beta);
        made.low_rank = std::move(em.low_rank);
        made.iterations = em.iterations;
        made.converged = em.converged;
        return made;
    }
    const FactorData data = arrange(panel, spec.effects, covariates);
    SolverOptions options{
        .tolerance = spec.tolerance, .max_iterations = spec.max_iterations, .jobs = spec.jobs};
    FactorPoint start{.factors = MatrixXd::Zero(periods, 0), .period = VectorXd::Zero(periods)};
    FactorSolution solved;
    if (warm != nullptr) {
        solved = solve(data, *warm, options);
    } else {
        solved = solve(data, start, options);
        if (factors > 0) {
            solved = solve(data, start_from(data, solved, factors), options);
        }
    }
    made.point = solved.at;
    made.low_rank.resize(periods, static_cast<Index>(data.units));
    made.fitted.resize(periods, static_cast<Index>(data.units));
    const auto p = static_cast<Index>(covariates.size());
    const double constant = data.centre + (solved.beta.size() > p ? solved.beta(p) : 0);
    for (std::size_t j = 0; j < data.units; ++j) {
        const auto i = static_cast<Index>(data.order[j]);
        const auto place = static_cast<Index>(j);
        const auto r = solved.at.factors.cols();
        made.low_rank.col(i) = solved.at.factors * solved.loadings.col(place).head(r);
        made.fitted.col(i) = made.low_rank.col(i) + solved.at.period;
        made.fitted.col(i).array() += constant + solved.loadings(r, place);
        for (Index k = 0; k < p; ++k) {
            made.fitted.col(i) +=
                solved.beta(k) *
                Eigen::Map<const VectorXd>(panel.covariates[covariates[static_cast<std::size_t>(k)]]
                                               .column(data.order[j])
                                               .data(),
                                           periods);
        }
    }
    made.beta = solved.beta.head(p);
    made.iterations = solved.iterations;
    made.converged = solved.converged;
    return made;
}

double squares_left(const Panel& panel, const MatrixXd& fitted, double& cells) {
    double rss = 0;
    cells = 0;
    for (std::size_t i = 0; i < panel.units(); ++i) {
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            if (panel.untreated(t, i)) {
                const double e =
                    panel.outcome(t, i) - fitted(static_cast<Index>(t), static_cast<Index>(i));
                rss += panel.weight(t, i) * e * e;
                cells += 1;
            }
        }
    }
    return rss;
}

void blank_lost_periods(const Panel& panel, MatrixXd& untreated, Warnings& warnings) {
    for (std::size_t t = 0; t < panel.periods(); ++t) {
        bool any = false;
        for (std::size_t i = 0; i < panel.units(); ++i) {
            any = any || panel.untreated(t, i);
        }
        if (!any) {
            untreated.row(static_cast<Index>(t)).setConstant(undefined);
            warnings.push_back({"period_without_controls",
                                fmt::format("period {} has no untreated observation and was left "
                                            "out",
                                            panel.period_name(t))});
        }
    }
}

Additives split_effects(const MatrixXd& rest, Effects effects) {
    Additives made;
    made.low_rank = rest;
    made.mean = rest.mean();
    made.low_rank.array() -= made.mean;
    if (effects == Effects::unit || effects == Effects::two_way) {
        const Eigen::RowVectorXd unit = made.low_rank.colwise().mean();
        made.low_rank.rowwise() -= unit;
        made.unit = to_vector(unit.transpose());
    }
    if (effects == Effects::period || effects == Effects::two_way) {
        const VectorXd period = made.low_rank.rowwise().mean();
        made.low_rank.colwise() -= period;
        made.period = to_vector(period);
    }
    return made;
}

} // namespace counterfactual

namespace {

double prediction_error(const Panel& panel, const std::vector<std::size_t>& covariates,
                        std::size_t factors, const FactorSpec& spec,
                        const std::vector<std::vector<std::size_t>>& folds) {
    double squares = 0;
    double count = 0;
    for (const std::vector<std::size_t>& fold : folds) {
        const Estimate fit =
            estimate_factors(without(panel, fold), covariates, factors, spec, nullptr);
        for (const std::size_t cell : fold) {
            const double e = panel.outcome.data()[cell] - fit.fitted.data()[cell];
            squares += e * e;
            count += 1;
        }
    }
    return squares / count;
}

std::size_t pick(const std::vector<CriterionPoint>& curve, FactorChoice choice, double gain) {
    std::size_t best = 0;
    for (std::size_t r = 1; r < curve.size(); ++r) {
        bool better = false;
        if (choice == FactorChoice::ic) {
            better = curve[r].ic < curve[best].ic;
        } else if (choice == FactorChoice::pc) {
            better = curve[r].pc < curve[best].pc;
        } else {
            better = curve[best].mspe - curve[r].mspe > gain * curve[best].mspe;
        }
        best = better ? r : best;
    }
    return best;
}

struct Chosen {
    Estimate fit;
    std::size_t factors = 0;
    std::vector<CriterionPoint> curve;
};

Chosen choose(const Panel& panel, const std::vector<std::size_t>& covariates,
              const FactorSpec& spec) {
    const bool validated = spec.choice == FactorChoice::cross_validation ||
                           spec.choice == FactorChoice::leave_period_out;
    const auto folds = validated ? folds_of(panel, spec) : std::vector<std::vector<std::size_t>>();
    Chosen chosen;
    std::vector<Estimate> fits;
    const std::size_t least = spec.choice == FactorChoice::fixed ? spec.factors : 0;
    for (std::size_t r = least; r <= spec.factors; ++r) {
        fits.push_back(estimate_factors(panel, covariates, r, spec, nullptr));
        double cells = 0;
        const double rss = squares_left(panel, fits.back().fitted, cells);
        const Criteria found = criteria_of(rss, cells, panel.periods(), panel.units(), r,
                                           covariates.size(), spec.effects);
        chosen.curve.push_back(
            {.factors = r, .sigma2 = found.sigma2, .ic = found.ic, .pc = found.pc});
        if (validated) {
            chosen.curve.back().mspe = prediction_error(panel, covariates, r, spec, folds);
        }
    }
    const std::size_t best = pick(chosen.curve, spec.choice, spec.gain);
    chosen.factors = least + best;
    chosen.fit = std::move(fits[best]);
    return chosen;
}

void describe(FactorFit& fit, const Panel& panel, const Estimate& estimate,
              const std::vector<std::size_t>& covariates, const FactorSpec& spec) {
    MatrixXd rest = estimate.fitted;
    for (std::size_t k = 0; k < covariates.size(); ++k) {
        rest -= estimate.beta(static_cast<Index>(k)) *
                Eigen::Map<const MatrixXd>(panel.covariates[covariates[k]].data(), rest.rows(),
                                           rest.cols());
    }
    if (spec.effects == Effects::none) {
        fit.grand_mean = (rest - estimate.low_rank).mean();
        rest = estimate.low_rank;
    } else {
        Additives additives = split_effects(rest, spec.effects);
        fit.grand_mean = additives.mean;
        fit.unit_effects = std::move(additives.unit);
        fit.period_effects = std::move(additives.period);
        rest = std::move(additives.low_rank);
    }
    const auto r = static_cast<Index>(fit.factors);
    const MatrixXd left = r > 0 ? leading_vectors(rest * rest.transpose(), fit.factors)
                                : MatrixXd::Zero(rest.rows(), 0);
    const LowRank parts = decompose(left, rest.transpose() * left);
    const double root = std::sqrt(static_cast<double>(panel.periods()));
    fit.factors_by_period = to_matrix(root * parts.left.leftCols(r));
    fit.loadings = to_matrix(parts.right.leftCols(r) * parts.values.head(r).asDiagonal() / root);
}

} // namespace

FactorFit fit_factor_model(const Panel& panel, const FactorSpec& spec) {
    check(spec, panel);
    const Prepared prepared =
        prepare(panel, spec.min_periods, spec.groups, "interactive fixed effects");
    check_room(prepared.panel, spec);
    FactorFit fit;
    fit.warnings = prepared.warnings;
    const std::vector<std::size_t> covariates =
        usable_covariates(prepared.panel, spec.effects, fit.warnings);
    Chosen chosen = choose(prepared.panel, covariates, spec);
    fit.factors = chosen.factors;
    fit.curve = std::move(chosen.curve);
    fit.iterations = chosen.fit.iterations;
    fit.converged = chosen.fit.converged;
    warn_unless_converged(fit.converged, fit.iterations, fit.warnings);
    fit.beta = spread(chosen.fit.beta, covariates, panel.covariates.size());
    describe(fit, prepared.panel, chosen.fit, covariates, spec);
    double cells = 0;
    fit.rss = squares_left(prepared.panel, chosen.fit.fitted, cells);
    const Criteria found =
        criteria_of(fit.rss, cells, prepared.panel.periods(), prepared.panel.units(), fit.factors,
                    covariates.size(), spec.effects);
    fit.sigma2 = found.sigma2;
    fit.ic = found.ic;
    fit.pc = found.pc;
    blank_lost_periods(prepared.panel, chosen.fit.fitted, fit.warnings);
    complete(fit, panel, prepared, chosen.fit.fitted, spec.groups);
    return fit;
}

} // namespace halflight::stats

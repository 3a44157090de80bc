// SPDX-License-Identifier: Apache-2.0
// Interactive fixed effects: choice of the number of factors, fit, and what is given out.
#include "halflight/stats/factor_model.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "factor_fit.hpp"
#include "halflight/base/error.hpp"
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

/// The plain iterations go by the panel itself.
FactorData cells_of(const Panel& panel, const std::vector<std::size_t>& covariates,
                    const FactorSpec& spec) {
    return spec.algorithm == FactorAlgorithm::accelerated ? arrange(panel, spec.effects, covariates)
                                                          : FactorData{};
}

double prediction_error(const Panel& panel, const std::vector<std::size_t>& covariates,
                        std::size_t factors, const FactorSpec& spec,
                        const std::vector<std::vector<std::size_t>>& folds) {
    double squares = 0;
    double count = 0;
    for (const std::vector<std::size_t>& fold : folds) {
        const Panel left = without(panel, fold);
        const FactorData data = cells_of(left, covariates, spec);
        const Estimate fit = estimate_factors(left, data, covariates, factors, spec);
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

Chosen choose(const Panel& panel, const FactorData& data,
              const std::vector<std::size_t>& covariates, const FactorSpec& spec,
              const FactorPoint* start) {
    const bool validated = spec.choice == FactorChoice::cross_validation ||
                           spec.choice == FactorChoice::leave_period_out;
    const auto folds = validated ? folds_of(panel, spec) : std::vector<std::vector<std::size_t>>();
    Chosen chosen;
    std::vector<Estimate> fits;
    const std::size_t least = spec.choice == FactorChoice::fixed ? spec.factors : 0;
    for (std::size_t r = least; r <= spec.factors; ++r) {
        fits.push_back(estimate_factors(panel, data, covariates, r, spec, start));
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

void describe(FactorFit& fit, Components parts) {
    fit.grand_mean = parts.mean;
    fit.unit_effects = std::move(parts.unit);
    fit.period_effects = std::move(parts.period);
    const LowRank found = decompose(parts.left, parts.right);
    const double root = std::sqrt(static_cast<double>(parts.left.rows()));
    fit.factors_by_period = to_matrix(root * found.left);
    fit.loadings = to_matrix(found.right * found.values.asDiagonal() / root);
}

/// The fit of the kept units becomes that of all.
Matrix answer_of(const Prepared& prepared, Matrix fitted) {
    if (prepared.dropped.empty()) {
        return fitted;
    }
    Matrix made = blank_answer(prepared);
    for (std::size_t j = 0; j < prepared.kept.size(); ++j) {
        std::ranges::copy(fitted.column(j), made.column(prepared.kept[j]).begin());
    }
    return made;
}

FactorFit fit_from(const Panel& panel, const FactorSpec& spec, const FactorPoint* start) {
    check(spec, panel);
    const Prepared prepared =
        prepare(panel, spec.min_periods, spec.groups, "interactive fixed effects");
    const Panel& own = prepared.panel();
    check_room(own, spec);
    FactorFit fit;
    fit.warnings = prepared.warnings;
    const UsableCells usable = usable_cells(own, spec.effects, spec.jobs, fit.warnings);
    const std::vector<std::size_t>& covariates = usable.covariates;
    Chosen chosen = choose(own, usable.data, covariates, spec, start);
    fit.factors = chosen.factors;
    fit.curve = std::move(chosen.curve);
    fit.iterations = chosen.fit.iterations;
    fit.converged = chosen.fit.converged;
    warn_unless_converged(fit.converged, fit.iterations, fit.warnings);
    fit.beta = spread(chosen.fit.beta, covariates, panel.covariates.size());
    describe(fit, std::move(chosen.fit.components));
    double cells = 0;
    fit.rss = squares_left(own, chosen.fit.fitted, cells);
    const Criteria found = criteria_of(fit.rss, cells, own.periods(), own.units(), fit.factors,
                                       covariates.size(), spec.effects);
    fit.sigma2 = found.sigma2;
    fit.ic = found.ic;
    fit.pc = found.pc;
    blank_lost_periods(own, chosen.fit.fitted, fit.warnings);
    fit.untreated = answer_of(prepared, std::move(chosen.fit.fitted));
    complete(fit, panel, prepared, spec.groups);
    return fit;
}

} // namespace

FactorFit fit_factor_model(const Panel& panel, const FactorSpec& spec) {
    return fit_from(panel, spec, nullptr);
}

FactorFit fit_factor_model(const Panel& panel, const FactorSpec& spec, const FactorFit& start) {
    if (spec.choice != FactorChoice::fixed || spec.algorithm != FactorAlgorithm::accelerated ||
        spec.factors != start.factors) {
        throw Error(ErrorCode::invalid_argument,
                    "a fit begun at another needs as many factors, fixed, and the accelerated "
                    "algorithm");
    }
    const FactorPoint point =
        point_of(start.factors_by_period, start.period_effects, panel.periods());
    return fit_from(panel, spec, &point);
}

} // namespace halflight::stats

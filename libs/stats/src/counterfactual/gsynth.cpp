// SPDX-License-Identifier: Apache-2.0
// Generalized synthetic control: checks, number of factors, fit, and what is given out.
#include "halflight/stats/gsynth.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "factor_fit.hpp"
#include "gsynth_core.hpp"
#include "low_rank.hpp"
#include "prepare.hpp"

namespace halflight::stats {

namespace {

using namespace counterfactual;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// A panel that is ready for fits with any number of factors.
struct Case {
    Prepared prepared;
    PanelShape shape;
    std::vector<std::size_t> covariates;
    bool complete = true; ///< every control is seen in every period
    ControlSums sums;     ///< of complete controls
    FactorData data;      ///< of controls with gaps

    [[nodiscard]] const Panel& panel() const { return prepared.panel(); }
    [[nodiscard]] std::size_t controls() const { return shape.controls.size(); }
};

std::size_t spare_periods(Effects effects) {
    return effects == Effects::unit || effects == Effects::two_way ? 1 : 0;
}

/// Most factors that every treated unit's periods before treatment can carry, with one to spare for
/// cross-validation.
std::size_t most_factors(const Case& made, const GsynthSpec& spec) {
    std::size_t shortest = made.panel().periods();
    for (const std::size_t i : made.shape.treated) {
        shortest = std::min(shortest, made.shape.untreated_periods[i]);
    }
    const std::size_t taken = spare_periods(spec.effects) + (spec.cross_validate ? 1 : 0);
    return shortest > taken ? shortest - taken : 0;
}

void check_factors(const Case& made, const GsynthSpec& spec) {
    const std::size_t most = most_factors(made, spec);
    if (spec.factors > most) {
        refuse(
            fmt::format("{} factors{} need {} periods before treatment and a treated unit has "
                        "{}; take at most {} factors, or a min_periods that leaves such units "
                        "out",
                        spec.factors, spec.cross_validate ? " in cross-validation" : "",
                        spec.factors + spare_periods(spec.effects) + (spec.cross_validate ? 1 : 0),
                        most + spare_periods(spec.effects) + (spec.cross_validate ? 1 : 0), most));
    }
    const std::size_t controls = made.controls();
    if (controls < spec.factors + 2) {
        refuse(fmt::format("{} factors need {} controls and there are {}; take fewer factors or "
                           "more controls",
                           spec.factors, spec.factors + 2, controls));
    }
    if (spec.factors >= made.panel().periods()) {
        refuse(fmt::format("{} factors need more than {} periods", spec.factors,
                           made.panel().periods()));
    }
}

bool all_observed(const Panel& panel, std::size_t unit) {
    return std::ranges::none_of(panel.outcome.column(unit), [](double y) { return std::isnan(y); });
}

/// Covariates that are of use, and what the fits are made from. Weights are for means over treated
/// cells; the controls count alike, as in gsynth.
void take_sums(Case& made, const GsynthSpec& spec, Warnings& warnings) {
    const Panel& panel = made.panel();
    if (made.complete) {
        std::vector<std::size_t> all(panel.covariates.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        const ControlData data = control_data(panel, made.shape.controls, spec.effects, all);
        ControlSums sums = sums_of(data, spec.jobs);
        made.covariates =
            usable_covariates(spread_of_covariates(data, sums), panel.covariate_names, warnings);
        made.sums = keep_covariates(std::move(sums), made.covariates);
        return;
    }
    Panel controls = take_units(panel, made.shape.controls);
    controls.weights = Matrix();
    UsableCells usable = usable_cells(controls, spec.effects, spec.jobs, warnings);
    made.data = std::move(usable.data);
    made.covariates = std::move(usable.covariates);
}

Case begin(const Panel& panel, const GsynthSpec& spec, Warnings& warnings) {
    if (!(spec.tolerance > 0) || spec.max_iterations < 1) {
        refuse("generalized synthetic control needs a positive tolerance and at least one "
               "iteration");
    }
    require_absorbing(panel, shape_of(panel), "generalized synthetic control");
    Case made;
    made.prepared = prepare(panel, spec.min_periods, spec.groups, "generalized synthetic control");
    warnings = made.prepared.warnings;
    made.shape = shape_of(made.panel());
    require_contrast(made.shape, "generalized synthetic control");
    check_factors(made, spec);
    made.complete = std::ranges::all_of(
        made.shape.controls, [&](std::size_t i) { return all_observed(made.panel(), i); });
    take_sums(made, spec, warnings);
    return made;
}

ControlFit fit_with(const Case& made, std::size_t factors, const GsynthSpec& spec) {
    const ControlOptions options{.convention = spec.convention,
                                 .tolerance = spec.tolerance,
                                 .max_iterations = spec.max_iterations};
    if (made.complete) {
        return fit_controls(made.sums, spec.effects, factors, options, nullptr);
    }
    return fit_incomplete_controls(made.data, factors, options, spec.jobs, nullptr);
}

double cells_of(const Case& made) {
    double cells = 0;
    for (const std::size_t i : made.shape.controls) {
        for (std::size_t t = 0; t < made.panel().periods(); ++t) {
            cells += made.panel().observed(t, i) ? 1 : 0;
        }
    }
    return cells;
}

CriterionPoint judge(const Case& made, const ControlFit& fit, std::size_t factors,
                     const GsynthSpec& spec) {
    const Criteria found =
        criteria_of(fit.rss, cells_of(made), made.panel().periods(), made.controls(), factors,
                    made.covariates.size(), spec.effects);
    CriterionPoint point{
        .factors = factors, .sigma2 = found.sigma2, .ic = found.ic, .pc = found.pc};
    if (spec.cross_validate) {
        UnitFitter::LeftOut all;
        UnitFitter fitter(fit, spec.effects);
        for (const std::size_t i : made.shape.treated) {
            const UnitFitter::LeftOut own = fitter.leave_periods_out(
                adjusted(made.panel(), i, made.covariates, fit), periods_before(made.panel(), i));
            all.squares += own.squares;
            all.count += own.count;
        }
        point.mspe = all.squares / all.count;
    }
    return point;
}

ControlFit choose(const Case& made, const GsynthSpec& spec, GsynthFit& fit) {
    ControlFit best;
    double least = 0;
    for (std::size_t r = spec.cross_validate ? 0 : spec.factors; r <= spec.factors; ++r) {
        ControlFit controls = fit_with(made, r, spec);
        fit.curve.push_back(judge(made, controls, r, spec));
        const double mspe = fit.curve.back().mspe;
        if (fit.curve.size() == 1 || least - mspe > spec.gain * least) {
            best = std::move(controls);
            fit.factors = r;
            least = mspe;
        } else if (spec.cross_validate) {
            least = std::min(least, mspe);
        }
    }
    return best;
}

/// Residuals and loadings of the controls for the factors found.
void describe_controls(const Case& made, const ControlFit& controls, const GsynthSpec& spec,
                       GsynthFit& fit) {
    const Panel& panel = made.panel();
    fit.control_residuals = Matrix(panel.periods(), made.controls());
    fit.control_loadings = Matrix(made.controls(), fit.factors);
    UnitFitter fitter(controls, spec.effects);
    for (std::size_t j = 0; j < made.controls(); ++j) {
        const std::size_t i = made.shape.controls[j];
        const TreatedFit own =
            fitter.fit(adjusted(panel, i, made.covariates, controls), periods_before(panel, i));
        std::copy_n(own.effect.data(), own.effect.size(), fit.control_residuals.column(j).begin());
        for (std::size_t k = 0; k < fit.factors; ++k) {
            fit.control_loadings(j, k) = own.loadings(static_cast<Index>(k));
        }
    }
}

void warn_of_loose_units(const std::string& unit, Warnings& warnings) {
    warnings.push_back({"factors_not_told_apart",
                        fmt::format("the periods before treatment of unit {} cannot tell the "
                                    "factors apart; its counterfactual was left out",
                                    unit)});
}

void fit_all_treated(const Case& made, const ControlFit& controls, const GsynthSpec& spec,
                     GsynthFit& fit) {
    const Panel& panel = made.panel();
    const auto rows = static_cast<Index>(panel.periods());
    fit.untreated = Matrix(panel.periods(), made.prepared.all->units());
    std::fill_n(fit.untreated.data(), fit.untreated.rows() * fit.untreated.cols(), undefined);
    fit.treated_loadings = Matrix(made.shape.treated.size(), fit.factors);
    UnitFitter fitter(controls, spec.effects);
    for (std::size_t j = 0; j < made.shape.treated.size(); ++j) {
        const std::size_t i = made.shape.treated[j];
        const VectorXd rest = adjusted(panel, i, made.covariates, controls);
        const TreatedFit own = fitter.fit(rest, periods_before(panel, i));
        for (std::size_t k = 0; k < fit.factors; ++k) {
            fit.treated_loadings(j, k) = own.loadings(static_cast<Index>(k));
        }
        if (spare_periods(spec.effects) > 0) {
            fit.treated_unit_effects.push_back(own.loadings(static_cast<Index>(fit.factors)));
        }
        if (!own.sound) {
            warn_of_loose_units(panel.unit_name(i), fit.warnings);
            continue;
        }
        Eigen::Map<VectorXd> untreated(fit.untreated.column(made.prepared.kept[i]).data(), rows);
        untreated = own.untreated;
        for (std::size_t k = 0; k < made.covariates.size(); ++k) {
            untreated += controls.beta(static_cast<Index>(k)) *
                         Eigen::Map<const VectorXd>(
                             panel.covariates[made.covariates[k]].column(i).data(), rows);
        }
    }
}

/// Factors of controls with gaps: orthonormal, in order of strength.
void normalise(const Case& made, const GsynthSpec& spec, std::size_t factors,
               ControlFit& controls) {
    if (made.complete || factors == 0) {
        return;
    }
    MatrixXd rest(controls.factors.rows(), static_cast<Index>(made.controls()));
    UnitFitter fitter(controls, spec.effects);
    for (std::size_t j = 0; j < made.controls(); ++j) {
        const std::size_t i = made.shape.controls[j];
        const TreatedFit own = fitter.fit(adjusted(made.panel(), i, made.covariates, controls),
                                          periods_before(made.panel(), i));
        rest.col(static_cast<Index>(j)) = own.untreated;
    }
    if (spec.effects == Effects::none) {
        rest.colwise() -= controls.level;
    } else {
        const Additives parts = split_effects(rest, spec.effects);
        rest = parts.low_rank;
        controls.level.setConstant(parts.mean);
        for (std::size_t t = 0; t < parts.period.size(); ++t) {
            controls.level(static_cast<Index>(t)) += parts.period[t];
        }
    }
    controls.factors = std::sqrt(static_cast<double>(rest.rows())) *
                       leading_vectors(rest * rest.transpose(), factors);
}

/// The entry of largest absolute value in each factor is positive.
void settle_signs(MatrixXd& factors) {
    for (Index k = 0; k < factors.cols(); ++k) {
        Index most = 0;
        factors.col(k).cwiseAbs().maxCoeff(&most);
        if (factors(most, k) < 0) {
            factors.col(k) *= -1;
        }
    }
}

std::vector<std::size_t> original(const Prepared& prepared, const std::vector<std::size_t>& units) {
    std::vector<std::size_t> made;
    for (const std::size_t i : units) {
        made.push_back(prepared.kept[i]);
    }
    return made;
}

} // namespace

GsynthFit fit_gsynth(const Panel& panel, const GsynthSpec& spec) {
    GsynthFit fit;
    const Case made = begin(panel, spec, fit.warnings);
    ControlFit controls = choose(made, spec, fit);
    normalise(made, spec, fit.factors, controls);
    settle_signs(controls.factors);
    fit.iterations = controls.iterations;
    fit.converged = controls.converged;
    warn_unless_converged(fit.converged, fit.iterations, fit.warnings);
    fit.beta = spread(controls.beta, made.covariates, panel.covariates.size());
    fit.grand_mean = controls.level.mean();
    if (spec.effects == Effects::period || spec.effects == Effects::two_way) {
        fit.period_effects = to_vector(controls.level.array() - fit.grand_mean);
    }
    fit.factors_by_period = to_matrix(controls.factors);
    fit.treated_units = original(made.prepared, made.shape.treated);
    fit.control_units = original(made.prepared, made.shape.controls);
    const auto chosen = std::ranges::find(fit.curve, fit.factors, &CriterionPoint::factors);
    fit.sigma2 = chosen->sigma2;
    fit.ic = chosen->ic;
    fit.pc = chosen->pc;
    describe_controls(made, controls, spec, fit);
    fit_all_treated(made, controls, spec, fit);
    complete(fit, panel, made.prepared, spec.groups);
    return fit;
}

Matrix implied_weights(const GsynthFit& fit) {
    const auto r = static_cast<Index>(fit.factors);
    const Eigen::Map<const MatrixXd> treated(fit.treated_loadings.data(),
                                             static_cast<Index>(fit.treated_units.size()), r);
    const Eigen::Map<const MatrixXd> controls(fit.control_loadings.data(),
                                              static_cast<Index>(fit.control_units.size()), r);
    Matrix weights(fit.control_units.size(), fit.treated_units.size());
    if (r > 0) {
        const MatrixXd inverse =
            treated.transpose().completeOrthogonalDecomposition().pseudoInverse();
        Eigen::Map<MatrixXd>(weights.data(), controls.rows(), treated.rows()).noalias() =
            controls * inverse.transpose();
    }
    return weights;
}

} // namespace halflight::stats

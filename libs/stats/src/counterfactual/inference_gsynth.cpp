// SPDX-License-Identifier: Apache-2.0
// Draws of generalized synthetic control: parametric, block bootstrap, jackknife.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "draws.hpp"
#include "gsynth_core.hpp"

namespace halflight::stats {

namespace {

using namespace counterfactual;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// What all draws of one fit begin from.
struct Setting {
    Panel panel; ///< kept units
    PanelShape shape;
    std::vector<std::size_t> covariates;
    std::vector<std::uint32_t> groups;
    bool complete = true;
    ControlData data;    ///< of complete controls; columns of `panel`
    FactorData gap_data; ///< of controls with gaps
    ControlFit fitted;
    ControlOptions options;
    Effects effects = Effects::two_way;
    std::size_t factors = 0;
};

Setting setting_of(const Panel& panel, const GsynthFit& fit, const GsynthSpec& spec) {
    Setting made;
    const std::vector<std::size_t> kept = kept_units(panel, fit);
    made.panel = take_units(panel, kept);
    made.shape = shape_of(made.panel);
    made.covariates = used_covariates(fit.beta);
    for (const std::size_t i : spec.groups.empty() ? std::vector<std::size_t>() : kept) {
        made.groups.push_back(spec.groups[i]);
    }
    made.complete = std::ranges::all_of(made.shape.controls, [&](std::size_t i) {
        return std::ranges::none_of(made.panel.outcome.column(i),
                                    [](double y) { return std::isnan(y); });
    });
    made.effects = spec.effects;
    made.factors = fit.factors;
    if (made.complete) {
        made.data = control_data(made.panel, made.shape.controls, spec.effects, made.covariates);
    } else {
        Panel controls = take_units(made.panel, made.shape.controls);
        controls.weights = Matrix();
        made.gap_data = arrange(controls, spec.effects, made.covariates);
    }
    made.options = {.convention = spec.convention,
                    .tolerance = std::max(spec.tolerance, draw_tolerance),
                    .max_iterations = spec.max_iterations};
    const auto rows = static_cast<Index>(panel.periods());
    made.fitted.factors = Eigen::Map<const MatrixXd>(fit.factors_by_period.data(), rows,
                                                     static_cast<Index>(fit.factors));
    made.fitted.level = VectorXd::Constant(rows, fit.grand_mean);
    for (std::size_t t = 0; t < fit.period_effects.size(); ++t) {
        made.fitted.level(static_cast<Index>(t)) += fit.period_effects[t];
    }
    made.fitted.beta.resize(static_cast<Index>(made.covariates.size()));
    for (std::size_t k = 0; k < made.covariates.size(); ++k) {
        made.fitted.beta(static_cast<Index>(k)) = fit.beta[made.covariates[k]];
    }
    return made;
}

std::vector<double> coefficients(const ControlFit& fit) {
    return {fit.beta.data(), fit.beta.data() + fit.beta.size()};
}

/// Effects of one treated unit with these outcomes, NaN where it was not observed or cannot be fit.
std::vector<double> effects_of(const Setting& setting, std::size_t unit, const VectorXd& rest,
                               UnitFitter& fitter) {
    const TreatedFit fit = fitter.fit(rest, periods_before(setting.panel, unit));
    std::vector<double> effects(setting.panel.periods(), undefined);
    for (std::size_t t = 0; fit.sound && t < effects.size(); ++t) {
        if (setting.panel.observed(t, unit)) {
            effects[t] = fit.effect(static_cast<Index>(t));
        }
    }
    return effects;
}

ControlFit fit_sample(const Setting& setting, const std::vector<double>& copies) {
    std::vector<double> of_controls;
    for (const std::size_t i : setting.shape.controls) {
        of_controls.push_back(copies[i]);
    }
    if (setting.complete) {
        return fit_controls(sums_of(setting.data, of_controls), setting.effects, setting.factors,
                            setting.options, &setting.fitted);
    }
    const FactorPoint warm{.factors = setting.fitted.factors, .period = setting.fitted.level};
    return fit_incomplete_controls(recount(setting.gap_data, of_controls), setting.factors,
                                   setting.options, 1, &warm);
}

bool sample_draw(const Setting& setting, const Targets& targets, Uncertainty method,
                 std::size_t draw, const Random& random, std::span<double> out) {
    const std::vector<double> copies = copies_of_draw(setting.shape, method, draw, random);
    const ControlFit controls = fit_sample(setting, copies);
    Targets::Sums sums = targets.begin();
    UnitFitter fitter(controls, setting.effects);
    for (const std::size_t i : setting.shape.treated) {
        if (copies[i] > 0) {
            const VectorXd rest = adjusted(setting.panel, i, setting.covariates, controls);
            targets.add(sums, i, effects_of(setting, i, rest, fitter), copies[i]);
        }
    }
    return targets.end(sums, coefficients(controls), out) && controls.converged;
}

/// Controls that play a treated unit, each fitted from a sample of the others: factors by period
/// and what is left of the outcome beside covariates and level.
struct Played {
    Replicates draws;
    Index factors = 0;

    [[nodiscard]] ControlFit controls(std::size_t draw, Index rows) const {
        ControlFit fit;
        fit.factors = Eigen::Map<const MatrixXd>(draws.values.column(draw).data(), rows, factors);
        fit.level = VectorXd::Zero(rows);
        return fit;
    }
    [[nodiscard]] VectorXd rest(std::size_t draw, Index rows) const {
        return Eigen::Map<const VectorXd>(draws.values.column(draw).data() + rows * factors, rows);
    }
};

Played play(const Setting& setting, const Draws& draws) {
    const std::size_t n = setting.shape.controls.size();
    const std::size_t rows = setting.panel.periods();
    Draws quiet = draws;
    quiet.progress = nullptr;
    const auto one = [&](std::size_t, const Random& random, std::span<double> out) {
        const std::size_t player = random.below(0, n);
        std::vector<double> copies(n, 0);
        for (std::size_t b = 0; b < n; ++b) {
            const std::size_t other = random.below(1 + b, n - 1);
            copies[other < player ? other : other + 1] += 1;
        }
        const ControlFit fit = fit_controls(sums_of(setting.data, copies), setting.effects,
                                            setting.factors, setting.options, &setting.fitted);
        std::copy_n(fit.factors.data(), fit.factors.size(), out.begin());
        const VectorXd rest =
            adjusted(setting.panel, setting.shape.controls[player], setting.covariates, fit);
        std::copy_n(rest.data(), rest.size(),
                    out.begin() + static_cast<std::ptrdiff_t>(fit.factors.size()));
        return fit.converged;
    };
    return {.draws = replicate(quiet, rows * (setting.factors + 1), one),
            .factors = static_cast<Index>(setting.factors)};
}

class Parametric {
  public:
    Parametric(const Panel& panel, const Setting& setting, const GsynthFit& fit,
               const Targets& targets, const Draws& draws)
        : m_setting(setting), m_targets(targets), m_played(play(setting, draws)),
          m_residuals(fit.control_residuals.data(), static_cast<Index>(panel.periods()),
                      static_cast<Index>(setting.shape.controls.size())) {
        const auto rows = static_cast<Index>(panel.periods());
        m_fitted.resize(rows, m_residuals.cols());
        for (std::size_t j = 0; j < setting.shape.controls.size(); ++j) {
            const auto c = static_cast<Index>(j);
            m_fitted.col(c) = setting.data.raw(0, j) - m_residuals.col(c);
        }
        const std::vector<std::size_t> kept = kept_units(panel, fit);
        for (const std::size_t i : setting.shape.treated) {
            m_untreated.emplace_back(
                Eigen::Map<const VectorXd>(fit.untreated.column(kept[i]).data(), rows));
        }
        for (std::size_t d = 0; d < draws.count; ++d) {
            if (!std::isnan(m_played.draws.values(0, d))) {
                m_usable.push_back(d);
            }
        }
        m_centre = std::vector<double>(targets.width());
        Targets::Sums sums = targets.begin();
        for (const std::size_t i : setting.shape.treated) {
            std::vector<double> gaps(panel.periods());
            for (std::size_t t = 0; t < gaps.size(); ++t) {
                gaps[t] = panel.outcome(t, kept[i]) - fit.untreated(t, kept[i]);
            }
            targets.add(sums, i, gaps, 1);
        }
        static_cast<void>(
            targets.end(sums, std::vector<double>(setting.covariates.size(), 0.0), m_centre));
    }

    bool draw(const Random& random, std::span<double> out) const {
        // Beyond what the players drew from the same stream.
        constexpr std::uint64_t base = std::uint64_t{1} << 40U;
        const std::size_t n = m_setting.shape.controls.size();
        const std::vector<std::size_t> units = resample(random, n, base);
        const std::vector<std::size_t> errors = resample(random, n, base + n);
        const ControlFit controls = fit_controls(
            sums_of(
                m_setting.data,
                {.units = units, .errors = errors, .fitted = m_fitted, .residuals = m_residuals}),
            m_setting.effects, m_setting.factors, m_setting.options, &m_setting.fitted);
        Targets::Sums sums = m_targets.begin();
        UnitFitter fitter(controls, m_setting.effects);
        for (std::size_t w = 0; w < m_setting.shape.treated.size(); ++w) {
            const std::size_t unit = m_setting.shape.treated[w];
            const std::size_t from = m_usable[random.below(base + 2 * n + w, m_usable.size())];
            m_targets.add(sums, unit, treated_effects(w, unit, from, controls, fitter), 1);
        }
        if (!m_targets.end(sums, coefficients(controls), out)) {
            return false;
        }
        for (std::size_t k = 0; k < out.size(); ++k) {
            out[k] += m_centre[k];
        }
        return controls.converged;
    }
    [[nodiscard]] bool possible() const { return m_usable.size() > 1; }

  private:
    [[nodiscard]] std::vector<double> treated_effects(std::size_t w, std::size_t unit,
                                                      std::size_t from, const ControlFit& controls,
                                                      UnitFitter& fitter) const {
        const Index rows = m_fitted.rows();
        const ControlFit played = m_played.controls(from, rows);
        const TreatedFit error =
            UnitFitter(played, m_setting.effects)
                .fit(m_played.rest(from, rows), periods_before(m_setting.panel, unit));
        VectorXd rest = m_untreated[w] + error.effect - controls.level;
        for (std::size_t k = 0; k < m_setting.covariates.size(); ++k) {
            rest -=
                controls.beta(static_cast<Index>(k)) *
                Eigen::Map<const VectorXd>(
                    m_setting.panel.covariates[m_setting.covariates[k]].column(unit).data(), rows);
        }
        return effects_of(m_setting, unit, rest, fitter);
    }

    const Setting& m_setting;
    const Targets& m_targets;
    Played m_played;
    Eigen::Map<const MatrixXd> m_residuals;
    MatrixXd m_fitted;
    std::vector<VectorXd> m_untreated;
    std::vector<std::size_t> m_usable;
    std::vector<double> m_centre;
};

} // namespace

PanelUncertainty uncertainty(const Panel& panel, const GsynthFit& fit, const GsynthSpec& spec,
                             const UncertaintySpec& how) {
    const Setting setting = setting_of(panel, fit, spec);
    const Targets targets(setting.panel, fit, setting.groups, setting.covariates.size());
    const Draws draws = draws_of(how, setting.panel.units());
    if (how.method != Uncertainty::parametric) {
        if (setting.shape.treated.size() < 2) {
            refuse("a bootstrap or jackknife over units needs at least 2 treated units and there "
                   "is 1; use the parametric bootstrap");
        }
        return conclude(panel, fit, fit.beta,
                        replicate(draws, targets.width(),
                                  [&](std::size_t d, const Random& random, std::span<double> out) {
                                      return sample_draw(setting, targets, how.method, d, random,
                                                         out);
                                  }),
                        how);
    }
    if (!setting.complete) {
        refuse("the parametric bootstrap needs controls that are seen in every period and some "
               "are not; use the block bootstrap or the jackknife");
    }
    const Parametric parametric(panel, setting, fit, targets, draws);
    if (!parametric.possible()) {
        refuse("the parametric bootstrap could not fit the model without a control; fewer factors "
               "or more controls would be enough");
    }
    return conclude(panel, fit, fit.beta,
                    replicate(draws, targets.width(),
                              [&](std::size_t, const Random& random, std::span<double> out) {
                                  return parametric.draw(random, out);
                              }),
                    how);
}

} // namespace halflight::stats

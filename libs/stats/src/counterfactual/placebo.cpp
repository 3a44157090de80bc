// SPDX-License-Identifier: Apache-2.0
// Placebo in time, and tests of the gaps before treatment.
#include <algorithm>
#include <cmath>

#include <Eigen/Dense>
#include <fmt/format.h>

#include "halflight/stats/distribution.hpp"
#include "halflight/stats/panel_inference.hpp"

namespace halflight::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// The panel without its treated cells, and treatment given out for the last periods before.
Panel pretend(const Panel& panel, std::size_t periods) {
    if (periods == 0) {
        refuse("a placebo in time needs at least 1 period before treatment and was given 0");
    }
    const std::vector<int> relative = relative_periods(panel);
    Panel made = panel;
    for (std::size_t cell = 0; cell < relative.size(); ++cell) {
        if (panel.treated.data()[cell] != 0) {
            made.treated.data()[cell] = 0;
            made.outcome.data()[cell] = undefined;
            for (Matrix& covariate : made.covariates) {
                covariate.data()[cell] = 0;
            }
            continue;
        }
        const int since = relative[cell];
        if (since != no_relative_period && since <= 0 &&
            since > -static_cast<int>(std::min<std::size_t>(periods, 1U << 20U)) &&
            panel.observed(cell % panel.periods(), cell / panel.periods())) {
            made.treated.data()[cell] = 1;
        }
    }
    return made;
}

GsynthFit fit_of(const Panel& panel, const GsynthSpec& spec) {
    return fit_gsynth(panel, spec);
}
FactorFit fit_of(const Panel& panel, const FactorSpec& spec) {
    return fit_factor_model(panel, spec);
}
CompletionFit fit_of(const Panel& panel, const CompletionSpec& spec) {
    return fit_matrix_completion(panel, spec);
}

double default_margin(const Panel& panel, Effects effects, std::size_t min_periods) {
    return 0.36 *
           std::sqrt(fit_factor_model(
                         panel, {.effects = effects, .factors = 0, .min_periods = min_periods})
                         .sigma2);
}

template <class Spec>
PlaceboTest placebo(const Panel& panel, const Spec& spec, const UncertaintySpec& how,
                    std::size_t periods, double margin) {
    const Panel pretended = pretend(panel, periods);
    const auto fit = fit_of(pretended, spec);
    const PanelUncertainty errors = uncertainty(pretended, fit, spec, how);
    PlaceboTest test{.effect = errors.average,
                     .equivalence_p = undefined,
                     .margin = std::isnan(margin)
                                   ? default_margin(pretended, spec.effects, spec.min_periods)
                                   : margin,
                     .cells = fit.effects.cells,
                     .warnings = fit.warnings};
    test.effect.name = "placebo";
    test.equivalence_p = equivalence_p(test.effect.estimate, test.effect.std_error, test.margin);
    test.warnings.insert(test.warnings.end(), errors.warnings.begin(), errors.warnings.end());
    return test;
}

/// Positions of the periods that are tested.
std::vector<std::size_t> tested_periods(const EffectSummary& effects, double share) {
    std::size_t most = 0;
    std::size_t before = 0;
    for (const RelativeEffect& effect : effects.by_period) {
        most = std::max(most, effect.count);
        before += effect.period <= 0 ? 1U : 0U;
    }
    std::vector<std::size_t> tested;
    for (std::size_t k = 0; k < effects.by_period.size(); ++k) {
        if (effects.by_period[k].period <= 0 &&
            static_cast<double>(effects.by_period[k].count) >= share * static_cast<double>(most)) {
            tested.push_back(k);
        }
    }
    if (tested.size() == before && !tested.empty()) {
        tested.erase(tested.begin());
    }
    return tested;
}

MatrixXd covariance(const Matrix& replicates, const std::vector<std::size_t>& tested) {
    std::vector<std::size_t> whole;
    for (std::size_t d = 0; d < replicates.cols(); ++d) {
        if (std::ranges::none_of(tested,
                                 [&](std::size_t k) { return std::isnan(replicates(1 + k, d)); })) {
            whole.push_back(d);
        }
    }
    MatrixXd draws(static_cast<Index>(tested.size()), static_cast<Index>(whole.size()));
    for (std::size_t k = 0; k < tested.size(); ++k) {
        for (std::size_t d = 0; d < whole.size(); ++d) {
            draws(static_cast<Index>(k), static_cast<Index>(d)) =
                replicates(1 + tested[k], whole[d]);
        }
    }
    draws.colwise() -= draws.rowwise().mean().eval();
    return draws * draws.transpose() / (static_cast<double>(whole.size()) - 1);
}

void joint_test(PreTrendTest& test, const VectorXd& gaps, const MatrixXd& errors,
                double f_threshold) {
    const auto m = static_cast<double>(gaps.size());
    const auto n = static_cast<double>(test.units);
    if (n <= m) {
        test.warnings.push_back(
            {"too_few_treated", fmt::format("the joint test of {} periods needs more treated units "
                                            "than that and there are {}",
                                            gaps.size(), test.units)});
        return;
    }
    const Eigen::LLT<MatrixXd> factored(errors);
    if (factored.info() != Eigen::Success || factored.rcond() < 1e-12) {
        test.warnings.push_back({"singular_covariance",
                                 "the covariance of the gaps before treatment is singular; more "
                                 "draws or fewer periods are needed for the joint test"});
        return;
    }
    test.f = gaps.dot(factored.solve(gaps)) * (n - m) / ((n - 1) * m);
    test.p_value = f_upper(test.f, m, n - m);
    test.equivalence_f_p = 1 - noncentral_f_upper(test.f, m, n - m, n * f_threshold);
}

} // namespace

PlaceboTest placebo_in_time(const Panel& panel, const GsynthSpec& spec, const UncertaintySpec& how,
                            std::size_t periods, double margin) {
    return placebo(panel, spec, how, periods, margin);
}
PlaceboTest placebo_in_time(const Panel& panel, const FactorSpec& spec, const UncertaintySpec& how,
                            std::size_t periods, double margin) {
    return placebo(panel, spec, how, periods, margin);
}
PlaceboTest placebo_in_time(const Panel& panel, const CompletionSpec& spec,
                            const UncertaintySpec& how, std::size_t periods, double margin) {
    return placebo(panel, spec, how, periods, margin);
}

PreTrendTest pre_trend_test(const EffectSummary& effects, const PanelUncertainty& errors,
                            double margin, double share, double f_threshold) {
    const std::vector<std::size_t> tested = tested_periods(effects, share);
    if (tested.empty()) {
        refuse("a test of the gaps before treatment needs at least 2 periods before it");
    }
    PreTrendTest test;
    test.margin = margin;
    test.periods = tested.size();
    VectorXd gaps(static_cast<Index>(tested.size()));
    double largest = 0;
    for (std::size_t k = 0; k < tested.size(); ++k) {
        const RelativeEffect& effect = effects.by_period[tested[k]];
        gaps(static_cast<Index>(k)) = effect.effect;
        test.units = std::max(test.units, effect.count);
        largest = std::max(
            largest, equivalence_p(effect.effect, errors.by_period[tested[k]].std_error, margin));
    }
    test.equivalence_p = largest;
    joint_test(test, gaps, covariance(errors.replicates, tested), f_threshold);
    return test;
}

double equivalence_p(double estimate, double std_error, double margin) {
    const double low = normal_upper((estimate + margin) / std_error);
    const double high = normal_upper((margin - estimate) / std_error);
    return std::max(low, high);
}

} // namespace halflight::stats

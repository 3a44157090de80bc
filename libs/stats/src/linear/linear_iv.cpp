// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "halflight/stats/distribution.hpp"
#include "linear_parts.hpp"

namespace halflight::stats::detail {

namespace {

struct InOrder {
    std::vector<std::size_t> columns; ///< excluded instruments first
    std::vector<std::string> names;
};

InOrder instruments_first(const Partialled& data, const LinearData& raw, const LinearFit& fit,
                          std::span<const std::size_t> excluded, std::size_t columns) {
    InOrder made;
    const std::size_t own = columns - excluded.size();
    for (std::size_t z = 0; z < excluded.size(); ++z) {
        made.columns.push_back(own + z);
        made.names.push_back(raw.instruments.names[excluded[z]]);
    }
    for (std::size_t c = 0; c < own; ++c) {
        made.columns.push_back(c);
    }
    if (own > fit.kept.size() && data.constant) {
        made.names.emplace_back("(Intercept)");
    }
    for (const std::size_t c : fit.kept) {
        made.names.push_back(raw.regressors.names[c]);
    }
    return made;
}

FirstStage first_stage(LinearFit& fit, const Partialled& data, const LinearSpec& spec,
                       const InOrder& order, MatrixView design, std::size_t excluded,
                       std::span<const double> target) {
    FirstStage stage;
    const Solved solved = solve(design, target, data.weights, {.collinear = 0});
    const MatrixView rest{.data = design.data + excluded * design.rows,
                          .rows = design.rows,
                          .cols = design.cols - excluded};
    const Solved without = solve(rest, target, data.weights, {.collinear = 0});
    const double full = dot(solved.residuals, solved.residuals, data.weights);
    const double less = dot(without.residuals, without.residuals, data.weights);
    stage.degrees1 = static_cast<double>(excluded);
    stage.degrees2 =
        static_cast<double>(design.rows) - static_cast<double>(design.cols) - data.effects;
    stage.partial_r2 = 1 - full / less;
    stage.f = (less - full) / stage.degrees1 / (full / stage.degrees2);
    stage.p_value = f_upper(stage.f, stage.degrees1, stage.degrees2);
    const Covariance covariance =
        covariance_of(data, design, solved.bread, solved.residuals, spec.covariance);
    for (std::size_t j = 0; j < order.names.size(); ++j) {
        stage.coefficients.push_back(
            with_interval(order.names[j], solved.slopes[j], std::sqrt(covariance.values(j, j)),
                          Reference::student, covariance.degrees, spec.level));
    }
    std::vector<std::size_t> tested(excluded);
    std::iota(tested.begin(), tested.end(), std::size_t{0});
    stage.f_robust = wald(stage.coefficients, covariance, tested).statistic;
    if (std::min(stage.f, stage.f_robust) < 10) {
        fit.warnings.push_back(
            {.code = "weak_instruments",
             .text = fmt::format("first-stage F is {:.3g} (with the covariance asked for {:.3g}): "
                                 "under 10, estimate and error of the second stage are not to be "
                                 "trusted",
                                 stage.f, stage.f_robust)});
    }
    return stage;
}

/// Residuals of the endogenous regressors' first stages join the regression (Hausman 1978).
void wu_hausman(LinearFit& fit, const Partialled& data, MatrixView instruments,
                MatrixView second_stage) {
    const std::size_t endogenous = data.endogenous.cols();
    const std::size_t own = second_stage.cols - endogenous;
    const MatrixView exogenous{.data = second_stage.data, .rows = second_stage.rows, .cols = own};
    const Matrix plain = beside(exogenous, data.endogenous.view());
    Matrix surprise(second_stage.rows, endogenous);
    for (std::size_t e = 0; e < endogenous; ++e) {
        const Solved stage =
            solve(instruments, data.endogenous.column(e), data.weights, {.collinear = 0});
        std::ranges::copy(stage.residuals, surprise.column(e).begin());
    }
    const Matrix more = beside(plain.view(), surprise.view());
    const Solved restricted = solve(plain.view(), data.outcome, data.weights, {});
    const Solved free = solve(more.view(), data.outcome, data.weights, {});
    const double less = dot(restricted.residuals, restricted.residuals, data.weights);
    const double full = dot(free.residuals, free.residuals, data.weights);
    const auto added = static_cast<double>(endogenous);
    const double degrees =
        static_cast<double>(second_stage.rows) - static_cast<double>(more.cols()) - data.effects;
    if (degrees > 0 && free.kept.size() == more.cols()) {
        fit.wu_hausman = (less - full) / added / (full / degrees);
        fit.wu_hausman_p = f_upper(fit.wu_hausman, added, degrees);
    }
}

} // namespace

void diagnose_instruments(LinearFit& fit, const Partialled& data, const LinearData& raw,
                          const LinearSpec& spec, MatrixView all_instruments,
                          std::span<const std::size_t> excluded, MatrixView second_stage) {
    const InOrder order = instruments_first(data, raw, fit, excluded, all_instruments.cols);
    const Matrix design = choose(all_instruments, order.columns);
    for (std::size_t e = 0; e < data.endogenous.cols(); ++e) {
        fit.first_stages.push_back(first_stage(fit, data, spec, order, design.view(),
                                               excluded.size(), data.endogenous.column(e)));
        fit.first_stages.back().name = raw.endogenous.names[e];
    }
    wu_hausman(fit, data, all_instruments, second_stage);
    if (excluded.size() > data.endogenous.cols()) {
        const Solved left = solve(all_instruments, fit.residuals, data.weights, {});
        const double rest = dot(left.residuals, left.residuals, data.weights);
        const auto rows = static_cast<double>(second_stage.rows);
        const auto surplus = static_cast<double>(excluded.size() - data.endogenous.cols());
        fit.sargan = rows * (1 - rest / fit.rss);
        fit.sargan_p = chi_squared_upper(fit.sargan, surplus);
    }
}

} // namespace halflight::stats::detail

// SPDX-License-Identifier: Apache-2.0
#include "halflight/stats/linear.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <Eigen/QR>
#include <fmt/format.h>

#include "halflight/base/error.hpp"
#include "halflight/stats/distribution.hpp"
#include "linear_parts.hpp"

namespace halflight::stats {

namespace {

using detail::Partialled;

void fit_plain(LinearFit& fit, const Partialled& data, const LinearData& raw,
               const LinearSpec& spec) {
    const std::vector<std::string> names = detail::exogenous_names(raw, data.constant);
    const detail::Solved solved = detail::solve(
        data.exogenous.view(), data.outcome, data.weights,
        {.collinear = spec.collinear, .lengths = data.exogenous_lengths, .jobs = spec.demean.jobs});
    if (solved.kept.empty()) {
        refuse("no regressor varies beyond the fixed effects and those before it: there is nothing "
               "to estimate");
    }
    detail::check_room(data, solved.kept.size());
    detail::note_kept(fit, names, solved.kept, data.constant);
    fit.residuals = solved.residuals;
    fit.refined = solved.refined;
    const bool all = solved.kept.size() == data.exogenous.cols();
    const Matrix some = all ? Matrix() : detail::choose(data.exogenous.view(), solved.kept);
    fit.covariance = detail::covariance_of(data, all ? data.exogenous.view() : some.view(),
                                           solved.bread, fit.residuals, spec.covariance);
    std::vector<std::string> kept_names = {};
    for (const std::size_t c : solved.kept) {
        kept_names.push_back(names[c]);
    }
    detail::summarise(fit, data, solved.kept.size());
    detail::tell(fit, kept_names, solved.slopes, spec);
}

struct Stages {
    std::vector<std::size_t> exogenous = {}; ///< columns kept
    std::vector<std::size_t> excluded = {};  ///< instruments kept
    Matrix instruments = {};                 ///< exogenous and excluded instruments kept
    Matrix fitted = {};                      ///< of endogenous
};

Stages first_stages(const Partialled& data, const LinearData& raw, const LinearSpec& spec) {
    const Matrix all = detail::beside(data.exogenous.view(), data.instruments.view());
    std::vector<double> lengths = data.exogenous_lengths;
    lengths.insert(lengths.end(), data.instrument_lengths.begin(), data.instrument_lengths.end());
    Stages made{.fitted = Matrix(all.rows(), data.endogenous.cols())};
    for (std::size_t e = 0; e < data.endogenous.cols(); ++e) {
        const std::span<const double> target = data.endogenous.column(e);
        const detail::Solved stage = detail::solve(
            all.view(), target, data.weights,
            {.collinear = spec.collinear, .lengths = lengths, .jobs = spec.demean.jobs});
        for (std::size_t i = 0; i < all.rows(); ++i) {
            made.fitted(i, e) = target[i] - stage.residuals[i];
        }
        if (e > 0) {
            continue;
        }
        made.instruments = detail::choose(all.view(), stage.kept);
        for (const std::size_t c : stage.kept) {
            const std::size_t own = data.exogenous.cols();
            (c < own ? made.exogenous : made.excluded).push_back(c < own ? c : c - own);
        }
    }
    if (made.excluded.size() < data.endogenous.cols()) {
        refuse(fmt::format("{} of {} instruments vary beyond the exogenous regressors and fixed "
                           "effects, for {} endogenous regressors: at least as many are needed",
                           made.excluded.size(), raw.instruments.values.cols,
                           data.endogenous.cols()));
    }
    return made;
}

void fit_instrumented(LinearFit& fit, const Partialled& data, const LinearData& raw,
                      const LinearSpec& spec) {
    const Stages stages = first_stages(data, raw, spec);
    const Matrix exogenous = detail::choose(data.exogenous.view(), stages.exogenous);
    // Exogenous columns first: what the instruments cannot tell from them is then endogenous.
    const Matrix design = detail::beside(exogenous.view(), stages.fitted.view());
    std::vector<double> lengths = {};
    for (const std::size_t c : stages.exogenous) {
        lengths.push_back(data.exogenous_lengths[c]);
    }
    const std::vector<double> more = detail::lengths(data.endogenous.view(), data.weights, false);
    lengths.insert(lengths.end(), more.begin(), more.end());
    const detail::Solved solved =
        detail::solve(design.view(), data.outcome, data.weights,
                      {.collinear = spec.collinear, .lengths = lengths, .jobs = spec.demean.jobs});
    if (solved.kept.size() < design.cols()) {
        refuse("the instruments do not tell the endogenous regressors from each other and from the "
               "exogenous ones: they are not identified; use other instruments");
    }
    detail::check_room(data, design.cols());
    // In the order told: constant, endogenous, other exogenous.
    const std::size_t heads =
        data.constant && !stages.exogenous.empty() && stages.exogenous[0] == 0 ? 1 : 0;
    const std::size_t own = exogenous.cols();
    std::vector<std::size_t> order = {};
    for (std::size_t c = 0; c < heads; ++c) {
        order.push_back(c);
    }
    for (std::size_t e = 0; e < data.endogenous.cols(); ++e) {
        order.push_back(own + e);
    }
    for (std::size_t c = heads; c < own; ++c) {
        order.push_back(c);
    }
    const std::vector<std::string> names = detail::exogenous_names(raw, data.constant);
    std::vector<std::string> told = {};
    std::vector<double> slopes = {};
    Matrix bread(design.cols(), design.cols());
    for (std::size_t a = 0; a < order.size(); ++a) {
        told.push_back(order[a] < own ? names[stages.exogenous[order[a]]]
                                      : raw.endogenous.names[order[a] - own]);
        slopes.push_back(solved.slopes[order[a]]);
        for (std::size_t b = 0; b < order.size(); ++b) {
            bread(a, b) = solved.bread(order[a], order[b]);
        }
    }
    detail::note_kept(fit, names, stages.exogenous, data.constant);
    for (std::size_t z = 0; z < raw.instruments.names.size(); ++z) {
        if (!std::ranges::binary_search(stages.excluded, z)) {
            fit.collinear.push_back(raw.instruments.names[z]);
        }
    }
    const Matrix actual = detail::beside(exogenous.view(), data.endogenous.view());
    fit.residuals = data.outcome;
    for (std::size_t c = 0; c < actual.cols(); ++c) {
        for (std::size_t i = 0; i < fit.residuals.size(); ++i) {
            fit.residuals[i] -= actual(i, c) * solved.slopes[c];
        }
    }
    fit.refined = solved.refined;
    const Matrix ordered = detail::choose(design.view(), order);
    fit.covariance =
        detail::covariance_of(data, ordered.view(), bread, fit.residuals, spec.covariance);
    detail::summarise(fit, data, design.cols());
    detail::diagnose_instruments(fit, data, raw, spec, stages.instruments.view(), stages.excluded,
                                 design.view());
    detail::tell(fit, told, slopes, spec);
}

} // namespace

LinearFit least_squares(const LinearData& data, const LinearSpec& spec) {
    LinearFit fit;
    Partialled ready = detail::partial_out(data, spec, fit);
    ready.projector.reset(); // its room is needed
    if (data.endogenous.values.cols == 0) {
        fit_plain(fit, ready, data, spec);
    } else {
        fit_instrumented(fit, ready, data, spec);
    }
    fit.residuals = ready.sample.ascending(std::move(fit.residuals));
    return fit;
}

WaldTest wald(std::span<const Coefficient> coefficients, const Covariance& covariance,
              std::span<const std::size_t> which) {
    if (which.empty()) {
        refuse("a Wald test of no coefficient says nothing: name at least one");
    }
    const auto k = static_cast<Eigen::Index>(which.size());
    Eigen::VectorXd estimate(k);
    Eigen::MatrixXd values(k, k);
    for (Eigen::Index a = 0; a < k; ++a) {
        const std::size_t place = which[static_cast<std::size_t>(a)];
        estimate[a] = coefficients[place].estimate;
        for (Eigen::Index b = 0; b < k; ++b) {
            values(a, b) = covariance.values(place, which[static_cast<std::size_t>(b)]);
        }
    }
    const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> parts(values);
    WaldTest test{.degrees1 = static_cast<double>(parts.rank()), .degrees2 = covariance.degrees};
    if (parts.rank() == 0) {
        return test;
    }
    test.statistic = estimate.dot(parts.solve(estimate)) / test.degrees1;
    test.p_value = f_upper(test.statistic, test.degrees1, test.degrees2);
    return test;
}

Coefficient combine(std::string name, std::span<const Coefficient> coefficients,
                    const Covariance& covariance, std::span<const double> combination,
                    double level) {
    if (combination.size() != coefficients.size()) {
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("a combination of {} numbers for {} coefficients",
                                combination.size(), coefficients.size()));
    }
    double estimate = 0;
    double variance = 0;
    for (std::size_t a = 0; a < combination.size(); ++a) {
        estimate += combination[a] * coefficients[a].estimate;
        for (std::size_t b = 0; b < combination.size(); ++b) {
            variance += combination[a] * covariance.values(a, b) * combination[b];
        }
    }
    return with_interval(std::move(name), estimate, std::sqrt(std::max(0.0, variance)),
                         Reference::student, covariance.degrees, level);
}

} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
#include "linear_parts.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "parameters.hpp"

namespace halflight::stats::detail {

namespace {

void check(const LinearData& data, const LinearSpec& spec) {
    const std::size_t rows = data.outcome.size();
    if (rows == 0) {
        refuse("there are no rows: a regression needs more rows than parameters");
    }
    check_level(spec.level);
    check_finite(data.outcome, "outcome");
    check_finite(data.regressors, rows, "the regressors");
    check_finite(data.endogenous, rows, "the endogenous regressors");
    check_finite(data.instruments, rows, "the instruments");
    check_weights(data.weights, rows);
    check_effects(data.effects, rows);
    check_structure(data.structure, rows);
    if (data.instruments.values.cols < data.endogenous.values.cols) {
        refuse(fmt::format("{} instruments for {} endogenous regressors: at least as many are "
                           "needed",
                           data.instruments.values.cols, data.endogenous.values.cols));
    }
    if (data.endogenous.values.cols == 0 && data.instruments.values.cols > 0) {
        refuse("instruments are given but no endogenous regressor: name one or leave them out");
    }
}

/// Rows from which on neighbours in memory pay for putting rows in order.
constexpr std::size_t worth_arranging = 32768;

/// Variation of an outcome that is no more than this share of its squares is rounding.
constexpr double rounding = 1e-26;

double squares(std::span<const double> y, std::span<const double> weights, bool centred) {
    const MatrixView view{.data = y.data(), .rows = y.size(), .cols = 1};
    const double length = lengths(view, weights, centred)[0];
    return length * length;
}

void remove_effects(Partialled& data, const LinearSpec& spec, LinearFit& fit) {
    data.projector.emplace(data.dimensions, data.sample.size(), data.weights);
    std::vector<double*> columns{data.outcome.data()};
    for (Matrix* matrix : {&data.exogenous, &data.endogenous, &data.instruments}) {
        for (std::size_t c = 0; c < matrix->cols(); ++c) {
            columns.push_back(matrix->column(c).data());
        }
    }
    note_end(fit, data.projector->remove(columns, spec.demean));
}

void drop_singletons(Sample& sample, const LinearSpec& spec, LinearFit& fit) {
    if (!spec.drop_singletons || sample.levels().empty()) {
        return;
    }
    fit.singletons = sample.drop_singletons();
    if (fit.singletons > 0) {
        fit.warnings.push_back(
            {.code = "singletons_dropped",
             .text = fmt::format("{} rows alone in a level of a fixed effect were left out, {} "
                                 "remain",
                                 fit.singletons, sample.size())});
    }
    if (sample.size() == 0) {
        refuse("every row is alone in a level of a fixed effect: nothing is left to compare; use "
               "coarser effects");
    }
}

void note_collinear(LinearFit& fit) {
    if (fit.collinear.empty()) {
        return;
    }
    fit.warnings.push_back(
        {.code = "collinear",
         .text = fmt::format("left out because the columns before them{} explain them: {}",
                             fit.effect_levels.empty() ? "" : " and the fixed effects",
                             fmt::join(fit.collinear, ", "))});
}

} // namespace

void note_end(LinearFit& fit, const ProjectionEnd& end) {
    fit.iterations = std::max(fit.iterations, end.iterations);
    if (fit.converged && !end.converged) {
        fit.warnings.push_back(
            {.code = "not_converged",
             .text = fmt::format("fixed effects were not removed to the tolerance within {} "
                                 "iterations; allow more",
                                 end.iterations)});
    }
    fit.converged = fit.converged && end.converged;
}

void note_kept(LinearFit& fit, const std::vector<std::string>& names,
               std::span<const std::size_t> kept, bool constant) {
    for (std::size_t c = 0; c < names.size(); ++c) {
        if (!std::ranges::binary_search(kept, c)) {
            fit.collinear.push_back(names[c]);
        } else if (!constant || c > 0) {
            fit.kept.push_back(c - (constant ? 1U : 0U));
        }
    }
}

void check_room(const Partialled& data, std::size_t regressors) {
    const double parameters = static_cast<double>(regressors) + data.effects;
    const auto rows = static_cast<double>(data.sample.size());
    if (!(rows > parameters)) {
        refuse(fmt::format("{} rows for {} parameters ({} of them fixed effects): at least {} rows "
                           "are needed",
                           rows, parameters, data.effects, parameters + 1));
    }
}

void tell(LinearFit& fit, const std::vector<std::string>& names, std::span<const double> slopes,
          const LinearSpec& spec) {
    for (std::size_t j = 0; j < names.size(); ++j) {
        const double variance = fit.covariance.values(j, j);
        fit.coefficients.push_back(with_interval(names[j], slopes[j], std::sqrt(variance),
                                                 Reference::student, fit.covariance.degrees,
                                                 spec.level));
    }
    note_collinear(fit);
    const Warnings& more = fit.covariance.warnings;
    fit.warnings.insert(fit.warnings.end(), more.begin(), more.end());
}

Matrix beside(MatrixView left, MatrixView right) {
    const std::size_t rows = left.cols > 0 ? left.rows : right.rows;
    Matrix made(rows, left.cols + right.cols);
    std::copy(left.data, left.data + rows * left.cols, made.data());
    std::copy(right.data, right.data + rows * right.cols, made.data() + rows * left.cols);
    return made;
}

Matrix choose(MatrixView from, std::span<const std::size_t> columns) {
    Matrix made(from.rows, columns.size());
    for (std::size_t c = 0; c < columns.size(); ++c) {
        std::ranges::copy(from.column(columns[c]), made.column(c).begin());
    }
    return made;
}

std::vector<std::string> exogenous_names(const LinearData& data, bool constant) {
    std::vector<std::string> names;
    if (constant) {
        names.emplace_back("(Intercept)");
    }
    names.insert(names.end(), data.regressors.names.begin(), data.regressors.names.end());
    return names;
}

Partialled partial_out(const LinearData& data, const LinearSpec& spec, LinearFit& fit) {
    check(data, spec);
    Partialled made{.sample = Sample(data.effects, data.structure, data.outcome.size())};
    Sample& sample = made.sample;
    drop_singletons(sample, spec, fit);
    fit.observations = sample.size();
    if (sample.size() >= worth_arranging) {
        sample.arrange();
    }
    fit.rows = sample.ascending_rows();
    const bool absorbed =
        std::ranges::any_of(data.effects, [](const FixedEffect& e) { return e.intercept; });
    made.constant = spec.intercept && !absorbed;
    Matrix ones(made.constant ? sample.size() : 0, made.constant ? 1 : 0);
    std::fill(ones.data(), ones.data() + ones.rows() * ones.cols(), 1.0);
    made.exogenous = beside(ones.view(), sample.take(data.regressors.values).view());
    made.endogenous = sample.take(data.endogenous.values);
    made.instruments = sample.take(data.instruments.values);
    made.outcome = sample.take(data.outcome);
    made.weights = data.weights.empty() ? std::vector<double>() : sample.take(data.weights);
    made.dimensions = sample.dimensions();
    made.structure = sample.structure();
    for (const Levels& levels : sample.levels()) {
        fit.effect_levels.push_back(levels.count());
    }
    made.total = squares(made.outcome, made.weights, made.constant || absorbed);
    made.within = made.total;
    const double size = squares(made.outcome, made.weights, false);
    made.exogenous_lengths = lengths(made.exogenous.view(), made.weights, absorbed);
    made.instrument_lengths = lengths(made.instruments.view(), made.weights, absorbed);
    made.effects = count_effects(made.dimensions, {}, EffectCount::full, false);
    if (!made.dimensions.empty()) {
        remove_effects(made, spec, fit);
        made.within = squares(made.outcome, made.weights, false);
    }
    if (!(made.within > rounding * size)) {
        refuse(fmt::format("the outcome does not vary{} over {} rows: there is nothing to explain",
                           made.dimensions.empty() ? "" : " within the fixed effects",
                           sample.size()));
    }
    return made;
}

Matrix scores_of(MatrixView design, std::span<const double> residuals,
                 std::span<const double> weights) {
    Matrix scores(design.rows, design.cols);
    for (std::size_t c = 0; c < design.cols; ++c) {
        const std::span<const double> x = design.column(c);
        const std::span<double> s = scores.column(c);
        for (std::size_t i = 0; i < x.size(); ++i) {
            s[i] = x[i] * residuals[i] * (weights.empty() ? 1.0 : weights[i]);
        }
    }
    return scores;
}

Covariance covariance_of(const Partialled& data, MatrixView design, const Matrix& bread,
                         std::span<const double> residuals, const CovarianceSpec& spec) {
    const Matrix scores = scores_of(design, residuals, data.weights);
    std::vector<double> leverage;
    if (spec.model == ErrorModel::hc2 || spec.model == ErrorModel::hc3) {
        leverage = effect_leverage(data.dimensions, design.rows, data.weights);
        for (std::size_t i = 0; i < design.rows; ++i) {
            double sum = 0;
            for (std::size_t a = 0; a < design.cols; ++a) {
                for (std::size_t b = 0; b < design.cols; ++b) {
                    sum += design(i, a) * bread(a, b) * design(i, b);
                }
            }
            leverage[i] += sum * (data.weights.empty() ? 1.0 : data.weights[i]);
        }
    }
    const double rss = dot(residuals, residuals, data.weights);
    const Sandwich fit{.bread = bread.view(),
                       .scores = scores.view(),
                       .leverage = leverage,
                       .dispersion = rss / (static_cast<double>(design.rows) - 1),
                       .effects = {}};
    return covariance(fit, data.dimensions, data.structure, spec);
}

void summarise(LinearFit& fit, const Partialled& data, std::size_t regressors) {
    const auto n = static_cast<double>(fit.observations);
    const double parameters = static_cast<double>(regressors) + data.effects;
    const double constant = data.constant || data.effects > 0 ? 1 : 0;
    fit.rss = dot(fit.residuals, fit.residuals, data.weights);
    fit.sigma2 = fit.rss / (n - parameters);
    fit.r2 = 1 - fit.rss / data.total;
    fit.r2_adjusted = 1 - (1 - fit.r2) * (n - constant) / (n - parameters);
    if (!data.dimensions.empty()) {
        fit.r2_within = 1 - fit.rss / data.within;
    }
    double logs = 0;
    for (const double w : data.weights) {
        logs += std::log(w);
    }
    fit.log_likelihood = (logs - n * (std::log(2 * std::numbers::pi * fit.rss / n) + 1)) / 2;
}

} // namespace halflight::stats::detail

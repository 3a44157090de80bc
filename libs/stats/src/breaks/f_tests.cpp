// SPDX-License-Identifier: Apache-2.0
// f_tests.cpp - sup, ave and exp F.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "breaks/hansen.hpp"
#include "breaks/series.hpp"
#include "breaks/threshold.hpp"
#include "breaks/triangle.hpp"
#include "halflight/stats/distribution.hpp"
#include "halflight/stats/stability.hpp"

namespace halflight::stats {

namespace {

struct Dates {
    std::size_t from;
    std::size_t to;
};

Dates dates_of(const FTestSpec& spec, std::size_t rows, std::size_t coefficients,
               Warnings& warnings) {
    const double n = static_cast<double>(rows);
    const auto row = [n](double asked) { return asked < 1 ? std::floor(n * asked) : asked; };
    const double least = static_cast<double>(coefficients + 1);
    double from = row(spec.from);
    double to = spec.to ? row(*spec.to) : n - from;
    if (from < least || to > n - least) {
        warnings.push_back(
            {"dates_moved", fmt::format("dates were moved to leave {} rows on either "
                                        "side of every date",
                                        coefficients + 1)});
        from = std::max(from, least);
        to = std::min(to, n - least);
    }
    if (!(from <= to)) {
        refuse(
            fmt::format("no date between rows {} and {}: with {} rows and {} coefficients a break "
                        "needs at least {} rows on either side",
                        from, to, rows, coefficients, coefficients + 1));
    }
    return {static_cast<std::size_t>(from), static_cast<std::size_t>(to)};
}

/// Sums of squared residuals of the first 1, 2, ... rows, or with `backward` of the last.
std::vector<double> running_squares(std::span<const double> y, const MatrixView& x, bool backward) {
    Triangle triangle(x.cols);
    std::vector<double> made(y.size() + 1);
    for (std::size_t i = 0; i < y.size(); ++i) {
        const double residual = triangle.add(x, y, backward ? y.size() - 1 - i : i);
        made[i + 1] = made[i] + residual * residual;
    }
    if (triangle.rank() < x.cols) {
        refuse("the regressors are collinear: leave out the columns that follow from others");
    }
    return made;
}

StabilityTest test(FFunctional functional, double statistic, std::size_t coefficients, double ratio,
                   double level) {
    return judge(
        statistic, [&](double x) { return hansen_p_value(functional, x, coefficients, ratio); },
        level);
}

StabilityTest chow(double statistic, std::size_t coefficients, std::size_t rows, double level) {
    const double k = static_cast<double>(coefficients);
    const double rest = static_cast<double>(rows) - 2 * k;
    StabilityTest made{.statistic = statistic,
                       .p_value = f_upper(statistic / k, k, rest),
                       .threshold = k * f_quantile(level, k, rest)};
    made.rejected = made.p_value <= 1 - level;
    return made;
}

double log_mean_exponential(const std::vector<double>& statistics) {
    const double top = *std::max_element(statistics.begin(), statistics.end());
    double sum = 0;
    for (const double one : statistics) {
        sum += std::exp((one - top) / 2);
    }
    return top / 2 + std::log(sum / static_cast<double>(statistics.size()));
}

double mean(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    return sum / static_cast<double>(values.size());
}

/// The functionals of the statistics of all dates.
void fill_tests(const Dates& dates, std::size_t n, std::size_t k, double level, FTests& fit) {
    const auto top = std::max_element(fit.statistics.begin(), fit.statistics.end());
    fit.first = dates.from;
    fit.date = dates.from + static_cast<std::size_t>(top - fit.statistics.begin());
    const double from = static_cast<double>(dates.from);
    const double to = static_cast<double>(dates.to);
    const double rows = static_cast<double>(n);
    const double ratio = (rows - from) * to / (from * (rows - to));
    const double average = mean(fit.statistics);
    const bool one_date = dates.from == dates.to;
    fit.sup = one_date ? chow(*top, k, n, level) : test(FFunctional::sup, *top, k, ratio, level);
    fit.ave =
        one_date ? chow(average, k, n, level) : test(FFunctional::ave, average, k, ratio, level);
    fit.exp = test(FFunctional::exp, log_mean_exponential(fit.statistics), k, ratio, level);
    if (k > hansen_coefficients) {
        fit.warnings.push_back({"p_value_undefined",
                                fmt::format("p-values are known for up to {} coefficients, not {}",
                                            hansen_coefficients, k)});
    }
}

} // namespace

FTests f_tests(std::span<const double> y, const MatrixView& x, const FTestSpec& spec) {
    require_regression(y, x);
    require_share(spec.level, "the level");
    FTests fit;
    const std::size_t n = y.size();
    const std::size_t k = x.cols;
    if (n < 2 * k + 2) {
        refuse(fmt::format("{} rows are too few for {} coefficients before and after a break: at "
                           "least {} are needed",
                           n, k, 2 * k + 2));
    }
    const Dates dates = dates_of(spec, n, k, fit.warnings);
    const auto forward = running_squares(y, x, false);
    const auto backward = running_squares(y, x, true);
    if (!(forward[n] > 0)) {
        refuse("the regression leaves no residual: a break needs an outcome that varies");
    }
    for (std::size_t date = dates.from; date <= dates.to; ++date) {
        const double squares = forward[date] + backward[n - date];
        fit.statistics.push_back((forward[n] - squares) /
                                 (squares / static_cast<double>(n - 2 * k)));
    }
    fill_tests(dates, n, k, spec.level, fit);
    return fit;
}

} // namespace halflight::stats

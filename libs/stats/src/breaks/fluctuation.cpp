// SPDX-License-Identifier: Apache-2.0
// fluctuation.cpp - cumulated and moving sums of residuals.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "breaks/series.hpp"
#include "breaks/threshold.hpp"
#include "breaks/triangle.hpp"
#include "halflight/stats/distribution.hpp"
#include "halflight/stats/stability.hpp"

namespace halflight::stats {

namespace {

constexpr std::size_t bandwidths = 10; ///< of the tables: 0.05, 0.10, ..., 0.50

/// Critical values by bandwidth, for one upper tail.
struct CriticalRow {
    double tail;
    std::array<double, bandwidths> values;
};

// Chu, Hornik and Kuan (1995), "The moving-estimates test for parameter stability", table for one
// coefficient.
constexpr std::array<CriticalRow, 4> ols_table = {{
    {0.1, {0.7552, 0.9809, 1.1211, 1.2170, 1.2811, 1.3258, 1.3514, 1.3628, 1.3610, 1.3751}},
    {0.05, {0.8017, 1.0483, 1.2059, 1.3158, 1.3920, 1.4448, 1.4789, 1.4956, 1.4976, 1.5115}},
    {0.025, {0.8444, 1.1119, 1.2845, 1.4053, 1.4917, 1.5548, 1.5946, 1.6152, 1.6210, 1.6341}},
    {0.01, {0.8977, 1.1888, 1.3767, 1.5131, 1.6118, 1.6863, 1.7339, 1.7572, 1.7676, 1.7808}},
}};

// Chu, Hornik and Kuan (1995), "MOSUM tests for parameter constancy", table 1: to be multiplied by
// the root of the bandwidth.
constexpr std::array<CriticalRow, 6> recursive_table = {{
    {0.2, {3.2165, 2.9795, 2.8289, 2.7099, 2.6061, 2.5111, 2.4283, 2.3464, 2.2686, 2.2255}},
    {0.15, {3.3185, 3.0894, 2.9479, 2.8303, 2.7325, 2.6418, 2.5609, 2.4840, 2.4083, 2.3668}},
    {0.1, {3.4554, 3.2368, 3.1028, 2.9874, 2.8985, 2.8134, 2.7327, 2.6605, 2.5899, 2.5505}},
    {0.05, {3.6622, 3.4681, 3.3382, 3.2351, 3.1531, 3.0728, 3.0043, 2.9333, 2.8743, 2.8334}},
    {0.025, {3.8632, 3.6707, 3.5598, 3.4604, 3.3845, 3.3102, 3.2461, 3.1823, 3.1229, 3.0737}},
    {0.01, {4.1009, 3.9397, 3.8143, 3.7337, 3.6626, 3.5907, 3.5333, 3.4895, 3.4123, 3.3912}},
}};

double critical_value(const CriticalRow& row, double bandwidth, bool times_root) {
    const double place = std::clamp(bandwidth / 0.05, 1.0, static_cast<double>(bandwidths)) - 1;
    const auto value = [&](std::size_t i) {
        const double root = std::sqrt(static_cast<double>(i + 1) * 0.05);
        return row.values[i] * (times_root ? root : 1);
    };
    const auto below = std::min(static_cast<std::size_t>(place), bandwidths - 2);
    const double share = place - static_cast<double>(below);
    return value(below) + share * (value(below + 1) - value(below));
}

/// Linear between the tails of a table, from 1 at a statistic of 0; the last tail beyond it.
double table_p_value(double statistic, double bandwidth, std::span<const CriticalRow> table,
                     bool times_root) {
    double value_before = 0;
    double tail_before = 1;
    for (const CriticalRow& row : table) {
        const double value = critical_value(row, bandwidth, times_root);
        if (statistic <= value) {
            const double share = (statistic - value_before) / (value - value_before);
            return tail_before + share * (row.tail - tail_before);
        }
        value_before = value;
        tail_before = row.tail;
    }
    return tail_before;
}

/// P(sup |Brownian bridge| > x), Kolmogorov's series.
double bridge_p_value(double x) {
    if (x < 0.1) {
        return 1;
    }
    double sum = 0;
    for (int i = 100; i >= 1; --i) {
        sum += (i % 2 == 1 ? 2 : -2) * std::exp(-2.0 * i * i * x * x);
    }
    return std::clamp(sum, 0.0, 1.0);
}

/// P(a Brownian motion crosses the lines x (1 + 2t)), Brown, Durbin and Evans (1975).
double motion_p_value(double x) {
    if (x < 0.3) {
        return 1 - 0.1465 * x;
    }
    const double inner = normal_cdf(x) - normal_upper(5 * x);
    return 2 * (normal_upper(3 * x) + std::exp(-4 * x * x) * inner -
                std::exp(-16 * x * x) * normal_upper(x));
}

double p_value(double statistic, const FluctuationSpec& spec) {
    switch (spec.kind) {
    case Fluctuation::ols_cusum:
        return bridge_p_value(statistic);
    case Fluctuation::recursive_cusum:
        return motion_p_value(statistic);
    case Fluctuation::ols_mosum:
        return table_p_value(statistic, spec.bandwidth, ols_table, false);
    case Fluctuation::recursive_mosum:
        break;
    }
    return table_p_value(statistic, spec.bandwidth, recursive_table, true);
}

std::vector<double> recursive_residuals(std::span<const double> y, const MatrixView& x) {
    Triangle triangle(x.cols);
    std::vector<double> made;
    for (std::size_t row = 0; row < y.size(); ++row) {
        const double residual = triangle.add(x, y, row);
        if (row >= x.cols) {
            made.push_back(residual);
        }
    }
    return made;
}

std::vector<double> ols_residuals(std::span<const double> y, const MatrixView& x) {
    Triangle triangle(x.cols);
    for (std::size_t row = 0; row < y.size(); ++row) {
        triangle.add(x, y, row);
    }
    if (triangle.rank() < x.cols) {
        refuse("the regressors are collinear: leave out the columns that follow from others");
    }
    std::vector<double> coefficients(x.cols);
    std::vector<double> variance(x.cols);
    triangle.solve(coefficients, variance);
    std::vector<double> made(y.begin(), y.end());
    for (std::size_t col = 0; col < x.cols; ++col) {
        for (std::size_t row = 0; row < made.size(); ++row) {
            made[row] -= x(row, col) * coefficients[col];
        }
    }
    return made;
}

/// Root of the sum of squares about the mean over `degrees`.
double deviation_over(const std::vector<double>& values, double degrees) {
    double mean = 0;
    for (const double value : values) {
        mean += value;
    }
    mean /= static_cast<double>(values.size());
    double squares = 0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return std::sqrt(squares / degrees);
}

bool is_recursive(Fluctuation kind) {
    return kind == Fluctuation::recursive_cusum || kind == Fluctuation::recursive_mosum;
}

bool is_moving(Fluctuation kind) {
    return kind == Fluctuation::ols_mosum || kind == Fluctuation::recursive_mosum;
}

double scale_of(const std::vector<double>& residuals, std::size_t coefficients, Fluctuation kind) {
    const double count = static_cast<double>(residuals.size());
    const double k = static_cast<double>(coefficients);
    const double degrees = kind == Fluctuation::recursive_cusum ? count - 1 : count - k;
    return deviation_over(residuals, degrees) * std::sqrt(count);
}

std::vector<double> process_of(const std::vector<double>& residuals, std::size_t window) {
    std::vector<double> sums(residuals.size() + 1);
    for (std::size_t i = 0; i < residuals.size(); ++i) {
        sums[i + 1] = sums[i] + residuals[i];
    }
    if (window == 0) {
        return sums;
    }
    std::vector<double> made;
    for (std::size_t i = window; i < sums.size(); ++i) {
        made.push_back(sums[i] - sums[i - window]);
    }
    return made;
}

double largest(const std::vector<double>& process, Fluctuation kind) {
    double top = 0;
    const double last = static_cast<double>(process.size() - 1);
    for (std::size_t i = 0; i < process.size(); ++i) {
        const double line =
            kind == Fluctuation::recursive_cusum ? 1 + 2 * static_cast<double>(i) / last : 1;
        top = std::max(top, std::abs(process[i]) / line);
    }
    return top;
}

std::size_t window_of(const FluctuationSpec& spec, std::size_t residuals) {
    if (!is_moving(spec.kind)) {
        return 0;
    }
    require_share(spec.bandwidth, "the bandwidth");
    const auto window =
        static_cast<std::size_t>(std::floor(static_cast<double>(residuals) * spec.bandwidth));
    if (window == 0) {
        refuse(fmt::format("a bandwidth of {} holds none of {} residuals: take at least {:.3g}",
                           spec.bandwidth, residuals, 1 / static_cast<double>(residuals)));
    }
    return window;
}

} // namespace

FluctuationFit fluctuation(std::span<const double> y, const MatrixView& x,
                           const FluctuationSpec& spec) {
    require_regression(y, x);
    require_share(spec.level, "the level");
    if (y.size() < 2 * x.cols + 2) {
        refuse(fmt::format("{} rows are too few for {} coefficients: at least {} are needed",
                           y.size(), x.cols, 2 * x.cols + 2));
    }
    const auto residuals =
        is_recursive(spec.kind) ? recursive_residuals(y, x) : ols_residuals(y, x);
    const double scale = scale_of(residuals, x.cols, spec.kind);
    if (!(scale > 0)) {
        refuse("the regression leaves no residual that varies: there is nothing to test");
    }
    FluctuationFit fit{.process = process_of(residuals, window_of(spec, residuals.size()))};
    for (double& value : fit.process) {
        value /= scale;
    }
    fit.test = judge(
        largest(fit.process, spec.kind), [&](double statistic) { return p_value(statistic, spec); },
        spec.level);
    if (is_moving(spec.kind) && fit.test.p_value <= 0.01) {
        fit.warnings.push_back(
            {"p_value_bound", "the table ends at 0.01: the p-value is at most that"});
    }
    return fit;
}

} // namespace halflight::stats

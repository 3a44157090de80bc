// SPDX-License-Identifier: Apache-2.0
#include "breaks/break_interval.hpp"

#include <cmath>

#include <fmt/format.h>

#include "breaks/argmax.hpp"
#include "breaks/triangle.hpp"

namespace halflight::stats {

namespace {

struct Rows {
    std::size_t first;
    std::size_t end;
    [[nodiscard]] double count() const { return static_cast<double>(end - first); }
};

double squares_of_residuals(std::span<const double> y, const MatrixView& x, Rows rows,
                            std::span<const double> coefficients) {
    double sum = 0;
    for (std::size_t row = rows.first; row < rows.end; ++row) {
        double residual = y[row];
        for (std::size_t col = 0; col < x.cols; ++col) {
            residual -= x(row, col) * coefficients[col];
        }
        sum += residual * residual;
    }
    return sum;
}

/// Mean over rows of (x' delta)^2.
double moment(const MatrixView& x, Rows rows, std::span<const double> delta) {
    double sum = 0;
    for (std::size_t row = rows.first; row < rows.end; ++row) {
        double fitted = 0;
        for (std::size_t col = 0; col < x.cols; ++col) {
            fitted += x(row, col) * delta[col];
        }
        sum += fitted * fitted;
    }
    return sum / rows.count();
}

struct Segments {
    std::vector<Rows> rows;
    std::vector<double> squares;
};

Segments fit_segments(std::span<const double> y, const MatrixView& x, BreaksFit& fit) {
    Segments made;
    std::size_t first = 0;
    auto ends = fit.by_number[fit.breaks].last;
    ends.push_back(y.size());
    fit.coefficients = Matrix(x.cols, ends.size());
    fit.std_errors = Matrix(x.cols, ends.size());
    Triangle triangle(x.cols);
    for (std::size_t segment = 0; segment < ends.size(); ++segment) {
        const Rows rows{first, ends[segment]};
        triangle.clear();
        for (std::size_t row = rows.first; row < rows.end; ++row) {
            triangle.add(x, y, row);
        }
        const auto variance = fit.std_errors.column(segment);
        triangle.solve(fit.coefficients.column(segment), variance);
        const double squares = squares_of_residuals(y, x, rows, fit.coefficients.column(segment));
        for (double& cell : variance) {
            cell = std::sqrt(cell * squares / (rows.count() - static_cast<double>(x.cols)));
        }
        if (triangle.rank() < x.cols) {
            fit.warnings.push_back(
                {"collinear", fmt::format("the regressors are collinear in segment {}: its "
                                          "coefficients are undefined",
                                          segment + 1)});
        }
        made.rows.push_back(rows);
        made.squares.push_back(squares);
        first = rows.end;
    }
    return made;
}

struct Side {
    double moment;
    double variance;
};

BreakInterval interval(const Side& before, const Side& after, std::size_t last, double level) {
    BreakInterval made{.last = last};
    const ArgmaxLaw law{.xi = after.moment / before.moment,
                        .phi1 = std::sqrt(before.variance),
                        .phi2 = std::sqrt(after.variance)};
    const double tail = (1 - level) / 2;
    const double scale = before.variance / before.moment;
    const double upper = argmax_quantile(1 - tail, law, false) * scale;
    const double lower = argmax_quantile(tail, law, true) * scale;
    if (std::isfinite(upper) && std::isfinite(lower)) {
        made.low = static_cast<double>(last) - std::ceil(upper);
        made.high = static_cast<double>(last) - std::floor(lower);
    }
    return made;
}

void warn_of_intervals(BreaksFit& fit) {
    for (std::size_t i = 0; i < fit.dates.size(); ++i) {
        const BreakInterval& one = fit.dates[i];
        if (std::isnan(one.low)) {
            fit.warnings.push_back({"interval_undefined",
                                    fmt::format("break {} has no interval of this level", i + 1)});
        } else if (one.low < 1 || one.high > static_cast<double>(fit.rows)) {
            fit.warnings.push_back(
                {"interval_outside_sample",
                 fmt::format("the interval of break {} reaches beyond the sample", i + 1)});
        }
        if (i > 0 && one.low < fit.dates[i - 1].high) {
            fit.warnings.push_back(
                {"intervals_overlap",
                 fmt::format("the intervals of breaks {} and {} overlap", i, i + 1)});
        }
    }
}

} // namespace

void fill_segments(std::span<const double> y, const MatrixView& x, const BreaksSpec& spec,
                   BreaksFit& fit) {
    const Segments segments = fit_segments(y, x, fit);
    double squares = 0;
    for (const double part : segments.squares) {
        squares += part;
    }
    const Rows all{0, y.size()};
    std::vector<double> delta(x.cols);
    for (std::size_t i = 0; i + 1 < segments.rows.size(); ++i) {
        for (std::size_t col = 0; col < x.cols; ++col) {
            delta[col] = fit.coefficients(col, i + 1) - fit.coefficients(col, i);
        }
        const auto side = [&](std::size_t segment) {
            const Rows rows = segments.rows[segment];
            return Side{moment(x, spec.regressors_differ ? rows : all, delta),
                        spec.errors_differ ? segments.squares[segment] / rows.count()
                                           : squares / all.count()};
        };
        fit.dates.push_back(interval(side(i), side(i + 1), segments.rows[i].end, spec.level));
    }
    warn_of_intervals(fit);
}

} // namespace halflight::stats

// SPDX-License-Identifier: Apache-2.0
#include "county_parts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace halflight::studies {
namespace {

using stats::Matrix;

bool usable(std::span<const double> exposure, const Change& change, const Matrix& controls,
            std::size_t unit) {
    bool result = std::isfinite(exposure[unit]) && std::isfinite(change.value[unit]);
    for (std::size_t c = 0; c < controls.cols(); ++c) {
        result = result && std::isfinite(controls(unit, c));
    }
    return result;
}

double dot(std::span<const double> a, std::span<const double> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// Twice, so that what rounding left of the columns before goes too.
void take_off(std::vector<double>& x, const std::vector<std::vector<double>>& basis) {
    for (int round = 0; round < 2; ++round) {
        for (const std::vector<double>& direction : basis) {
            const double along = dot(x, direction);
            for (std::size_t i = 0; i < x.size(); ++i) {
                x[i] -= along * direction[i];
            }
        }
    }
}

/// Orthonormal, of the intercept and the controls; those explained by others before are left out.
std::vector<std::vector<double>> basis_of(std::size_t rows, const Matrix& controls) {
    std::vector<std::vector<double>> result;
    const auto add = [&](std::vector<double> column) {
        const double before = std::sqrt(dot(column, column));
        take_off(column, result);
        const double left = std::sqrt(dot(column, column));
        if (left > 1e-9 * before) {
            std::ranges::for_each(column, [left](double& v) { v /= left; });
            result.push_back(std::move(column));
        }
    };
    add(std::vector<double>(rows, 1.0));
    for (std::size_t c = 0; c < controls.cols(); ++c) {
        const auto column = controls.column(c);
        add({column.begin(), column.end()});
    }
    return result;
}

} // namespace

Section make_section(std::span<const double> exposure, const Change& change,
                     const Matrix& controls) {
    Section result;
    for (std::size_t unit = 0; unit < exposure.size(); ++unit) {
        if (usable(exposure, change, controls, unit)) {
            result.units.push_back(unit);
            result.exposure.push_back(exposure[unit]);
            result.change.push_back(change.value[unit]);
            result.low.push_back(change.low[unit]);
            result.high.push_back(change.high[unit]);
        }
    }
    result.controls = Matrix(controls.cols() == 0 ? 0 : result.size(), controls.cols());
    for (std::size_t c = 0; c < controls.cols(); ++c) {
        for (std::size_t i = 0; i < result.size(); ++i) {
            result.controls(i, c) = controls(result.units[i], c);
        }
    }
    return result;
}

std::vector<double> slope_weights(std::span<const double> x, const Matrix& controls) {
    std::vector<double> left(x.begin(), x.end());
    const double before = std::sqrt(dot(left, left));
    take_off(left, basis_of(x.size(), controls));
    const double squares = dot(left, left);
    if (!(std::sqrt(squares) > 1e-9 * before)) {
        stats::refuse("the exposure does not vary beyond what the intercept and the controls "
                      "explain; a slope needs places that differ in exposure");
    }
    std::ranges::for_each(left, [squares](double& v) { v /= squares; });
    return left;
}

stats::SlopeErrors errors_of_slope(std::span<const double> x, std::span<const double> change,
                                   const Matrix& controls, std::span<const std::int32_t> clusters,
                                   double level) {
    (void)slope_weights(x, controls); // refuses in words that fit
    return stats::slope_errors({.regressor = x,
                                .outcomes = {change.data(), change.size(), 1},
                                .controls = controls.view(),
                                .clusters = clusters},
                               level);
}

stats::Coefficient robust_slope(std::span<const double> x, std::span<const double> change,
                                const Matrix& controls, double level) {
    return errors_of_slope(x, change, controls, {}, level).slopes.front();
}

SlopeBounds slope_bounds(const Section& section, const CountySpec& spec) {
    const std::vector<double> weights = slope_weights(section.exposure, section.controls);
    std::vector<double> least(section.size());
    std::vector<double> most(section.size());
    SlopeBounds result;
    for (std::size_t i = 0; i < section.size(); ++i) {
        const bool up = weights[i] > 0;
        least[i] = up ? section.low[i] : section.high[i];
        most[i] = up ? section.high[i] : section.low[i];
        result.censored = result.censored || section.low[i] < section.high[i];
    }
    const auto low = robust_slope(section.exposure, least, section.controls, spec.level);
    const auto high = robust_slope(section.exposure, most, section.controls, spec.level);
    result.low = low.estimate;
    result.high = high.estimate;
    result.band_low = low.low;
    result.band_high = high.high;
    return result;
}

} // namespace halflight::studies

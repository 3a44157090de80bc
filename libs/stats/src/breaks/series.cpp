// SPDX-License-Identifier: Apache-2.0
#include "breaks/series.hpp"

#include <cmath>

#include <fmt/format.h>

#include "halflight/stats/estimate.hpp"

namespace halflight::stats {

void require_finite(std::span<const double> values, std::string_view name) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            refuse(
                fmt::format("{} holds {} in row {}: this method needs a finite number in every row",
                            name, values[i], i + 1));
        }
    }
}

void require_share(double share, std::string_view name) {
    if (!(share > 0 && share < 1)) {
        refuse(fmt::format("{} is {}: it must lie between 0 and 1", name, share));
    }
}

void require_regression(std::span<const double> y, const MatrixView& x) {
    if (x.cols == 0) {
        refuse("there is no regressor: give at least a column of ones");
    }
    if (x.rows != y.size()) {
        refuse(fmt::format("the regressors have {} rows and the outcome {}: they must have as many",
                           x.rows, y.size()));
    }
    require_finite(y, "the outcome");
    for (std::size_t col = 0; col < x.cols; ++col) {
        require_finite(x.column(col), fmt::format("regressor {}", col + 1));
    }
}

void require_counts(std::span<const double> series, std::string_view name) {
    for (std::size_t i = 0; i < series.size(); ++i) {
        const double value = series[i];
        if (std::isnan(value)) {
            continue;
        }
        if (!std::isfinite(value) || value < 0 || value != std::floor(value)) {
            refuse(fmt::format(
                "{} holds {} in row {}: a count is a whole number of 0 or more, or missing", name,
                value, i + 1));
        }
    }
}

Observed observed_cells(std::span<const double> series, std::string_view name, bool counts) {
    if (counts) {
        require_counts(series, name);
    }
    Observed made;
    made.values.reserve(series.size());
    made.places.reserve(series.size());
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (std::isnan(series[i])) {
            continue;
        }
        if (std::isinf(series[i])) {
            refuse(fmt::format("{} holds infinity in row {}: remove it or mark it as missing", name,
                               i + 1));
        }
        made.values.push_back(series[i]);
        made.places.push_back(i);
    }
    return made;
}

void require_exposure(std::span<const double> exposure, std::span<const double> series) {
    if (exposure.size() != series.size()) {
        refuse(fmt::format("there are {} exposures for {} counts: there must be as many",
                           exposure.size(), series.size()));
    }
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (!std::isnan(series[i]) && !(exposure[i] > 0 && std::isfinite(exposure[i]))) {
            refuse(fmt::format("the exposure in row {} is {}: a count needs an exposure above zero",
                               i + 1, exposure[i]));
        }
    }
}

} // namespace halflight::stats

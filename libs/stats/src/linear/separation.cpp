// SPDX-License-Identifier: Apache-2.0
// separation.cpp - the iterative rectifier (Correia, Guimaraes and Zylkin 2019).
#include <algorithm>
#include <cmath>

#include "poisson_parts.hpp"
#include "solve.hpp"

namespace halflight::stats::detail {

namespace {

/// Weight of rows with events: holds their fitted values at zero to about its inverse.
constexpr double held = 1e6;
constexpr double zero = 1e-4;
constexpr int rounds = 200;

} // namespace

// Regresses a candidate direction (positive on rows without events only) on regressors and effects,
// cuts it off at zero, and again; where it no longer goes under zero it separates.
std::optional<std::vector<bool>> not_separated(const PoissonRows& rows, const PoissonSpec& spec) {
    const std::size_t size = rows.y.size();
    std::vector<double> mass(size);
    std::vector<double> aim(size);
    for (std::size_t i = 0; i < size; ++i) {
        mass[i] = rows.y[i] > 0 ? held : 1.0;
        aim[i] = rows.y[i] > 0 ? 0.0 : 1.0;
    }
    std::optional<Projector> projector;
    Matrix columns = rows.x;
    const auto remove = [&](std::vector<double*> targets) {
        if (!rows.dimensions.empty()) {
            if (!projector) {
                projector.emplace(rows.dimensions, size, mass);
            }
            (void)projector->remove(targets, spec.demean);
        }
    };
    std::vector<double*> targets;
    for (std::size_t c = 0; c < columns.cols(); ++c) {
        targets.push_back(columns.column(c).data());
    }
    remove(targets);
    const std::vector<double> before = lengths(rows.x.view(), mass, !rows.dimensions.empty());
    std::vector<bool> keep(size, true);
    for (int round = 0; round < rounds; ++round) {
        std::vector<double> left = aim;
        remove({left.data()});
        const Solved solved =
            solve(columns.view(), left, mass,
                  {.collinear = spec.collinear, .lengths = before, .jobs = spec.demean.jobs});
        double lowest = 0;
        double highest = 0;
        for (std::size_t i = 0; i < size; ++i) {
            const double fitted = aim[i] - solved.residuals[i];
            keep[i] = !(rows.y[i] == 0 && fitted > zero);
            if (rows.y[i] == 0) {
                lowest = std::min(lowest, fitted);
                highest = std::max(highest, fitted);
                aim[i] = std::max(fitted, 0.0);
            }
        }
        if (highest <= zero) {
            return std::vector<bool>(size, true);
        }
        if (lowest >= -0.1 * zero) {
            return keep;
        }
        for (std::size_t i = 0; i < size; ++i) {
            aim[i] /= highest; // a direction has no length; keeps the bounds meaningful
        }
    }
    return std::nullopt;
}

} // namespace halflight::stats::detail

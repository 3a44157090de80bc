// SPDX-License-Identifier: Apache-2.0
#include "linear.hpp"

#include <ClpSimplex.hpp>
#include <CoinPackedMatrix.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace halflight::reason {
namespace {

constexpr double negligible = 1e-9;

double clp_bound(double value) noexcept {
    return std::isinf(value) ? std::copysign(COIN_DBL_MAX, value) : value;
}

/// Sums of large numbers are rounded by more than the usual tolerance.
double primal_tolerance(std::span<const Interval> bounds) noexcept {
    constexpr double usual = 1e-8;
    constexpr double rounding = 1e-13;
    double most = 0;
    for (const Interval& cell : bounds) {
        for (const double end : {cell.lo, cell.hi}) {
            most = std::isinf(end) ? most : std::max(most, std::abs(end));
        }
    }
    return std::max(usual, rounding * most);
}

} // namespace

struct LinearProgram::State {
    ClpSimplex model;
    std::vector<CellIndex> cells;
    std::vector<ConstraintIndex> constraints;
    std::unordered_map<CellIndex, int> column;
    std::vector<bool> reached; ///< 2 * column + upper

    /// Marks the bounds that the solution at hand lies on.
    void note_reached() {
        const auto on = [](double value, double bound) {
            return std::abs(value - bound) <= negligible * std::max(1.0, std::abs(bound));
        };
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const double value = model.primalColumnSolution()[i];
            reached[2 * i] = reached[2 * i] || on(value, model.columnLower()[i]);
            reached[2 * i + 1] = reached[2 * i + 1] || on(value, model.columnUpper()[i]);
        }
    }

    /// Multiplier of each cell in a combination of rows.
    [[nodiscard]] std::vector<double> combine(const double* row_weights) const {
        std::vector<double> result(cells.size(), 0.0);
        model.matrix()->transposeTimes(row_weights, result.data());
        return result;
    }

    [[nodiscard]] static double largest(std::span<const double> values) noexcept {
        double most = 0;
        for (const double value : values) {
            most = std::max(most, std::abs(value));
        }
        return most;
    }

    void add_rows(Certificate& certificate, std::span<const double> weights) const {
        const double least = negligible * std::max(1.0, largest(weights));
        for (std::size_t i = 0; i < weights.size(); ++i) {
            if (std::abs(weights[i]) > least) {
                certificate.constraints.push_back({constraints[i], weights[i] < 0, weights[i]});
            }
        }
    }

    /// `sign`: +1 when a positive multiplier uses a lower bound.
    void add_columns(Certificate& certificate, std::span<const double> weights, double sign) const {
        const double least = negligible * std::max(1.0, largest(weights));
        for (std::size_t i = 0; i < weights.size(); ++i) {
            if (std::abs(weights[i]) > least) {
                certificate.cells.push_back({cells[i], sign * weights[i] < 0, weights[i]});
            }
        }
    }

    /// Least value of a combination of intervals given by their ends.
    static double least_of(std::span<const double> weights, const double* lower,
                           const double* upper) noexcept {
        double sum = 0;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            if (weights[i] != 0.0) {
                sum += weights[i] * (weights[i] > 0 ? lower[i] : upper[i]);
            }
        }
        return sum;
    }

    /// What the multipliers of the rows prove, whatever the solver made of its tolerances (Neumaier
    /// and Shcherbina 2004): sign * x >= sum of multipliers times bounds. Nothing when the proof
    /// needs a bound that does not exist.
    [[nodiscard]] std::optional<Optimum> bound_from(const std::vector<double>& rows,
                                                    std::size_t target, double sign) const {
        std::vector<double> columns = combine(rows.data());
        const double least = 1e-7 * std::max(1.0, largest(columns));
        for (double& weight : columns) {
            weight = -weight;
        }
        columns[target] += sign;
        double magnitude = 0;
        const auto proved = [&](std::span<double> weights, const double* lower,
                                const double* upper) {
            double sum = 0;
            for (std::size_t i = 0; i < weights.size(); ++i) {
                const double end = weights[i] > 0 ? lower[i] : upper[i];
                if (std::abs(end) >= COIN_DBL_MAX / 2) {
                    // A weight that is rounding error asks nothing of a bound.
                    weights[i] = std::abs(weights[i]) <= least ? 0.0 : weights[i];
                }
                const double term = weights[i] == 0.0 ? 0.0 : weights[i] * end;
                magnitude += std::abs(term);
                sum += term;
            }
            return sum;
        };
        std::vector<double> own = rows;
        const double sum = proved(own, model.rowLower(), model.rowUpper()) +
                           proved(columns, model.columnLower(), model.columnUpper());
        if (std::abs(sum) >= COIN_DBL_MAX / 4 || !std::isfinite(sum)) {
            return std::nullopt;
        }
        constexpr double rounding = 1e-13; // of sums of a few thousand terms
        Optimum result{sign * (sum - rounding * magnitude), {}};
        add_rows(result.certificate, own);
        add_columns(result.certificate, columns, 1.0);
        return result;
    }

    [[nodiscard]] Certificate proof_of(const double* ray) const {
        const std::span<const double> rows(ray, constraints.size());
        std::vector<double> columns = combine(ray);
        const double least = negligible * std::max(1.0, largest(columns));
        for (double& weight : columns) {
            weight = std::abs(weight) > least ? weight : 0.0;
        }
        // rows * activity = columns * x must hold but cannot: one side stays above the other.
        std::vector<double> negative(rows.begin(), rows.end());
        for (double& weight : negative) {
            weight = -weight;
        }
        const double most_rows = -least_of(negative, model.rowLower(), model.rowUpper());
        const double least_columns = least_of(columns, model.columnLower(), model.columnUpper());
        Certificate certificate;
        add_rows(certificate, rows);
        add_columns(certificate, columns, least_columns > most_rows ? 1.0 : -1.0);
        return certificate;
    }
};

LinearProgram::LinearProgram(const System& system, std::span<const CellIndex> cells,
                             std::span<const Interval> bounds,
                             std::span<const ConstraintIndex> constraints)
    : m_state(std::make_unique<State>()) {
    State& state = *m_state;
    state.cells.assign(cells.begin(), cells.end());
    state.constraints.assign(constraints.begin(), constraints.end());
    state.reached.assign(2 * cells.size(), false);
    std::vector<double> lower;
    std::vector<double> upper;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        state.column[cells[i]] = static_cast<int>(i);
        lower.push_back(clp_bound(bounds[i].lo));
        upper.push_back(clp_bound(bounds[i].hi));
    }
    std::vector<int> row_index;
    std::vector<int> column_index;
    std::vector<double> element;
    std::vector<double> row_lower;
    std::vector<double> row_upper;
    for (const ConstraintIndex constraint : constraints) {
        for (const Term& term : system.terms(constraint)) {
            row_index.push_back(static_cast<int>(row_lower.size()));
            column_index.push_back(state.column.at(term.cell));
            element.push_back(term.coefficient);
        }
        row_lower.push_back(clp_bound(system.constraints()[constraint].low));
        row_upper.push_back(clp_bound(system.constraints()[constraint].high));
    }
    CoinPackedMatrix matrix(true, row_index.data(), column_index.data(), element.data(),
                            static_cast<CoinBigIndex>(element.size()));
    matrix.setDimensions(static_cast<int>(constraints.size()), static_cast<int>(cells.size()));
    const std::vector<double> objective(cells.size(), 0.0);
    state.model.setLogLevel(0);
    state.model.loadProblem(matrix, lower.data(), upper.data(), objective.data(), row_lower.data(),
                            row_upper.data());
    state.model.setPrimalTolerance(primal_tolerance(bounds));
    state.model.setDualTolerance(1e-9);
    // A program that cycles is given up: the bounds that propagation found stay valid.
    state.model.setMaximumIterations(
        static_cast<int>(20'000 + 20 * (constraints.size() + cells.size())));
}

LinearProgram::LinearProgram(LinearProgram&&) noexcept = default;
LinearProgram& LinearProgram::operator=(LinearProgram&&) noexcept = default;
LinearProgram::~LinearProgram() = default;

std::optional<Certificate> LinearProgram::infeasibility() {
    State& state = *m_state;
    state.model.dual();
    if (state.model.status() == 0) {
        state.note_reached();
    }
    if (state.model.status() != 1) {
        return std::nullopt;
    }
    const std::unique_ptr<double[]> ray(state.model.infeasibilityRay());
    if (!ray) {
        return Certificate{};
    }
    return state.proof_of(ray.get());
}

std::optional<Optimum> LinearProgram::optimum(CellIndex cell, bool upper) {
    State& state = *m_state;
    const int column = state.column.at(cell);
    const double sign = upper ? -1.0 : 1.0;
    state.model.setObjectiveCoefficient(column, sign);
    state.model.primal(0, 7); // keeps the factorisation between calls
    std::optional<Optimum> result;
    if (state.model.status() == 0) {
        state.note_reached();
        const std::vector<double> rows(state.model.dualRowSolution(),
                                       state.model.dualRowSolution() + state.constraints.size());
        result = state.bound_from(rows, static_cast<std::size_t>(column), sign);
    }
    state.model.setObjectiveCoefficient(column, 0.0);
    return result;
}

bool LinearProgram::reached(CellIndex cell, bool upper) const {
    const auto column = static_cast<std::size_t>(m_state->column.at(cell));
    return m_state->reached[2 * column + (upper ? 1 : 0)];
}

} // namespace halflight::reason

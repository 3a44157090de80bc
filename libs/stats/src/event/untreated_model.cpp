// SPDX-License-Identifier: Apache-2.0
#include "untreated_model.hpp"

#include <algorithm>
#include <cmath>

#include "place.hpp"

namespace halflight::stats::detail {

struct UntreatedModel::Right {
    Eigen::VectorXd all;     ///< outcome times periods and covariates
    Eigen::VectorXd of_unit; ///< outcome
};

// Of a row all but its period and covariates is zero.
void UntreatedModel::add_row(std::size_t row, Right& right) {
    const Eigen::Index unit = at(m_table.unit.of_row[row]);
    const Eigen::Index period = at(m_table.period.of_row[row]);
    const double weight = m_table.weights[row];
    const double mass = weight * m_table.outcome[row];
    m_unit_weight[unit] += weight;
    right.of_unit[unit] += mass;
    m_unit_sums(period, unit) += weight;
    right.all[period] += mass;
    m_reduced(period, period) += weight;
    for (std::size_t c = 0; c < m_table.covariates.cols(); ++c) {
        const double x = m_table.covariates(row, c);
        const Eigen::Index place = at(m_periods + c);
        m_unit_sums(place, unit) += weight * x;
        right.all[place] += mass * x;
        m_reduced(place, period) += weight * x;
        for (std::size_t d = 0; d <= c; ++d) {
            m_reduced(place, at(m_periods + d)) += weight * x * m_table.covariates(row, d);
        }
    }
}

// Covariates as long as a period is on average: their units of measurement decide no pivot.
void UntreatedModel::find_scale() {
    m_scale = Eigen::VectorXd::Ones(m_reduced.rows());
    const double period = m_unit_weight.sum() / static_cast<double>(m_periods);
    for (Eigen::Index c = at(m_periods); c < m_scale.size(); ++c) {
        const double square = m_reduced(c, c);
        m_scale[c] = square > 0 ? std::sqrt(period / square) : 1.0;
    }
}

void UntreatedModel::eliminate_units(Right& right) {
    constexpr Eigen::Index block = 128;
    Eigen::MatrixXd scaled;
    for (Eigen::Index first = 0; first < m_unit_weight.size(); first += block) {
        const Eigen::Index size = std::min(block, m_unit_weight.size() - first);
        scaled = m_unit_sums.middleCols(first, size);
        for (Eigen::Index b = 0; b < size; ++b) {
            const double weight = m_unit_weight[first + b];
            if (weight > 0) {
                right.all -= scaled.col(b) * (right.of_unit[first + b] / weight);
                scaled.col(b) /= std::sqrt(weight);
            }
        }
        m_reduced.selfadjointView<Eigen::Lower>().rankUpdate(scaled, -1);
    }
    m_reduced = Eigen::MatrixXd(m_reduced.selfadjointView<Eigen::Lower>());
}

UntreatedModel::UntreatedModel(const EventTable& table)
    : m_table(table), m_periods(table.period.count()) {
    const Eigen::Index width = at(m_periods + table.covariates.cols());
    const Eigen::Index units = at(table.unit.count());
    m_unit_weight = Eigen::VectorXd::Zero(units);
    m_unit_sums = Eigen::MatrixXd::Zero(width, units);
    m_reduced = Eigen::MatrixXd::Zero(width, width);
    Right right{.all = Eigen::VectorXd::Zero(width), .of_unit = Eigen::VectorXd::Zero(units)};
    for (std::size_t i = 0; i < table.rows(); ++i) {
        if (!table.treated(i)) {
            add_row(i, right);
        }
    }
    find_scale();
    eliminate_units(right);
    m_solver.setThreshold(1e-11);
    m_solver.compute(m_scale.asDiagonal() * m_reduced * m_scale.asDiagonal());
    m_slopes = m_scale.asDiagonal() * m_solver.solve(m_scale.asDiagonal() * right.all);
    m_unit_effects = right.of_unit - m_unit_sums.transpose() * m_slopes;
    m_unit_effects.array() /= m_unit_weight.array();
}

std::vector<double> UntreatedModel::imputed() const {
    std::vector<double> made(m_table.rows(), undefined);
    for (std::size_t i = 0; i < made.size(); ++i) {
        const Eigen::Index unit = at(m_table.unit.of_row[i]);
        if (!(m_unit_weight[unit] > 0)) {
            continue;
        }
        made[i] = m_unit_effects[unit] + m_slopes[at(m_table.period.of_row[i])];
        for (std::size_t c = 0; c < m_table.covariates.cols(); ++c) {
            made[i] += m_slopes[at(m_periods + c)] * m_table.covariates(i, c);
        }
    }
    return made;
}

std::vector<double> UntreatedModel::slopes() const {
    return {m_slopes.data() + m_periods, m_slopes.data() + m_slopes.size()};
}

Eigen::MatrixXd UntreatedModel::slopes_of(const Eigen::MatrixXd& target,
                                          const Eigen::MatrixXd& reduced) const {
    const Eigen::MatrixXd slopes =
        m_scale.asDiagonal() * m_solver.solve(m_scale.asDiagonal() * reduced);
    const Eigen::MatrixXd missed = m_scale.asDiagonal() * (m_reduced * slopes - reduced);
    const Eigen::MatrixXd whole = m_scale.asDiagonal() * target;
    for (Eigen::Index e = 0; e < target.cols(); ++e) {
        // Lengths as of the target itself: a target that effects of units explain leaves rounding.
        if (missed.col(e).norm() > 1e-6 * (whole.col(e).norm() + 1e-300)) {
            refuse("untreated rows do not identify the effect: its units and periods are not "
                   "joined by untreated rows, or a covariate does not vary among them; more "
                   "untreated rows or fewer covariates are needed");
        }
    }
    return slopes;
}

} // namespace halflight::stats::detail

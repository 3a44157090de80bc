// SPDX-License-Identifier: Apache-2.0
#include "untreated_model.hpp"

#include <cmath>

namespace halflight::stats::detail {

namespace {

Eigen::Index at(std::size_t place) {
    return static_cast<Eigen::Index>(place);
}

} // namespace

void UntreatedModel::add_row(Eigen::VectorXd& to, std::size_t row, double times) const {
    to[at(m_table.period.of_row[row])] += times;
    for (std::size_t c = 0; c < m_table.covariates.cols(); ++c) {
        to[at(m_periods + c)] += times * m_table.covariates(row, c);
    }
}

double UntreatedModel::apply(const Eigen::VectorXd& slopes, std::size_t row) const {
    double sum = slopes[at(m_table.period.of_row[row])];
    for (std::size_t c = 0; c < m_table.covariates.cols(); ++c) {
        sum += slopes[at(m_periods + c)] * m_table.covariates(row, c);
    }
    return sum;
}

UntreatedModel::UntreatedModel(const EventTable& table, std::vector<bool> untreated)
    : m_table(table), m_untreated(std::move(untreated)), m_periods(table.period.count()) {
    const Eigen::Index width = at(m_periods + table.covariates.cols());
    const Eigen::Index units = at(table.unit.count());
    m_unit_weight = Eigen::VectorXd::Zero(units);
    m_unit_sums = Eigen::MatrixXd::Zero(width, units);
    m_reduced = Eigen::MatrixXd::Zero(width, width);
    Eigen::VectorXd right = Eigen::VectorXd::Zero(width);
    Eigen::VectorXd unit_outcome = Eigen::VectorXd::Zero(units);
    Eigen::VectorXd row = Eigen::VectorXd::Zero(width);
    for (std::size_t i = 0; i < table.rows(); ++i) {
        if (!m_untreated[i]) {
            continue;
        }
        const Eigen::Index unit = at(table.unit.of_row[i]);
        const double weight = table.weights[i];
        row.setZero();
        add_row(row, i, 1);
        m_unit_weight[unit] += weight;
        m_unit_sums.col(unit) += weight * row;
        unit_outcome[unit] += weight * table.outcome[i];
        right += weight * table.outcome[i] * row;
        m_reduced.selfadjointView<Eigen::Lower>().rankUpdate(row, weight);
    }
    for (Eigen::Index u = 0; u < units; ++u) {
        if (m_unit_weight[u] > 0) {
            m_reduced.selfadjointView<Eigen::Lower>().rankUpdate(m_unit_sums.col(u),
                                                                 -1 / m_unit_weight[u]);
            right -= m_unit_sums.col(u) * (unit_outcome[u] / m_unit_weight[u]);
        }
    }
    m_reduced = m_reduced.selfadjointView<Eigen::Lower>();
    m_solver.setThreshold(1e-11);
    m_solver.compute(m_reduced);
    m_slopes = m_solver.solve(right);
    m_unit_effects = unit_outcome - m_unit_sums.transpose() * m_slopes;
    m_unit_effects.array() /= m_unit_weight.array();
}

bool UntreatedModel::unit_known(std::size_t row) const {
    return m_unit_weight[at(m_table.unit.of_row[row])] > 0;
}

std::vector<double> UntreatedModel::imputed() const {
    std::vector<double> made(m_table.rows(), undefined);
    for (std::size_t i = 0; i < made.size(); ++i) {
        if (unit_known(i)) {
            made[i] = m_unit_effects[at(m_table.unit.of_row[i])] + apply(m_slopes, i);
        }
    }
    return made;
}

std::vector<double> UntreatedModel::slopes() const {
    return {m_slopes.data() + m_periods, m_slopes.data() + m_slopes.size()};
}

void UntreatedModel::weights_of(const std::vector<double>& w, std::vector<double>& v) const {
    Eigen::VectorXd unit_target = Eigen::VectorXd::Zero(m_unit_weight.size());
    Eigen::VectorXd target = Eigen::VectorXd::Zero(m_slopes.size());
    for (std::size_t i = 0; i < w.size(); ++i) {
        if (w[i] != 0) {
            unit_target[at(m_table.unit.of_row[i])] += w[i];
            add_row(target, i, w[i]);
        }
    }
    Eigen::VectorXd reduced = target;
    for (Eigen::Index u = 0; u < unit_target.size(); ++u) {
        if (unit_target[u] != 0) {
            reduced -= m_unit_sums.col(u) * (unit_target[u] / m_unit_weight[u]);
        }
    }
    const Eigen::VectorXd slopes = m_solver.solve(reduced);
    // Lengths as of the target itself: a target that effects of units explain leaves rounding.
    if ((m_reduced * slopes - reduced).norm() > 1e-6 * (target.norm() + 1e-300)) {
        refuse("untreated rows do not identify the effect: its units and periods are not joined by "
               "untreated rows, or a covariate does not vary among them; more untreated rows or "
               "fewer covariates are needed");
    }
    Eigen::VectorXd effects = unit_target - m_unit_sums.transpose() * slopes;
    effects.array() /= m_unit_weight.array();
    v = w;
    for (std::size_t i = 0; i < v.size(); ++i) {
        if (m_untreated[i]) {
            v[i] = -m_table.weights[i] * (effects[at(m_table.unit.of_row[i])] + apply(slopes, i));
        }
    }
}

} // namespace halflight::stats::detail

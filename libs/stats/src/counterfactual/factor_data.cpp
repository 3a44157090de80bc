// SPDX-License-Identifier: Apache-2.0
// Arranges the untreated cells of a panel for the solver.
#include <algorithm>
#include <cmath>

#include "factor_solver.hpp"

namespace halflight::stats::counterfactual {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

double used_weight(const Panel& panel, std::size_t t, std::size_t i) {
    return panel.untreated(t, i) ? panel.weight(t, i) : 0;
}

void order_units(const Panel& panel, FactorData& data) {
    std::vector<std::size_t> partial;
    for (std::size_t i = 0; i < panel.units(); ++i) {
        bool full = true;
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            const double w = used_weight(panel, t, i);
            full = full && w == 1;
            data.binary = data.binary && (w == 0 || w == 1);
        }
        (full ? data.order : partial).push_back(i);
    }
    data.full = data.order.size();
    data.order.insert(data.order.end(), partial.begin(), partial.end());
}

double weighted_mean(const Panel& panel) {
    double sum = 0;
    double weight = 0;
    for (std::size_t i = 0; i < panel.units(); ++i) {
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            const double w = used_weight(panel, t, i);
            sum += w > 0 ? w * panel.outcome(t, i) : 0;
            weight += w;
        }
    }
    return weight > 0 ? sum / weight : 0;
}

/// The sums that do not change while the factors do.
void add_up(FactorData& data) {
    const auto t_count = static_cast<Index>(data.periods);
    const auto p = static_cast<Index>(data.wx.size());
    data.xx = MatrixXd::Zero(p, p);
    data.xy = VectorXd::Zero(p);
    data.x_by_period = MatrixXd::Zero(t_count, p);
    data.w_by_period = VectorXd::Zero(t_count);
    data.cells = data.mass = 0;
    double squares = 0;
    for (std::size_t j = 0; j < data.units; ++j) {
        const auto c = static_cast<Index>(j);
        const double copies = data.copies[j];
        const bool gaps = j >= data.full;
        const auto gap_column = static_cast<Index>(gaps ? j - data.full : 0);
        data.mass += copies;
        for (Index t = 0; t < t_count; ++t) {
            const double w = gaps ? data.w(t, gap_column) : 1;
            if (w == 0) {
                continue;
            }
            data.cells += copies;
            data.w_by_period(t) += copies * w;
            const double wy = data.wy(t, c);
            squares += copies * wy * wy / w;
            for (Index k = 0; k < p; ++k) {
                const double wx = copies * data.wx[static_cast<std::size_t>(k)](t, c);
                data.xy(k) += wx * wy / w;
                data.x_by_period(t, k) += wx;
                for (Index l = 0; l <= k; ++l) {
                    data.xx(k, l) += wx * data.wx[static_cast<std::size_t>(l)](t, c) / w;
                }
            }
        }
    }
    data.xx = data.xx.selfadjointView<Eigen::Lower>();
    data.scale = std::sqrt(squares);
}

MatrixXd take(const MatrixXd& from, const std::vector<Index>& columns) {
    MatrixXd taken(from.rows(), static_cast<Index>(columns.size()));
    for (std::size_t j = 0; j < columns.size(); ++j) {
        taken.col(static_cast<Index>(j)) = from.col(columns[j]);
    }
    return taken;
}

} // namespace

FactorData arrange(const Panel& panel, Effects effects,
                   const std::vector<std::size_t>& covariates) {
    FactorData data;
    data.periods = panel.periods();
    data.units = panel.units();
    data.effects = effects;
    order_units(panel, data);
    data.copies.assign(data.units, 1);
    data.centre = weighted_mean(panel);
    const auto t_count = static_cast<Index>(data.periods);
    const auto n = static_cast<Index>(data.units);
    const std::size_t p = covariates.size() + (effects == Effects::none ? 1 : 0);
    data.w = MatrixXd::Zero(t_count, n - static_cast<Index>(data.full));
    data.wy = MatrixXd::Zero(t_count, n);
    data.wx.assign(p, MatrixXd::Zero(t_count, n));
    for (std::size_t j = 0; j < data.units; ++j) {
        const std::size_t i = data.order[j];
        const auto c = static_cast<Index>(j);
        for (std::size_t t = 0; t < data.periods; ++t) {
            const double w = used_weight(panel, t, i);
            const auto row = static_cast<Index>(t);
            if (j >= data.full) {
                data.w(row, c - static_cast<Index>(data.full)) = w;
            }
            if (w == 0) {
                continue;
            }
            data.wy(row, c) = w * (panel.outcome(t, i) - data.centre);
            for (std::size_t k = 0; k < p; ++k) {
                data.wx[k](row, c) =
                    w * (k < covariates.size() ? panel.covariates[covariates[k]](t, i) : 1);
            }
        }
    }
    add_up(data);
    return data;
}

FactorData recount(const FactorData& data, const std::vector<double>& copies) {
    FactorData made;
    made.periods = data.periods;
    made.effects = data.effects;
    made.binary = data.binary;
    made.centre = data.centre;
    std::vector<Index> places;
    std::vector<Index> gaps;
    for (std::size_t j = 0; j < data.units; ++j) {
        const double count = copies[data.order[j]];
        if (count == 0) {
            continue;
        }
        made.order.push_back(data.order[j]);
        made.copies.push_back(count);
        places.push_back(static_cast<Index>(j));
        if (j < data.full) {
            ++made.full;
        } else {
            gaps.push_back(static_cast<Index>(j - data.full));
        }
    }
    made.units = places.size();
    made.w = take(data.w, gaps);
    made.wy = take(data.wy, places);
    for (const MatrixXd& x : data.wx) {
        made.wx.push_back(take(x, places));
    }
    add_up(made);
    return made;
}

} // namespace halflight::stats::counterfactual

// SPDX-License-Identifier: Apache-2.0
// Products over controls, gathered a few controls at a time so that they stay in the cache.
#include <algorithm>
#include <cmath>

#include "control_model.hpp"
#include "halflight/base/parallel.hpp"

namespace halflight::stats::counterfactual {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index chunk_width = 128;
/// Each lane has products of its own; few, since these are large beside a short panel.
constexpr std::size_t most_lanes = 4;

bool unit_effects(Effects effects) {
    return effects == Effects::unit || effects == Effects::two_way;
}

/// Takes out period means, or the grand mean, after the fact. `means`: of the demeaned data.
void centre_products(MatrixXd& products, const MatrixXd& means, double units, Effects effects) {
    const VectorXd m = Eigen::Map<const VectorXd>(means.data(), means.size());
    if (effects == Effects::two_way || effects == Effects::period) {
        products.noalias() -= units * m * m.transpose();
    } else if (effects == Effects::none) {
        VectorXd grand(m.size());
        for (Index k = 0; k < means.cols(); ++k) {
            grand.segment(k * means.rows(), means.rows()).setConstant(means.col(k).mean());
        }
        products -=
            units * (grand * m.transpose() + m * grand.transpose() - grand * grand.transpose());
    }
}

/// Sums in the making: lower half of the products, sums of demeaned data and of what was taken out.
struct Growing {
    MatrixXd products;
    MatrixXd sums;  ///< periods x (1 + p)
    VectorXd taken; ///< 1 + p
    double units = 0;

    Growing(Index periods, Index series)
        : products(MatrixXd::Zero(periods * series, periods * series)),
          sums(MatrixXd::Zero(periods, series)), taken(VectorXd::Zero(series)) {}

    void add(const Growing& other) {
        products += other.products;
        sums += other.sums;
        taken += other.taken;
        units += other.units;
    }
    [[nodiscard]] ControlSums end(Effects effects) {
        ControlSums made{.products = products.selfadjointView<Eigen::Lower>(),
                         .means = sums / units,
                         .units = units};
        centre_products(made.products, made.means, units, effects);
        made.means.rowwise() += taken.transpose() / units;
        return made;
    }
};

/// Adds the controls of one lane, each as often as told.
void add_controls(const ControlData& data, const std::vector<double>& copies, std::size_t lane,
                  std::size_t lanes, Growing& growing) {
    const Index rows = growing.sums.rows();
    const Index series = growing.sums.cols();
    MatrixXd stacked(rows * series, chunk_width);
    Index filled = 0;
    const auto flush = [&] {
        if (filled == 0) { // a product of no columns divides by zero in Eigen 3.4
            return;
        }
        growing.products.selfadjointView<Eigen::Lower>().rankUpdate(stacked.leftCols(filled));
        filled = 0;
    };
    for (std::size_t i = lane; i < data.units.size(); i += lanes) {
        if (copies[i] == 0) {
            continue;
        }
        const double root = std::sqrt(copies[i]);
        for (Index k = 0; k < series; ++k) {
            const double shift = data.shift(static_cast<Index>(i), k);
            auto out = stacked.col(filled).segment(k * rows, rows);
            out = root * (data.raw(static_cast<std::size_t>(k), i).array() - shift).matrix();
            growing.sums.col(k) += root * out;
            growing.taken(k) += copies[i] * shift;
        }
        growing.units += copies[i];
        if (++filled == chunk_width) {
            flush();
        }
    }
    flush();
}

/// Outcomes that were made, one control after the other; copies of a control share its covariates,
/// so that their outcomes add up before they meet these.
class MadeSums {
  public:
    MadeSums(const ControlData& data, const MadeOutcomes& outcomes)
        : m_data(data), m_outcomes(outcomes), m_rows(outcomes.fitted.rows()),
          m_p(static_cast<Index>(data.series.size()) - 1), m_growing(m_rows, m_p + 1),
          m_y(m_rows, chunk_width), m_total(m_rows, chunk_width), m_x(m_p * m_rows, chunk_width) {}

    [[nodiscard]] ControlSums run() {
        std::vector<std::size_t> first(m_data.units.size() + 1);
        for (const std::size_t unit : m_outcomes.units) {
            ++first[unit + 1];
        }
        for (std::size_t i = 1; i < first.size(); ++i) {
            first[i] += first[i - 1];
        }
        std::vector<std::size_t> sorted(m_outcomes.units.size());
        std::vector<std::size_t> next = first;
        for (std::size_t b = 0; b < sorted.size(); ++b) {
            sorted[next[m_outcomes.units[b]]++] = b;
        }
        for (std::size_t i = 0; i + 1 < first.size(); ++i) {
            if (first[i] < first[i + 1]) {
                add(i, {sorted.data() + first[i], first[i + 1] - first[i]});
            }
        }
        flush_outcomes();
        flush_controls();
        m_growing.units = static_cast<double>(sorted.size());
        return m_growing.end(m_data.effects);
    }

  private:
    void add(std::size_t unit, std::span<const std::size_t> draws) {
        const auto copies = static_cast<double>(draws.size());
        const double root = std::sqrt(copies);
        auto total = m_total.col(m_controls);
        total.setZero();
        for (const std::size_t b : draws) {
            auto y = m_y.col(m_drawn);
            y = m_outcomes.fitted.col(static_cast<Index>(unit)) +
                m_outcomes.residuals.col(static_cast<Index>(m_outcomes.errors[b]));
            const double shift = unit_effects(m_data.effects) ? y.mean() : m_data.shift(0, 0);
            y.array() -= shift;
            m_growing.taken(0) += shift;
            total += y;
            if (++m_drawn == chunk_width) {
                flush_outcomes();
            }
        }
        m_growing.sums.col(0) += total;
        total /= root;
        for (Index k = 0; k < m_p; ++k) {
            const double shift = m_data.shift(static_cast<Index>(unit), k + 1);
            auto x = m_x.col(m_controls).segment(k * m_rows, m_rows);
            x = root * (m_data.raw(static_cast<std::size_t>(k) + 1, unit).array() - shift).matrix();
            m_growing.sums.col(k + 1) += root * x;
            m_growing.taken(k + 1) += copies * shift;
        }
        if (++m_controls == chunk_width) {
            flush_controls();
        }
    }
    void flush_outcomes() {
        if (m_drawn == 0) {
            return;
        }
        m_growing.products.topLeftCorner(m_rows, m_rows)
            .selfadjointView<Eigen::Lower>()
            .rankUpdate(m_y.leftCols(m_drawn));
        m_drawn = 0;
    }
    void flush_controls() {
        const Index below = m_p * m_rows;
        if (below > 0 && m_controls > 0) {
            m_growing.products.bottomLeftCorner(below, m_rows).noalias() +=
                m_x.leftCols(m_controls) * m_total.leftCols(m_controls).transpose();
            m_growing.products.bottomRightCorner(below, below)
                .selfadjointView<Eigen::Lower>()
                .rankUpdate(m_x.leftCols(m_controls));
        }
        m_controls = 0;
    }

    const ControlData& m_data;
    const MadeOutcomes& m_outcomes;
    Index m_rows;
    Index m_p;
    Growing m_growing;
    MatrixXd m_y;
    MatrixXd m_total;
    MatrixXd m_x;
    Index m_drawn = 0;
    Index m_controls = 0;
};

} // namespace

ControlData control_data(const Panel& panel, const std::vector<std::size_t>& controls,
                         Effects effects, const std::vector<std::size_t>& covariates) {
    ControlData data{
        .series = {panel.outcome.view()}, .units = controls, .shift = {}, .effects = effects};
    for (const std::size_t k : covariates) {
        data.series.push_back(panel.covariates[k].view());
    }
    data.shift.resize(static_cast<Index>(controls.size()), static_cast<Index>(data.series.size()));
    // Sums go over a copy: their order would follow the address of the column.
    VectorXd column;
    for (Index k = 0; k < data.shift.cols(); ++k) {
        for (std::size_t i = 0; i < controls.size(); ++i) {
            column = data.raw(static_cast<std::size_t>(k), i);
            data.shift(static_cast<Index>(i), k) = column.mean();
        }
        if (!unit_effects(effects)) {
            data.shift.col(k).setConstant(data.shift.col(k).mean());
        }
    }
    return data;
}

ControlSums sums_of(const ControlData& data, int jobs) {
    const auto series = static_cast<Index>(data.series.size());
    const auto rows = static_cast<Index>(data.series[0].rows);
    const std::vector<double> once(data.units.size(), 1.0);
    std::vector<Growing> lanes(std::min(most_lanes, data.units.size()), Growing(0, series));
    for_each_index(lanes.size(), jobs, [&](std::size_t l) {
        lanes[l] = Growing(rows, series);
        add_controls(data, once, l, lanes.size(), lanes[l]);
    });
    for (std::size_t l = 1; l < lanes.size(); ++l) {
        lanes[0].add(lanes[l]);
    }
    return lanes[0].end(data.effects);
}

ControlSums sums_of(const ControlData& data, const std::vector<double>& copies) {
    Growing growing(static_cast<Index>(data.series[0].rows),
                    static_cast<Index>(data.series.size()));
    add_controls(data, copies, 0, 1, growing);
    return growing.end(data.effects);
}

ControlSums sums_of(const ControlData& data, const MadeOutcomes& outcomes) {
    return MadeSums(data, outcomes).run();
}

CovariateSpread spread_of_covariates(const ControlData& data, const ControlSums& sums) {
    const Index rows = sums.means.rows();
    const Index p = sums.means.cols() - 1;
    CovariateSpread made{.left = MatrixXd(p, p), .squares = VectorXd(p)};
    for (Index k = 0; k < p; ++k) {
        for (Index l = 0; l < p; ++l) {
            made.left(k, l) =
                sums.products.block((k + 1) * rows, (l + 1) * rows, rows, rows).trace();
        }
        const double mean = sums.means.col(k + 1).mean();
        double size = 0;
        made.squares(k) = 0;
        VectorXd x;
        for (std::size_t i = 0; i < data.units.size(); ++i) {
            x = data.raw(static_cast<std::size_t>(k) + 1, i);
            size += x.squaredNorm();
            made.squares(k) += (x.array() - mean).square().sum();
        }
        made.squares(k) = made.squares(k) > 1e-26 * size ? made.squares(k) : 0;
    }
    return made;
}

ControlSums keep_covariates(ControlSums sums, const std::vector<std::size_t>& kept) {
    const Index rows = sums.means.rows();
    if (static_cast<Index>(kept.size()) + 1 == sums.means.cols()) {
        return sums;
    }
    std::vector<Index> columns = {0};
    for (const std::size_t k : kept) {
        columns.push_back(static_cast<Index>(k) + 1);
    }
    std::vector<Index> cells;
    for (const Index column : columns) {
        for (Index t = 0; t < rows; ++t) {
            cells.push_back(column * rows + t);
        }
    }
    return {.products = sums.products(cells, cells),
            .means = sums.means(Eigen::all, columns),
            .units = sums.units};
}

} // namespace halflight::stats::counterfactual

// SPDX-License-Identifier: Apache-2.0
#include "imputation_weights.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "place.hpp"

namespace halflight::stats::detail {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::uint32_t none = ~std::uint32_t{0};
constexpr std::size_t block_units = 128;

/// Used rows of one onset and period: they are in the same means and in the same group.
struct Class {
    std::int32_t onset = 0;
    int time = 0;
    std::uint32_t period = 0;
    std::size_t rows = 0;
    double weight = 0;
    double effect = 0;                   ///< weighted sum
    std::vector<double> covariates = {}; ///< likewise
    std::array<std::uint32_t, 3> estimand = {none, none, none};
    std::array<std::uint32_t, 3> pair = {none, none, none}; ///< of its group with each estimand
};

struct Classes {
    std::vector<Class> all = {};
    std::vector<std::uint32_t> of_row = {}; ///< none: not used
    std::size_t pairs = 0;
    std::vector<std::uint32_t> estimand_of_pair = {};
};

/// Of units with used rows, a number for each onset.
std::vector<std::uint32_t> cohorts_of(const EventTable& table, const std::vector<bool>& used,
                                      std::size_t& count) {
    std::vector<std::uint32_t> made(table.unit.count(), none);
    std::map<std::int32_t, std::uint32_t> found;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        std::uint32_t& cohort = made[table.unit.of_row[i]];
        if (used[i] && cohort == none) {
            const auto next = static_cast<std::uint32_t>(found.size());
            cohort = found.emplace(table.onset[i], next).first->second;
        }
    }
    count = found.size();
    return made;
}

Classes classify(const EventTable& table, const std::vector<bool>& used,
                 std::span<const double> left) {
    std::size_t count = 0;
    const std::vector<std::uint32_t> cohort = cohorts_of(table, used, count);
    const std::size_t periods = table.period.count();
    const std::size_t slopes = table.covariates.cols();
    std::vector<std::uint32_t> number(count * periods, none);
    Classes made{.of_row = std::vector<std::uint32_t>(table.rows(), none)};
    for (std::size_t i = 0; i < table.rows(); ++i) {
        if (!used[i]) {
            continue;
        }
        const std::uint32_t period = table.period.of_row[i];
        std::uint32_t& own = number[cohort[table.unit.of_row[i]] * periods + period];
        if (own == none) {
            own = static_cast<std::uint32_t>(made.all.size());
            made.all.push_back({.onset = table.onset[i],
                                .time = table.time(i),
                                .period = period,
                                .covariates = std::vector<double>(slopes, 0.0)});
        }
        made.of_row[i] = own;
        Class& of = made.all[own];
        ++of.rows;
        of.weight += table.weights[i];
        of.effect += table.weights[i] * left[i];
        for (std::size_t c = 0; c < slopes; ++c) {
            of.covariates[c] += table.weights[i] * table.covariates(i, c);
        }
    }
    return made;
}

std::vector<Estimand> estimands_of(Classes& classes, int last) {
    std::map<std::int32_t, std::uint32_t> onsets;
    std::map<int, std::uint32_t> times;
    for (const Class& k : classes.all) {
        onsets[k.onset] = 0;
        if (k.time <= last) {
            times[k.time] = 0;
        }
    }
    std::vector<Estimand> made = {{.name = "overall"}};
    for (auto& [onset, place] : onsets) {
        place = static_cast<std::uint32_t>(made.size());
        made.push_back({.name = fmt::format("cohort:{}", onset), .onset = onset});
    }
    for (auto& [time, place] : times) {
        place = static_cast<std::uint32_t>(made.size());
        made.push_back({.name = fmt::format("event:{}", time), .time = time});
    }
    for (Class& k : classes.all) {
        k.estimand = {0, onsets[k.onset], k.time <= last ? times[k.time] : none};
    }
    return made;
}

void number_pairs(Classes& classes, ImputationGroups rule) {
    std::map<std::pair<std::pair<std::int32_t, int>, std::uint32_t>, std::uint32_t> found;
    for (Class& k : classes.all) {
        const std::pair<std::int32_t, int> group = {
            rule == ImputationGroups::cohort_and_time ? k.onset : 0,
            rule == ImputationGroups::all ? 0 : k.time};
        for (std::size_t s = 0; s < k.estimand.size(); ++s) {
            if (k.estimand[s] != none) {
                const auto next = static_cast<std::uint32_t>(found.size());
                const auto [place, fresh] = found.emplace(std::pair(group, k.estimand[s]), next);
                k.pair[s] = place->second;
                if (fresh) {
                    classes.estimand_of_pair.push_back(k.estimand[s]);
                }
            }
        }
    }
    classes.pairs = found.size();
}

/// Sums of v and of v x effect: of a unit within a group, or over units of its squares.
struct Share {
    double weight = 0;
    double effect = 0;
    std::size_t units = 0;
};

class Passes {
  public:
    Passes(const EventTable& table, const UntreatedModel& model, Classes classes,
           std::span<const double> left, const ImputationSpec& spec)
        : m_table(table), m_model(model), m_classes(std::move(classes)), m_left(left),
          m_leave_out(spec.leave_out), m_order(order_by(table.unit.of_row, table.unit.count())) {
        m_made.estimands = estimands_of(m_classes, spec.last);
        number_pairs(m_classes, spec.groups);
        m_sum.resize(m_classes.pairs);
        m_own.resize(m_classes.pairs);
        m_inverse_weight = VectorXd::Zero(model.unit_weight().size());
        for (Index u = 0; u < m_inverse_weight.size(); ++u) {
            m_inverse_weight[u] = model.unit_weight()[u] > 0 ? 1 / model.unit_weight()[u] : 0.0;
        }
    }

    Influence run() {
        estimate();
        m_slopes = solve().transpose();
        m_psi = MatrixXd::Zero(m_slopes.rows(), at(m_table.cluster.count()));
        over_blocks([&](std::size_t first, const MatrixXd& shares, const auto& sums) {
            MatrixXd effects = shares;
            effects.noalias() -= m_slopes * sums;
            for (Index b = 0; b < shares.cols(); ++b) {
                effects.col(b) *= m_inverse_weight[at(first) + b];
                add_unit(first + static_cast<std::size_t>(b), effects.col(b));
            }
        });
        m_made.cross = MatrixXd::Zero(m_psi.rows(), m_psi.rows());
        m_made.cross.selfadjointView<Eigen::Lower>().rankUpdate(m_psi);
        m_made.cross = MatrixXd(m_made.cross.selfadjointView<Eigen::Lower>());
        count_lone();
        return std::move(m_made);
    }

  private:
    [[nodiscard]] std::size_t count() const { return m_made.estimands.size(); }

    void estimate() {
        m_inverse_total.assign(count(), 0.0);
        for (const Class& k : m_classes.all) {
            for (const std::uint32_t e : k.estimand) {
                if (e != none) {
                    m_inverse_total[e] += k.weight;
                    m_made.estimands[e].estimate += k.effect;
                    m_made.estimands[e].rows += k.rows;
                }
            }
        }
        for (std::size_t e = 0; e < count(); ++e) {
            m_inverse_total[e] = 1 / m_inverse_total[e];
            m_made.estimands[e].estimate *= m_inverse_total[e];
        }
    }

    /// Rows of a unit.
    [[nodiscard]] std::span<const std::uint32_t> rows_of(std::size_t unit) const {
        return std::span(m_order.rows)
            .subspan(m_order.starts[unit], m_order.starts[unit + 1] - m_order.starts[unit]);
    }

    /// act(estimand, pair, weight in the estimand) for each that the row is in.
    template <class Act>
    void for_each_estimand(std::size_t row, const Act& act) const {
        if (m_classes.of_row[row] == none) {
            return;
        }
        const Class& k = m_classes.all[m_classes.of_row[row]];
        for (std::size_t s = 0; s < k.estimand.size(); ++s) {
            if (k.estimand[s] != none) {
                act(k.estimand[s], k.pair[s],
                    m_table.weights[row] * m_inverse_total[k.estimand[s]]);
            }
        }
    }

    /// work(first unit, estimands x units: weights of each unit's used rows, the model's sums).
    template <class Work>
    void over_blocks(const Work& work) const {
        const std::size_t units = m_table.unit.count();
        for (std::size_t first = 0; first < units; first += block_units) {
            const std::size_t size = std::min(block_units, units - first);
            MatrixXd shares = MatrixXd::Zero(at(count()), at(size));
            for (std::size_t b = 0; b < size; ++b) {
                for (const std::uint32_t row : rows_of(first + b)) {
                    for_each_estimand(row, [&](std::uint32_t e, std::uint32_t, double weight) {
                        shares(e, at(b)) += weight;
                    });
                }
            }
            work(first, shares, m_model.unit_sums().middleCols(at(first), at(size)));
        }
    }

    /// The unit's sums by group and estimand, in m_own and m_met.
    void share_out(std::size_t unit) {
        for (const std::uint32_t pair : m_met) {
            m_own[pair] = {};
        }
        m_met.clear();
        for (const std::uint32_t row : rows_of(unit)) {
            for_each_estimand(row, [&](std::uint32_t, std::uint32_t pair, double weight) {
                Share& own = m_own[pair];
                if (own.units == 0) {
                    own.units = 1;
                    m_met.push_back(pair);
                }
                own.weight += weight;
                own.effect += weight * m_left[row];
            });
        }
    }

    /// Slopes (periods and covariates x estimands) that the weights of untreated rows stand on;
    /// on the way the sums of groups.
    MatrixXd solve() {
        const std::size_t periods = m_table.period.count();
        MatrixXd target = MatrixXd::Zero(m_model.unit_sums().rows(), at(count()));
        for (const Class& k : m_classes.all) {
            for (const std::uint32_t e : k.estimand) {
                if (e == none) {
                    continue;
                }
                target(k.period, e) += k.weight * m_inverse_total[e];
                for (std::size_t c = 0; c < k.covariates.size(); ++c) {
                    target(at(periods + c), e) += k.covariates[c] * m_inverse_total[e];
                }
            }
        }
        MatrixXd reduced = target;
        over_blocks([&](std::size_t first, const MatrixXd& shares, const auto& sums) {
            const MatrixXd scaled =
                shares * m_inverse_weight.segment(at(first), shares.cols()).asDiagonal();
            reduced.noalias() -= sums * scaled.transpose();
            for (std::size_t b = 0; b < static_cast<std::size_t>(shares.cols()); ++b) {
                share_out(first + b);
                for (const std::uint32_t pair : m_met) {
                    const Share& own = m_own[pair];
                    m_sum[pair].weight += own.weight * own.weight;
                    m_sum[pair].effect += own.weight * own.effect;
                    ++m_sum[pair].units;
                }
            }
        });
        return m_model.slopes_of(target, reduced);
    }

    /// Mean of a group that makes the variance least, perhaps without the unit at hand.
    [[nodiscard]] double mean(std::uint32_t pair) const {
        Share sum = m_sum[pair];
        if (m_leave_out && sum.units > 1) {
            const Share& own = m_own[pair];
            sum.weight -= own.weight * own.weight;
            sum.effect -= own.weight * own.effect;
        }
        return sum.effect / sum.weight;
    }

    template <class Effects>
    void add_unit(std::size_t unit, const Effects& effects) {
        if (m_leave_out) {
            share_out(unit);
        }
        const std::size_t periods = m_table.period.count();
        for (const std::uint32_t row : rows_of(unit)) {
            auto psi = m_psi.col(m_table.cluster.of_row[row]);
            if (!m_table.treated(row)) {
                const double mass = m_table.weights[row] * m_left[row];
                psi -= mass * (effects + m_slopes.col(m_table.period.of_row[row]));
                for (std::size_t c = 0; c < m_table.covariates.cols(); ++c) {
                    psi -= mass * m_table.covariates(row, c) * m_slopes.col(at(periods + c));
                }
                continue;
            }
            for_each_estimand(row, [&](std::uint32_t e, std::uint32_t pair, double weight) {
                psi[e] += weight * (m_left[row] - mean(pair));
            });
        }
    }

    void count_lone() {
        std::vector<std::size_t> lone(count(), 0);
        for (std::size_t p = 0; p < m_sum.size(); ++p) {
            lone[m_classes.estimand_of_pair[p]] += m_sum[p].units == 1 ? 1U : 0U;
        }
        m_made.lone = *std::ranges::max_element(lone);
    }

    const EventTable& m_table;
    const UntreatedModel& m_model;
    Classes m_classes;
    std::span<const double> m_left;
    bool m_leave_out;
    Order m_order;
    Influence m_made = {};
    std::vector<double> m_inverse_total = {};
    VectorXd m_inverse_weight{};
    std::vector<Share> m_sum = {}; ///< per pair
    std::vector<Share> m_own = {}; ///< of the unit at hand
    std::vector<std::uint32_t> m_met = {};
    MatrixXd m_slopes{}; ///< estimands x (periods and covariates)
    MatrixXd m_psi{};    ///< estimands x clusters: sums of v e
};

} // namespace

Influence influence_of(const EventTable& table, const UntreatedModel& model,
                       const std::vector<bool>& used, std::span<const double> left,
                       const ImputationSpec& spec) {
    return Passes(table, model, classify(table, used, left), left, spec).run();
}

} // namespace halflight::stats::detail

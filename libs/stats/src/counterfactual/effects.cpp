// SPDX-License-Identifier: Apache-2.0
// Means of what is left between outcomes and their counterfactuals.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "halflight/stats/counterfactual.hpp"

namespace halflight::stats {

namespace {

/// A weighted mean in the making.
struct Mean {
    double sum = 0;
    double weight = 0;
    std::size_t count = 0;

    void add(double value, double by) {
        sum += by * value;
        weight += by;
        ++count;
    }
    [[nodiscard]] double value() const { return count == 0 ? undefined : sum / weight; }
};

std::vector<RelativeEffect> list_of(const std::map<int, Mean>& means) {
    std::vector<RelativeEffect> list;
    for (const auto& [period, mean] : means) {
        list.push_back({.period = period, .effect = mean.value(), .count = mean.count});
    }
    return list;
}

std::vector<RelativeEffect> running_sum(const std::vector<RelativeEffect>& effects) {
    std::vector<RelativeEffect> sums;
    double sum = 0;
    for (const RelativeEffect& effect : effects) {
        if (effect.period >= 1) {
            sum += effect.effect;
            sums.push_back({.period = effect.period, .effect = sum, .count = effect.count});
        }
    }
    return sums;
}

} // namespace

EffectSummary summarise_effects(const Panel& panel, const Matrix& untreated,
                                std::span<const std::uint32_t> groups) {
    const std::vector<int> relative = relative_periods(panel);
    Mean all;
    std::map<int, Mean> by_period;
    std::map<std::uint32_t, Mean> by_group;
    Mean of_units;
    for (std::size_t i = 0; i < panel.units(); ++i) {
        Mean unit;
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            const double gap = panel.outcome(t, i) - untreated(t, i);
            if (std::isnan(gap)) {
                continue;
            }
            const double by = panel.weight(t, i);
            const int since = relative[t + i * panel.periods()];
            if (since != no_relative_period) {
                by_period[since].add(gap, by);
            }
            if (panel.treated(t, i) != 0) {
                all.add(gap, by);
                unit.add(gap, by);
                if (!groups.empty()) {
                    by_group[groups[i]].add(gap, by);
                }
            }
        }
        if (unit.count > 0) {
            of_units.add(unit.value(), 1);
        }
    }
    EffectSummary summary{.average = all.value(),
                          .average_of_units = of_units.value(),
                          .cells = all.count,
                          .by_period = list_of(by_period),
                          .cumulative = {},
                          .by_group = {}};
    summary.cumulative = running_sum(summary.by_period);
    for (const auto& [group, mean] : by_group) {
        summary.by_group.push_back({.group = group, .effect = mean.value(), .count = mean.count});
    }
    return summary;
}

PreFit pre_fit(const Panel& panel, const Matrix& untreated) {
    const std::vector<int> relative = relative_periods(panel);
    double squares = 0;
    double outcomes = 0;
    double outcome_squares = 0;
    std::map<int, Mean> gaps;
    PreFit fit;
    for (const std::size_t i : shape_of(panel).treated) {
        for (std::size_t t = 0; t < panel.periods(); ++t) {
            const double gap = panel.outcome(t, i) - untreated(t, i);
            if (std::isnan(gap) || panel.treated(t, i) != 0) {
                continue;
            }
            squares += gap * gap;
            outcomes += panel.outcome(t, i);
            outcome_squares += panel.outcome(t, i) * panel.outcome(t, i);
            ++fit.cells;
            const int since = relative[t + i * panel.periods()];
            if (since != no_relative_period) {
                gaps[since].add(gap, 1);
            }
        }
    }
    if (fit.cells == 0) {
        return fit;
    }
    const auto n = static_cast<double>(fit.cells);
    fit.rmse = std::sqrt(squares / n);
    const double variance = outcome_squares / n - outcomes / n * (outcomes / n);
    fit.relative_rmse = variance > 0 ? fit.rmse / std::sqrt(variance) : undefined;
    for (const auto& [period, mean] : gaps) {
        if (!(std::abs(mean.value()) <= fit.worst_gap)) {
            fit.worst_gap = std::abs(mean.value());
            fit.worst_period = period;
        }
    }
    return fit;
}

} // namespace halflight::stats

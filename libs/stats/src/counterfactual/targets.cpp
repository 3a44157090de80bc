// SPDX-License-Identifier: Apache-2.0
#include "targets.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::stats::counterfactual {

Targets::Targets(const Panel& panel, const Counterfactual& fit,
                 std::span<const std::uint32_t> groups, std::size_t coefficients)
    : m_panel(panel), m_relative(relative_periods(panel)),
      m_cumulative(fit.effects.cumulative.size()), m_coefficients(coefficients) {
    for (const RelativeEffect& effect : fit.effects.by_period) {
        m_periods.push_back(effect.period);
    }
    for (const GroupEffect& effect : fit.effects.by_group) {
        m_groups.push_back(effect.group);
    }
    for (const std::uint32_t group : groups) {
        const auto found = std::ranges::lower_bound(m_groups, group);
        const bool known = found != m_groups.end() && *found == group;
        m_group_of.push_back(known ? static_cast<std::size_t>(found - m_groups.begin())
                                   : m_groups.size());
    }
}

Targets::Sums Targets::begin() const {
    const std::size_t n = 1 + m_periods.size() + m_groups.size();
    return {.value = std::vector<double>(n), .weight = std::vector<double>(n)};
}

void Targets::add(Sums& sums, std::size_t unit, std::span<const double> effects,
                  double copies) const {
    const auto put = [&](std::size_t at, double effect, double by) {
        sums.value[at] += by * effect;
        sums.weight[at] += by;
    };
    for (std::size_t t = 0; t < effects.size(); ++t) {
        if (std::isnan(effects[t])) {
            continue;
        }
        const double by = copies * m_panel.weight(t, unit);
        const int since = m_relative[t + unit * m_panel.periods()];
        if (since != no_relative_period) {
            const auto at = std::ranges::lower_bound(m_periods, since);
            if (at != m_periods.end() && *at == since) {
                put(1 + static_cast<std::size_t>(at - m_periods.begin()), effects[t], by);
            }
        }
        if (m_panel.treated(t, unit) != 0) {
            put(0, effects[t], by);
            if (!m_group_of.empty() && m_group_of[unit] < m_groups.size()) {
                put(1 + m_periods.size() + m_group_of[unit], effects[t], by);
            }
        }
    }
}

bool Targets::end(const Sums& sums, std::span<const double> beta, std::span<double> out) const {
    const auto mean = [&](std::size_t at) {
        return sums.weight[at] > 0 ? sums.value[at] / sums.weight[at] : undefined;
    };
    std::size_t next = 0;
    for (std::size_t at = 0; at <= m_periods.size(); ++at) {
        out[next++] = mean(at);
    }
    double sum = 0;
    for (std::size_t c = 0; c < m_cumulative; ++c) {
        sum += mean(1 + m_periods.size() - m_cumulative + c);
        out[next++] = sum;
    }
    for (std::size_t g = 0; g < m_groups.size(); ++g) {
        out[next++] = mean(1 + m_periods.size() + g);
    }
    std::ranges::copy(beta, out.begin() + static_cast<std::ptrdiff_t>(next));
    return sums.weight[0] > 0;
}

} // namespace halflight::stats::counterfactual

// SPDX-License-Identifier: Apache-2.0
// targets.hpp - the numbers of one fit that a draw estimates anew, as one row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <Eigen/Dense>

#include "halflight/stats/counterfactual.hpp"
#include "halflight/stats/panel.hpp"

namespace halflight::stats::counterfactual {

/// Order: average, by period, cumulative, by group, coefficients. Cells that a draw lacks leave
/// their number undefined.
class Targets {
  public:
    Targets(const Panel& panel, const Counterfactual& fit, std::span<const std::uint32_t> groups,
            std::size_t coefficients);

    [[nodiscard]] std::size_t width() const noexcept {
        return 1 + m_periods.size() + m_cumulative + m_groups.size() + m_coefficients;
    }

    /// Sums in the making, for one draw.
    struct Sums {
        std::vector<double> value;
        std::vector<double> weight;
    };
    [[nodiscard]] Sums begin() const;
    /// Adds the effects of one unit (NaN: none) `copies` times.
    void add(Sums& sums, std::size_t unit, std::span<const double> effects, double copies) const;
    /// False where no treated cell was added.
    [[nodiscard]] bool end(const Sums& sums, std::span<const double> beta,
                           std::span<double> out) const;

  private:
    const Panel& m_panel;
    std::vector<int> m_relative;
    std::vector<int> m_periods;
    std::size_t m_cumulative = 0;
    std::vector<std::uint32_t> m_groups;
    std::vector<std::size_t> m_group_of;
    std::size_t m_coefficients;
};

} // namespace halflight::stats::counterfactual

// SPDX-License-Identifier: Apache-2.0
// halflight/studies/light_panel.hpp - light by unit and period, with what was below the floor.
#pragma once

#include "halflight/base/period.hpp"
#include "halflight/stats/estimate.hpp"
#include "halflight/stats/matrix.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace halflight::studies {

/// Matrices of periods x units: a column is one unit through time. NaN where nothing was seen, in
/// all three alike. `low` <= `value` <= `high`: light with every cell below the detection floor at
/// zero, as stored, and with every such cell at the floor. Without a floor the three are equal.
struct LightPanel {
    std::vector<std::string> units{};
    std::vector<Period> periods{}; ///< of one frequency, ascending, without gaps
    stats::Matrix value{};
    stats::Matrix low{};
    stats::Matrix high{};
    bool synthetic = false;

    [[nodiscard]] std::size_t unit_count() const noexcept { return units.size(); }
    [[nodiscard]] std::size_t period_count() const noexcept { return periods.size(); }
};

/// Refuses, naming unit and period: sizes that do not match, units named twice, periods that are of
/// several frequencies, out of order or with gaps, an infinite value, a value seen in one matrix
/// only, low > value or value > high.
void require_whole(const LightPanel& panel);

/// Means over the observed periods within each unit of `frequency`; NaN where fewer than `least`
/// were observed. Units of the frequency that the panel does not hold whole are left out.
[[nodiscard]] LightPanel to_frequency(const LightPanel& panel, Frequency frequency,
                                      std::size_t least);

/// The period of the panel that is `period`; refuses one that the panel lacks, naming its span.
[[nodiscard]] std::size_t period_index(const LightPanel& panel, const Period& period);

/// An interval per unit; NaN where one of the two periods was not seen.
struct Change {
    std::vector<double> value{};
    std::vector<double> low{};  ///< low of the later less high of the earlier
    std::vector<double> high{}; ///< high of the later less low of the earlier
};
[[nodiscard]] Change change_between(const LightPanel& panel, const Period& earlier,
                                    const Period& later);

} // namespace halflight::studies

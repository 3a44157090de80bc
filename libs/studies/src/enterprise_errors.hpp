// SPDX-License-Identifier: Apache-2.0
// Errors from clusters of units, left out or drawn whole.
#pragma once

#include "enterprise_parts.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace halflight::studies {

/// What a method says of some units.
struct Answer {
    double average = stats::undefined;
    std::vector<double> gap{}; ///< by period of the panel; NaN: none
};
/// `units`: places in the units of the panel, some of them several times, at least two treated and
/// two controls. May throw Error(refused): then the draw has no answer.
using Ask = std::function<Answer(std::span<const std::size_t> units)>;

struct ClusterErrors {
    stats::Coefficient average{};
    std::vector<stats::Coefficient> gap{};        ///< by period of the panel
    std::vector<stats::Coefficient> cumulative{}; ///< sums of gaps from `first` on
    double degrees = stats::undefined;
    double detectable = stats::undefined;
    std::size_t groups = 0; ///< of clusters that were left out together; 0: each by itself
    stats::Warnings warnings{};
};

/// `whole` is the answer for all units of `panel`, whose clusters are those of the question;
/// treatment begins in its period `first`. Where no error can be made the coefficients have none,
/// and the warning "no_interval" says why.
[[nodiscard]] ClusterErrors cluster_errors(const Question& question, const stats::Panel& panel,
                                           std::size_t first, const Answer& whole, const Ask& ask,
                                           std::size_t draws);

} // namespace halflight::studies

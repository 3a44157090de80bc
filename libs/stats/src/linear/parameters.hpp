// SPDX-License-Identifier: Apache-2.0
// parameters.hpp - how many parameters fixed effects are, and how much of a row they fit.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "halflight/stats/covariance.hpp"
#include "projector.hpp"

namespace halflight::stats::detail {

/// Parameters of effects that count. One level of each intercept dimension but the first is
/// redundant; `exact` counts connected components of the first two instead. Effects nested in one
/// of `groups` do not count under `EffectCount::nested`; if all are, the constant counts as one.
[[nodiscard]] double count_effects(std::span<const Dimension> effects,
                                   std::span<const Levels> groups, EffectCount rule, bool exact);

/// Diagonal of the projection on the effects, each row's own weight included. Refuses slopes, and
/// more than 4,000 levels beside the largest dimension.
[[nodiscard]] std::vector<double> effect_leverage(std::span<const Dimension> effects,
                                                  std::size_t rows,
                                                  std::span<const double> weights);

/// As the public function, with effects encoded. `summed` (levels x K): scores summed by the one
/// grouping that errors are clustered by, where they are at hand; of `fit.scores` only the shape is
/// read then.
[[nodiscard]] Covariance covariance(const Sandwich& fit, std::span<const Dimension> effects,
                                    const ErrorStructure& structure, const CovarianceSpec& spec,
                                    const Matrix* summed = nullptr);

} // namespace halflight::stats::detail

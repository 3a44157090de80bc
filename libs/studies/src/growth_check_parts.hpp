// SPDX-License-Identifier: Apache-2.0
// Pieces of the check of growth.
#pragma once

#include "halflight/studies/growth_check.hpp"

namespace halflight::studies {

/// Growth of a sector as published, by year, of the release asked for.
[[nodiscard]] std::vector<Reading> growth_by_year(const GrowthSeries& target,
                                                  const GrowthCheckSpec& spec);

/// Years are in order. Fills all but sector, indicator and counts of the band.
[[nodiscard]] GrowthAgreement agreement(std::span<const double> published,
                                        std::span<const double> shown, const GrowthCheckSpec& spec,
                                        std::uint64_t stream);

/// The line through all other years; leaves what it cannot say undefined.
void judge_years(std::span<GrowthYear> years, double level);

/// Pearson; undefined where one does not vary.
[[nodiscard]] double correlation(std::span<const double> x, std::span<const double> y);
/// 1 for the greatest; ties share the mean of their ranks.
[[nodiscard]] std::vector<double> ranks(std::span<const double> values);

[[nodiscard]] std::vector<GrowthSum> growth_sums(std::span<const GrowthSeries> targets,
                                                 std::span<const OutputShare> shares,
                                                 const GrowthCheckSpec& spec);

} // namespace halflight::studies

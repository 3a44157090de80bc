// SPDX-License-Identifier: Apache-2.0
// turning_point_dates.hpp - distributions over dates: what counts and markers say, put together.
#pragma once

#include "halflight/studies/turning_point.hpp"

namespace halflight::studies {

/// Normalised; all zero where no factor leaves a date.
[[nodiscard]] std::vector<double> product(std::span<const Contribution> parts, std::size_t dates,
                                          std::size_t left_out);

/// trust x discretised normal + (1 - trust) x uniform, normalised over the dates.
[[nodiscard]] std::vector<double> marker_probability(const Marker& marker,
                                                     std::span<const Period> dates);

/// In bits.
[[nodiscard]] double entropy(std::span<const double> probability);

/// Fills `information`, `alone` and `mode_without` of every part.
void fill_information(std::span<const Period> dates, std::vector<Contribution>& parts);

} // namespace halflight::studies

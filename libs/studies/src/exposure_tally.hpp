// SPDX-License-Identifier: Apache-2.0
// exposure_tally.hpp - mentions that count, by zone and industry.
#pragma once

#include "halflight/studies/exposure.hpp"

namespace halflight::studies {

struct Tally {
    std::vector<double> by_enterprise; ///< mentions that count, of enterprises with a place
    std::vector<double> by_zone;
    std::size_t outside_window = 0;
    std::size_t other_activity = 0;
    std::size_t without_place = 0;
    stats::Warnings warnings; ///< "zones_without_mentions", "enterprises_without_place"
};

/// Refuses what both indices refuse of their input.
[[nodiscard]] Tally tally(std::span<const Enterprise> enterprises,
                          std::span<const Mention> mentions, std::size_t zones,
                          const ExposureSpec& spec);

} // namespace halflight::studies

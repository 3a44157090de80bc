// SPDX-License-Identifier: Apache-2.0
// ask.hpp - the studies of one country.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "designs.hpp"
#include "outcome.hpp"
#include "world.hpp"

namespace halflight::bench {

/// Of an estimate from light as it is stored, where there is a floor.
inline constexpr const char* at_zero = ", cells at zero";

/// Of counties: heavy industry and munitions together, and munitions alone.
[[nodiscard]] std::vector<Outcome> ask_counties(const World& world, const Design& design);

/// What a study of enterprises may cost.
struct Effort {
    std::size_t draws = 100;
    std::size_t factors = 5;         ///< at most
    std::size_t placebo_periods = 0; ///< the last ones before the treatment, taken for treated
};

/// Of enterprises: each question of the design by each of its methods.
[[nodiscard]] std::vector<Outcome> ask_enterprises(const World& world, const Design& design,
                                                   const Effort& effort);

/// Of reports of visits, drawn here: the country has none. Poisson, and overdispersed.
[[nodiscard]] std::vector<DateOutcome> ask_dates(std::uint64_t seed, bool planted);

} // namespace halflight::bench

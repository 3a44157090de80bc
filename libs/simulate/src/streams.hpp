// SPDX-License-Identifier: Apache-2.0
// Which stream of random numbers is drawn for what. Numbers are never given to another use: a
// country of an older version would change.
#pragma once

#include "halflight/base/random.hpp"

#include <cstdint>

namespace halflight::simulate {

enum class Stream : std::uint32_t {
    sites = 1,
    borders = 2,
    county_size = 3,
    county_mix = 4,
    county_trend = 5,
    towns = 6,
    enterprise_county = 7,
    enterprise_industry = 8,
    enterprise_place = 9,
    enterprise_light = 10,
    enterprise_known = 11,
    factors = 12,
    loadings = 13,
    responses = 14,
    own = 15,
    rationing = 16,
    border_city = 17,
    mentions = 18,
    mention_days = 19,
    background = 20,
    clouds = 21,
    noise = 22,
    // From 100 on: tables of other observers.
    border_levels = 100,
    border_months = 101,
    border_counts = 102,
    border_moved = 103,
    trade_flows = 110,
    trade_margins = 111,
    trade_mixups = 112,
    trade_gaps = 113,
    prices = 120,
    price_crises = 121,
    price_gaps = 122,
    visits = 130,
    visit_days = 131,
    visit_gaps = 132,
    oil_volumes = 140,
    oil_estimates = 141,
    press_cells = 150,
    press_levels = 151,
    press_stories = 152,
    press_copies = 153,
    growth_errors = 160,
    growth_flattered = 161,
    electricity = 170,
};

/// Draws for one use, of one of many alike (a month, an enterprise).
[[nodiscard]] inline Random draws(std::uint64_t seed, Stream stream,
                                  std::uint32_t which = 0) noexcept {
    return Random(seed, static_cast<std::uint64_t>(stream) << 32U | which);
}

} // namespace halflight::simulate

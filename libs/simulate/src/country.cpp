// SPDX-License-Identifier: Apache-2.0
#include "halflight/simulate/country.hpp"

#include "people.hpp"

namespace halflight::simulate {

namespace {

raster::Grid grid_of(const CountrySpec& spec) {
    constexpr std::int64_t cells_per_tile = 2400;
    return {.lattice = {},
            .west = spec.tile_h * cells_per_tile,
            .north = spec.tile_v * cells_per_tile,
            .width = spec.grid_width,
            .height = spec.grid_height};
}

} // namespace

Country make_country(const CountrySpec& spec) {
    require_sound(spec);
    Country country;
    country.spec = spec;
    country.grid = grid_of(spec);
    const Date first = spec.first_month.first;
    for (int i = 0; i < spec.months; ++i) {
        country.months.push_back(period_at(add_months(first, i), Frequency::month));
        if (country.months.back() == spec.treatment) {
            country.treatment = static_cast<std::size_t>(i);
        }
    }
    place_counties(country);
    place_enterprises(country);
    write_mentions(country);
    set_in_motion(country);
    return country;
}

} // namespace halflight::simulate

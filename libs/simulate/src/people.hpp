// SPDX-License-Identifier: Apache-2.0
// Who is where: the steps of make_country, each of which fills its part.
#pragma once

#include "halflight/simulate/country.hpp"

namespace halflight::simulate {

/// Counties with provinces, towns, and the city beyond the border.
void place_counties(Country& country);
/// Enterprises with industry, county, place and light.
void place_enterprises(Country& country);
/// Reports of newspapers.
void write_mentions(Country& country);
/// Factors and all that moves activity; growth of towns.
void set_in_motion(Country& country);

} // namespace halflight::simulate

// SPDX-License-Identifier: Apache-2.0
// A specification that is quick to make.
#pragma once

#include "halflight/simulate/country_spec.hpp"

namespace halflight::simulate::test {

inline CountrySpec small_spec(std::uint64_t seed = 1) {
    CountrySpec spec;
    spec.seed = seed;
    spec.provinces = 3;
    spec.counties = 20;
    spec.enterprises = 150;
    spec.first_month = month_of(2021, 11);
    spec.months = 30;
    spec.treatment = month_of(2023, 3);
    spec.grid_width = 310; // no multiple of anything that is made together
    spec.grid_height = 250;
    return spec;
}

} // namespace halflight::simulate::test

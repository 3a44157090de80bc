// SPDX-License-Identifier: Apache-2.0
// Places inside counties.
#pragma once

#include "halflight/base/random.hpp"
#include "halflight/simulate/country.hpp"

#include <cmath>

namespace halflight::simulate {

/// A place inside a county, by the 80 draws from `index` on; its centre where these all miss.
[[nodiscard]] raster::Point somewhere_in(const County& county, const Random& random,
                                         std::uint64_t index);

/// Places are told to a millionth of a degree, so that tables read back equal.
[[nodiscard]] raster::Point whole_millionths(raster::Point point) noexcept;

/// How much of towns and enterprises a county has: median 1.
[[nodiscard]] inline double county_size(const Random& sizes, std::size_t county) noexcept {
    constexpr double spread = 0.5;
    return std::exp(spread * sizes.normal(county));
}

} // namespace halflight::simulate

// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/sphere.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace halflight {

double great_circle_km(double lon_a, double lat_a, double lon_b, double lat_b) noexcept {
    constexpr double earth_km = 6371.01;
    constexpr double radian = std::numbers::pi / 180;
    const double north = std::sin((lat_b - lat_a) * radian / 2);
    const double east = std::sin((lon_b - lon_a) * radian / 2);
    const double half =
        north * north + std::cos(lat_a * radian) * std::cos(lat_b * radian) * east * east;
    return 2 * earth_km * std::asin(std::min(std::sqrt(half), 1.0));
}

} // namespace halflight

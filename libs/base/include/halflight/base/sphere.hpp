// SPDX-License-Identifier: Apache-2.0
// halflight/base/sphere.hpp - distances on the earth taken for a sphere.
#pragma once

namespace halflight {

/// Great-circle distance between two places in degrees, by the haversine, in kilometres, on a
/// sphere of radius 6371.01 km. NaN where a place is.
[[nodiscard]] double great_circle_km(double lon_a, double lat_a, double lon_b,
                                     double lat_b) noexcept;

} // namespace halflight

// SPDX-License-Identifier: Apache-2.0
#include "halflight/base/sphere.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace halflight {
namespace {

constexpr double earth_km = 6371.01;

TEST(Sphere, DistancesAlongKnownCircles) {
    const double degree = earth_km * std::numbers::pi / 180;
    EXPECT_NEAR(great_circle_km(20, 10, 20, 11), degree, 1e-9);
    EXPECT_NEAR(great_circle_km(20, 0, 23, 0), 3 * degree, 1e-9);
    EXPECT_NEAR(great_circle_km(0, 90, 77, -90), 180 * degree, 1e-9);
    EXPECT_NEAR(great_circle_km(179.5, 0, -179.5, 0), degree, 1e-9); // over the antimeridian
    EXPECT_EQ(great_circle_km(125.75, 39.03, 125.75, 39.03), 0);
    // Pyongyang to Vladivostok by the spherical law of cosines.
    const double radian = std::numbers::pi / 180;
    const double cosines =
        std::sin(39.03 * radian) * std::sin(43.12 * radian) +
        std::cos(39.03 * radian) * std::cos(43.12 * radian) * std::cos((131.89 - 125.75) * radian);
    EXPECT_NEAR(great_circle_km(125.75, 39.03, 131.89, 43.12), earth_km * std::acos(cosines), 1e-6);
    EXPECT_TRUE(std::isnan(great_circle_km(0, NAN, 1, 1)));
}

} // namespace
} // namespace halflight

// SPDX-License-Identifier: Apache-2.0
// Areas of cells between two parallels, in forms that do not subtract nearly equal numbers.
#include "halflight/raster/grid.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace halflight::raster {
namespace {

constexpr double equatorial_radius_km = 6378.137;
constexpr double flattening = 1 / 298.257223563;
constexpr double authalic_radius_km = 6371.0071809;
constexpr double radians = std::numbers::pi / 180;

/// sin(north) - sin(south) by the product form.
double sine_difference(double north_deg, double south_deg) {
    const double middle = (north_deg + south_deg) / 2 * radians;
    return 2 * std::cos(middle) * std::sin((north_deg - south_deg) / 2 * radians);
}

double sphere_band(double north_deg, double south_deg) {
    return authalic_radius_km * authalic_radius_km * sine_difference(north_deg, south_deg);
}

// Snyder 1987, eq. 3-12 is half of (1 - e2) times s / (1 - e2 s2) + atanh(e s) / e, taken at the
// two parallels; both differences are written out here.
double ellipsoid_band(double north_deg, double south_deg) {
    const double e2 = flattening * (2 - flattening);
    const double e = std::sqrt(e2);
    const double n = std::sin(north_deg * radians);
    const double s = std::sin(south_deg * radians);
    const double difference = sine_difference(north_deg, south_deg);
    const double fraction = difference * (1 + e2 * n * s) / ((1 - e2 * n * n) * (1 - e2 * s * s));
    const double logarithm = std::atanh(e * difference / (1 - e2 * n * s)) / e;
    const double half_polar = equatorial_radius_km * equatorial_radius_km * (1 - e2) / 2;
    return half_polar * (fraction + logarithm);
}

} // namespace

std::vector<double> cell_areas_km2(const Lattice& lattice, std::int64_t first_row,
                                   std::int64_t rows, Earth earth) {
    std::vector<double> areas(static_cast<std::size_t>(std::max<std::int64_t>(rows, 0)), 0.0);
    const double width = lattice.cell_width_deg * radians;
    for (std::size_t i = 0; i < areas.size(); ++i) {
        const auto row = static_cast<double>(first_row + static_cast<std::int64_t>(i));
        const double north = std::clamp(lattice.lat_of(row), -90.0, 90.0);
        const double south = std::clamp(lattice.lat_of(row + 1), -90.0, 90.0);
        if (north > south) {
            areas[i] = width * (earth == Earth::sphere ? sphere_band(north, south)
                                                       : ellipsoid_band(north, south));
        }
    }
    return areas;
}

} // namespace halflight::raster

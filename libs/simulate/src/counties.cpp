// SPDX-License-Identifier: Apache-2.0
// Counties, provinces, towns, and the city beyond the border.
#include "mesh.hpp"
#include "people.hpp"
#include "places.hpp"
#include "streams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace halflight::simulate {

namespace {

double squared_distance(raster::Point a, raster::Point b) {
    const double x = a.lon_deg - b.lon_deg;
    const double y = a.lat_deg - b.lat_deg;
    return x * x + y * y;
}

/// Seats far from each other; every county belongs to the nearest.
void make_provinces(Country& country) {
    std::vector<County>& counties = country.counties;
    std::vector<double> nearest(counties.size(), std::numeric_limits<double>::infinity());
    std::size_t seat = 0;
    for (int province = 0; province < country.spec.provinces; ++province) {
        for (std::size_t i = 0; i < counties.size(); ++i) {
            const double distance = squared_distance(counties[i].centre, counties[seat].centre);
            if (distance < nearest[i]) {
                nearest[i] = distance;
                counties[i].province = static_cast<std::size_t>(province);
            }
        }
        seat = static_cast<std::size_t>(std::ranges::max_element(nearest) - nearest.begin());
    }
}

void make_towns(Country& country, std::size_t county, double size) {
    const Random random =
        draws(country.spec.seed, Stream::towns, static_cast<std::uint32_t>(county));
    constexpr std::uint64_t most = 4;
    const std::uint64_t count = 1 + random.below(0, most);
    double share = 1;
    double whole = 0;
    for (std::uint64_t i = 0; i < count; ++i, share /= 2) {
        whole += share;
    }
    share = 1;
    for (std::uint64_t i = 0; i < count; ++i, share /= 2) {
        const double light = country.spec.town_light * size * share / whole;
        const County& home = country.counties[county];
        country.towns.push_back({county, i == 0 ? home.centre : somewhere_in(home, random, 100 * i),
                                 light, 0.6 + 0.05 * std::sqrt(light)});
    }
}

/// A little north of the northernmost place of the land.
void place_border_city(Country& country) {
    raster::Point north{0, -90};
    for (const County& county : country.counties) {
        for (const raster::Point& point : county.border) {
            north = point.lat_deg > north.lat_deg ? point : north;
        }
    }
    constexpr double beyond_cells = 8;
    country.border_city = {north.lon_deg,
                           north.lat_deg + beyond_cells * country.grid.lattice.cell_height_deg};
    double near = std::numeric_limits<double>::infinity();
    for (const County& county : country.counties) {
        near = std::min(near, squared_distance(county.centre, country.border_city));
    }
    const double reach =
        0.2 * static_cast<double>(country.grid.height) * country.grid.lattice.cell_height_deg;
    for (County& county : country.counties) {
        const double away =
            std::sqrt(squared_distance(county.centre, country.border_city)) - std::sqrt(near);
        county.border_exposure = std::exp(-away / reach);
    }
}

} // namespace

raster::Point somewhere_in(const County& county, const Random& random, std::uint64_t index) {
    double west = 360;
    double east = -360;
    double south = 90;
    double north = -90;
    for (const raster::Point& point : county.border) {
        west = std::min(west, point.lon_deg);
        east = std::max(east, point.lon_deg);
        south = std::min(south, point.lat_deg);
        north = std::max(north, point.lat_deg);
    }
    constexpr std::uint64_t tries = 40;
    for (std::uint64_t i = index; i < index + 2 * tries; i += 2) {
        const raster::Point point =
            whole_millionths({west + random.uniform(i) * (east - west),
                              south + random.uniform(i + 1) * (north - south)});
        if (is_inside(county.border, point)) {
            return point;
        }
    }
    return county.centre;
}

raster::Point whole_millionths(raster::Point point) noexcept {
    return {std::round(point.lon_deg * 1e6) / 1e6, std::round(point.lat_deg * 1e6) / 1e6};
}

void place_counties(Country& country) {
    const std::vector<Tract> tracts = make_tracts(country.spec, country.grid);
    const Random sizes = draws(country.spec.seed, Stream::county_size);
    for (std::size_t i = 0; i < tracts.size(); ++i) {
        country.counties.push_back({.id = fmt::format("C{:03}", i + 1),
                                    .province = 0,
                                    .centre = tracts[i].centre,
                                    .border = tracts[i].border});
    }
    make_provinces(country);
    for (std::size_t i = 0; i < tracts.size(); ++i) {
        make_towns(country, i, county_size(sizes, i));
    }
    place_border_city(country);
}

} // namespace halflight::simulate

// SPDX-License-Identifier: Apache-2.0
#include "zone_ring.hpp"

#include <algorithm>
#include <cmath>

namespace halflight::raster {
namespace {

constexpr double turn_deg = 360;
constexpr double full_turn_slack_deg = 1e-9;

/// Whole turns to take from a step between longitudes, so that it goes the short way.
double turns_of(double step_deg) {
    const bool whole_turn = std::abs(std::abs(step_deg) - turn_deg) < full_turn_slack_deg;
    return whole_turn || std::abs(step_deg) <= turn_deg / 2 ? 0 : std::round(step_deg / turn_deg);
}

double mean_latitude(const Ring& ring) {
    double sum = 0;
    for (const Point& point : ring) {
        sum += point.lat_deg;
    }
    return sum / static_cast<double>(ring.size());
}

void close(Ring& ring) {
    if (!ring.empty() && ring.back() != ring.front()) {
        ring.push_back(ring.front());
    }
}

/// No point is repeated and no step leads across the antimeridian.
bool is_continuous(const Ring& ring) {
    return std::adjacent_find(ring.begin(), ring.end(), [](const Point& a, const Point& b) {
               return a == b || std::abs(b.lon_deg - a.lon_deg) > turn_deg / 2;
           }) == ring.end();
}

Ring continuous_ring(const Ring& ring) {
    Ring made;
    made.reserve(ring.size() + 4);
    double turns = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        if (i > 0) {
            turns -= turns_of(ring[i].lon_deg - ring[i - 1].lon_deg);
        }
        const Point point{ring[i].lon_deg + turns * turn_deg, ring[i].lat_deg};
        if (made.empty() || made.back() != point) {
            made.push_back(point);
        }
    }
    if (ring.empty()) {
        return made;
    }
    turns -= turns_of(ring.front().lon_deg - ring.back().lon_deg);
    if (turns != 0) {
        const Point first = made.front();
        const double pole = mean_latitude(made) < 0 ? -90 : 90;
        const double end = first.lon_deg + turns * turn_deg;
        made.insert(made.end(), {{end, first.lat_deg}, {end, pole}, {first.lon_deg, pole}});
    }
    close(made);
    return made;
}

} // namespace

void make_continuous(Ring& ring) {
    const bool closed = !ring.empty() && ring.front() == ring.back();
    if (!closed || !is_continuous(ring)) {
        ring = continuous_ring(ring);
    }
}

double signed_area(const Ring& ring) {
    if (ring.size() < 3) {
        return 0;
    }
    const Point origin = ring.front();
    double twice = 0;
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
        const double ax = ring[i].lon_deg - origin.lon_deg;
        const double ay = ring[i].lat_deg - origin.lat_deg;
        const double bx = ring[i + 1].lon_deg - origin.lon_deg;
        const double by = ring[i + 1].lat_deg - origin.lat_deg;
        twice += ax * by - bx * ay;
    }
    return twice / 2;
}

double drawn_area(const Polygon& part) {
    double area = signed_area(part.outer);
    for (const Ring& hole : part.holes) {
        area += signed_area(hole);
    }
    return area;
}

void orient(Polygon& part) {
    if (signed_area(part.outer) < 0) {
        std::reverse(part.outer.begin(), part.outer.end());
    }
    for (Ring& hole : part.holes) {
        if (signed_area(hole) > 0) {
            std::reverse(hole.begin(), hole.end());
        }
    }
}

LonRange lon_range(const Ring& ring) {
    if (ring.empty()) {
        return {};
    }
    const auto [west, east] =
        std::minmax_element(ring.begin(), ring.end(),
                            [](const Point& a, const Point& b) { return a.lon_deg < b.lon_deg; });
    return {west->lon_deg, east->lon_deg};
}

void move_turns(Ring& ring, double middle_deg) {
    const double turns = std::round((middle_deg - lon_range(ring).middle()) / turn_deg);
    if (turns == 0) {
        return;
    }
    for (Point& point : ring) {
        point.lon_deg += turns * turn_deg;
    }
}

} // namespace halflight::raster

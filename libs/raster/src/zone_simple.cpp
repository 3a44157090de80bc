// SPDX-License-Identifier: Apache-2.0
// A sweep from south to north over the edges of one ring.
#include "zone_simple.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halflight::raster {
namespace {

constexpr std::size_t most_pairs_an_edge = 64;
constexpr std::size_t most_boxes = 256;
constexpr double doubt = 16 * std::numeric_limits<double>::epsilon();

/// 1 left of the line a b, -1 right of it, 0 where rounding could decide.
int side(const Point& a, const Point& b, const Point& p) {
    const double left = (b.lon_deg - a.lon_deg) * (p.lat_deg - a.lat_deg);
    const double right = (b.lat_deg - a.lat_deg) * (p.lon_deg - a.lon_deg);
    const double bound = doubt * (std::abs(left) + std::abs(right));
    return left - right > bound ? 1 : (right - left > bound ? -1 : 0);
}

bool both_on_one_side(const Point& a, const Point& b, const Point& p, const Point& q) {
    const int of_p = side(a, b, p);
    return of_p != 0 && of_p == side(a, b, q);
}

/// Edges a-middle and middle-b do not fold back on each other.
bool opens(const Point& a, const Point& middle, const Point& b) {
    const double along = (a.lon_deg - middle.lon_deg) * (b.lon_deg - middle.lon_deg) +
                         (a.lat_deg - middle.lat_deg) * (b.lat_deg - middle.lat_deg);
    return along < 0 || side(a, middle, b) != 0;
}

struct Box {
    double west = 360, east = -360, south = 90, north = -90;
};

Box box_of(const Ring& ring) {
    Box box;
    for (const Point& point : ring) {
        box.west = std::min(box.west, point.lon_deg);
        box.east = std::max(box.east, point.lon_deg);
        box.south = std::min(box.south, point.lat_deg);
        box.north = std::max(box.north, point.lat_deg);
    }
    return box;
}

bool apart(const Box& a, const Box& b) {
    return a.east < b.west || b.east < a.west || a.north < b.south || b.north < a.south;
}

} // namespace

bool SimpleRing::surely(const Ring& ring) {
    if (ring.size() < 4) {
        return false;
    }
    list_edges(ring);
    m_open.clear();
    std::size_t pairs = 0;
    for (const auto& [south, i] : m_order) {
        const Edge& edge = m_edges[i];
        std::erase_if(m_open, [at = south](const Open& open) { return open.north < at; });
        pairs += m_open.size();
        if (pairs > most_pairs_an_edge * m_edges.size()) {
            return false;
        }
        for (const Open& open : m_open) {
            const bool beside = open.east < edge.west || edge.east < open.west;
            if (!beside && !apart(edge, m_edges[open.edge])) {
                return false;
            }
        }
        m_open.push_back({edge.north, edge.west, edge.east, i});
    }
    return true;
}

void SimpleRing::list_edges(const Ring& ring) {
    m_edges.clear();
    m_order.clear();
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        const Point& a = ring[i];
        const Point& b = ring[i + 1];
        m_edges.push_back({a, b, std::min(a.lat_deg, b.lat_deg), std::max(a.lat_deg, b.lat_deg),
                           std::min(a.lon_deg, b.lon_deg), std::max(a.lon_deg, b.lon_deg), i});
        m_order.emplace_back(m_edges.back().south, i);
    }
    // Edges themselves are too large to be moved about.
    std::sort(m_order.begin(), m_order.end());
}

bool SimpleRing::apart(const Edge& a, const Edge& b) const {
    const std::size_t last = m_edges.size() - 1;
    const Edge& early = a.index < b.index ? a : b;
    const Edge& late = a.index < b.index ? b : a;
    if (late.index == early.index + 1) {
        return opens(early.from, late.from, late.to);
    }
    if (early.index == 0 && late.index == last) {
        return opens(late.from, early.from, early.to);
    }
    return both_on_one_side(a.from, a.to, b.from, b.to) ||
           both_on_one_side(b.from, b.to, a.from, a.to);
}

bool boxes_apart(std::span<const Polygon> parts) {
    if (parts.size() > most_boxes) {
        return false;
    }
    std::vector<Box> boxes;
    for (const Polygon& part : parts) {
        const Box box = box_of(part.outer);
        if (!part.holes.empty() || box.west < -180 || box.east > 180) {
            return false;
        }
        for (const Box& other : boxes) {
            if (!apart(box, other)) {
                return false;
            }
        }
        boxes.push_back(box);
    }
    return true;
}

} // namespace halflight::raster

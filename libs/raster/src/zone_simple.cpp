// SPDX-License-Identifier: Apache-2.0
// A tree of boxes over the edges in their order, joined with itself.
#include "zone_simple.hpp"

#include "lanes.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace halflight::raster {
namespace {

constexpr std::size_t most_pairs_an_edge = 64;
constexpr std::size_t most_rings = 256;
constexpr double doubt = 16 * std::numeric_limits<double>::epsilon();
constexpr double far = std::numeric_limits<double>::infinity();

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
    double west = far, east = -far, south = far, north = -far;
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

/// 1 inside the ring, -1 outside, 0 where rounding could decide.
int place_in(const Ring& ring, const Point& p) {
    int place = -1;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        const bool rises = ring[i].lat_deg <= p.lat_deg;
        if (rises == (ring[i + 1].lat_deg <= p.lat_deg)) {
            continue;
        }
        const int of_p = side(ring[i], ring[i + 1], p);
        if (of_p == 0) {
            return 0;
        }
        place = (of_p > 0) == rises ? -place : place;
    }
    return place;
}

/// Of rings that do not touch: none lies in another.
bool all_beside(std::span<const Ring* const> rings) {
    std::vector<Box> boxes;
    for (const Ring* ring : rings) {
        const Box box = box_of(*ring);
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            if (!apart(box, boxes[i]) && (place_in(*rings[i], ring->front()) != -1 ||
                                          place_in(*ring, rings[i]->front()) != -1)) {
                return false;
            }
        }
        boxes.push_back(box);
    }
    return true;
}

/// Of parts whose rings do not touch.
bool nests(std::span<const Polygon> parts) {
    std::vector<const Ring*> outers;
    for (const Polygon& part : parts) {
        outers.push_back(&part.outer);
        std::vector<const Ring*> holes;
        for (const Ring& hole : part.holes) {
            if (place_in(part.outer, hole.front()) != 1) {
                return false;
            }
            holes.push_back(&hole);
        }
        if (!all_beside(holes)) {
            return false;
        }
    }
    const auto on_globe = [](const Ring* ring) {
        const Box box = box_of(*ring);
        return box.west >= -180 && box.east <= 180;
    };
    return outers.size() < 2 ||
           (std::all_of(outers.begin(), outers.end(), on_globe) && all_beside(outers));
}

} // namespace

bool SimpleZone::surely(std::span<const Polygon> parts) {
    m_edges.clear();
    std::size_t rings = 0;
    for (const Polygon& part : parts) {
        rings += 1 + part.holes.size();
        if (rings > most_rings || !add_ring(part.outer) ||
            !std::all_of(part.holes.begin(), part.holes.end(),
                         [&](const Ring& hole) { return add_ring(hole); })) {
            return false;
        }
    }
    if (m_edges.empty()) {
        return true;
    }
    build_levels();
    m_left = most_pairs_an_edge * m_edges.size();
    return apart(m_depth - 1, 0, 0) && (rings == 1 || nests(parts));
}

bool SimpleZone::add_ring(const Ring& ring) {
    constexpr std::size_t fewest_points = 4;
    if (ring.size() < fewest_points) {
        return false;
    }
    const std::size_t first = m_edges.size();
    bool open = opens(ring[ring.size() - 2], ring[0], ring[1]);
    for (std::size_t i = 0; i + 2 < ring.size(); ++i) {
        open = open && opens(ring[i], ring[i + 1], ring[i + 2]);
        m_edges.push_back({ring[i], ring[i + 1], m_edges.size() + 1});
    }
    m_edges.push_back({ring[ring.size() - 2], ring.back(), first});
    return open;
}

void SimpleZone::build_edges() {
    if (m_levels.empty()) {
        m_levels.emplace_back();
    }
    std::vector<Block>& blocks = m_levels.front();
    blocks.resize((m_edges.size() + fan - 1) / fan);
    for (std::size_t i = 0; i < blocks.size() * fan; ++i) {
        Block& block = blocks[i / fan];
        const std::size_t at = i % fan;
        if (i >= m_edges.size()) {
            block.west[at] = block.south[at] = far;
            block.east[at] = block.north[at] = -far;
            continue;
        }
        const Point& a = m_edges[i].from;
        const Point& b = m_edges[i].to;
        block.west[at] = std::min(a.lon_deg, b.lon_deg);
        block.east[at] = std::max(a.lon_deg, b.lon_deg);
        block.south[at] = std::min(a.lat_deg, b.lat_deg);
        block.north[at] = std::max(a.lat_deg, b.lat_deg);
    }
}

void SimpleZone::build_levels() {
    build_edges();
    m_depth = 1;
    while (m_levels[m_depth - 1].size() > 1) {
        if (m_levels.size() == m_depth) {
            m_levels.emplace_back();
        }
        const std::vector<Block>& below = m_levels[m_depth - 1];
        std::vector<Block>& blocks = m_levels[m_depth++];
        blocks.resize((below.size() + fan - 1) / fan);
        for (std::size_t i = 0; i < blocks.size() * fan; ++i) {
            Box box;
            if (i < below.size()) {
                box = {*std::ranges::min_element(below[i].west),
                       *std::ranges::max_element(below[i].east),
                       *std::ranges::min_element(below[i].south),
                       *std::ranges::max_element(below[i].north)};
            }
            Block& block = blocks[i / fan];
            block.west[i % fan] = box.west;
            block.east[i % fan] = box.east;
            block.south[i % fan] = box.south;
            block.north[i % fan] = box.north;
        }
    }
}

/// Bit j is set where box j of `those` touches box i of `these`.
unsigned SimpleZone::met(const Block& these, std::size_t i, const Block& those) {
    using detail::Mask4;
    using detail::Vector4;
    constexpr std::size_t lanes = 4;
    const auto part = [&](std::size_t first) {
        Vector4 west, east, south, north;
        detail::load(west, &those.west[first]);
        detail::load(east, &those.east[first]);
        detail::load(south, &those.south[first]);
        detail::load(north, &those.north[first]);
        return Mask4((west <= these.east[i]) & (east >= these.west[i]) & (south <= these.north[i]) &
                     (north >= these.south[i]));
    };
    static_assert(fan == 2 * lanes);
    const Mask4 bits = (part(0) & Mask4{1, 2, 4, 8}) | (part(lanes) & Mask4{16, 32, 64, 128});
    return static_cast<unsigned>((bits[0] | bits[2]) | (bits[1] | bits[3]));
}

bool SimpleZone::apart(std::size_t level, std::size_t a, std::size_t b) {
    const Block& these = m_levels[level][a];
    const Block& those = m_levels[level][b];
    for (std::size_t i = 0; i < fan; ++i) {
        unsigned touching = met(these, i, those);
        if (a == b) { // each pair once; an edge is not compared with itself
            touching &= ~0U << (level == 0 ? i + 1 : i);
        }
        for (; touching != 0; touching &= touching - 1) {
            const auto j = static_cast<std::size_t>(std::countr_zero(touching));
            if (m_left == 0) {
                return false;
            }
            --m_left;
            const bool clear = level == 0 ? edges_apart(a * fan + i, b * fan + j)
                                          : apart(level - 1, a * fan + i, b * fan + j);
            if (!clear) {
                return false;
            }
        }
    }
    return true;
}

bool SimpleZone::edges_apart(std::size_t a, std::size_t b) const {
    const Edge& one = m_edges[a];
    const Edge& other = m_edges[b];
    return one.next == b || other.next == a ||
           both_on_one_side(one.from, one.to, other.from, other.to) ||
           both_on_one_side(other.from, other.to, one.from, one.to);
}

} // namespace halflight::raster

// SPDX-License-Identifier: Apache-2.0
// zone_simple.hpp - a quick look that spares most zones the full check.
#pragma once

#include "halflight/raster/zone.hpp"

#include <utility>
#include <vector>

namespace halflight::raster {

/// True only where no two edges of a closed ring touch but neighbours in their common point, beyond
/// any doubt of rounding. False says nothing: the full check must tell.
class SimpleRing {
  public:
    [[nodiscard]] bool surely(const Ring& ring);

  private:
    struct Edge {
        Point from, to;
        double south, north, west, east;
        std::size_t index;
    };
    /// What the sweep looks at for every edge, side by side.
    struct Open {
        double north, west, east;
        std::size_t edge; ///< index into m_edges
    };

    void list_edges(const Ring& ring);
    /// Of edges that share a longitude.
    [[nodiscard]] bool apart(const Edge& a, const Edge& b) const;

    std::vector<Edge> m_edges;
    std::vector<std::pair<double, std::size_t>> m_order; ///< southern end, index into m_edges
    std::vector<Open> m_open;
};

/// No two parts' boxes touch, all lie within 180 degrees and none has a hole.
[[nodiscard]] bool boxes_apart(std::span<const Polygon> parts);

} // namespace halflight::raster

// SPDX-License-Identifier: Apache-2.0
// zone_simple.hpp - a quick look that spares most zones the full check.
#pragma once

#include "halflight/raster/zone.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace halflight::raster {

/// Tells zones that are valid beyond any doubt of rounding. Working space is kept from zone to
/// zone.
class SimpleZone {
  public:
    /// True only where no two edges touch but neighbours of a ring in their common point, holes lie
    /// in their part and beside each other, parts lie beside each other and, if there are several,
    /// within 180 degrees. Rings are closed. False says nothing: the full check must tell.
    [[nodiscard]] bool surely(std::span<const Polygon> parts);

  private:
    static constexpr std::size_t fan = 8;
    struct Edge {
        Point from, to;
        std::size_t next; ///< the edge after it in its ring
    };
    /// Boxes of up to `fan` edges or blocks that follow each other; the rest are empty.
    struct Block {
        std::array<double, fan> west, east, south, north;
    };

    /// False where the ring is too short or folds back on itself in a point.
    [[nodiscard]] bool add_ring(const Ring& ring);
    void build_levels();
    void build_edges();
    [[nodiscard]] static unsigned met(const Block& these, std::size_t i, const Block& those);
    /// No edge under block `a` touches one under block `b` of a level, nor each other if they are
    /// one.
    [[nodiscard]] bool apart(std::size_t level, std::size_t a, std::size_t b);
    [[nodiscard]] bool edges_apart(std::size_t a, std::size_t b) const;

    std::vector<Edge> m_edges;
    std::vector<std::vector<Block>> m_levels; ///< of edges, of blocks of edges, ...
    std::size_t m_depth = 0;                  ///< levels in use
    std::size_t m_left = 0;                   ///< pairs that may still be looked at
};

} // namespace halflight::raster

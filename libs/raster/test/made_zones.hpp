// SPDX-License-Identifier: Apache-2.0
// made_zones.hpp - irregular layers made from a seed, and a clipper to compare with.
#pragma once

#include "halflight/raster/weights.hpp"

#include <geos_c.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace halflight::raster::made {

/// In [0, 1): a function of seed and index.
inline double draw(std::uint64_t seed, std::uint64_t index) {
    std::uint64_t z = seed * 0x9e3779b97f4a7c15U + index * 0xd1342543de82ef95U + 1;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1p-53;
}

struct TilingSpec {
    double west_deg = 120;
    double north_deg = 40;
    double size_deg = 10;
    int across = 100;
    int down = 50;
    int pieces = 50; ///< edges of one border between two zones
    std::uint64_t seed = 1;
};

/// across x down zones that fill a square without gap or overlap: corners of a grid moved about,
/// joined by ragged lines that both neighbours use.
class Tiling {
  public:
    explicit Tiling(TilingSpec spec) : m_spec(spec) {}

    [[nodiscard]] std::vector<Zone> zones() const {
        std::vector<Zone> made;
        for (int j = 0; j < m_spec.down; ++j) {
            for (int i = 0; i < m_spec.across; ++i) {
                made.push_back({"z" + std::to_string(j * m_spec.across + i), {{ring(i, j), {}}}});
            }
        }
        return made;
    }

  private:
    struct Node {
        int i, j;
    };

    [[nodiscard]] Point corner(Node at) const {
        const auto index = static_cast<std::uint64_t>(at.j * (m_spec.across + 1) + at.i);
        const bool on_side = at.i == 0 || at.i == m_spec.across;
        const bool on_end = at.j == 0 || at.j == m_spec.down;
        const double x = at.i + (on_side ? 0 : 0.5 * (draw(m_spec.seed, 2 * index) - 0.5));
        const double y = at.j + (on_end ? 0 : 0.5 * (draw(m_spec.seed, 2 * index + 1) - 0.5));
        return {m_spec.west_deg + m_spec.size_deg * x / m_spec.across,
                m_spec.north_deg - m_spec.size_deg * y / m_spec.down};
    }

    [[nodiscard]] bool is_outside(Node a, Node b) const {
        return (a.i == b.i && (a.i == 0 || a.i == m_spec.across)) ||
               (a.j == b.j && (a.j == 0 || a.j == m_spec.down));
    }

    /// From `a` to `b`, `b` left out. Made in one direction, so that both zones get one line.
    void append_border(Ring& ring, Node a, Node b) const {
        const bool turned = a.i > b.i || a.j > b.j;
        const Node first = turned ? b : a;
        const Point from = corner(first);
        const Point to = corner(turned ? a : b);
        const auto index = static_cast<std::uint64_t>(
            2 * (first.j * (m_spec.across + 1) + first.i) + (a.i == b.i ? 1 : 0));
        Ring line;
        for (int k = 0; k < m_spec.pieces; ++k) {
            const double t = static_cast<double>(k) / m_spec.pieces;
            const double noise =
                draw(m_spec.seed + 77, index * 1000 + static_cast<std::uint64_t>(k)) - 0.5;
            const double aside =
                is_outside(a, b) ? 0 : (0.04 * noise + 0.06 * std::sin(9 * t)) * t * (1 - t) * 4;
            const double dx = to.lon_deg - from.lon_deg;
            const double dy = to.lat_deg - from.lat_deg;
            line.push_back(
                {from.lon_deg + t * dx - aside * dy, from.lat_deg + t * dy + aside * dx});
        }
        if (!turned) {
            ring.insert(ring.end(), line.begin(), line.end());
            return;
        }
        ring.push_back(to);
        ring.insert(ring.end(), line.rbegin(), line.rend() - 1);
    }

    [[nodiscard]] Ring ring(int i, int j) const {
        Ring made;
        append_border(made, {i, j}, {i, j + 1});
        append_border(made, {i, j + 1}, {i + 1, j + 1});
        append_border(made, {i + 1, j + 1}, {i + 1, j});
        append_border(made, {i + 1, j}, {i, j});
        made.push_back(made.front());
        return made;
    }

    TilingSpec m_spec;
};

using Cells = std::map<std::pair<std::int32_t, std::int64_t>, double>;

/// Shares of one zone as a map from (row, column).
inline Cells cells_of(const ZoneWeights& weights, std::size_t zone) {
    Cells cells;
    for (std::size_t row = weights.zone_begin[zone]; row < weights.zone_begin[zone + 1]; ++row) {
        for (std::size_t i = weights.run_begin[row]; i < weights.run_begin[row + 1]; ++i) {
            for (std::int32_t k = 0; k < weights.runs[i].length; ++k) {
                cells[{weights.rows[row], weights.runs[i].column + k}] += 1;
            }
        }
        for (std::size_t i = weights.edge_begin[row]; i < weights.edge_begin[row + 1]; ++i) {
            cells[{weights.rows[row], weights.edge_columns[i]}] += weights.edge_fractions[i];
        }
    }
    return cells;
}

/// Clips the square of every cell of a zone's box with GEOS, in coordinates counted in cells from
/// a corner near the zone, which long double brings there without loss.
class Clipper {
  public:
    Clipper(const Lattice& lattice, const Zone& zone) : m_lattice(lattice) {
        m_context = GEOS_init_r();
        find_box(zone);
        std::vector<GEOSGeometry*> parts;
        for (const Polygon& part : zone.parts) {
            std::vector<GEOSGeometry*> holes;
            for (const Ring& hole : part.holes) {
                holes.push_back(ring(hole));
            }
            parts.push_back(GEOSGeom_createPolygon_r(m_context, ring(part.outer), holes.data(),
                                                     static_cast<unsigned>(holes.size())));
        }
        m_zone = GEOSGeom_createCollection_r(m_context, GEOS_MULTIPOLYGON, parts.data(),
                                             static_cast<unsigned>(parts.size()));
    }
    Clipper(const Clipper&) = delete;
    Clipper& operator=(const Clipper&) = delete;
    ~Clipper() {
        GEOSGeom_destroy_r(m_context, m_zone);
        GEOS_finish_r(m_context);
    }

    /// Columns are not wrapped. The box of the zone is halved down to single cells, which only
    /// saves time.
    [[nodiscard]] Cells cells() const {
        Cells shares;
        clip(m_zone, {0, 0, m_columns, m_rows}, shares);
        return shares;
    }
    /// Of the whole zone, in cells.
    [[nodiscard]] double area() const {
        double area = 0;
        GEOSArea_r(m_context, m_zone, &area);
        return area;
    }

  private:
    [[nodiscard]] std::pair<long double, long double> place(const Point& point) const {
        const auto width = m_lattice.cells_per_degree > 0
                               ? 1.0L / m_lattice.cells_per_degree
                               : static_cast<long double>(m_lattice.cell_width_deg);
        const auto height = m_lattice.cells_per_degree > 0
                                ? 1.0L / m_lattice.cells_per_degree
                                : static_cast<long double>(m_lattice.cell_height_deg);
        return {(static_cast<long double>(point.lon_deg) + 180) / width - m_lattice.phase_x,
                (90 - static_cast<long double>(point.lat_deg)) / height - m_lattice.phase_y};
    }

    void find_box(const Zone& zone) {
        long double west = 1e9L;
        long double north = 1e9L;
        long double east = -1e9L;
        long double south = -1e9L;
        for (const Polygon& part : zone.parts) {
            for (const Point& point : part.outer) {
                const auto [x, y] = place(point);
                west = std::min(west, x);
                east = std::max(east, x);
                north = std::min(north, y);
                south = std::max(south, y);
            }
        }
        m_column = static_cast<std::int64_t>(std::floor(west));
        m_row = static_cast<std::int64_t>(std::floor(north));
        m_columns = static_cast<int>(std::ceil(east)) - static_cast<int>(m_column);
        m_rows = static_cast<int>(std::ceil(south)) - static_cast<int>(m_row);
    }

    [[nodiscard]] GEOSGeometry* ring(const Ring& points) const {
        std::vector<double> flat;
        for (const Point& point : points) {
            const auto [x, y] = place(point);
            flat.push_back(static_cast<double>(x - static_cast<long double>(m_column)));
            flat.push_back(static_cast<double>(y - static_cast<long double>(m_row)));
        }
        GEOSCoordSequence* sequence = GEOSCoordSeq_copyFromBuffer_r(
            m_context, flat.data(), static_cast<unsigned>(points.size()), 0, 0);
        return GEOSGeom_createLinearRing_r(m_context, sequence);
    }

    struct Window {
        int west, north, east, south;
    };

    void fill(Window window, Cells& shares) const {
        for (int row = window.north; row < window.south; ++row) {
            for (int column = window.west; column < window.east; ++column) {
                shares[{static_cast<std::int32_t>(m_row + row), m_column + column}] = 1;
            }
        }
    }

    void clip(const GEOSGeometry* whole, Window window, Cells& shares) const {
        GEOSGeometry* square = GEOSGeom_createRectangle_r(m_context, window.west, window.north,
                                                          window.east, window.south);
        GEOSGeometry* piece = GEOSIntersection_r(m_context, whole, square);
        double area = 0;
        GEOSArea_r(m_context, piece, &area);
        const int width = window.east - window.west;
        const int height = window.south - window.north;
        if (area > 0 && width == 1 && height == 1) {
            shares[{static_cast<std::int32_t>(m_row + window.north), m_column + window.west}] =
                area;
        } else if (area == width * height) {
            fill(window, shares);
        } else if (area > 0) {
            const int column = window.west + width / 2;
            const int row = window.north + height / 2;
            const bool across = width >= height;
            clip(piece,
                 {window.west, window.north, across ? column : window.east,
                  across ? window.south : row},
                 shares);
            clip(piece,
                 {across ? column : window.west, across ? window.north : row, window.east,
                  window.south},
                 shares);
        }
        GEOSGeom_destroy_r(m_context, piece);
        GEOSGeom_destroy_r(m_context, square);
    }

    Lattice m_lattice;
    GEOSContextHandle_t m_context = nullptr;
    GEOSGeometry* m_zone = nullptr;
    std::int64_t m_column = 0;
    std::int64_t m_row = 0;
    int m_columns = 0;
    int m_rows = 0;
};

} // namespace halflight::raster::made

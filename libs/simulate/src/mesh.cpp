// SPDX-License-Identifier: Apache-2.0
#include "mesh.hpp"

#include "streams.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <utility>

namespace halflight::simulate {

namespace {

/// In cells from the north-western corner of the grid; y goes south.
struct Spot {
    double x = 0;
    double y = 0;
};
Spot operator-(Spot a, Spot b) {
    return {a.x - b.x, a.y - b.y};
}
double dot(Spot a, Spot b) {
    return a.x * b.x + a.y * b.y;
}
double cross(Spot a, Spot b) {
    return a.x * b.y - a.y * b.x;
}

/// A corner of a Voronoi cell belongs to three of these: sites by number, or sides of the
/// rectangle by the numbers behind.
using Corner = std::array<std::size_t, 3>;

/// A cell while it is cut: corner i lies between side i - 1 and side i.
struct Cut {
    std::vector<Spot> corners;
    std::vector<std::size_t> sides;
};

class Mesh {
  public:
    Mesh(const CountrySpec& spec, const raster::Grid& grid)
        : m_spec(spec), m_grid(grid), m_width(static_cast<double>(grid.width)),
          m_height(static_cast<double>(grid.height)) {
        scatter();
    }

    [[nodiscard]] std::vector<Tract> tracts() const {
        std::vector<Tract> made;
        for (const std::size_t site : land()) {
            made.push_back({degrees(m_sites[site]), ring(site)});
        }
        return made;
    }

  private:
    void scatter() {
        constexpr double margin = 12; // sites at sea, so that a small land has a coast
        constexpr double jitter = 0.7;
        const double wanted =
            std::max(m_spec.counties / m_spec.land_share, m_spec.counties + margin);
        m_across = static_cast<std::size_t>(std::ceil(std::sqrt(wanted * m_width / m_height)));
        m_down = static_cast<std::size_t>(std::ceil(wanted / static_cast<double>(m_across)));
        const Random random = draws(m_spec.seed, Stream::sites);
        for (std::size_t i = 0; i < m_across * m_down; ++i) {
            const auto place = [&](std::size_t step, std::uint64_t index) {
                return static_cast<double>(step) + 0.5 + jitter * (random.uniform(index) - 0.5);
            };
            m_sites.push_back(
                {place(i % m_across, 2 * i) * m_width / static_cast<double>(m_across),
                 place(i / m_across, 2 * i + 1) * m_height / static_cast<double>(m_down)});
        }
    }

    /// The sites that are land, in their order.
    [[nodiscard]] std::vector<std::size_t> land() const {
        const Random random = draws(m_spec.seed, Stream::sites, 1);
        std::vector<double> far(m_sites.size());
        for (std::size_t i = 0; i < m_sites.size(); ++i) {
            const double x = m_sites[i].x / m_width - 0.5;
            const double y = m_sites[i].y / m_height - 0.5;
            const double angle = std::atan2(y, x);
            const double reach =
                1 + 0.25 * std::sin(2 * angle + 2 * std::numbers::pi * random.uniform(0)) +
                0.15 * std::sin(3 * angle + 2 * std::numbers::pi * random.uniform(1)) +
                0.1 * std::sin(5 * angle + 2 * std::numbers::pi * random.uniform(2));
            far[i] = std::hypot(x, y) / reach;
        }
        std::vector<std::size_t> order(m_sites.size());
        std::iota(order.begin(), order.end(), 0);
        std::ranges::stable_sort(order, {}, [&](std::size_t i) { return far[i]; });
        order.resize(static_cast<std::size_t>(m_spec.counties));
        std::ranges::sort(order);
        return order;
    }

    /// Keeps what lies nearer to `site` than to `other`.
    void cut(Cut& cell, std::size_t site, std::size_t other) const {
        const Spot a = m_sites[site];
        const Spot b = m_sites[other];
        const Spot middle{(a.x + b.x) / 2, (a.y + b.y) / 2};
        const auto beyond = [&](Spot p) { return dot(p - middle, b - a); };
        Cut kept;
        const std::size_t count = cell.corners.size();
        for (std::size_t i = 0; i < count; ++i) {
            const Spot from = cell.corners[i];
            const Spot to = cell.corners[(i + 1) % count];
            const double before = beyond(from);
            const double after = beyond(to);
            const double share = before / (before - after);
            const Spot between{from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
            if (before <= 0) {
                kept.corners.push_back(from);
                kept.sides.push_back(cell.sides[i]);
                if (after > 0) {
                    kept.corners.push_back(between);
                    kept.sides.push_back(other);
                }
            } else if (after <= 0) {
                kept.corners.push_back(between);
                kept.sides.push_back(cell.sides[i]);
            }
        }
        cell = std::move(kept);
    }

    [[nodiscard]] std::vector<std::size_t> near(std::size_t site) const {
        constexpr std::size_t reach = 4; // sites stray less than a step from their place
        const std::size_t column = site % m_across;
        const std::size_t row = site / m_across;
        std::vector<std::size_t> found;
        for (std::size_t r = row - std::min(row, reach); r <= std::min(m_down - 1, row + reach);
             ++r) {
            for (std::size_t c = column - std::min(column, reach);
                 c <= std::min(m_across - 1, column + reach); ++c) {
                if (r != row || c != column) {
                    found.push_back(r * m_across + c);
                }
            }
        }
        const auto distance = [&](std::size_t i) {
            return dot(m_sites[i] - m_sites[site], m_sites[i] - m_sites[site]);
        };
        std::ranges::stable_sort(found, {}, distance);
        return found;
    }

    [[nodiscard]] Cut cell(std::size_t site) const {
        const std::size_t side = m_sites.size();
        Cut made{{{0, 0}, {m_width, 0}, {m_width, m_height}, {0, m_height}},
                 {side, side + 1, side + 2, side + 3}};
        for (const std::size_t other : near(site)) {
            cut(made, site, other);
        }
        return made;
    }

    /// The corner's place by its name alone, so that all cells round it agree to the last bit.
    [[nodiscard]] Spot place(const Corner& corner) const {
        const Spot a = m_sites[corner[0]];
        if (corner[1] >= m_sites.size()) { // two sides of the rectangle: 0 north, 1 east, ...
            const std::size_t last = corner[2] - m_sites.size();
            const std::size_t first = corner[1] - m_sites.size();
            return {first == 1 || last == 1 ? m_width : 0, last == 2 || first == 2 ? m_height : 0};
        }
        const Spot ab = m_sites[corner[1]] - a;
        if (corner[2] >= m_sites.size()) {
            const std::size_t side = corner[2] - m_sites.size();
            const Spot middle{ab.x / 2, ab.y / 2};
            const double along = dot(middle, ab);
            if (side % 2 == 0) {
                const double y = (side == 0 ? 0 : m_height) - a.y;
                return {a.x + (along - y * ab.y) / ab.x, a.y + y};
            }
            const double x = (side == 1 ? m_width : 0) - a.x;
            return {a.x + x, a.y + (along - x * ab.x) / ab.y};
        }
        const Spot ac = m_sites[corner[2]] - a;
        const double twice = 2 * cross(ab, ac);
        return {a.x + (ac.y * dot(ab, ab) - ab.y * dot(ac, ac)) / twice,
                a.y + (ab.x * dot(ac, ac) - ac.x * dot(ab, ab)) / twice};
    }

    /// How steeply the line between two cells may leave the straight one: it stays between the
    /// lines from its ends to the two sites, where no other border comes.
    [[nodiscard]] double steepest(Spot from, Spot to, Spot site) const {
        const auto at = [&](Spot corner, Spot end) {
            const double ahead = dot(end - corner, site - corner);
            const double aside = std::abs(cross(end - corner, site - corner));
            return ahead > 0 ? aside / ahead : std::numeric_limits<double>::infinity();
        };
        return std::min(at(from, to), at(to, from));
    }

    /// Points after `from` up to and with `to`, by midpoint displacement.
    void displace(Spot from, Spot to, int levels, double amount, const Random& random,
                  std::uint64_t index, std::vector<Spot>& out) const {
        if (levels == 0) {
            out.push_back(to);
            return;
        }
        constexpr double shrink = 0.6;
        const double aside = amount * (2 * random.uniform(index) - 1);
        const Spot middle{(from.x + to.x) / 2 - aside * (to.y - from.y),
                          (from.y + to.y) / 2 + aside * (to.x - from.x)};
        displace(from, middle, levels - 1, amount * shrink, random, 2 * index + 1, out);
        displace(middle, to, levels - 1, amount * shrink, random, 2 * index + 2, out);
    }

    /// The border between two cells from corner to corner, both included, in the order of the
    /// corners' names.
    [[nodiscard]] std::vector<Spot> border(std::size_t site, std::size_t other, const Corner& first,
                                           const Corner& last) const {
        const Spot from = place(first);
        const Spot to = place(last);
        std::vector<Spot> line{from};
        if (other >= m_sites.size()) {
            line.push_back(to);
            return line;
        }
        constexpr double shortest = 3; // cells
        constexpr double boldest = 0.12;
        constexpr double summed = 0.6; // steepest that displacing by `boldest` can become
        const double length = std::hypot(to.x - from.x, to.y - from.y);
        const int levels = std::clamp(static_cast<int>(std::log2(length / shortest)), 0, 5);
        const std::size_t low = std::min(site, other);
        const std::size_t high = std::max(site, other);
        const double steep =
            std::min(steepest(from, to, m_sites[low]), steepest(from, to, m_sites[high]));
        const double amount = boldest * std::min(1.0, 0.9 * steep / summed);
        const Random random = draws(m_spec.seed, Stream::borders, static_cast<std::uint32_t>(low));
        constexpr std::uint64_t room = 64;
        displace(from, to, levels, amount, random, room * high, line);
        return line;
    }

    [[nodiscard]] raster::Ring ring(std::size_t site) const {
        const Cut made = cell(site);
        const std::size_t count = made.sides.size();
        const auto corner = [&](std::size_t i) {
            Corner name{site, made.sides[(i + count - 1) % count], made.sides[i % count]};
            std::ranges::sort(name);
            return name;
        };
        raster::Ring out;
        for (std::size_t i = 0; i < count; ++i) {
            const Corner from = corner(i);
            const Corner to = corner(i + 1);
            std::vector<Spot> line = from < to ? border(site, made.sides[i], from, to)
                                               : border(site, made.sides[i], to, from);
            if (to < from) {
                std::ranges::reverse(line);
            }
            for (const Spot& spot : line) {
                const raster::Point point = degrees(spot);
                if (out.empty() || out.back() != point) {
                    out.push_back(point);
                }
            }
        }
        if (signed_area(out) < 0) {
            std::ranges::reverse(out);
        }
        return out;
    }

    /// Whole billionths, so that text of 9 decimals reads back equal.
    [[nodiscard]] raster::Point degrees(Spot spot) const {
        const auto whole = [](double value) { return std::round(value * 1e9) / 1e9; };
        return {whole(m_grid.lattice.lon_of(static_cast<double>(m_grid.west) + spot.x)),
                whole(m_grid.lattice.lat_of(static_cast<double>(m_grid.north) + spot.y))};
    }

    const CountrySpec& m_spec;
    const raster::Grid& m_grid;
    double m_width;
    double m_height;
    std::size_t m_across = 0;
    std::size_t m_down = 0;
    std::vector<Spot> m_sites;
};

} // namespace

std::vector<Tract> make_tracts(const CountrySpec& spec, const raster::Grid& grid) {
    return Mesh(spec, grid).tracts();
}

bool is_inside(const raster::Ring& ring, raster::Point point) noexcept {
    bool inside = false;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        const raster::Point a = ring[i];
        const raster::Point b = ring[i + 1];
        if ((a.lat_deg > point.lat_deg) != (b.lat_deg > point.lat_deg) &&
            point.lon_deg < a.lon_deg + (point.lat_deg - a.lat_deg) / (b.lat_deg - a.lat_deg) *
                                            (b.lon_deg - a.lon_deg)) {
            inside = !inside;
        }
    }
    return inside;
}

double signed_area(const raster::Ring& ring) noexcept {
    if (ring.empty()) {
        return 0;
    }
    const raster::Point base = ring.front(); // small differences keep their digits
    double twice = 0;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        twice += (ring[i].lon_deg - base.lon_deg) * (ring[i + 1].lat_deg - base.lat_deg) -
                 (ring[i + 1].lon_deg - base.lon_deg) * (ring[i].lat_deg - base.lat_deg);
    }
    return twice / 2;
}

} // namespace halflight::simulate

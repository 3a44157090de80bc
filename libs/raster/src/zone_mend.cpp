// SPDX-License-Identifier: Apache-2.0
// Spikes dropped, crossings resolved, overlapping parts united; what is valid stays as it is.
#include "zone_mend.hpp"

#include "zone_ring.hpp"
#include "zone_simple.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace halflight::raster {
namespace {

constexpr std::size_t fewest_points = 4;
constexpr double same_area = 1e-12;

class ZoneMender {
  public:
    ZoneMender(const Geos& geos, std::size_t index, Zone& zone, std::vector<ZoneFinding>& findings)
        : m_geos(geos), m_index(index), m_zone(zone), m_findings(findings) {}

    void run() {
        shape_rings();
        if (!is_plain()) {
            mend_parts();
            unite_parts();
        }
        if (m_zone.parts.empty()) {
            find(ZoneFault::empty, "has no area; its statistics are missing");
        }
    }

  private:
    void shape_rings();
    void shape_holes(Polygon& part);
    [[nodiscard]] bool has_area(const Ring& ring, std::string_view what);
    [[nodiscard]] bool is_plain();
    void mend_parts();
    void mend_part(Polygon& part, const Invalid& invalid, std::vector<Polygon>& mended);
    void unite_parts();
    void find(ZoneFault fault, std::string_view what) {
        m_findings.push_back(
            {m_index, m_zone.id, fault, fmt::format("zone \"{}\": {}", m_zone.id, what)});
    }

    const Geos& m_geos;
    std::size_t m_index;
    Zone& m_zone;
    std::vector<ZoneFinding>& m_findings;
    SimpleZone m_simple;
};

std::string place_text(const Point& point) {
    return fmt::format("({:.6f}, {:.6f})", point.lon_deg, point.lat_deg);
}

double reach(const Point& step) {
    return std::max(std::abs(step.lon_deg), std::abs(step.lat_deg));
}

double drawn_area(std::span<const Polygon> parts) {
    double area = 0;
    for (const Polygon& part : parts) {
        area += drawn_area(part);
    }
    return area;
}

bool is_same(double before, double after) {
    return std::abs(before - after) <= same_area * std::max(std::abs(before), std::abs(after));
}

void ZoneMender::shape_rings() {
    std::vector<Polygon> shaped;
    for (Polygon& part : m_zone.parts) {
        make_continuous(part.outer);
        if (!has_area(part.outer, "part")) {
            continue;
        }
        shape_holes(part);
        orient(part);
        shaped.push_back(std::move(part));
    }
    m_zone.parts = std::move(shaped);
}

void ZoneMender::shape_holes(Polygon& part) {
    if (part.holes.empty()) {
        return;
    }
    const double middle = lon_range(part.outer).middle();
    std::vector<Ring> holes;
    for (Ring& hole : part.holes) {
        make_continuous(hole);
        move_turns(hole, middle);
        if (has_area(hole, "hole")) {
            holes.push_back(std::move(hole));
        }
    }
    part.holes = std::move(holes);
}

// A bow-tie may have a signed area of 0 and yet enclose something, so only points that lie on one
// line are refused here.
bool ZoneMender::has_area(const Ring& ring, std::string_view what) {
    if (ring.empty()) {
        return false;
    }
    const Point& a = ring.front();
    const auto from_a = [&](const Point& p) {
        return Point{p.lon_deg - a.lon_deg, p.lat_deg - a.lat_deg};
    };
    Point along{};
    for (const Point& point : ring) {
        const Point step = from_a(point);
        if (reach(step) > reach(along)) {
            along = step;
        }
    }
    const bool on_line = std::all_of(ring.begin(), ring.end(), [&](const Point& point) {
        const Point step = from_a(point);
        return along.lon_deg * step.lat_deg == along.lat_deg * step.lon_deg;
    });
    if (on_line || ring.size() < fewest_points) {
        find(ZoneFault::spike,
             fmt::format("a {} without area near {} is left out", what, place_text(a)));
        return false;
    }
    return true;
}

bool ZoneMender::is_plain() {
    const auto& parts = m_zone.parts;
    return m_simple.surely(parts) ||
           (parts.size() == 1 && !m_geos.why_invalid(m_geos.polygon(parts.front())));
}

void ZoneMender::mend_parts() {
    std::vector<Polygon> mended;
    for (Polygon& part : m_zone.parts) {
        if (const auto invalid = m_geos.why_invalid(m_geos.polygon(part))) {
            mend_part(part, *invalid, mended);
        } else {
            mended.push_back(std::move(part));
        }
    }
    m_zone.parts = std::move(mended);
}

void ZoneMender::mend_part(Polygon& part, const Invalid& invalid, std::vector<Polygon>& mended) {
    std::vector<Polygon> made = m_geos.polygons_of(m_geos.make_valid(m_geos.polygon(part)));
    std::for_each(made.begin(), made.end(), orient);
    const double before = drawn_area(part);
    const double after = drawn_area(made);
    const std::string place = place_text(invalid.place);
    if (after <= 0) {
        // Structure repair gives nothing for what has no area, and for what it cannot read.
        find(ZoneFault::spike, fmt::format("a part without area near {} is left out", place));
        return;
    }
    const bool same = is_same(before, after);
    // Rings of one area that only touch in points are put in order without a word.
    if (same && invalid.reason == "Self-intersection") {
        find(ZoneFault::spike,
             fmt::format("a stretch without area (a spike) near {} is left out", place));
    } else if (!same) {
        const bool crosses = invalid.reason.find("elf-intersection") != std::string::npos;
        find(ZoneFault::self_intersecting,
             fmt::format("{} near {}; mended: the area as drawn was {:.2f}% of the area now; check "
                         "the outline",
                         crosses ? "the outline crosses itself" : "rings do not nest", place,
                         100 * before / after));
    }
    std::move(made.begin(), made.end(), std::back_inserter(mended));
}

// Parts may be written on different turns of the globe: they are compared, and united, on one.
void ZoneMender::unite_parts() {
    if (m_zone.parts.size() < 2) {
        return;
    }
    std::vector<Polygon> near = m_zone.parts;
    const double middle = lon_range(near.front().outer).middle();
    for (Polygon& part : near) {
        move_turns(part.outer, middle);
        for (Ring& hole : part.holes) {
            move_turns(hole, lon_range(part.outer).middle());
        }
    }
    const Geometry together = m_geos.multi_polygon(near);
    const auto invalid = m_geos.why_invalid(together);
    if (!invalid) {
        return;
    }
    std::vector<Polygon> united = m_geos.polygons_of(m_geos.unite(together));
    if (united.empty()) {
        united = m_geos.polygons_of(m_geos.make_valid(together));
    }
    std::for_each(united.begin(), united.end(), orient);
    const double before = drawn_area(near);
    const double after = drawn_area(united);
    if (is_same(before, after)) {
        return; // they only touch
    }
    if (!united.empty()) {
        find(ZoneFault::overlapping_parts,
             fmt::format("parts overlap near {}; united, so that no cell counts twice: the area is "
                         "{:.2f}% of the sum of the parts",
                         place_text(invalid->place), 100 * after / before));
    }
    m_zone.parts = std::move(united);
}

} // namespace

void mend_zone(const Geos& geos, std::size_t index, Zone& zone,
               std::vector<ZoneFinding>& findings) {
    ZoneMender(geos, index, zone, findings).run();
}

} // namespace halflight::raster

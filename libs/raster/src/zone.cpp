// SPDX-License-Identifier: Apache-2.0
// Checks of a layer of zones, one zone at a time.
#include "halflight/raster/zone.hpp"

#include "halflight/base/hash.hpp"

#include "geos.hpp"
#include "zone_mend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>

namespace halflight::raster {
namespace {

void append_bytes(std::string& to, const void* from, std::size_t size) {
    to.append(static_cast<const char*>(from), size);
}

void append_size(std::string& to, std::size_t size) {
    const auto number = static_cast<std::uint64_t>(size);
    append_bytes(to, &number, sizeof number);
}

void append_ring(std::string& to, const Ring& ring) {
    static_assert(sizeof(Point) == 2 * sizeof(double));
    append_size(to, ring.size());
    if (!ring.empty()) {
        append_bytes(to, ring.data(), ring.size() * sizeof(Point));
    }
}

bool in_range(const Point& point) {
    // Written so that NaN is not.
    return std::abs(point.lon_deg) <= 360 && std::abs(point.lat_deg) <= 90;
}

std::optional<Point> out_of_range(const Ring& ring) {
    for (const Point& point : ring) {
        if (!in_range(point)) {
            return point;
        }
    }
    return std::nullopt;
}

std::optional<Point> out_of_range(const Zone& zone) {
    for (const Polygon& part : zone.parts) {
        if (const auto point = out_of_range(part.outer)) {
            return point;
        }
        for (const Ring& hole : part.holes) {
            if (const auto point = out_of_range(hole)) {
                return point;
            }
        }
    }
    return std::nullopt;
}

/// What makes a zone unfit for anything, or nothing.
std::optional<ZoneFinding> refusal(std::size_t index, const Zone& zone,
                                   std::map<std::string, std::size_t, std::less<>>& seen) {
    const auto refuse = [&](ZoneFault fault, std::string_view what) {
        return ZoneFinding{
            index, zone.id, fault,
            fmt::format("zone \"{}\" (number {} of the layer): {}", zone.id, index + 1, what)};
    };
    if (zone.id.empty()) {
        return refuse(ZoneFault::no_id, "has no id and is left out; give it one");
    }
    if (const auto [at, is_new] = seen.emplace(zone.id, index); !is_new) {
        return refuse(ZoneFault::duplicate_id,
                      fmt::format("the id stands already at number {}; the later one is left out; "
                                  "take a field whose values differ",
                                  at->second + 1));
    }
    const auto bad = out_of_range(zone);
    if (!bad) {
        return std::nullopt;
    }
    const std::string place = fmt::format("({}, {})", bad->lon_deg, bad->lat_deg);
    if (!std::isfinite(bad->lon_deg) || !std::isfinite(bad->lat_deg)) {
        return refuse(ZoneFault::not_finite, fmt::format("a point {} is not finite; the zone is "
                                                         "left out; mend the layer",
                                                         place));
    }
    return refuse(ZoneFault::out_of_range,
                  fmt::format("a point {} is no longitude and latitude; the zone is left out; "
                              "reproject the layer to EPSG:4326",
                              place));
}

} // namespace

bool refused(ZoneFault fault) noexcept {
    return fault == ZoneFault::not_finite || fault == ZoneFault::out_of_range ||
           fault == ZoneFault::duplicate_id || fault == ZoneFault::no_id;
}

ZoneLayer prepare_zones(std::vector<Zone> zones, const Parallel& parallel) {
    std::vector<std::optional<ZoneFinding>> refusals(zones.size());
    std::map<std::string, std::size_t, std::less<>> seen;
    for (std::size_t i = 0; i < zones.size(); ++i) {
        refusals[i] = refusal(i, zones[i], seen);
    }
    constexpr std::size_t share = 64;
    const std::size_t shares = (zones.size() + share - 1) / share;
    std::vector<std::vector<ZoneFinding>> findings(shares);
    const auto mend = [&](std::size_t at) {
        const Geos geos;
        for (std::size_t i = at * share; i < std::min(zones.size(), (at + 1) * share); ++i) {
            if (refusals[i]) {
                findings[at].push_back(std::move(*refusals[i]));
            } else {
                mend_zone(geos, i, zones[i], findings[at]);
            }
        }
    };
    if (parallel) {
        parallel(shares, mend);
    } else {
        for (std::size_t at = 0; at < shares; ++at) {
            mend(at);
        }
    }
    ZoneLayer layer;
    for (std::vector<ZoneFinding>& some : findings) {
        std::ranges::move(some, std::back_inserter(layer.findings));
    }
    layer.zones.reserve(zones.size());
    for (std::size_t i = 0; i < zones.size(); ++i) {
        if (!refusals[i]) {
            layer.zones.push_back(std::move(zones[i]));
        }
    }
    return layer;
}

std::string content_hash(const Zone& zone) {
    std::string bytes;
    append_size(bytes, zone.id.size());
    bytes += zone.id;
    append_size(bytes, zone.parts.size());
    for (const Polygon& part : zone.parts) {
        append_ring(bytes, part.outer);
        append_size(bytes, part.holes.size());
        for (const Ring& hole : part.holes) {
            append_ring(bytes, hole);
        }
    }
    return sha256(bytes);
}

} // namespace halflight::raster

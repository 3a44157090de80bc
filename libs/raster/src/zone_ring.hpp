// SPDX-License-Identifier: Apache-2.0
// zone_ring.hpp - rings as they were read, brought into one shape.
#pragma once

#include "halflight/raster/zone.hpp"

namespace halflight::raster {

/// Jumps across the antimeridian undone, repeated points dropped, the first point repeated at the
/// end. A ring that goes round the globe without coming back is closed along the nearer pole. Edges
/// of 360 degrees stay: they lie along a pole or round a world.
void make_continuous(Ring& ring);

/// In square degrees, positive for counter-clockwise rings. Exact where no area is enclosed by
/// points that repeat each other.
[[nodiscard]] double signed_area(const Ring& ring);
/// As drawn: outer rings less holes, whatever overlaps. Rings oriented by `orient`.
[[nodiscard]] double drawn_area(const Polygon& part);

/// Outer ring counter-clockwise, holes clockwise.
void orient(Polygon& part);

struct LonRange {
    double west = 0;
    double east = 0;
    [[nodiscard]] double middle() const noexcept { return (west + east) / 2; }
};
[[nodiscard]] LonRange lon_range(const Ring& ring);
/// All longitudes moved by whole turns, so that the ring's middle comes near to `middle_deg`.
void move_turns(Ring& ring, double middle_deg);

} // namespace halflight::raster

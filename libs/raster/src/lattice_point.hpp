// SPDX-License-Identifier: Apache-2.0
// lattice_point.hpp - a point of the plane as a cell and a place in it, so that no digit is lost.
#pragma once

#include "halflight/raster/grid.hpp"
#include "halflight/raster/zone.hpp"

namespace halflight::raster {

/// A coordinate along one axis: the index of the cell, and the fraction of it in [0, 1).
struct CellPlace {
    std::int64_t cell = 0;
    double inside = 0;
};
struct LatticePoint {
    CellPlace column;
    CellPlace row;
};

/// Column and row of a longitude and a latitude, right to about 1e-14 of a cell where the lattice
/// has whole cells per degree. Longitudes that differ by 360 degrees exactly give equal fractions.
[[nodiscard]] CellPlace column_place(const Lattice& lattice, double lon_deg) noexcept;
[[nodiscard]] CellPlace row_place(const Lattice& lattice, double lat_deg) noexcept;
[[nodiscard]] inline LatticePoint place_of(const Lattice& lattice, const Point& point) noexcept {
    return {column_place(lattice, point.lon_deg), row_place(lattice, point.lat_deg)};
}

} // namespace halflight::raster

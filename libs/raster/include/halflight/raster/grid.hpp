// SPDX-License-Identifier: Apache-2.0
// halflight/raster/grid.hpp - regular longitude-latitude grids, compared by integer cell index.
#pragma once

#include "halflight/base/error.hpp"

#include <cstdint>
#include <vector>

namespace halflight::raster {

/// An unbounded longitude-latitude grid of equal cells (WGS 84 degrees, EPSG:4326). Column c has
/// its western edge at -180 + (c + phase_x) * width, row r its northern edge at 90 - (r + phase_y)
/// * height: the numbering of Black Marble tiles (h * 2400, v * 2400) where the phase is 0.
///
/// `cells_per_degree` > 0: both cell sizes are exactly its reciprocal, and columns go round the
/// globe (column c and c + 360 * cells_per_degree are the same cells). 0: other sizes, no wrapping.
/// Phases lie in [0, 1): 0 where edges fall on multiples of the cell size (Black Marble), 0.5
/// where centres do (EOG, DMSP).
struct Lattice {
    std::int64_t cells_per_degree = 240;
    double cell_width_deg = 1.0 / 240;
    double cell_height_deg = 1.0 / 240;
    double phase_x = 0;
    double phase_y = 0;

    bool operator==(const Lattice&) const = default;
    /// Number of columns once round the globe; 0 where columns do not wrap.
    [[nodiscard]] std::int64_t columns_round() const noexcept { return 360 * cells_per_degree; }
    /// Column coordinate (cells and fractions, 0 at the western edge of column 0) of a longitude.
    [[nodiscard]] double column_of(double lon_deg) const noexcept;
    /// Row coordinate (0 at the northern edge of row 0, growing southwards) of a latitude.
    [[nodiscard]] double row_of(double lat_deg) const noexcept;
    [[nodiscard]] double lon_of(double column) const noexcept;
    [[nodiscard]] double lat_of(double row) const noexcept;
};

/// A rectangle of a lattice: what one raster file holds. `west` and `north` are the lattice indices
/// of its first column and row. West is kept in [0, columns_round()) where columns wrap.
struct Grid {
    Lattice lattice;
    std::int64_t west = 0;
    std::int64_t north = 0;
    std::int64_t width = 0;
    std::int64_t height = 0;

    bool operator==(const Grid&) const = default;
};

/// The grid of a file with the outer corner of its first cell at (`west_deg`, `north_deg`) and the
/// cell sizes given (both positive; rows go south). Printed coordinates are inexact, so they are
/// snapped: sizes to the reciprocal of a whole number where the far corner then moves less than a
/// hundredth of a cell, phases to multiples of one half within a hundredth of a cell and to
/// multiples of a millionth otherwise. A fault where a number is not finite or not positive, a
/// latitude lies beyond 90 degrees by more than a cell, or the grid has more than 2^31 columns or
/// rows.
[[nodiscard]] Result<Grid> make_grid(double west_deg, double north_deg, double cell_width_deg,
                                     double cell_height_deg, std::int64_t width,
                                     std::int64_t height);

/// Which figure of the Earth cell areas are taken on.
enum class Earth : std::uint8_t {
    wgs84, ///< ellipsoid, a = 6378137 m, 1/f = 298.257223563
    sphere ///< authalic sphere, R = 6371007.1809 m
};

/// Area in km2 of one cell of each row from `first_row` on, closed form for a quadrangle between
/// two parallels (Snyder 1987, eq. 3-12). Rows beyond a pole have area 0 for the part beyond it.
[[nodiscard]] std::vector<double> cell_areas_km2(const Lattice& lattice, std::int64_t first_row,
                                                 std::int64_t rows, Earth earth);

} // namespace halflight::raster

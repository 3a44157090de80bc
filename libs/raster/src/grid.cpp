// SPDX-License-Identifier: Apache-2.0
// Coordinates of a lattice, and the grid of a file from its printed corner and cell sizes.
#include "halflight/raster/grid.hpp"

#include "lattice_point.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace halflight::raster {
namespace {

constexpr std::int64_t most_cells = std::int64_t{1} << 31;
constexpr double snap_cells = 0.01;
constexpr double phase_steps = 1e6;

// A fraction a hair below 1 may round up to it.
CellPlace place_on_axis(double cells) {
    const double below = std::floor(cells);
    const double inside = cells - below;
    const auto cell = static_cast<std::int64_t>(below);
    return inside < 1 ? CellPlace{cell, inside} : CellPlace{cell + 1, 0};
}

// Whole degrees are whole cells, so only the fraction of a degree is multiplied: a coordinate near
// the eastern end keeps as many digits as one near the western.
CellPlace place_on_axis(double degrees, std::int64_t cells_per_degree, double phase) {
    const double whole = std::floor(degrees);
    CellPlace place =
        place_on_axis((degrees - whole) * static_cast<double>(cells_per_degree) - phase);
    place.cell += static_cast<std::int64_t>(whole) * cells_per_degree;
    return place;
}

double sum_of(const CellPlace& place) {
    return static_cast<double>(place.cell) + place.inside;
}

struct CellSize {
    double degrees = 0;
    std::int64_t per_degree = 0; ///< 0 where the size is no reciprocal of a whole number
};

CellSize snap_size(double printed, std::int64_t cells) {
    const double per_degree = std::round(1 / printed);
    if (per_degree < 1) {
        return {printed, 0};
    }
    const double exact = 1 / per_degree;
    const double moved = std::abs(exact - printed) * static_cast<double>(cells) / exact;
    if (moved >= snap_cells) {
        return {printed, 0};
    }
    return {exact, static_cast<std::int64_t>(per_degree)};
}

/// Cell index and phase of an edge that lies `cells` cells from the origin of its axis.
CellPlace snap_edge(double cells) {
    const double half = std::round(2 * cells) / 2;
    const bool on_half = std::abs(cells - half) < snap_cells;
    const double below = std::floor(on_half ? half : cells);
    if (on_half) {
        return {static_cast<std::int64_t>(below), half - below};
    }
    const double steps = std::round((cells - below) * phase_steps);
    return {static_cast<std::int64_t>(below), steps / phase_steps};
}

double cells_from(double origin_distance_deg, const CellSize& size) {
    return size.per_degree > 0 ? origin_distance_deg * static_cast<double>(size.per_degree)
                               : origin_distance_deg / size.degrees;
}

Fault fault_of(std::string message, std::string hint) {
    return {std::move(message), std::move(hint), 0};
}

struct Printed {
    double west, north, cell_width, cell_height;
    std::int64_t width, height;
};

/// Empty where nothing is wrong.
Fault check_numbers(const Printed& in) {
    const std::string degrees = "give the geotransform in degrees of longitude and latitude";
    if (!std::isfinite(in.west) || !std::isfinite(in.north) || !std::isfinite(in.cell_width) ||
        !std::isfinite(in.cell_height)) {
        return fault_of("a corner or a cell size of the grid is not a finite number", degrees);
    }
    if (in.cell_width <= 0 || in.cell_height <= 0) {
        return fault_of(fmt::format("cells of {} x {} degrees: both sizes must be positive",
                                    in.cell_width, in.cell_height),
                        "rows must go southwards; flip the raster with gdalwarp first");
    }
    if (in.width <= 0 || in.height <= 0 || in.width > most_cells || in.height > most_cells) {
        return fault_of(
            fmt::format("a grid of {} columns and {} rows is not possible", in.width, in.height),
            "between 1 and 2^31 columns and rows can be read");
    }
    const double tiniest = 360 / static_cast<double>(std::numeric_limits<std::int32_t>::max());
    if (in.cell_width < tiniest || in.cell_height < tiniest) {
        return fault_of(fmt::format("cells of {} x {} degrees are too small to be numbered",
                                    in.cell_width, in.cell_height),
                        degrees);
    }
    return {};
}

Fault check_extent(const Printed& in) {
    const std::string hint =
        "is the raster projected? Reproject it first: gdalwarp -t_srs EPSG:4326";
    const double south = in.north - static_cast<double>(in.height) * in.cell_height;
    if (in.north > 90 + in.cell_height || south < -90 - in.cell_height) {
        return fault_of(
            fmt::format("the grid reaches from latitude {} to {}, beyond a pole", in.north, south),
            hint);
    }
    const double across = static_cast<double>(in.width) * in.cell_width;
    if (std::abs(in.west) > 360 + in.cell_width || across > 360 + 2 * in.cell_width) {
        return fault_of(fmt::format("the grid reaches from longitude {} to {}, beyond the globe",
                                    in.west, in.west + across),
                        hint);
    }
    return {};
}

} // namespace

CellPlace column_place(const Lattice& lattice, double lon_deg) noexcept {
    if (lattice.cells_per_degree == 0) {
        return place_on_axis((lon_deg + 180) / lattice.cell_width_deg - lattice.phase_x);
    }
    CellPlace place = place_on_axis(lon_deg, lattice.cells_per_degree, lattice.phase_x);
    place.cell += 180 * lattice.cells_per_degree;
    return place;
}

CellPlace row_place(const Lattice& lattice, double lat_deg) noexcept {
    if (lattice.cells_per_degree == 0) {
        return place_on_axis((90 - lat_deg) / lattice.cell_height_deg - lattice.phase_y);
    }
    CellPlace place = place_on_axis(-lat_deg, lattice.cells_per_degree, lattice.phase_y);
    place.cell += 90 * lattice.cells_per_degree;
    return place;
}

double Lattice::column_of(double lon_deg) const noexcept {
    return sum_of(column_place(*this, lon_deg));
}

double Lattice::row_of(double lat_deg) const noexcept {
    return sum_of(row_place(*this, lat_deg));
}

double Lattice::lon_of(double column) const noexcept {
    const double cells = column + phase_x;
    return -180 + (cells_per_degree > 0 ? cells / static_cast<double>(cells_per_degree)
                                        : cells * cell_width_deg);
}

double Lattice::lat_of(double row) const noexcept {
    const double cells = row + phase_y;
    return 90 - (cells_per_degree > 0 ? cells / static_cast<double>(cells_per_degree)
                                      : cells * cell_height_deg);
}

Result<Grid> make_grid(double west_deg, double north_deg, double cell_width_deg,
                       double cell_height_deg, std::int64_t width, std::int64_t height) {
    const Printed in{west_deg, north_deg, cell_width_deg, cell_height_deg, width, height};
    Fault fault = check_numbers(in);
    if (fault.message.empty()) {
        fault = check_extent(in);
    }
    if (!fault.message.empty()) {
        return fault;
    }
    const CellSize across = snap_size(cell_width_deg, width);
    const CellSize down = snap_size(cell_height_deg, height);
    const CellPlace west = snap_edge(cells_from(west_deg + 180, across));
    const CellPlace north = snap_edge(cells_from(90 - north_deg, down));
    Grid grid;
    grid.lattice.cells_per_degree = across.per_degree == down.per_degree ? across.per_degree : 0;
    grid.lattice.cell_width_deg = across.degrees;
    grid.lattice.cell_height_deg = down.degrees;
    grid.lattice.phase_x = west.inside;
    grid.lattice.phase_y = north.inside;
    grid.west = west.cell;
    grid.north = north.cell;
    grid.width = width;
    grid.height = height;
    if (const std::int64_t round = grid.lattice.columns_round(); round > 0) {
        grid.west = ((grid.west % round) + round) % round;
    }
    return grid;
}

} // namespace halflight::raster

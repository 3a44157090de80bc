// SPDX-License-Identifier: Apache-2.0
// Weights of zones row by row of a grid, as sums over rows that are made one at a time need them.
#pragma once

#include "halflight/raster/weights.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace halflight::simulate {

/// Neighbouring cells of a row in one zone, of one covered share; columns of the grid.
struct ZoneCells {
    std::uint32_t zone;
    std::int32_t first;
    std::int32_t end;
    double share;
};
struct Span {
    std::int64_t first;
    std::int64_t end;
};

struct ZoneRows {
    std::vector<std::size_t> cells_begin; ///< into cells; rows of the grid + 1 elements
    std::vector<ZoneCells> cells;
    std::vector<std::size_t> spans_begin; ///< into spans; likewise
    std::vector<Span> spans;              ///< cells that some zone touches, ascending, apart
    std::vector<double> areas;            ///< km2 of a cell, by row
};

/// Cells beyond the grid are left out. Throws Error(invalid_argument) for another lattice.
[[nodiscard]] ZoneRows zone_rows(const raster::ZoneWeights& weights, const raster::Grid& grid);

} // namespace halflight::simulate

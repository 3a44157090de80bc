// SPDX-License-Identifier: Apache-2.0
// halflight/raster/weights.hpp - which share of each cell lies in each zone, computed once per
// lattice.
#pragma once

#include "halflight/raster/grid.hpp"
#include "halflight/raster/zone.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halflight::raster {

/// Neighbouring cells of one row that lie wholly inside the zone.
struct CellRun {
    std::int32_t column = 0; ///< lattice column of the first
    std::int32_t length = 0;
    bool operator==(const CellRun&) const = default;
};

/// Weights of a layer of zones on a lattice, flat: zone -> rows -> runs of full cells and edge
/// cells. Element i of an `...begin` array is where part i begins, the last element where the last
/// ends. Columns are in [0, columns_round()) where the lattice wraps; a zone that crosses the
/// antimeridian has cells at both ends. Within a row, runs and edge cells are ordered by column.
struct ZoneWeights {
    Lattice lattice;
    std::vector<std::string> zone_ids;
    std::vector<std::string> zone_hashes;  ///< content_hash of each zone
    std::vector<std::uint32_t> zone_begin; ///< into rows; zones + 1 elements
    std::vector<std::int32_t> rows;        ///< lattice row of each zone row, ascending in a zone
    std::vector<std::uint32_t> run_begin;  ///< into runs; rows + 1 elements
    std::vector<std::uint32_t> edge_begin; ///< into edge cells; rows + 1 elements
    std::vector<CellRun> runs;
    std::vector<std::int32_t> edge_columns;
    std::vector<double> edge_fractions; ///< covered share of the cell, in (0, 1]

    bool operator==(const ZoneWeights&) const = default;
    [[nodiscard]] std::size_t zones() const noexcept { return zone_ids.size(); }
    /// Bytes held by the arrays.
    [[nodiscard]] std::size_t bytes() const noexcept;
};

/// Exact covered shares of every cell that a zone touches, in double precision, for zones made by
/// `prepare_zones`. Areas are taken in the plane of longitude and latitude, as clipping each cell's
/// square with the polygon would. Zones that share a border give shares that add up to 1 within
/// 1e-12. A zone smaller than a cell gives its share of that cell. Linear in the number of
/// edges and of cells they cross. Throws Error(invalid_argument) for more than 2^32 - 1 entries.
[[nodiscard]] ZoneWeights cover(const Lattice& lattice, std::span<const Zone> zones,
                                const Parallel& parallel = {});

/// `old` brought up to date: weights of zones whose content hash is known are kept, the others are
/// computed; order and ids as in `zones`. Equal, to the last bit, to `cover(lattice, zones)`.
/// `computed` (may be null) receives how many were not known.
[[nodiscard]] ZoneWeights update(const ZoneWeights& old, std::span<const Zone> zones,
                                 std::size_t* computed = nullptr);

/// Bytes for a cache on disk, with version, byte order mark and checksum; and back. A fault for
/// anything that `encode` did not write, never a crash or an allocation beyond the size of `bytes`.
[[nodiscard]] std::string encode(const ZoneWeights& weights);
[[nodiscard]] Result<ZoneWeights> decode(std::string_view bytes);

/// Area in km2 of each zone: covered shares times cell areas, over the whole lattice.
[[nodiscard]] std::vector<double> zone_areas_km2(const ZoneWeights& weights, Earth earth);

} // namespace halflight::raster

// SPDX-License-Identifier: Apache-2.0
// Sums over the zones of one pane.
#include "details.hpp"
#include "kernel.hpp"
#include "pane_check.hpp"

#include <algorithm>
#include <utility>

namespace halflight::raster {
namespace detail {
namespace {

bool needs_details(const Wanted& wanted) noexcept {
    return wanted.moments || wanted.floor || wanted.states || wanted.observations || wanted.error;
}

/// What a piece adds to the sums of its zone; unless it is doubtful, all that the pane has of it.
template <class T, bool states>
RawSums sums_of(const PieceView& piece, const TileCells<T>& tile, bool doubtful,
                const ZoneSums& zone) {
    if constexpr (std::is_same_v<T, float> && !states) {
        if (!doubtful) {
            const WholeSums whole = sum_whole(piece, tile.cells, tile.stride);
            return {zone.touched_count, zone.touched_area, whole.sum, whole.area_sum};
        }
    }
    return sum_piece<T, states>(piece, tile);
}

template <class T, bool states>
void add_plain(const ZonePlan::Parts& parts, std::size_t pane, const PaneCells& cells,
               std::span<ZoneSums> sums) {
    TileCells<T> tile;
    tile.stride = cells.values.stride;
    tile.states_stride = cells.states_stride;
    tile.limits = make_limits<T>(cells.decoding);
    tile.used = make_used_table(cells.used);
    const double scale = cells.decoding.scale;
    const double offset = cells.decoding.offset;
    const bool one_tile = parts.tiles() == 1;
    parts.for_each_piece(pane, [&](std::size_t piece, const Tile& at) {
        tile.cells = cell_at<T>(cells.values, at.row, at.column);
        if constexpr (states)
            tile.states = cells.states + at.row * cells.states_stride + at.column;
        tile.width = at.width;
        tile.height = at.height;
        ZoneSums& zone = sums[parts.pieces[piece].slot];
        const PieceView view = parts.view(piece, parts.tile_areas(pane, at));
        // Where tiles cut the pane, a zone may have more pieces than one.
        const bool doubtful = !one_tile || (parts.pieces[piece].parts & cells.doubtful) != 0;
        const RawSums raw = sums_of<T, states>(view, tile, doubtful, zone);
        zone.count += raw.count;
        zone.area += raw.area;
        zone.sum += scale * raw.sum + offset * raw.count;
        zone.area_sum += scale * raw.area_sum + offset * raw.area;
    });
}

/// A zone of which the pane has no used cell is asked why, even where shares by state are not
/// wanted: a reason is owed for every missing value.
void add_reasons(const ZonePlan::Parts& parts, std::size_t pane, const PaneCells& cells,
                 std::span<ZoneSums> sums) {
    if (std::ranges::none_of(sums, [](const ZoneSums& zone) { return zone.count == 0; }))
        return;
    Wanted states_alone;
    states_alone.states = true;
    const DetailCells all(cells, states_alone);
    MomentState unused;
    Batch batch;
    parts.for_each_piece(pane, [&](std::size_t piece, const Tile& at) {
        ZoneSums& zone = sums[parts.pieces[piece].slot];
        if (zone.count == 0)
            add_details(parts.view(piece, parts.tile_areas(pane, at)), at, all, batch, unused,
                        zone);
    });
}

} // namespace
} // namespace detail

void ZonePlan::accumulate(std::size_t pane, const PaneCells& cells, const Wanted& wanted,
                          std::span<ZoneSums> sums) const {
    detail::check_pane(m_parts->layout, pane, cells, wanted);
    const std::size_t begin = m_parts->zone_begin[pane];
    if (sums.size() != m_parts->zone_begin[pane + 1] - begin)
        throw Error(ErrorCode::invalid_argument,
                    "give room for the sums of every zone of the pane");
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const detail::Touched& touched = m_parts->touched[begin + i];
        sums[i] = {};
        sums[i].touched_area = touched.area;
        sums[i].touched_count = touched.count;
        sums[i].cells = touched.cells;
    }
    // Without states every cell is observed; if that is not asked for, none is used.
    if (cells.states == nullptr && !cells.used.has(CellState::observed))
        return;
    detail::with_type(cells.values.type, [&]<class T>(T) {
        if (cells.states != nullptr)
            detail::add_plain<T, true>(*m_parts, pane, cells, sums);
        else
            detail::add_plain<T, false>(*m_parts, pane, cells, sums);
    });
    if (cells.states != nullptr && !wanted.states)
        detail::add_reasons(*m_parts, pane, cells, sums);
    if (!detail::needs_details(wanted))
        return;
    const detail::DetailCells all(cells, wanted);
    std::vector<detail::MomentState> moments(sums.size());
    detail::Batch batch;
    m_parts->for_each_piece(pane, [&](std::size_t piece, const detail::Tile& at) {
        const std::size_t slot = m_parts->pieces[piece].slot;
        detail::add_details(m_parts->view(piece, m_parts->tile_areas(pane, at)), at, all, batch,
                            moments[slot], sums[slot]);
    });
}

void ZoneSums::add(const ZoneSums& other) noexcept {
    if (other.count > 0) {
        smallest = count > 0 ? std::min(smallest, other.smallest) : other.smallest;
        largest = count > 0 ? std::max(largest, other.largest) : other.largest;
    }
    if (const double whole = area + other.area; other.area > 0) {
        const double step = other.mean - mean;
        mean += step * (other.area / whole);
        squares += other.squares + step * step * (area * (other.area / whole));
    }
    touched_area += other.touched_area;
    touched_count += other.touched_count;
    count += other.count;
    area += other.area;
    sum += other.sum;
    area_sum += other.area_sum;
    below_count += other.below_count;
    below_area += other.below_area;
    lit_area += other.lit_area;
    lit_sum += other.lit_sum;
    lit_area_sum += other.lit_area_sum;
    snow_area += other.snow_area;
    observation_area += other.observation_area;
    error_squares += other.error_squares;
    error_area += other.error_area;
    error_plain_squares += other.error_plain_squares;
    error_count += other.error_count;
    cells += other.cells;
    for (std::size_t i = 0; i < state_area.size(); ++i)
        state_area[i] += other.state_area[i];
}

} // namespace halflight::raster

// SPDX-License-Identifier: Apache-2.0
// Cuts the weights of a layer to the panes of a grid.
#include "cutter.hpp"
#include "halflight/base/parallel.hpp"
#include "plan_finish.hpp"
#include "plan_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace halflight::raster {
namespace detail {
namespace {

/// Calls run(fragment) and edge(fragment, fraction) for what a zone has in the grid.
template <class Run, class Edge>
void visit(const ZoneWeights& weights, std::size_t zone, Cutter& cutter, Run&& run, Edge&& edge) {
    for (std::size_t r = weights.zone_begin[zone]; r < weights.zone_begin[zone + 1]; ++r) {
        if (!cutter.enter_row(weights.rows[r]))
            continue;
        for (std::size_t i = weights.run_begin[r]; i < weights.run_begin[r + 1]; ++i)
            cutter.cut(weights.runs[i].column, weights.runs[i].length, run);
        for (std::size_t i = weights.edge_begin[r]; i < weights.edge_begin[r + 1]; ++i)
            cutter.cut(weights.edge_columns[i], 1,
                       [&](const Fragment& at) { edge(at, weights.edge_fractions[i]); });
    }
}

constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();

/// Turns counts into beginnings, with the whole at the end.
std::uint32_t accumulate_counts(std::vector<std::uint32_t>& counts) {
    std::uint64_t sum = 0;
    for (std::uint32_t& count : counts) {
        const std::uint32_t here = count;
        count = static_cast<std::uint32_t>(sum);
        sum += here;
    }
    if (sum >= nobody)
        throw Error(ErrorCode::invalid_argument,
                    "too many zone cells for one grid; give fewer zones");
    counts.push_back(static_cast<std::uint32_t>(sum));
    return static_cast<std::uint32_t>(sum);
}

/// Fills the parts of a plan in two passes over the weights: count, then place.
class Builder {
  public:
    Builder(const ZoneWeights& weights, ZonePlan::Parts& parts)
        : m_weights(weights), m_parts(parts),
          m_cutter(parts.layout, parts.tiles_across, parts.tiles_down) {}

    void build() {
        count();
        place();
    }

  private:
    void count() {
        const std::size_t panes = m_parts.layout.panes();
        const std::size_t tiles = panes * m_parts.tiles();
        m_rows.assign(tiles, 0);
        m_edges.assign(tiles, 0);
        m_last_row.assign(tiles, 0);
        m_parts.piece_begin.assign(tiles, 0);
        m_parts.zone_begin.assign(panes, 0);
        std::vector<std::uint32_t> tile_zone(tiles, nobody);
        std::vector<std::uint32_t> pane_zone(panes, nobody);
        for (std::uint32_t zone = 0; zone < m_weights.zones(); ++zone) {
            const auto see = [&](const Fragment& at) {
                m_parts.piece_begin[at.tile] += tile_zone[at.tile] == zone ? 0U : 1U;
                m_parts.zone_begin[at.pane] += pane_zone[at.pane] == zone ? 0U : 1U;
                const bool new_row = tile_zone[at.tile] != zone || m_last_row[at.tile] != at.row;
                tile_zone[at.tile] = zone;
                pane_zone[at.pane] = zone;
                m_last_row[at.tile] = at.row;
                return new_row;
            };
            visit(
                m_weights, zone, m_cutter,
                [&](const Fragment& at) {
                    see(at);
                    ++m_rows[at.tile];
                },
                [&](const Fragment& at, double) {
                    m_rows[at.tile] += see(at) ? 1U : 0U;
                    ++m_edges[at.tile];
                });
        }
        make_room();
    }

    void make_room() {
        m_parts.rows.resize(accumulate_counts(m_rows));
        const std::size_t edges = accumulate_counts(m_edges);
        m_parts.edge_columns.assign(edges + edge_margin, 0);
        m_parts.fractions.assign(edges + edge_margin, 0);
        m_parts.pieces.resize(accumulate_counts(m_parts.piece_begin) + 1);
        m_parts.zones.resize(accumulate_counts(m_parts.zone_begin));
        m_parts.touched.resize(m_parts.zones.size());
        m_parts.pieces.back() = {0, static_cast<std::uint32_t>(m_parts.rows.size()),
                                 static_cast<std::uint32_t>(edges), 0, 0};
        m_parts.cell_begin.assign(1, 0);
        m_tile_piece.assign(m_parts.piece_begin.begin(), m_parts.piece_begin.end() - 1);
        m_pane_slot.assign(m_parts.zone_begin.begin(), m_parts.zone_begin.end() - 1);
        m_cells.assign(m_tile_piece.size(), 0);
    }

    void place() {
        for (std::uint32_t zone = 0; zone < m_weights.zones(); ++zone) {
            visit(
                m_weights, zone, m_cutter,
                [&](const Fragment& at) {
                    begin(at, zone);
                    m_cells[at.tile] += at.length;
                    m_parts.rows[m_rows[at.tile]++] = {at.row, at.column, at.length, 0};
                },
                [&](const Fragment& at, double fraction) {
                    begin(at, zone);
                    ++m_cells[at.tile];
                    ++row_of_edge(at).edges;
                    const std::uint32_t edge = m_edges[at.tile]++;
                    m_parts.edge_columns[edge] = at.column;
                    m_parts.fractions[edge] = fraction;
                });
            finish_zone();
        }
    }

    /// The first fragment of a zone in a tile opens a piece.
    void begin(const Fragment& at, std::uint32_t zone) {
        if (m_cells[at.tile] != 0)
            return;
        std::uint32_t& slot = m_pane_slot[at.pane];
        const bool known = slot > m_parts.zone_begin[at.pane] && m_parts.zones[slot - 1] == zone;
        if (!known)
            m_parts.zones[slot++] = zone;
        m_parts.pieces[m_tile_piece[at.tile]++] = {slot - 1 - m_parts.zone_begin[at.pane],
                                                   m_rows[at.tile], m_edges[at.tile], 0, 0};
        m_open.push_back(at);
    }

    /// The last row of the open piece, or a new one without a run.
    PlanRow& row_of_edge(const Fragment& at) {
        std::uint32_t& end = m_rows[at.tile];
        const bool any = end > m_parts.pieces[m_tile_piece[at.tile] - 1].row_begin;
        if (!any || m_parts.rows[end - 1].row != at.row)
            m_parts.rows[end++] = {at.row, 0, 0, 0};
        return m_parts.rows[end - 1];
    }

    void finish_zone() {
        std::uint64_t cells = 0;
        for (const Fragment& at : m_open) {
            detail::Piece& piece = m_parts.pieces[m_tile_piece[at.tile] - 1];
            piece.cell_begin = static_cast<std::uint32_t>(cells);
            cells += m_cells[at.tile];
            m_parts.touched[m_parts.zone_begin[at.pane] + piece.slot].cells +=
                static_cast<std::uint32_t>(m_cells[at.tile]);
            m_cells[at.tile] = 0;
        }
        m_open.clear();
        m_parts.cell_begin.push_back(m_parts.cell_begin.back() + cells);
    }

    const ZoneWeights& m_weights;
    ZonePlan::Parts& m_parts;
    Cutter m_cutter;
    std::vector<std::uint32_t> m_rows;       ///< of each tile: count, then the next to write
    std::vector<std::uint32_t> m_edges;      ///< likewise
    std::vector<std::uint32_t> m_tile_piece; ///< of each tile: the next piece to open
    std::vector<std::uint32_t> m_pane_slot;  ///< of each pane: the next zone to enter
    std::vector<std::uint64_t> m_cells;      ///< of each tile: cells of the open zone
    std::vector<std::uint16_t> m_last_row;   ///< of each tile
    std::vector<Fragment> m_open;
};

void check_layout(const ZoneWeights& weights, const PaneLayout& layout) {
    if (!(weights.lattice == layout.grid.lattice))
        throw Error(ErrorCode::invalid_argument,
                    "the weights belong to another lattice than the grid; compute them for it");
    if (layout.grid.width <= 0 || layout.grid.height <= 0 || layout.pane_width <= 0 ||
        layout.pane_height <= 0)
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("a grid of {} x {} cells cannot be cut into panes of {} x {}",
                                layout.grid.width, layout.grid.height, layout.pane_width,
                                layout.pane_height));
}

} // namespace
} // namespace detail

detail::Tile ZonePlan::Parts::tile_at(std::size_t pane, std::size_t tile) const noexcept {
    const PaneWindow window = window_of(layout, pane);
    const auto across = static_cast<std::size_t>(tiles_across);
    const auto column = static_cast<std::int32_t>(tile % across) * detail::tile_size;
    const auto row = static_cast<std::int32_t>(tile / across) * detail::tile_size;
    return {column, row, std::clamp(window.width - column, 0, detail::tile_size),
            std::clamp(window.height - row, 0, detail::tile_size)};
}

detail::PieceView ZonePlan::Parts::view(std::size_t piece,
                                        const double* tile_row_areas) const noexcept {
    const detail::Piece& here = pieces[piece];
    const detail::Piece& next = pieces[piece + 1];
    return {rows.data() + here.row_begin, next.row_begin - here.row_begin,
            edge_columns.data() + here.edge_begin, fractions.data() + here.edge_begin,
            tile_row_areas};
}

const double* ZonePlan::Parts::tile_areas(std::size_t pane,
                                          const detail::Tile& tile) const noexcept {
    return row_areas.data() + window_of(layout, pane).row + tile.row;
}

ZonePlan::ZonePlan(const ZoneWeights& weights, const PaneLayout& layout, Earth earth, int jobs)
    : m_parts(std::make_unique<Parts>()) {
    detail::check_layout(weights, layout);
    Parts& parts = *m_parts;
    parts.layout = layout;
    parts.row_areas =
        cell_areas_km2(layout.grid.lattice, layout.grid.north, layout.grid.height, earth);
    parts.tiles_across = (layout.pane_width - 1) / detail::tile_size + 1;
    parts.tiles_down = (layout.pane_height - 1) / detail::tile_size + 1;
    detail::Builder(weights, parts).build();
    for (std::size_t pane = 0; pane < layout.panes(); ++pane) {
        if (parts.zone_begin[pane] < parts.zone_begin[pane + 1])
            parts.panes.push_back(static_cast<std::uint32_t>(pane));
    }
    for_each_index(parts.panes.size(), jobs,
                   [&parts](std::size_t i) { detail::finish_pane(parts, parts.panes[i]); });
}

ZonePlan::ZonePlan(ZonePlan&&) noexcept = default;
ZonePlan& ZonePlan::operator=(ZonePlan&&) noexcept = default;
ZonePlan::~ZonePlan() = default;

const PaneLayout& ZonePlan::layout() const noexcept {
    return m_parts->layout;
}

std::size_t ZonePlan::zones() const noexcept {
    return m_parts->cell_begin.size() - 1;
}

std::span<const std::uint32_t> ZonePlan::panes() const noexcept {
    return m_parts->panes;
}

std::span<const std::uint32_t> ZonePlan::zones_in(std::size_t pane) const noexcept {
    if (pane + 1 >= m_parts->zone_begin.size())
        return {};
    const std::uint32_t begin = m_parts->zone_begin[pane];
    return std::span(m_parts->zones).subspan(begin, m_parts->zone_begin[pane + 1] - begin);
}

std::span<const std::uint64_t> ZonePlan::cell_begin() const noexcept {
    return m_parts->cell_begin;
}

} // namespace halflight::raster

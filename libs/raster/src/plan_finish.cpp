// SPDX-License-Identifier: Apache-2.0
#include "plan_finish.hpp"

#include "kernel.hpp"
#include "plan_parts.hpp"

#include <algorithm>

namespace halflight::raster::detail {
namespace {

class PieceFinisher {
  public:
    explicit PieceFinisher(ZonePlan::Parts& parts) : m_parts(parts) {}

    void finish(std::size_t index, std::size_t pane) {
        Piece& piece = m_parts.pieces[index];
        const std::size_t row_end = m_parts.pieces[index + 1].row_begin;
        piece.parts = parts_of(piece, pane, row_end);
        order_rows(piece, row_end);
    }

  private:
    [[nodiscard]] std::uint64_t parts_of(const PlanRow& row, std::size_t first_edge,
                                         const PaneParts& parts) const {
        std::int32_t first = row.column;
        std::int32_t last = row.column + row.length - 1;
        if (row.length == 0)
            first = last = m_parts.edge_columns[first_edge];
        for (const std::uint16_t column :
             std::span(m_parts.edge_columns).subspan(first_edge, row.edges)) {
            first = std::min<std::int32_t>(first, column);
            last = std::max<std::int32_t>(last, column);
        }
        return parts.bits(row.row, first, last);
    }

    /// All parts where tiles cut the pane: their places are not those of the pane.
    [[nodiscard]] std::uint64_t parts_of(const Piece& piece, std::size_t pane,
                                         std::size_t row_end) const {
        if (m_parts.tiles() > 1)
            return PaneParts::all;
        const PaneWindow window = window_of(m_parts.layout, pane);
        const PaneParts parts(window.width, window.height);
        std::uint64_t found = 0;
        std::size_t edge = piece.edge_begin;
        for (std::size_t row = piece.row_begin; row < row_end; ++row) {
            found |= parts_of(m_parts.rows[row], edge, parts);
            edge += m_parts.rows[row].edges;
        }
        return found;
    }

    /// Rows with as many steps of run and edge cells side by side.
    void order_rows(const Piece& piece, std::size_t row_end) {
        const std::span<PlanRow> rows =
            std::span(m_parts.rows).subspan(piece.row_begin, row_end - piece.row_begin);
        m_order.clear();
        std::uint32_t edge = piece.edge_begin;
        for (const PlanRow& row : rows) {
            const unsigned run_steps = (row.length + 7U) / 8U;
            const unsigned edge_steps = (row.edges + 3U) / 4U;
            const std::uint64_t steps = edge_steps << 16U | run_steps;
            m_order.push_back({steps << 32U | m_order.size(), edge, row});
            edge += row.edges;
        }
        std::ranges::sort(m_order, {}, &Ordered::key);
        const auto first = static_cast<std::ptrdiff_t>(piece.edge_begin);
        const auto end = static_cast<std::ptrdiff_t>(edge);
        m_columns.assign(m_parts.edge_columns.begin() + first, m_parts.edge_columns.begin() + end);
        m_fractions.assign(m_parts.fractions.begin() + first, m_parts.fractions.begin() + end);
        auto column = m_parts.edge_columns.begin() + first;
        auto fraction = m_parts.fractions.begin() + first;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            rows[i] = m_order[i].row;
            const auto from = static_cast<std::ptrdiff_t>(m_order[i].edge - piece.edge_begin);
            column = std::copy_n(m_columns.begin() + from, rows[i].edges, column);
            fraction = std::copy_n(m_fractions.begin() + from, rows[i].edges, fraction);
        }
    }

    struct Ordered {
        std::uint64_t key;  ///< steps, then place: equal steps stay in order
        std::uint32_t edge; ///< its first
        PlanRow row;
    };

    ZonePlan::Parts& m_parts;
    std::vector<Ordered> m_order;
    std::vector<std::uint16_t> m_columns;
    std::vector<double> m_fractions;
};

/// Sums what zones cover of a pane with the code that sums cells, so that a pane without a missing
/// cell has the same bits in both.
void add_touched(ZonePlan::Parts& parts, std::size_t pane, const std::vector<std::uint8_t>& zeros) {
    parts.for_each_piece(pane, [&](std::size_t piece, const Tile& at) {
        TileCells<std::uint8_t> tile;
        tile.cells = zeros.data();
        tile.width = at.width;
        tile.height = at.height;
        const RawSums sums =
            sum_piece<std::uint8_t, false>(parts.view(piece, parts.tile_areas(pane, at)), tile);
        Touched& touched = parts.touched[parts.zone_begin[pane] + parts.pieces[piece].slot];
        touched.area += sums.area;
        touched.count += sums.count;
    });
}

} // namespace

void finish_pane(ZonePlan::Parts& parts, std::size_t pane) {
    PieceFinisher finisher(parts);
    parts.for_each_piece(pane,
                         [&](std::size_t piece, const Tile&) { finisher.finish(piece, pane); });
    const auto width =
        std::min(std::min<std::int64_t>(parts.layout.pane_width, parts.layout.grid.width),
                 std::int64_t{tile_size});
    add_touched(parts, pane, std::vector<std::uint8_t>(static_cast<std::size_t>(width), 0));
}

} // namespace halflight::raster::detail

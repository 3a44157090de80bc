// SPDX-License-Identifier: Apache-2.0
// Values and weights of the cells of each zone, side by side for quantiles.
#include "decode.hpp"
#include "kernel.hpp"
#include "pane_check.hpp"

#include <limits>

namespace halflight::raster {
namespace detail {
namespace {

template <class T>
struct Source {
    const PaneCells& cells;
    Limits<T> limits;
    UsedTable used;

    void read(std::ptrdiff_t row, std::ptrdiff_t column, std::span<float> values) const {
        const T* raw = cell_at<T>(cells.values, row, column);
        const double scale = cells.decoding.scale;
        const double offset = cells.decoding.offset;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double value = static_cast<double>(raw[i]) * scale + offset;
            values[i] = accepts(limits, raw[i]) ? static_cast<float>(value)
                                                : std::numeric_limits<float>::quiet_NaN();
        }
        if (cells.states == nullptr)
            return;
        const std::uint8_t* marks = cells.states + row * cells.states_stride + column;
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (used[marks[i] & StateByte::state_bits] == 0)
                values[i] = std::numeric_limits<float>::quiet_NaN();
        }
    }
};

template <class T>
void gather_piece(const PieceView& piece, const Tile& at, const Source<T>& source, float* values) {
    const std::uint16_t* column = piece.edge_columns;
    for (const PlanRow& row : std::span(piece.rows, piece.row_count)) {
        source.read(at.row + row.row, at.column + row.column, std::span(values, row.length));
        values += row.length;
        for (std::size_t i = 0; i < row.edges; ++i)
            source.read(at.row + row.row, at.column + *column++, std::span(values++, 1));
    }
}

void gather_piece_weights(const PieceView& piece, double* weights) {
    const double* fraction = piece.fractions;
    for (const PlanRow& row : std::span(piece.rows, piece.row_count)) {
        const double area = piece.row_areas[row.row];
        weights = std::fill_n(weights, row.length, area);
        for (std::size_t i = 0; i < row.edges; ++i)
            *weights++ = *fraction++ * area;
    }
}

} // namespace
} // namespace detail

void ZonePlan::gather(std::size_t pane, const PaneCells& cells, std::span<float> values) const {
    detail::check_pane(m_parts->layout, pane, cells, {});
    if (values.size() != cell_begin().back())
        throw Error(ErrorCode::invalid_argument, "give room for the values of every zone");
    PaneCells given = cells;
    const bool none_used = cells.states == nullptr && !cells.used.has(CellState::observed);
    detail::with_type(cells.values.type, [&]<class T>(T) {
        detail::Source<T> source{given, detail::make_limits<T>(cells.decoding),
                                 detail::make_used_table(cells.used)};
        if (none_used) {
            source.limits.low = T{1};
            source.limits.high = T{0};
        }
        m_parts->for_each_piece(pane, [&](std::size_t piece, const detail::Tile& at) {
            const detail::Piece& here = m_parts->pieces[piece];
            const std::uint32_t zone = m_parts->zones[m_parts->zone_begin[pane] + here.slot];
            detail::gather_piece(m_parts->view(piece, nullptr), at, source,
                                 values.data() + m_parts->cell_begin[zone] + here.cell_begin);
        });
    });
}

std::vector<double> ZonePlan::gather_weights() const {
    std::vector<double> weights(cell_begin().back());
    for (const std::uint32_t pane : m_parts->panes) {
        m_parts->for_each_piece(pane, [&](std::size_t piece, const detail::Tile& at) {
            const detail::Piece& here = m_parts->pieces[piece];
            const std::uint32_t zone = m_parts->zones[m_parts->zone_begin[pane] + here.slot];
            detail::gather_piece_weights(m_parts->view(piece, m_parts->tile_areas(pane, at)),
                                         weights.data() + m_parts->cell_begin[zone] +
                                             here.cell_begin);
        });
    }
    return weights;
}

} // namespace halflight::raster

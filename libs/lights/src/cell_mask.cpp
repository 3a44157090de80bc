// SPDX-License-Identifier: Apache-2.0
#include "cell_mask.hpp"

#include <algorithm>

namespace halflight::lights {

CellMask::CellMask(const raster::ZoneWeights& weights) : m_round(weights.lattice.columns_round()) {
    constexpr double half = 0.5;
    for (std::size_t r = 0; r < weights.rows.size(); ++r) {
        const std::int64_t row = weights.rows[r];
        for (std::uint32_t i = weights.run_begin[r]; i < weights.run_begin[r + 1]; ++i) {
            const raster::CellRun& run = weights.runs[i];
            m_stretches.push_back({row, run.column, std::int64_t{run.column} + run.length});
        }
        for (std::uint32_t i = weights.edge_begin[r]; i < weights.edge_begin[r + 1]; ++i) {
            if (weights.edge_fractions[i] >= half) {
                const std::int64_t column = weights.edge_columns[i];
                m_stretches.push_back({row, column, column + 1});
            }
        }
    }
    std::ranges::stable_sort(m_stretches, {}, &Stretch::row);
}

void CellMask::apply(const raster::Grid& grid, const raster::PaneWindow& window,
                     std::span<std::uint8_t> states) const {
    constexpr auto marks = static_cast<std::uint8_t>(~raster::StateByte::state_bits);
    constexpr auto masked = static_cast<std::uint8_t>(raster::CellState::masked);
    const std::int64_t west = grid.west + window.column;
    const std::int64_t top = grid.north + window.row;
    auto stretch = std::ranges::lower_bound(m_stretches, top, {}, &Stretch::row);
    for (; stretch != m_stretches.end() && stretch->row < top + window.height; ++stretch) {
        const std::int64_t begin_of_row = (stretch->row - top) * window.width;
        for (std::int64_t shift = -m_round; shift <= m_round;
             shift += std::max<std::int64_t>(m_round, 1)) {
            const std::int64_t first = std::max<std::int64_t>(stretch->first + shift - west, 0);
            const std::int64_t end =
                std::min<std::int64_t>(stretch->end + shift - west, window.width);
            for (std::int64_t column = first; column < end; ++column) {
                std::uint8_t& state = states[static_cast<std::size_t>(begin_of_row + column)];
                state = static_cast<std::uint8_t>((state & marks) | masked);
            }
        }
    }
}

} // namespace halflight::lights

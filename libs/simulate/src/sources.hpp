// SPDX-License-Identifier: Apache-2.0
// Sources of light, spread over the cells round them.
#pragma once

#include "halflight/raster/grid.hpp"
#include "halflight/raster/zone.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace halflight::simulate {

/// Sources with a Gaussian footprint, integrated over cells and cut at four standard deviations:
/// the shares of a footprint add up to 1, of which the grid holds what lies inside it.
class Sources {
  public:
    Sources() = default;
    explicit Sources(const raster::Grid& grid) : m_grid(grid) {}

    void add(raster::Point place, double spread_cells);
    /// To be called after the last one was added.
    void sort_by_row();
    [[nodiscard]] std::size_t size() const noexcept { return m_footprints.size(); }
    /// Share of the brightest cell of a source.
    [[nodiscard]] double brightest(std::size_t source) const;

    /// Adds the light of all sources to cells `first` to `end` of a row, in the order of sources.
    void add_row(std::int64_t row, std::int64_t first, std::int64_t end,
                 std::span<const float> light, float* out) const;

    /// A source that reaches a row: its shares of cells `column` on.
    struct Reach {
        std::size_t source;
        float share; ///< of the row; times that of a column: of the cell
        std::int64_t column;
        std::span<const float> columns;
    };
    template <class Visit>
    void visit_row(std::int64_t row, const Visit& visit) const {
        const auto at = static_cast<std::size_t>(row);
        for (std::size_t i = m_row_begin[at]; i < m_row_begin[at + 1]; ++i) {
            const Footprint& one = m_footprints[m_in_row[i]];
            visit(Reach{m_in_row[i], m_shares[one.down + static_cast<std::size_t>(row - one.row)],
                        one.column, std::span(m_shares).subspan(one.across, one.width)});
        }
    }

  private:
    struct Footprint {
        std::int64_t row, column;  ///< first ones inside the grid
        std::size_t height, width; ///< inside the grid; 0 where it lies outside
        std::size_t down, across;  ///< where the shares of rows and columns stand
    };
    raster::Grid m_grid;
    std::vector<Footprint> m_footprints;
    std::vector<float> m_shares;
    std::vector<std::size_t> m_row_begin; ///< into m_in_row
    std::vector<std::uint32_t> m_in_row;  ///< sources by row
};

} // namespace halflight::simulate

// SPDX-License-Identifier: Apache-2.0
#include "map_cells.hpp"

#include "pane_reader.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halflight::lights {

namespace {

constexpr std::int64_t most_cells_across = 1600;

MapCells empty_cells(const MapFrame& frame, const raster::Lattice& lattice) {
    MapCells cells;
    cells.first_column = static_cast<std::int64_t>(std::floor(lattice.column_of(frame.west)));
    cells.first_row = static_cast<std::int64_t>(std::floor(lattice.row_of(frame.north)));
    const auto columns =
        static_cast<std::int64_t>(std::ceil(lattice.column_of(frame.east))) - cells.first_column;
    const auto rows =
        static_cast<std::int64_t>(std::ceil(lattice.row_of(frame.south))) - cells.first_row;
    cells.step = std::max<std::int64_t>(1, (std::max(columns, rows) + most_cells_across - 1) /
                                               most_cells_across);
    cells.width = static_cast<std::size_t>((columns + cells.step - 1) / cells.step);
    cells.height = static_cast<std::size_t>((rows + cells.step - 1) / cells.step);
    return cells;
}

/// Means of squares, gathered from panes in any order of reading that is always the same.
class Squares {
  public:
    Squares(MapCells& cells, const raster::Lattice& lattice)
        : m_cells(cells), m_round(lattice.columns_round()), m_sums(cells.width * cells.height),
          m_counts(m_sums.size()) {}

    void add(const raster::Grid& grid, const raster::PaneWindow& window,
             const raster::PaneCells& cells) {
        const auto* values = reinterpret_cast<const float*>(cells.values.data);
        for (std::int32_t y = 0; y < window.height; ++y) {
            const std::int64_t row = grid.north + window.row + y - m_cells.first_row;
            for (std::int32_t x = 0; x < window.width; ++x) {
                const std::size_t i =
                    static_cast<std::size_t>(y) * static_cast<std::size_t>(window.width) +
                    static_cast<std::size_t>(x);
                const int state = cells.states[i] & raster::StateByte::state_bits;
                if (cells.used.has(static_cast<raster::CellState>(state))) {
                    put(column_in_map(grid.west + window.column + x), row, values[i]);
                }
            }
        }
    }

    void finish() {
        m_cells.values.resize(m_sums.size());
        for (std::size_t i = 0; i < m_sums.size(); ++i) {
            m_cells.values[i] = m_counts[i] == 0 ? std::numeric_limits<float>::quiet_NaN()
                                                 : static_cast<float>(m_sums[i] / m_counts[i]);
        }
    }

    [[nodiscard]] bool meets(const raster::Grid& grid, const raster::PaneWindow& window) const {
        const std::int64_t row = grid.north + window.row - m_cells.first_row;
        const auto height = static_cast<std::int64_t>(m_cells.height) * m_cells.step;
        const auto width = static_cast<std::int64_t>(m_cells.width) * m_cells.step;
        if (row >= height || row + window.height <= 0) {
            return false;
        }
        const std::int64_t column = column_in_map(grid.west + window.column);
        return column < width || (m_round > 0 && column + window.width > m_round) ||
               (m_round == 0 && column < width && column + window.width > 0);
    }

  private:
    [[nodiscard]] std::int64_t column_in_map(std::int64_t column) const {
        const std::int64_t from_first = column - m_cells.first_column;
        return m_round == 0 ? from_first : (from_first % m_round + m_round) % m_round;
    }
    void put(std::int64_t column, std::int64_t row, float value) {
        const std::int64_t x = column / m_cells.step;
        const std::int64_t y = row / m_cells.step;
        if (column >= 0 && row >= 0 && x < static_cast<std::int64_t>(m_cells.width) &&
            y < static_cast<std::int64_t>(m_cells.height)) {
            const std::size_t i =
                static_cast<std::size_t>(y) * m_cells.width + static_cast<std::size_t>(x);
            m_sums[i] += static_cast<double>(value);
            ++m_counts[i];
        }
    }

    MapCells& m_cells;
    std::int64_t m_round;
    std::vector<double> m_sums;
    std::vector<int> m_counts;
};

void widen(MapFrame& frame, double lon, double lat) {
    frame.west = std::min(frame.west, lon);
    frame.east = std::max(frame.east, lon);
    frame.south = std::min(frame.south, lat);
    frame.north = std::max(frame.north, lat);
}

} // namespace

MapFrame frame_of(const std::vector<raster::Zone>& zones) {
    constexpr double far = 1000;
    MapFrame plain{far, far, -far, -far};
    MapFrame turned = plain; // western longitudes counted on beyond 180
    for (const raster::Zone& zone : zones) {
        for (const raster::Polygon& part : zone.parts) {
            for (const raster::Point& point : part.outer) {
                widen(plain, point.lon_deg, point.lat_deg);
                widen(turned, point.lon_deg < 0 ? point.lon_deg + 360 : point.lon_deg,
                      point.lat_deg);
            }
        }
    }
    MapFrame frame = turned.east - turned.west < plain.east - plain.west ? turned : plain;
    constexpr double share = 0.03;
    const double margin =
        share * std::max({frame.east - frame.west, frame.north - frame.south, 0.05});
    return {frame.west - margin, std::max(frame.south - margin, -90.0), frame.east + margin,
            std::min(frame.north + margin, 90.0)};
}

MapCells cells_in(const MapFrame& frame, const Run& run, const RunPeriod& period,
                  OpenFiles& files) {
    MapCells cells = empty_cells(frame, run.lattice);
    Squares squares(cells, run.lattice);
    raster::Wanted wanted;
    wanted.states = true; // so that cells come judged
    const PaneReader reader(run.spec.product.rules, wanted, {});
    PaneScratch scratch;
    for (const RunRaster* raster : period.rasters) {
        const OpenRaster open = open_raster(*raster, files);
        for (std::size_t pane = 0; pane < raster->layout.panes(); ++pane) {
            const raster::PaneWindow window = raster::window_of(raster->layout, pane);
            if (squares.meets(raster->raster.grid, window)) {
                squares.add(raster->raster.grid, window, reader.read(open, window, 0, scratch));
            }
        }
    }
    squares.finish();
    return cells;
}

} // namespace halflight::lights

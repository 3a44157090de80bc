// SPDX-License-Identifier: Apache-2.0
// Made weights, rasters and panes for the tests of zonal sums, from a seed.
#pragma once

#include "halflight/raster/zonal.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace halflight::raster::made {

/// Covered share by lattice row and column.
using Cover = std::map<std::pair<std::int64_t, std::int64_t>, double>;

/// Cells with share 1 become runs, unless `full_edges`.
inline ZoneWeights weights_of(const Lattice& lattice, const std::vector<Cover>& zones,
                              bool full_edges = false) {
    ZoneWeights weights;
    weights.lattice = lattice;
    weights.zone_begin.push_back(0);
    weights.run_begin.push_back(0);
    weights.edge_begin.push_back(0);
    for (std::size_t zone = 0; zone < zones.size(); ++zone) {
        weights.zone_ids.push_back("z" + std::to_string(zone));
        weights.zone_hashes.emplace_back();
        for (auto at = zones[zone].begin(); at != zones[zone].end();) {
            const std::int64_t row = at->first.first;
            weights.rows.push_back(static_cast<std::int32_t>(row));
            std::int64_t last = -2;
            for (; at != zones[zone].end() && at->first.first == row; ++at) {
                const auto column = static_cast<std::int32_t>(at->first.second);
                if (at->second < 1 || full_edges) {
                    weights.edge_columns.push_back(column);
                    weights.edge_fractions.push_back(at->second);
                } else if (last == column - 1) {
                    ++weights.runs.back().length;
                    last = column;
                } else {
                    weights.runs.push_back({column, 1});
                    last = column;
                }
            }
            weights.run_begin.push_back(static_cast<std::uint32_t>(weights.runs.size()));
            weights.edge_begin.push_back(static_cast<std::uint32_t>(weights.edge_columns.size()));
        }
        weights.zone_begin.push_back(static_cast<std::uint32_t>(weights.rows.size()));
    }
    return weights;
}

inline Lattice degree_lattice() {
    return {.cells_per_degree = 1, .cell_width_deg = 1, .cell_height_deg = 1};
}

/// A raster of one type over a grid, rows `stride` apart.
template <class T>
struct Raster {
    Grid grid;
    std::ptrdiff_t stride = 0;
    std::vector<T> cells;

    [[nodiscard]] T at(std::int64_t row, std::int64_t column) const {
        return cells[static_cast<std::size_t>(row * stride + column)];
    }
    [[nodiscard]] CellView view(CellType type, const PaneWindow& window) const {
        const T* first = cells.data() + window.row * stride + window.column;
        return {type, static_cast<const std::byte*>(static_cast<const void*>(first)), stride};
    }
};

template <class T>
constexpr CellType type_of() {
    if constexpr (std::is_same_v<T, std::uint8_t>)
        return CellType::uint8;
    else if constexpr (std::is_same_v<T, std::int8_t>)
        return CellType::int8;
    else if constexpr (std::is_same_v<T, std::uint16_t>)
        return CellType::uint16;
    else if constexpr (std::is_same_v<T, std::int16_t>)
        return CellType::int16;
    else if constexpr (std::is_same_v<T, std::uint32_t>)
        return CellType::uint32;
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return CellType::int32;
    else if constexpr (std::is_same_v<T, float>)
        return CellType::float32;
    else
        return CellType::float64;
}

class Maker {
  public:
    explicit Maker(std::uint64_t seed) : m_random(seed) {}

    std::int64_t whole(std::int64_t low, std::int64_t high) {
        return std::uniform_int_distribution<std::int64_t>(low, high)(m_random);
    }
    double real(double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(m_random);
    }
    bool chance(double probability) { return real(0, 1) < probability; }

    /// A grid that often crosses column 0, sometimes goes once round and a column more.
    Grid grid() {
        Grid grid{degree_lattice(), whole(0, 359), whole(60, 100), whole(1, 45), whole(1, 30)};
        if (chance(0.1))
            grid.width = 361;
        return grid;
    }

    Cover zone(const Grid& grid) {
        Cover cover;
        const std::int64_t width = whole(1, chance(0.2) ? 300 : 50);
        const std::int64_t height = whole(1, 25);
        const std::int64_t west = grid.west + whole(-20, 40);
        const std::int64_t north = grid.north + whole(-15, 25);
        for (std::int64_t row = north; row < north + height; ++row) {
            for (std::int64_t column = west; column < west + width; ++column) {
                if (chance(0.15))
                    continue;
                const double share = chance(0.8) ? 1 : real(1e-9, 1);
                cover[{row, (column % 360 + 360) % 360}] = share;
            }
        }
        return cover;
    }

    template <class T>
    T cell() {
        using Facts = std::numeric_limits<T>;
        if constexpr (std::is_integral_v<T>) {
            return static_cast<T>(chance(0.1) ? (chance(0.5) ? std::int64_t{Facts::max()}
                                                             : std::int64_t{Facts::lowest()})
                                              : whole(Facts::lowest(), Facts::max()));
        } else {
            if (chance(0.05))
                return chance(0.5) ? Facts::quiet_NaN()
                                   : (chance(0.5) ? Facts::infinity() : -Facts::infinity());
            if (chance(0.02))
                return chance(0.5) ? static_cast<T>(3.4028234663852886e38) : T{0};
            return static_cast<T>(real(-5, 200));
        }
    }

    template <class T>
    Raster<T> raster(const Grid& grid) {
        Raster<T> raster{grid, grid.width + whole(0, 9), {}};
        raster.cells.resize(static_cast<std::size_t>(raster.stride * grid.height));
        for (T& each : raster.cells)
            each = cell<T>();
        return raster;
    }

    /// Fill and bounds are values that stand in the raster.
    template <class T>
    Decoding decoding(const Raster<T>& raster) {
        const auto some = [&] {
            return static_cast<double>(
                raster.at(whole(0, raster.grid.height - 1), whole(0, raster.grid.width - 1)));
        };
        Decoding decoding;
        if (chance(0.5))
            decoding.fill = some();
        if (chance(0.3)) {
            const double low = some();
            const double high = some();
            if (!std::isnan(low) && !std::isnan(high)) {
                decoding.valid_min = std::min(low, high);
                decoding.valid_max = std::max(low, high);
            }
        }
        if (chance(0.5)) {
            decoding.scale = real(0.01, 2);
            decoding.offset = real(-3, 3);
        }
        return decoding;
    }

    std::uint8_t mark() {
        auto state = static_cast<std::uint8_t>(
            chance(0.6) ? 0 : whole(0, static_cast<int>(CellState::count_) - 1));
        if (chance(0.2))
            state = static_cast<std::uint8_t>(state | StateByte::snow);
        if (chance(0.2))
            state = static_cast<std::uint8_t>(state | StateByte::censored);
        return state;
    }

  private:
    std::mt19937_64 m_random;
};

/// Sums of every zone over all panes, in their order.
template <class Cells>
std::vector<ZoneSums> sum_all(const ZonePlan& plan, const Wanted& wanted, Cells&& cells_of) {
    std::vector<ZoneSums> all(plan.zones());
    for (const std::uint32_t pane : plan.panes()) {
        const auto zones = plan.zones_in(pane);
        std::vector<ZoneSums> sums(zones.size());
        plan.accumulate(pane, cells_of(window_of(plan.layout(), pane)), wanted, sums);
        for (std::size_t i = 0; i < zones.size(); ++i)
            all[zones[i]].add(sums[i]);
    }
    return all;
}

} // namespace halflight::raster::made

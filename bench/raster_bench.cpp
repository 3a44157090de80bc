// SPDX-License-Identifier: Apache-2.0
// Sums and quantiles over zones of one raster in memory: 2400 x 2400 cells in panes of 256 x 256.
#include "halflight/raster/zonal.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>

namespace halflight::raster {
namespace {

constexpr std::int32_t side = 2400;
constexpr std::int32_t pane_side = 256;

const Grid grid{Lattice{}, 2400 * 30, 2400 * 4, side, side};
const PaneLayout layout{grid, pane_side, pane_side};

void add_row(ZoneWeights& weights, std::int32_t row, std::int32_t from, std::int32_t to,
             std::int32_t rim, std::mt19937_64& random) {
    std::uniform_real_distribution<double> share(0.01, 0.99);
    weights.rows.push_back(static_cast<std::int32_t>(grid.north) + row);
    for (std::int32_t column = from; column < to; ++column) {
        if (column - from >= rim && to - column > rim)
            continue;
        weights.edge_columns.push_back(static_cast<std::int32_t>(grid.west) + column);
        weights.edge_fractions.push_back(share(random));
    }
    if (to - from > 2 * rim)
        weights.runs.push_back(
            {static_cast<std::int32_t>(grid.west) + from + rim, to - from - 2 * rim});
    weights.run_begin.push_back(static_cast<std::uint32_t>(weights.runs.size()));
    weights.edge_begin.push_back(static_cast<std::uint32_t>(weights.edge_columns.size()));
}

/// About `count` zones side by side with ragged sides; most of 5,000 have some 180 edge cells.
ZoneWeights make_weights(int count) {
    std::mt19937_64 random(7);
    ZoneWeights weights;
    weights.lattice = grid.lattice;
    weights.zone_begin = weights.run_begin = weights.edge_begin = {0};
    const int across = static_cast<int>(std::lround(std::sqrt(count)));
    const int down = (count + across - 1) / across;
    std::uniform_int_distribution<std::int32_t> ragged(-2, 2);
    for (int zone = 0; zone < across * down; ++zone) {
        const std::int32_t west = side * (zone % across) / across;
        const std::int32_t east = side * (zone % across + 1) / across;
        const std::int32_t north = side * (zone / across) / down;
        const std::int32_t south = side * (zone / across + 1) / down;
        for (std::int32_t row = north; row < south; ++row) {
            const bool end = row == north || row == south - 1;
            const std::int32_t from = std::clamp(west + ragged(random), 0, side);
            const std::int32_t to = std::clamp(east + ragged(random), 0, side);
            add_row(weights, row, from, to, end ? east - west : (row % 2 == 0 ? 2 : 1), random);
        }
        weights.zone_ids.push_back(std::to_string(zone));
        weights.zone_hashes.emplace_back();
        weights.zone_begin.push_back(static_cast<std::uint32_t>(weights.rows.size()));
    }
    return weights;
}

/// Whole panes one after the other, as tiles of a file are inflated.
template <class T>
struct Panes {
    explicit Panes(double scale) : cells(layout.panes() * pane_side * pane_side) {
        std::mt19937_64 random(11);
        std::lognormal_distribution<double> radiance(0, 1.5);
        for (T& cell : cells)
            cell = static_cast<T>(std::min(radiance(random) * scale, 60000.0));
    }
    [[nodiscard]] PaneCells at(std::size_t pane) const {
        PaneCells view;
        const T* first = cells.data() + pane * pane_side * pane_side;
        view.values = {std::is_same_v<T, float> ? CellType::float32
                       : sizeof(T) == 2         ? CellType::uint16
                                                : CellType::uint8,
                       static_cast<const std::byte*>(static_cast<const void*>(first)), pane_side};
        view.decoding.fill = sizeof(T) == 1 ? 255 : 65535;
        return view;
    }
    std::vector<T> cells;
};

/// The floor: adds all cells in many lanes, nothing else.
void sum_memory(benchmark::State& state) {
    const Panes<float> panes(1);
    for (auto run : state) {
        std::array<float, 64> lanes{};
        for (std::size_t i = 0; i < panes.cells.size(); i += lanes.size()) {
            for (std::size_t j = 0; j < lanes.size(); ++j)
                lanes[j] += panes.cells[i + j];
        }
        benchmark::DoNotOptimize(lanes);
    }
}

/// Panes lie in the cache, as when they were just inflated, unless `from_memory`.
struct Source {
    bool with_states = false;
    bool from_memory = false;
};

template <class T>
void sum_zones(benchmark::State& state, const Wanted& wanted, Source source) {
    const Panes<T> panes(std::is_same_v<T, float> ? 1 : 10);
    const ZoneWeights weights = make_weights(static_cast<int>(state.range(0)));
    const ZonePlan plan(weights, layout, Earth::wgs84);
    const std::vector<std::uint8_t> marks(pane_side * pane_side, 0);
    std::vector<ZoneSums> all(plan.zones());
    std::vector<ZoneSums> sums;
    for (auto run : state) {
        all.assign(plan.zones(), {});
        for (const std::uint32_t pane : plan.panes()) {
            PaneCells cells = panes.at(source.from_memory ? pane : 0);
            cells.states = source.with_states ? marks.data() : nullptr;
            cells.states_stride = pane_side;
            const auto zones = plan.zones_in(pane);
            sums.resize(zones.size());
            plan.accumulate(pane, cells, wanted, sums);
            for (std::size_t i = 0; i < zones.size(); ++i)
                all[zones[i]].add(sums[i]);
        }
        benchmark::DoNotOptimize(all.data());
    }
    state.counters["edges"] = static_cast<double>(weights.edge_columns.size());
    state.counters["runs"] = static_cast<double>(weights.runs.size());
}

void sum_float32(benchmark::State& state) {
    sum_zones<float>(state, {}, {});
}
void sum_float32_from_memory(benchmark::State& state) {
    sum_zones<float>(state, {}, {.from_memory = true});
}
void sum_float32_states(benchmark::State& state) {
    sum_zones<float>(state, {}, {.with_states = true});
}
void sum_uint16(benchmark::State& state) {
    sum_zones<std::uint16_t>(state, {}, {});
}
void sum_uint8(benchmark::State& state) {
    sum_zones<std::uint8_t>(state, {}, {});
}
void sum_moments(benchmark::State& state) {
    sum_zones<float>(state, {.moments = true}, {});
}
void sum_by_state(benchmark::State& state) {
    sum_zones<float>(state, {.floor = true, .states = true}, {.with_states = true});
}

void make_plan(benchmark::State& state) {
    const ZoneWeights weights = make_weights(static_cast<int>(state.range(0)));
    for (auto run : state)
        benchmark::DoNotOptimize(ZonePlan(weights, layout, Earth::wgs84).zones());
}

/// Median and two quantiles of every zone, gathering included.
void quantiles(benchmark::State& state) {
    const Panes<float> panes(1);
    const ZonePlan plan(make_weights(static_cast<int>(state.range(0))), layout, Earth::wgs84);
    const std::vector<double> weights = plan.gather_weights();
    const std::array<double, 3> probabilities{0.1, 0.5, 0.9};
    std::vector<float> values(weights.size());
    std::vector<double> working;
    for (auto run : state) {
        for (const std::uint32_t pane : plan.panes())
            plan.gather(pane, panes.at(pane), values);
        for (std::size_t zone = 0; zone < plan.zones(); ++zone) {
            const std::size_t begin = plan.cell_begin()[zone];
            const std::size_t count = plan.cell_begin()[zone + 1] - begin;
            working.assign(weights.begin() + static_cast<std::ptrdiff_t>(begin),
                           weights.begin() + static_cast<std::ptrdiff_t>(begin + count));
            benchmark::DoNotOptimize(weighted_quantiles(std::span(values).subspan(begin, count),
                                                        working, probabilities));
        }
    }
}

BENCHMARK(sum_memory)->Unit(benchmark::kMillisecond);
BENCHMARK(sum_float32)->Arg(5000)->Arg(200)->Unit(benchmark::kMillisecond);
BENCHMARK(sum_float32_from_memory)->Arg(5000)->Arg(200)->Unit(benchmark::kMillisecond);
BENCHMARK(sum_uint16)->Arg(5000)->Arg(200)->Unit(benchmark::kMillisecond);
BENCHMARK(sum_uint8)->Arg(5000)->Arg(200)->Unit(benchmark::kMillisecond);
BENCHMARK(sum_float32_states)->Arg(5000)->Arg(200)->Unit(benchmark::kMillisecond);
BENCHMARK(sum_moments)->Arg(5000)->Unit(benchmark::kMillisecond);
BENCHMARK(sum_by_state)->Arg(5000)->Unit(benchmark::kMillisecond);
BENCHMARK(make_plan)->Arg(5000)->Unit(benchmark::kMillisecond);
BENCHMARK(quantiles)->Arg(200)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace halflight::raster

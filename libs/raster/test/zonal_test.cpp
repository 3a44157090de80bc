// SPDX-License-Identifier: Apache-2.0
#include "halflight/raster/zonal.hpp"

#include "kernel_portable.hpp"
#include "made_panes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <optional>

namespace {

using namespace halflight::raster;
using halflight::raster::made::Cover;
using halflight::raster::made::Maker;
using halflight::raster::made::Raster;

/// A whole made case: two more layers and states beside the values.
template <class T>
struct Case {
    explicit Case(std::uint64_t seed) : maker(seed) {
        grid = maker.grid();
        for (std::int64_t i = maker.whole(1, 6); i > 0; --i)
            zones.push_back(maker.zone(grid));
        weights = made::weights_of(grid.lattice, zones, maker.chance(0.1));
        values = maker.raster<T>(grid);
        decoding = maker.decoding(values);
        observations = maker.raster<std::uint16_t>(grid);
        for (std::uint16_t& each : observations.cells)
            each = maker.chance(0.1) ? std::uint16_t{65535}
                                     : static_cast<std::uint16_t>(maker.whole(0, 30));
        deviations = maker.raster<float>(grid);
        marks = Raster<std::uint8_t>{grid, grid.width + maker.whole(0, 5), {}};
        marks.cells.resize(static_cast<std::size_t>(marks.stride * grid.height));
        for (std::uint8_t& each : marks.cells)
            each = maker.mark();
        has_states = maker.chance(0.7);
        for (int i = 1; i < static_cast<int>(CellState::count_); ++i) {
            if (has_states && maker.chance(0.3))
                used.add(static_cast<CellState>(i));
        }
        wanted = {.areas = true,
                  .moments = true,
                  .floor = true,
                  .states = has_states,
                  .observations = true,
                  .error = true,
                  .floor_value = maker.real(0, 100)};
    }

    [[nodiscard]] PaneLayout layout() {
        return {grid, static_cast<std::int32_t>(maker.whole(1, 50)),
                static_cast<std::int32_t>(maker.whole(1, 35))};
    }

    [[nodiscard]] PaneCells cells(const PaneWindow& window) const {
        PaneCells pane;
        pane.values = values.view(made::type_of<T>(), window);
        pane.decoding = decoding;
        pane.used = used;
        if (has_states) {
            pane.states = marks.cells.data() + window.row * marks.stride + window.column;
            pane.states_stride = marks.stride;
        }
        pane.observations = observations.view(CellType::uint16, window);
        pane.observations_decoding.fill = 65535;
        pane.deviations = deviations.view(CellType::float32, window);
        return pane;
    }

    Maker maker;
    Grid grid;
    std::vector<Cover> zones;
    ZoneWeights weights;
    Raster<T> values;
    Decoding decoding;
    Raster<std::uint16_t> observations;
    Raster<float> deviations;
    Raster<std::uint8_t> marks;
    bool has_states = false;
    UsedStates used;
    Wanted wanted;
};

/// One cell of a zone by definition.
struct Seen {
    double share = 0;
    double area = 0;
    double value = 0;
    bool used = false;
    std::size_t state = 0;
    bool snow = false;
    bool below = false;
    double observations = 0;
    std::optional<double> deviation;
};

std::optional<double> decoded(double raw, const Decoding& decoding) {
    if (!std::isfinite(raw) || (decoding.fill && raw == *decoding.fill) ||
        (decoding.valid_min && raw < *decoding.valid_min) ||
        (decoding.valid_max && raw > *decoding.valid_max))
        return std::nullopt;
    return raw * decoding.scale + decoding.offset;
}

template <class T>
Seen see(const Case<T>& made, std::int64_t row, std::int64_t column, double share, double area) {
    Seen seen;
    seen.share = share;
    seen.area = area;
    const std::uint8_t mark = made.has_states ? made.marks.at(row, column) : std::uint8_t{0};
    seen.state = mark & StateByte::state_bits;
    seen.snow = (mark & StateByte::snow) != 0;
    const auto raw = static_cast<double>(made.values.at(row, column));
    const std::optional<double> value = decoded(raw, made.decoding);
    if (value) {
        seen.value = *value;
        seen.used = made.used.has(static_cast<CellState>(seen.state));
    } else if (seen.state <= 1) {
        const bool is_fill =
            made.decoding.fill &&
            (raw == *made.decoding.fill || (std::isnan(raw) && std::isnan(*made.decoding.fill)));
        seen.state = static_cast<std::size_t>(
            std::isfinite(raw) || is_fill ? CellState::fill : CellState::not_finite);
    }
    seen.below = seen.value < made.wanted.floor_value || (mark & StateByte::censored) != 0;
    const std::uint16_t observations = made.observations.at(row, column);
    seen.observations = observations == 65535 ? 0 : observations;
    const auto deviation = static_cast<double>(made.deviations.at(row, column));
    if (std::isfinite(deviation) && deviation >= 0)
        seen.deviation = deviation;
    return seen;
}

/// The cells that a zone has in a grid: a grid that goes round more than once counts once.
template <class T>
std::vector<Seen> cells_of(const Case<T>& made, const Cover& zone) {
    const std::vector<double> areas =
        cell_areas_km2(made.grid.lattice, made.grid.north, made.grid.height, Earth::wgs84);
    std::vector<Seen> cells;
    for (std::int64_t row = 0; row < made.grid.height; ++row) {
        for (std::int64_t column = 0; column < std::min<std::int64_t>(made.grid.width, 360);
             ++column) {
            const auto at = zone.find({row + made.grid.north, (column + made.grid.west) % 360});
            if (at != zone.end())
                cells.push_back(
                    see(made, row, column, at->second, areas[static_cast<std::size_t>(row)]));
        }
    }
    return cells;
}

/// A sum, and how large its terms are.
struct Sum {
    double value = 0;
    double size = 0;
    void add(double term) {
        value += term;
        size += std::abs(term);
    }
};

void expect(double found, const Sum& defined, const char* name) {
    if (!(std::abs(found - defined.value) <= 1e-12 * defined.size))
        RC_FAIL(std::string(name) + ": " + std::to_string(found) + " for " +
                std::to_string(defined.value));
}

void expect_moments(const ZoneSums& sums, const std::vector<Seen>& cells) {
    Sum weight;
    Sum weighted;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const Seen& cell : cells) {
        if (!cell.used)
            continue;
        weight.add(cell.share * cell.area);
        weighted.add(cell.share * cell.area * cell.value);
        low = std::min(low, cell.value);
        high = std::max(high, cell.value);
    }
    if (weight.value == 0)
        return;
    const double mean = weighted.value / weight.value;
    Sum squares;
    for (const Seen& cell : cells) {
        if (cell.used)
            squares.add(cell.share * cell.area * (cell.value - mean) * (cell.value - mean));
    }
    const double size = std::max(std::abs(low), std::abs(high));
    RC_ASSERT(sums.smallest == low);
    RC_ASSERT(sums.largest == high);
    RC_ASSERT(std::abs(sums.mean - mean) <= 1e-12 * size);
    RC_ASSERT(std::abs(sums.squares - squares.value) <=
              1e-11 * squares.value + weight.value * 1e-26 * size * size);
}

void expect_sums(const ZoneSums& sums, const std::vector<Seen>& cells, const Wanted& wanted,
                 double offset) {
    Sum touched_area, touched_count, count, area, sum, area_sum, below_count, below_area, lit_area,
        lit_sum, lit_area_sum, snow, observations, errors, error_area, plain_errors, error_count;
    std::array<Sum, static_cast<std::size_t>(CellState::count_)> states;
    for (const Seen& cell : cells) {
        const double weight = cell.share * cell.area;
        touched_area.add(weight);
        touched_count.add(cell.share);
        states[cell.state].add(weight);
        snow.add(cell.snow ? weight : 0);
        if (!cell.used)
            continue;
        count.add(cell.share);
        area.add(weight);
        sum.add(cell.share * cell.value);
        area_sum.add(weight * cell.value);
        // Scale and offset are applied to sums: what cancels in a value does not count here.
        sum.size += 2 * cell.share * std::abs(offset);
        area_sum.size += 2 * weight * std::abs(offset);
        below_count.add(cell.below ? cell.share : 0);
        below_area.add(cell.below ? weight : 0);
        lit_area.add(cell.below ? 0 : weight);
        lit_sum.add(cell.below ? 0 : cell.share * cell.value);
        lit_area_sum.add(cell.below ? 0 : weight * cell.value);
        observations.add(weight * cell.observations);
        if (!cell.deviation || cell.observations < 2)
            continue;
        const double variance = *cell.deviation * *cell.deviation / cell.observations;
        errors.add(weight * weight * variance);
        error_area.add(weight);
        plain_errors.add(cell.share * cell.share * variance);
        error_count.add(cell.share);
    }
    RC_ASSERT(sums.cells == cells.size());
    expect(sums.touched_area, touched_area, "touched_area");
    expect(sums.touched_count, touched_count, "touched_count");
    expect(sums.count, count, "count");
    expect(sums.area, area, "area");
    expect(sums.sum, sum, "sum");
    expect(sums.area_sum, area_sum, "area_sum");
    expect(sums.below_count, below_count, "below_count");
    expect(sums.below_area, below_area, "below_area");
    expect(sums.lit_area, lit_area, "lit_area");
    expect(sums.lit_sum, lit_sum, "lit_sum");
    expect(sums.lit_area_sum, lit_area_sum, "lit_area_sum");
    expect(sums.observation_area, observations, "observation_area");
    expect(sums.error_squares, errors, "error_squares");
    expect(sums.error_area, error_area, "error_area");
    expect(sums.error_plain_squares, plain_errors, "error_plain_squares");
    expect(sums.error_count, error_count, "error_count");
    if (!wanted.states)
        return;
    expect(sums.snow_area, snow, "snow_area");
    for (std::size_t i = 0; i < states.size(); ++i)
        expect(sums.state_area[i], states[i], "state_area");
}

/// Any cut into panes gives the definition; the same cut the same bits, wherever cells lie.
template <class T>
void check_case(std::uint64_t seed) {
    Case<T> made(seed);
    for (int round = 0; round < 3; ++round) {
        const ZonePlan plan(made.weights, made.layout(), Earth::wgs84);
        const auto cells = [&](const PaneWindow& window) { return made.cells(window); };
        const std::vector<ZoneSums> sums = made::sum_all(plan, made.wanted, cells);
        for (std::size_t zone = 0; zone < made.zones.size(); ++zone) {
            const std::vector<Seen> defined = cells_of(made, made.zones[zone]);
            expect_sums(sums[zone], defined, made.wanted, made.decoding.offset);
            expect_moments(sums[zone], defined);
            RC_ASSERT(plan.cell_begin()[zone + 1] - plan.cell_begin()[zone] == defined.size());
        }
        RC_ASSERT(made::sum_all(plan, made.wanted, cells) == sums);
        const std::vector<ZoneSums> plain = made::sum_all(plan, {}, cells);
        for (std::size_t zone = 0; zone < plain.size(); ++zone) {
            RC_ASSERT(plain[zone].sum == sums[zone].sum);
            RC_ASSERT(plain[zone].area_sum == sums[zone].area_sum);
            RC_ASSERT(plain[zone].area == sums[zone].area);
            RC_ASSERT(plain[zone].count == sums[zone].count);
        }
    }
}

RC_GTEST_PROP(Zonal, Uint8ByDefinition, (std::uint64_t seed)) {
    check_case<std::uint8_t>(seed);
}
RC_GTEST_PROP(Zonal, Int8ByDefinition, (std::uint64_t seed)) {
    check_case<std::int8_t>(seed);
}
RC_GTEST_PROP(Zonal, Uint16ByDefinition, (std::uint64_t seed)) {
    check_case<std::uint16_t>(seed);
}
RC_GTEST_PROP(Zonal, Int16ByDefinition, (std::uint64_t seed)) {
    check_case<std::int16_t>(seed);
}
RC_GTEST_PROP(Zonal, Uint32ByDefinition, (std::uint64_t seed)) {
    check_case<std::uint32_t>(seed);
}
RC_GTEST_PROP(Zonal, Int32ByDefinition, (std::uint64_t seed)) {
    check_case<std::int32_t>(seed);
}
RC_GTEST_PROP(Zonal, Float32ByDefinition, (std::uint64_t seed)) {
    check_case<float>(seed);
}
RC_GTEST_PROP(Zonal, Float64ByDefinition, (std::uint64_t seed)) {
    check_case<double>(seed);
}

/// Parts of a pane with a cell that is no value.
std::uint64_t doubtful_parts(const Raster<float>& values, const detail::Limits<float>& limits,
                             const PaneWindow& window) {
    const PaneParts parts(window.width, window.height);
    std::uint64_t found = 0;
    for (std::int32_t row = 0; row < window.height; ++row) {
        for (std::int32_t column = 0; column < window.width; ++column) {
            if (!detail::accepts(limits, values.at(window.row + row, window.column + column)))
                found |= parts.bits(row, column, column);
        }
    }
    return found;
}

RC_GTEST_PROP(Zonal, KnowingWhichPartsLackNoValueChangesNoBit, (std::uint64_t seed)) {
    Case<float> made(seed);
    for (float& cell : made.values.cells)
        cell = std::isnan(cell) && made.maker.chance(0.9) ? 1 : cell;
    made.has_states = false;
    made.used = {};
    const Wanted wanted;
    const ZonePlan plan(made.weights, made.layout(), Earth::wgs84);
    const auto limits = detail::make_limits<float>(made.decoding);
    const auto known = [&](const PaneWindow& window) {
        PaneCells cells = made.cells(window);
        cells.doubtful = doubtful_parts(made.values, limits, window);
        return cells;
    };
    const auto unknown = [&](const PaneWindow& window) { return made.cells(window); };
    RC_ASSERT(made::sum_all(plan, wanted, known) == made::sum_all(plan, wanted, unknown));
}

} // namespace

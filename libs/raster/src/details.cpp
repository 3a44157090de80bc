// SPDX-License-Identifier: Apache-2.0
// The groups of sums beyond the plain ones, cell by cell over decoded values.
#include "details.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace halflight::raster::detail {
namespace {

constexpr std::size_t batch_size = 256;

/// Some cells of a piece with all that is asked about them.
struct Batch {
    std::size_t size = 0;
    std::array<double, batch_size> share;
    std::array<double, batch_size> weight; ///< share times area
    std::array<double, batch_size> value;  ///< NaN where not used
    std::array<std::uint8_t, batch_size> marks;
    std::array<double, batch_size> observations; ///< 0 where unknown
    std::array<double, batch_size> deviation;    ///< NaN where unknown
};

CellState state_of(std::uint8_t mark) noexcept {
    return static_cast<CellState>(mark & StateByte::state_bits);
}

/// A cell whose state promises a value but that has none is one of fill or not_finite.
bool promises_value(CellState state) noexcept {
    return state == CellState::observed || state == CellState::gap_filled;
}

/// Puts `count` neighbouring cells of a row of the pane at place `at` of the batch.
void load(Batch& batch, std::size_t at, std::size_t count, const DetailCells& cells,
          std::ptrdiff_t row, std::ptrdiff_t column) {
    cells.values.decode(row, column, std::span(batch.value).subspan(at, count));
    for (std::size_t i = at; i < at + count; ++i) {
        const auto here = column + static_cast<std::ptrdiff_t>(i - at);
        std::uint8_t mark = cells.pane.states == nullptr
                                ? std::uint8_t{0}
                                : cells.pane.states[row * cells.pane.states_stride + here];
        if (std::isnan(batch.value[i])) {
            if (promises_value(state_of(mark)))
                mark = static_cast<std::uint8_t>((mark & ~StateByte::state_bits) |
                                                 static_cast<int>(cells.values.refusal(row, here)));
        } else if (cells.pane.states != nullptr && cells.used[mark & StateByte::state_bits] == 0) {
            batch.value[i] = std::numeric_limits<double>::quiet_NaN();
        }
        batch.marks[i] = mark;
    }
    if (cells.observations.given()) {
        cells.observations.decode(row, column, std::span(batch.observations).subspan(at, count));
        for (std::size_t i = at; i < at + count; ++i)
            batch.observations[i] = std::isnan(batch.observations[i]) ? 0 : batch.observations[i];
    }
    if (cells.deviations.given())
        cells.deviations.decode(row, column, std::span(batch.deviation).subspan(at, count));
}

/// Chan, Golub and LeVeque (1979): the batch on its own in two passes, then joined.
void add_moments(const Batch& batch, MomentState& state, ZoneSums& sums) {
    double weight = 0;
    double sum = 0;
    // Away from some value of the batch, so that cells that are all alike have no deviation at all.
    double origin = 0;
    bool first = true;
    for (std::size_t i = 0; i < batch.size; ++i) {
        const double value = batch.value[i];
        if (std::isnan(value))
            continue;
        origin = first ? value : origin;
        first = false;
        weight += batch.weight[i];
        sum += batch.weight[i] * (value - origin);
        sums.smallest = state.any ? std::min(sums.smallest, value) : value;
        sums.largest = state.any ? std::max(sums.largest, value) : value;
        state.any = true;
    }
    if (!(weight > 0))
        return;
    const double mean = origin + sum / weight;
    double squares = 0;
    double rest = 0;
    for (std::size_t i = 0; i < batch.size; ++i) {
        if (std::isnan(batch.value[i]))
            continue;
        const double away = batch.value[i] - mean;
        squares += batch.weight[i] * away * away;
        rest += batch.weight[i] * away;
    }
    squares -= rest * rest / weight;
    const double whole = state.weight + weight;
    const double step = mean - sums.mean;
    sums.mean += step * (weight / whole);
    sums.squares += squares + step * step * (state.weight * (weight / whole));
    state.weight = whole;
}

void add_floor(const Batch& batch, double floor_value, ZoneSums& sums) {
    for (std::size_t i = 0; i < batch.size; ++i) {
        const double value = batch.value[i];
        if (std::isnan(value))
            continue;
        if (value < floor_value || (batch.marks[i] & StateByte::censored) != 0) {
            sums.below_count += batch.share[i];
            sums.below_area += batch.weight[i];
        } else {
            sums.lit_area += batch.weight[i];
            sums.lit_sum += batch.share[i] * value;
            sums.lit_area_sum += batch.weight[i] * value;
        }
    }
}

void add_states(const Batch& batch, ZoneSums& sums) {
    for (std::size_t i = 0; i < batch.size; ++i) {
        const auto state = static_cast<std::size_t>(state_of(batch.marks[i]));
        if (state < sums.state_area.size())
            sums.state_area[state] += batch.weight[i];
        if ((batch.marks[i] & StateByte::snow) != 0)
            sums.snow_area += batch.weight[i];
    }
}

void add_observations(const Batch& batch, ZoneSums& sums) {
    for (std::size_t i = 0; i < batch.size; ++i) {
        if (!std::isnan(batch.value[i]))
            sums.observation_area += batch.weight[i] * batch.observations[i];
    }
}

void add_error(const Batch& batch, ZoneSums& sums) {
    for (std::size_t i = 0; i < batch.size; ++i) {
        const double deviation = batch.deviation[i];
        if (std::isnan(batch.value[i]) || !(batch.observations[i] >= 2) || !(deviation >= 0))
            continue;
        const double variance = deviation * deviation / batch.observations[i];
        sums.error_squares += batch.weight[i] * batch.weight[i] * variance;
        sums.error_area += batch.weight[i];
        sums.error_plain_squares += batch.share[i] * batch.share[i] * variance;
        sums.error_count += batch.share[i];
    }
}

void add_batch(const Batch& batch, const Wanted& wanted, MomentState& moments, ZoneSums& sums) {
    if (wanted.moments)
        add_moments(batch, moments, sums);
    if (wanted.floor)
        add_floor(batch, wanted.floor_value, sums);
    if (wanted.states)
        add_states(batch, sums);
    if (wanted.observations)
        add_observations(batch, sums);
    if (wanted.error)
        add_error(batch, sums);
}

} // namespace

DetailCells::DetailCells(const PaneCells& cells, const Wanted& groups)
    : pane(cells), wanted(groups), used(make_used_table(cells.used)),
      values(cells.values, cells.decoding) {
    if (groups.observations || groups.error)
        observations = Decoder(cells.observations, cells.observations_decoding);
    if (groups.error)
        deviations = Decoder(cells.deviations, cells.deviations_decoding);
}

void add_details(const PieceView& piece, const Tile& tile, const DetailCells& cells,
                 MomentState& moments, ZoneSums& sums) {
    Batch batch;
    for (std::size_t r = 0; r < piece.run_count; ++r) {
        const PlanRun& run = piece.runs[r];
        const double area = piece.row_areas[run.row];
        for (std::size_t from = 0; from < run.length; from += batch_size) {
            batch.size = std::min<std::size_t>(batch_size, run.length - from);
            std::fill_n(batch.share.begin(), batch.size, 1.0);
            std::fill_n(batch.weight.begin(), batch.size, area);
            load(batch, 0, batch.size, cells, tile.row + run.row,
                 tile.column + run.column + static_cast<std::ptrdiff_t>(from));
            add_batch(batch, cells.wanted, moments, sums);
        }
    }
    for (std::size_t from = 0; from < piece.edges; from += batch_size) {
        batch.size = std::min(batch_size, piece.edges - from);
        for (std::size_t i = 0; i < batch.size; ++i) {
            const std::uint32_t place = piece.places[from + i];
            batch.share[i] = piece.fractions[from + i];
            batch.weight[i] = batch.share[i] * piece.row_areas[place >> 16U];
            load(batch, i, 1, cells, tile.row + static_cast<std::ptrdiff_t>(place >> 16U),
                 tile.column + static_cast<std::ptrdiff_t>(place & 0xffffU));
        }
        add_batch(batch, cells.wanted, moments, sums);
    }
}

} // namespace halflight::raster::detail

// SPDX-License-Identifier: Apache-2.0
// The groups of sums beyond the plain ones, over decoded values. Cell i of a batch goes to lane
// i % 4.
#include "details.hpp"

#include "lanes.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace halflight::raster::detail {
namespace {

constexpr Vector4 zeros{};

/// Four cells of a batch.
struct Cells4 {
    Vector4 share;
    Vector4 weight;
    Vector4 value;
    Mask4 used;
    Cells4(const Batch& batch, std::size_t at) noexcept {
        load(share, batch.share.data() + at);
        load(weight, batch.weight.data() + at);
        load(value, batch.values.values.data() + at);
        used = value == value;
    }
};

/// Ones for each of four cells that has a mark.
void load_marks(Mask4& mask, const Batch& batch, std::size_t at, std::uint8_t mark) noexcept {
    for (std::size_t i = 0; i < 4; ++i)
        mask[i] = -static_cast<std::int64_t>((batch.marks[at + i] & mark) != 0);
}

/// The marks of eight cells as one number.
std::uint64_t marks_of_eight(const Batch& batch, std::size_t at) noexcept {
    std::uint64_t eight = 0;
    std::memcpy(&eight, batch.marks.data() + at, sizeof(eight));
    return eight;
}

constexpr std::uint64_t in_each_byte = 0x0101010101010101U;

bool has_mark(const Batch& batch, std::uint8_t mark) noexcept {
    std::uint64_t any = 0;
    for (std::size_t at = 0; at < batch.size; at += 8)
        any |= marks_of_eight(batch, at);
    return (any & (in_each_byte * mark)) != 0;
}

/// Smallest and largest used values of a batch, infinite and crossed where there is none.
struct Range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
};

Range range_of(const Batch& batch) noexcept {
    Vector4 low = zeros + Range{}.low;
    Vector4 high = zeros + Range{}.high;
    for (std::size_t at = 0; at < batch.size; at += 4) {
        Vector4 value;
        load(value, batch.values.values.data() + at);
        low = value < low ? value : low;
        high = value > high ? value : high;
    }
    return {std::min({low[0], low[1], low[2], low[3]}),
            std::max({high[0], high[1], high[2], high[3]})};
}

/// Weight and weighted squares of used values, and their weighted mean.
struct Spread {
    double weight = 0;
    double mean = 0;
    double squares = 0;
};

/// In two passes. `origin` is some value of the batch, so that cells that are all alike have no
/// deviation at all.
Spread spread_of(const Batch& batch, double origin) noexcept {
    Vector4 weights = zeros;
    Vector4 firsts = zeros;
    for (std::size_t at = 0; at < batch.size; at += 4) {
        const Cells4 cells(batch, at);
        add_where(weights, cells.used, cells.weight);
        add_where(firsts, cells.used, cells.weight * (cells.value - origin));
    }
    Spread spread;
    spread.weight = total(weights);
    spread.mean = origin + total(firsts) / spread.weight;
    Vector4 squares = zeros;
    Vector4 rests = zeros;
    for (std::size_t at = 0; at < batch.size; at += 4) {
        const Cells4 cells(batch, at);
        const Vector4 away = cells.value - spread.mean;
        const Vector4 weighted = cells.weight * away;
        add_where(squares, cells.used, weighted * away);
        add_where(rests, cells.used, weighted);
    }
    const double rest = total(rests);
    spread.squares = total(squares) - rest * rest / spread.weight;
    return spread;
}

/// Chan, Golub and LeVeque (1979): the batch on its own, then joined.
void add_moments(const Batch& batch, MomentState& state, ZoneSums& sums) {
    const Range range = range_of(batch);
    if (range.low > range.high)
        return;
    sums.smallest = state.any ? std::min(sums.smallest, range.low) : range.low;
    sums.largest = state.any ? std::max(sums.largest, range.high) : range.high;
    state.any = true;
    const Spread spread = spread_of(batch, range.low);
    if (!(spread.weight > 0))
        return;
    const double whole = state.weight + spread.weight;
    const double step = spread.mean - sums.mean;
    sums.mean += step * (spread.weight / whole);
    sums.squares += spread.squares + step * step * (state.weight * (spread.weight / whole));
    state.weight = whole;
}

template <bool with_censored>
void add_floor_of(const Batch& batch, double floor_value, ZoneSums& sums) {
    Vector4 below_count = zeros;
    Vector4 below_area = zeros;
    Vector4 lit_area = zeros;
    Vector4 lit_sum = zeros;
    Vector4 lit_area_sum = zeros;
    for (std::size_t at = 0; at < batch.size; at += 4) {
        const Cells4 cells(batch, at);
        Mask4 low = cells.value < floor_value;
        if constexpr (with_censored) {
            Mask4 censored;
            load_marks(censored, batch, at, StateByte::censored);
            low |= censored;
        }
        const Mask4 below = cells.used & low;
        const Mask4 lit = cells.used & ~low;
        add_where(below_count, below, cells.share);
        add_where(below_area, below, cells.weight);
        add_where(lit_area, lit, cells.weight);
        add_where(lit_sum, lit, cells.share * cells.value);
        add_where(lit_area_sum, lit, cells.weight * cells.value);
    }
    sums.below_count += total(below_count);
    sums.below_area += total(below_area);
    sums.lit_area += total(lit_area);
    sums.lit_sum += total(lit_sum);
    sums.lit_area_sum += total(lit_area_sum);
}

void add_floor(const Batch& batch, double floor_value, ZoneSums& sums) {
    if (has_mark(batch, StateByte::censored))
        add_floor_of<true>(batch, floor_value, sums);
    else
        add_floor_of<false>(batch, floor_value, sums);
}

/// Areas by state. Neighbours mostly share their state, so eight at a time are tried first.
class StateAreas {
  public:
    void add(const Batch& batch) noexcept {
        for (std::size_t at = 0; at < batch.size; at += 8) {
            const std::uint64_t eight =
                marks_of_eight(batch, at) & (in_each_byte * StateByte::state_bits);
            const std::uint64_t first = eight & StateByte::state_bits;
            if (eight == first * in_each_byte)
                add_alike(batch, at, first);
            else
                add_each(batch, at, eight);
        }
    }
    [[nodiscard]] double area(std::size_t state) const noexcept { return total(m_areas[state]); }

  private:
    void add_alike(const Batch& batch, std::size_t at, std::uint64_t state) noexcept {
        Vector4 front;
        Vector4 back;
        load(front, batch.weight.data() + at);
        load(back, batch.weight.data() + at + 4);
        m_areas[state] += front + back;
    }
    void add_each(const Batch& batch, std::size_t at, std::uint64_t eight) noexcept {
        for (std::size_t i = 0; i < 8; ++i, eight >>= 8U)
            m_areas[eight & StateByte::state_bits][i % 4] += batch.weight[at + i];
    }

    std::array<Vector4, 16> m_areas{};
};

void add_states(const Batch& batch, ZoneSums& sums) {
    StateAreas areas;
    areas.add(batch);
    for (std::size_t state = 0; state < sums.state_area.size(); ++state)
        sums.state_area[state] += areas.area(state);
    if (!has_mark(batch, StateByte::snow))
        return;
    Vector4 snow = zeros;
    for (std::size_t at = 0; at < batch.size; at += 4) {
        Mask4 mask;
        load_marks(mask, batch, at, StateByte::snow);
        add_where(snow, mask, Cells4(batch, at).weight);
    }
    sums.snow_area += total(snow);
}

void add_observations(const Batch& batch, ZoneSums& sums) {
    Vector4 area = zeros;
    for (std::size_t at = 0; at < batch.size; at += 4) {
        const Cells4 cells(batch, at);
        Vector4 number;
        load(number, batch.observations.values.data() + at);
        const Mask4 known = number == number;
        add_where(area, cells.used & known, cells.weight * number);
    }
    sums.observation_area += total(area);
}

void add_error(const Batch& batch, ZoneSums& sums) {
    Vector4 squares = zeros;
    Vector4 area = zeros;
    Vector4 plain_squares = zeros;
    Vector4 count = zeros;
    for (std::size_t at = 0; at < batch.size; at += 4) {
        const Cells4 cells(batch, at);
        Vector4 number;
        Vector4 deviation;
        load(number, batch.observations.values.data() + at);
        load(deviation, batch.deviations.values.data() + at);
        const Mask4 known = cells.used & (number >= 2.0) & (deviation >= 0.0);
        const Vector4 variance = deviation * deviation / number;
        add_where(squares, known, cells.weight * cells.weight * variance);
        add_where(area, known, cells.weight);
        add_where(plain_squares, known, cells.share * cells.share * variance);
        add_where(count, known, cells.share);
    }
    sums.error_squares += total(squares);
    sums.error_area += total(area);
    sums.error_plain_squares += total(plain_squares);
    sums.error_count += total(count);
}

void add_batch(Batch& batch, const DetailCells& cells, MomentState& moments, ZoneSums& sums) {
    const Wanted& wanted = cells.wanted;
    batch.decode(cells);
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
    batch.size = 0;
}

} // namespace

void add_details(const PieceView& piece, const Tile& tile, const DetailCells& cells, Batch& batch,
                 MomentState& moments, ZoneSums& sums) {
    const std::uint16_t* columns = piece.edge_columns;
    const double* fractions = piece.fractions;
    const auto make_room = [&] {
        if (batch.room() == 0)
            add_batch(batch, cells, moments, sums);
    };
    batch.size = 0;
    for (const PlanRow& at : std::span(piece.rows, piece.row_count)) {
        const double area = piece.row_areas[at.row];
        const std::ptrdiff_t row = tile.row + at.row;
        for (std::size_t done = 0; done < at.length;) {
            make_room();
            const std::size_t count = std::min(batch.room(), at.length - done);
            const std::size_t first = at.column + done;
            batch.add_run(cells,
                          {row, tile.column + static_cast<std::ptrdiff_t>(first), count,
                           static_cast<std::size_t>(tile.width) - first},
                          area);
            done += count;
        }
        for (std::size_t done = 0; done < at.edges;) {
            make_room();
            const std::size_t count = std::min(batch.room(), at.edges - done);
            batch.add_edges(cells, row, tile.column, std::span(columns, count), fractions, area);
            columns += count;
            fractions += count;
            done += count;
        }
    }
    if (batch.size > 0)
        add_batch(batch, cells, moments, sums);
}

} // namespace halflight::raster::detail

// SPDX-License-Identifier: Apache-2.0
// The kernel that was compiled in gives the bits of the portable one.
#include "kernel_portable.hpp"
#include "made_panes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>

namespace {

using namespace halflight::raster;
using detail::PlanRow;
using made::Maker;

/// One tile with runs and edge cells anywhere in it.
template <class T>
struct TileCase {
    explicit TileCase(std::uint64_t seed) : maker(seed) {
        const auto width = maker.whole(1, maker.chance(0.3) ? 20 : 300);
        const auto height = maker.whole(1, 12);
        const Grid grid{made::degree_lattice(), 0, 0, width, height};
        values = maker.raster<T>(grid);
        // Nothing may be read beyond the last cell of the last row.
        values.cells.resize(static_cast<std::size_t>((height - 1) * values.stride + width));
        values.cells.shrink_to_fit();
        marks_stride = width + maker.whole(0, 3);
        for (std::int64_t i = 0; i < (height - 1) * marks_stride + width; ++i)
            marks.push_back(maker.mark());
        for (std::int64_t row = 0; row < height; ++row)
            areas.push_back(maker.real(0.1, 1));
        fill_piece(width, height);
        tile.cells = values.cells.data();
        tile.stride = values.stride;
        tile.width = static_cast<std::int32_t>(width);
        tile.height = static_cast<std::int32_t>(height);
        tile.limits = detail::make_limits<T>(maker.decoding(values));
        tile.states = marks.data();
        tile.states_stride = marks_stride;
        UsedStates used;
        used.add(CellState::gap_filled);
        used.add(CellState::cloud);
        tile.used = detail::make_used_table(used);
    }

    void fill_piece(std::int64_t width, std::int64_t height) {
        for (std::int64_t i = maker.whole(0, 30); i > 0; --i) {
            const std::int64_t column = maker.whole(0, width - 1);
            const std::int64_t length = maker.chance(0.2) ? 0 : maker.whole(1, width - column);
            const std::int64_t edges = maker.whole(0, maker.chance(0.2) ? 40 : 5);
            rows.push_back({static_cast<std::uint16_t>(maker.whole(0, height - 1)),
                            static_cast<std::uint16_t>(column), static_cast<std::uint16_t>(length),
                            static_cast<std::uint16_t>(edges)});
            for (std::int64_t j = 0; j < edges; ++j) {
                edge_columns.push_back(static_cast<std::uint16_t>(maker.whole(0, width - 1)));
                fractions.push_back(maker.real(1e-6, 1));
            }
        }
        // What is read beyond the last edge cell must not matter.
        edge_columns.resize(edge_columns.size() + detail::edge_margin, 0xffffU);
        fractions.resize(fractions.size() + detail::edge_margin, std::nan(""));
        piece = {rows.data(), rows.size(), edge_columns.data(), fractions.data(), areas.data()};
    }

    Maker maker;
    made::Raster<T> values;
    std::vector<std::uint8_t> marks;
    std::ptrdiff_t marks_stride = 0;
    std::vector<double> areas;
    std::vector<PlanRow> rows;
    std::vector<std::uint16_t> edge_columns;
    std::vector<double> fractions;
    detail::PieceView piece{};
    detail::TileCells<T> tile;
};

std::array<std::uint64_t, 4> bits(const detail::RawSums& sums) {
    return {std::bit_cast<std::uint64_t>(sums.count), std::bit_cast<std::uint64_t>(sums.area),
            std::bit_cast<std::uint64_t>(sums.sum), std::bit_cast<std::uint64_t>(sums.area_sum)};
}

template <class T>
void check(std::uint64_t seed) {
    const TileCase<T> made(seed);
    RC_ASSERT(bits(detail::sum_piece<T, false>(made.piece, made.tile)) ==
              bits(detail::sum_piece_portable<T, false>(made.piece, made.tile)));
    RC_ASSERT(bits(detail::sum_piece<T, true>(made.piece, made.tile)) ==
              bits(detail::sum_piece_portable<T, true>(made.piece, made.tile)));
}

RC_GTEST_PROP(Kernel, EqualBitsForSmallTypes, (std::uint64_t seed)) {
    check<std::uint8_t>(seed);
    check<std::int8_t>(seed);
    check<std::uint16_t>(seed);
    check<std::int16_t>(seed);
}

RC_GTEST_PROP(Kernel, EqualBitsForLargeTypes, (std::uint64_t seed)) {
    check<std::uint32_t>(seed);
    check<std::int32_t>(seed);
    check<float>(seed);
    check<double>(seed);
}

/// Where every cell has a value, the sums without a look at each have the bits of those with one.
RC_GTEST_PROP(Kernel, EqualBitsOfWholePieces, (std::uint64_t seed)) {
    TileCase<float> made(seed);
    made.tile.limits = {};
    for (float& cell : made.values.cells)
        cell = std::isfinite(cell) ? cell : 1;
    const detail::RawSums tested = detail::sum_piece<float, false>(made.piece, made.tile);
    const auto whole = detail::sum_whole(made.piece, made.tile.cells, made.tile.stride);
    const auto plain = detail::sum_whole_portable(made.piece, made.tile.cells, made.tile.stride);
    RC_ASSERT(bits({tested.count, tested.area, whole.sum, whole.area_sum}) == bits(tested));
    RC_ASSERT(bits({tested.count, tested.area, plain.sum, plain.area_sum}) == bits(tested));
}

/// A row at the greatest length: sums of the largest cells do not wrap round.
TEST(Kernel, LongestRunOfLargestCells) {
    const std::vector<std::uint16_t> high(detail::tile_size, 65535);
    const std::vector<std::int16_t> low(detail::tile_size, -32768);
    const PlanRow row{0, 0, detail::tile_size, 0};
    const double area = 1;
    const detail::PieceView piece{&row, 1, nullptr, nullptr, &area};
    detail::TileCells<std::uint16_t> highs;
    highs.cells = high.data();
    highs.width = detail::tile_size;
    EXPECT_EQ((detail::sum_piece<std::uint16_t, false>(piece, highs).sum), 65535.0 * 32768);
    detail::TileCells<std::int16_t> lows;
    lows.cells = low.data();
    lows.width = detail::tile_size;
    EXPECT_EQ((detail::sum_piece<std::int16_t, false>(piece, lows).sum), -32768.0 * 32768);
    EXPECT_EQ((detail::sum_piece<std::int16_t, false>(piece, lows).count), 32768);
}

} // namespace

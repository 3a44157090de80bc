// SPDX-License-Identifier: Apache-2.0
#include "halflight/raster/cells.hpp"

#include "limits.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <set>

namespace {

using namespace halflight::raster;
using detail::accepts;
using detail::make_limits;

TEST(Cells, TypesHaveSizesAndNames) {
    EXPECT_EQ(size_of(CellType::uint8), 1U);
    EXPECT_EQ(size_of(CellType::int16), 2U);
    EXPECT_EQ(size_of(CellType::float32), 4U);
    EXPECT_EQ(size_of(CellType::float64), 8U);
    EXPECT_EQ(to_string(CellType::uint16), "uint16");
    EXPECT_EQ(to_string(CellType::float64), "float64");
}

TEST(Cells, StatesHaveNamesOfTheirOwn) {
    std::set<std::string_view> names;
    for (int i = 0; i < static_cast<int>(CellState::count_); ++i)
        names.insert(to_string(static_cast<CellState>(i)));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(CellState::count_));
    EXPECT_EQ(to_string(CellState::gap_filled), "gap_filled");
    EXPECT_EQ(to_string(CellState::not_finite), "not_finite");
    EXPECT_EQ(to_string(CellState::count_), "unknown");
}

TEST(Cells, StatesFitTheirBits) {
    EXPECT_LE(static_cast<int>(CellState::count_), StateByte::state_bits + 1);
}

TEST(Cells, LastPanesAreCut) {
    const PaneLayout layout{{Lattice{}, 0, 0, 2400, 1000}, 256, 512};
    EXPECT_EQ(layout.across(), 10U);
    EXPECT_EQ(layout.down(), 2U);
    EXPECT_EQ(window_of(layout, 0), (PaneWindow{0, 0, 256, 512}));
    EXPECT_EQ(window_of(layout, 9), (PaneWindow{2304, 0, 96, 512}));
    EXPECT_EQ(window_of(layout, 19), (PaneWindow{2304, 512, 96, 488}));
    EXPECT_EQ(window_of(layout, 20), PaneWindow{});
}

TEST(Cells, LayoutsWithoutCellsHaveNoPanes) {
    EXPECT_EQ((PaneLayout{{Lattice{}, 0, 0, 0, 0}, 256, 256}.panes()), 0U);
    EXPECT_EQ((PaneLayout{{Lattice{}, 0, 0, 10, 10}, 0, 256}.panes()), 0U);
}

RC_GTEST_PROP(Cells, WindowsCoverTheGridOnce, ()) {
    const auto number = [](int high) { return *rc::gen::inRange(1, high); };
    const PaneLayout layout{{Lattice{}, 5, 7, number(60), number(60)}, number(70), number(70)};
    std::vector<int> seen(static_cast<std::size_t>(layout.grid.width * layout.grid.height));
    for (std::size_t pane = 0; pane < layout.panes(); ++pane) {
        const PaneWindow window = window_of(layout, pane);
        for (int row = window.row; row < window.row + window.height; ++row) {
            for (int column = window.column; column < window.column + window.width; ++column)
                ++seen[static_cast<std::size_t>(row * layout.grid.width + column)];
        }
    }
    for (const int times : seen)
        RC_ASSERT(times == 1);
}

TEST(Limits, FillAndRangeAreOfRawCells) {
    Decoding decoding{.scale = 0.1, .fill = 65535, .valid_min = 2, .valid_max = 60000};
    const auto limits = make_limits<std::uint16_t>(decoding);
    EXPECT_FALSE(accepts(limits, std::uint16_t{65535}));
    EXPECT_FALSE(accepts(limits, std::uint16_t{1}));
    EXPECT_TRUE(accepts(limits, std::uint16_t{2}));
    EXPECT_TRUE(accepts(limits, std::uint16_t{60000}));
    EXPECT_FALSE(accepts(limits, std::uint16_t{60001}));
}

TEST(Limits, FillThatTheTypeCannotHoldFitsNoCell) {
    const auto negative = make_limits<std::uint16_t>({.fill = -1});
    EXPECT_TRUE(accepts(negative, std::uint16_t{65535}));
    EXPECT_TRUE(accepts(negative, std::uint16_t{0}));
    const auto half = make_limits<std::int16_t>({.fill = 0.5});
    EXPECT_TRUE(accepts(half, std::int16_t{0}));
    EXPECT_TRUE(accepts(half, std::int16_t{1}));
    const auto nan = make_limits<std::uint8_t>({.fill = std::nan("")});
    EXPECT_TRUE(accepts(nan, std::uint8_t{0}));
}

TEST(Limits, BoundsOutsideTheTypeBindNothingOrAll) {
    const auto wide = make_limits<std::int8_t>({.valid_min = -1000.0, .valid_max = 1000.0});
    EXPECT_TRUE(accepts(wide, std::int8_t{-128}));
    EXPECT_TRUE(accepts(wide, std::int8_t{127}));
    const auto none = make_limits<std::int8_t>({.valid_min = 200.0});
    const auto crossed = make_limits<std::int32_t>({.valid_min = 5.0, .valid_max = 4.0});
    const auto between = make_limits<std::int32_t>({.valid_min = 4.2, .valid_max = 4.8});
    for (int raw = -128; raw < 128; ++raw) {
        EXPECT_FALSE(accepts(none, static_cast<std::int8_t>(raw)));
        EXPECT_FALSE(accepts(crossed, raw));
        EXPECT_FALSE(accepts(between, raw));
    }
}

TEST(Limits, ExtremesOfWideIntegers) {
    constexpr auto highest = std::numeric_limits<std::uint32_t>::max();
    EXPECT_TRUE(accepts(make_limits<std::uint32_t>({}), highest));
    EXPECT_FALSE(accepts(make_limits<std::uint32_t>({.fill = 4294967295.0}), highest));
    EXPECT_TRUE(accepts(make_limits<std::uint32_t>({.fill = 4294967296.0}), highest));
    constexpr auto lowest = std::numeric_limits<std::int32_t>::lowest();
    EXPECT_FALSE(accepts(make_limits<std::int32_t>({.fill = -2147483648.0}), lowest));
}

TEST(Limits, PrintedFillMeetsTheFloatThatIsStored) {
    EXPECT_FALSE(accepts(make_limits<float>({.fill = -999.9}), -999.9F));
    constexpr float lowest = std::numeric_limits<float>::lowest();
    EXPECT_TRUE(accepts(make_limits<float>({}), lowest));
    EXPECT_FALSE(accepts(make_limits<float>({.fill = -3.4028235e38}), lowest));
    EXPECT_FALSE(accepts(make_limits<float>({.fill = -3.4028234663852886e38}), lowest));
    EXPECT_TRUE(accepts(make_limits<float>({.fill = -1e39}), lowest));
    EXPECT_TRUE(accepts(make_limits<float>({.valid_max = 0.1}), 0.1F));
}

TEST(Limits, NaNAndInfinitiesAreNeverValues) {
    const auto infinity = std::numeric_limits<float>::infinity();
    for (const Decoding& decoding :
         {Decoding{}, Decoding{.fill = 0}, Decoding{.fill = std::nan("")},
          Decoding{.valid_min = -HUGE_VAL, .valid_max = HUGE_VAL}}) {
        const auto limits = make_limits<float>(decoding);
        EXPECT_FALSE(accepts(limits, std::nanf("")));
        EXPECT_FALSE(accepts(limits, infinity));
        EXPECT_FALSE(accepts(limits, -infinity));
        EXPECT_TRUE(accepts(limits, 1.0F));
    }
}

TEST(Limits, RefusalTellsFillFromNotFinite) {
    const float nan = std::nanf("");
    EXPECT_EQ(refusal(make_limits<float>({}), nan), CellState::not_finite);
    EXPECT_EQ(refusal(make_limits<float>({.fill = std::nan("")}), nan), CellState::fill);
    EXPECT_EQ(refusal(make_limits<float>({.fill = 7}), 7.0F), CellState::fill);
    EXPECT_EQ(refusal(make_limits<float>({.fill = HUGE_VAL}), HUGE_VALF), CellState::fill);
    EXPECT_EQ(refusal(make_limits<double>({}), -HUGE_VAL), CellState::not_finite);
    EXPECT_EQ(refusal(make_limits<std::uint8_t>({.valid_max = 9}), std::uint8_t{10}),
              CellState::fill);
}

} // namespace

// SPDX-License-Identifier: Apache-2.0
// judge_test.cpp - the state of a cell by the rules of its product.
#include <gtest/gtest.h>

#include "halflight/lights/product.hpp"

#include <cmath>
#include <limits>

namespace halflight::lights {
namespace {

using raster::CellState;
using raster::CellType;
using raster::StateByte;

constexpr float nan_f = std::numeric_limits<float>::quiet_NaN();
constexpr float infinite = std::numeric_limits<float>::infinity();
constexpr float float_fill = -999.9F;

/// Layers of one row in memory, and a raster that names them.
class Row {
  public:
    explicit Row(std::string product) {
        m_raster.product = std::move(product);
        if (const auto* info = find_product(m_raster.product)) {
            m_raster.floor = info->floor;
        }
    }
    ProductRaster& raster() { return m_raster; }

    Row& floats(Role role, std::vector<float> cells, std::optional<double> fill = {},
                bool second = false) {
        m_width = cells.size();
        m_floats.push_back(std::move(cells));
        return add(role, CellType::float32, m_floats.back().data(), fill, second);
    }
    Row& words(Role role, std::vector<std::uint16_t> cells, bool second = false, double scale = 1) {
        m_width = cells.size();
        m_words.push_back(std::move(cells));
        return add(role, CellType::uint16, m_words.back().data(), 65535, second, scale);
    }
    Row& bytes(Role role, std::vector<std::uint8_t> cells, bool second = false) {
        m_width = cells.size();
        m_bytes.push_back(std::move(cells));
        return add(role, CellType::uint8, m_bytes.back().data(), 255, second);
    }
    JudgedCells judged(const CellRules& rules = {}) const {
        JudgedCells out;
        judge(m_raster, rules, m_views, static_cast<std::int32_t>(m_width), 1, out);
        return out;
    }

  private:
    Row& add(Role role, CellType type, const void* data, std::optional<double> fill, bool second,
             double scale = 1) {
        const auto i = static_cast<std::size_t>(role);
        RoleLayer layer;
        layer.decoding.fill = fill;
        layer.decoding.scale = scale;
        (second ? m_raster.layers[i].second : m_raster.layers[i].first) = layer;
        (second ? m_views.second[i] : m_views.first[i]) = {
            type, static_cast<const std::byte*>(data), static_cast<std::ptrdiff_t>(m_width)};
        return *this;
    }
    ProductRaster m_raster;
    RoleViews m_views;
    std::size_t m_width = 0;
    std::vector<std::vector<float>> m_floats;
    std::vector<std::vector<std::uint16_t>> m_words;
    std::vector<std::vector<std::uint8_t>> m_bytes;
};

CellState state_of(std::uint8_t byte) {
    return static_cast<CellState>(byte & StateByte::state_bits);
}
std::vector<CellState> states(const JudgedCells& cells) {
    std::vector<CellState> out;
    for (const auto byte : cells.states) {
        out.push_back(state_of(byte));
    }
    return out;
}
using States = std::vector<CellState>;
constexpr auto observed = CellState::observed;
constexpr auto gap_filled = CellState::gap_filled;
constexpr auto no_observation = CellState::no_observation;
constexpr auto fill = CellState::fill;
constexpr auto poor_quality = CellState::poor_quality;
constexpr auto cloud = CellState::cloud;
constexpr auto not_finite = CellState::not_finite;

TEST(Judge, ZeroWithoutObservationIsNotDarkness) {
    const auto cells = Row("EOG-VCMCFG")
                           .floats(Role::radiance, {0, 0, 2.5F, -0.2F, 3})
                           .words(Role::observations, {0, 4, 7, 1, 65535})
                           .judged();
    EXPECT_EQ(states(cells),
              (States{no_observation, observed, observed, observed, no_observation}));
    EXPECT_FLOAT_EQ(cells.values[3], -0.2F);
    EXPECT_EQ(cells.observations, (std::vector<float>{0, 4, 7, 1, 0}));
    EXPECT_TRUE(cells.deviations.empty());
}

TEST(Judge, LeastObservations) {
    CellRules rules;
    rules.least_observations = 4;
    const auto cells = Row("EOG-VNL")
                           .floats(Role::radiance, {1, 1, 1})
                           .words(Role::observations, {3, 4, 5})
                           .judged(rules);
    EXPECT_EQ(states(cells), (States{no_observation, observed, observed}));
}

TEST(Judge, NegativeIsKeptOrRaisedToZero) {
    CellRules rules;
    Row row("EOG-VCMCFG");
    row.floats(Role::radiance, {-1.5F, 0.5F}).words(Role::observations, {3, 3});
    EXPECT_FLOAT_EQ(row.judged(rules).values[0], -1.5F);
    rules.negative = false;
    const auto cut = row.judged(rules);
    EXPECT_EQ(cut.values, (std::vector<float>{0, 0.5F}));
    EXPECT_EQ(states(cut), (States{observed, observed}));
    EXPECT_EQ(cut.states[0] & StateByte::censored, 0);
}

TEST(Judge, WithoutCountsEveryZeroIsUnseen) {
    Row row("EOG-VCMSLCFG");
    row.floats(Role::radiance, {0, 0.1F, -0.0F});
    row.raster().zero_is_unseen = true;
    EXPECT_EQ(states(row.judged()), (States{no_observation, observed, no_observation}));
    EXPECT_FALSE(plain(row.raster(), {}));
}

TEST(Judge, NotFiniteIsNoValue) {
    const auto cells = Row("EOG-VCMCFG")
                           .floats(Role::radiance, {nan_f, infinite, -infinite, 1, nan_f})
                           .words(Role::observations, {2, 2, 2, 2, 0})
                           .judged();
    EXPECT_EQ(states(cells),
              (States{not_finite, not_finite, not_finite, observed, no_observation}));
}

TEST(Judge, FillIsComparedAsTheFileStoresIt) {
    // -999.9 is no float: a cell of -999.9f differs from the double of the attribute.
    const auto cells = Row("declared").floats(Role::radiance, {float_fill, 1}, -999.9).judged();
    EXPECT_EQ(states(cells), (States{fill, observed}));
}

TEST(Judge, FillOfScaledIntegersDoesNotLeak) {
    const auto cells = Row("declared").words(Role::radiance, {65535, 0, 25}, false, 0.1).judged();
    EXPECT_EQ(states(cells), (States{fill, observed, observed}));
    EXPECT_FLOAT_EQ(cells.values[2], 2.5F);
}

TEST(Judge, ValidRangeIsFillOutside) {
    Row row("DMSP-OLS");
    row.bytes(Role::radiance, {0, 63, 64, 255});
    row.raster().layers[0].first->decoding.valid_max = 63;
    // Saturated cells are observed: 63 is the least they can be.
    EXPECT_EQ(states(row.judged()), (States{observed, observed, fill, fill}));
}

TEST(Judge, ExportHasNaNForUnseenAndZeroForBelowTheFloor) {
    Row row("VNP46A4");
    row.floats(Role::radiance, {nan_f, 0, 0.5F, infinite}, std::nan(""));
    row.raster().exported = true;
    const auto cells = row.judged();
    EXPECT_EQ(states(cells), (States{no_observation, observed, observed, not_finite}));
    EXPECT_NE(cells.states[1] & StateByte::censored, 0);
    EXPECT_EQ(cells.states[2] & StateByte::censored, 0);
    EXPECT_TRUE(plain(row.raster(), {}));
}

TEST(Judge, DeclaredQualityFlags) {
    CellRules rules;
    rules.quality = {3, 7};
    const auto cells = Row("declared")
                           .floats(Role::radiance, {1, 1, 1, 1})
                           .bytes(Role::quality, {3, 7, 0, 255})
                           .judged(rules);
    EXPECT_EQ(states(cells), (States{observed, observed, poor_quality, poor_quality}));
}

Row composite(std::vector<float> values, std::vector<std::uint16_t> counts,
              std::vector<std::uint8_t> quality) {
    Row row("VNP46A3");
    row.floats(Role::radiance, std::move(values), -999.9)
        .words(Role::observations, std::move(counts))
        .bytes(Role::quality, std::move(quality));
    return row;
}

TEST(Judge, CompositeQuality) {
    const auto row = composite({5, 5, 5, 5, 0, float_fill, float_fill, float_fill},
                               {9, 2, 0, 9, 9, 0, 9, 0}, {0, 1, 2, 255, 0, 255, 0, 2});
    const auto cells = row.judged();
    EXPECT_EQ(states(cells), (States{observed, observed, gap_filled, poor_quality, observed,
                                     no_observation, fill, no_observation}));
    EXPECT_NE(cells.states[4] & StateByte::censored, 0);
    EXPECT_EQ(cells.states[0] & StateByte::censored, 0);
    CellRules strict;
    strict.quality = {0};
    EXPECT_EQ(states(row.judged(strict))[1], poor_quality);
    strict.quality = {0, 1, 2}; // the list does not make history an observation
    EXPECT_EQ(states(row.judged(strict))[2], gap_filled);
}

TEST(Judge, CompositeCensoredZeroOfHistoryIsMarkedToo) {
    const auto cells = composite({0}, {0}, {2}).judged();
    EXPECT_EQ(states(cells), (States{gap_filled}));
    EXPECT_NE(cells.states[0] & StateByte::censored, 0);
}

TEST(Judge, WinterRuleTakesSnowCoveredWhereNothingElseWasSeen) {
    auto row = composite({5, float_fill, float_fill, 4, 3, float_fill}, {9, 0, 0, 0, 2, 0},
                         {0, 255, 255, 2, 1, 255});
    row.floats(Role::radiance, {7, 7, float_fill, 7, 7, 6}, -999.9, true)
        .words(Role::observations, {5, 5, 0, 5, 5, 0}, true)
        .bytes(Role::quality, {0, 0, 255, 0, 0, 2}, true);
    row.floats(Role::deviation, {1, 1, 1, 1, 1, 1}, -999.9)
        .floats(Role::deviation, {2, float_fill, 2, 2, 2, 2}, -999.9, true);
    const auto cells = row.judged();
    EXPECT_EQ(states(cells),
              (States{observed, observed, no_observation, observed, observed, gap_filled}));
    EXPECT_EQ((std::vector<float>{cells.values[0], cells.values[1], cells.values[3],
                                  cells.values[4], cells.values[5]}),
              (std::vector<float>{5, 7, 7, 3, 6}));
    const auto snow = [&](std::size_t i) { return (cells.states[i] & StateByte::snow) != 0; };
    EXPECT_FALSE(snow(0));
    EXPECT_TRUE(snow(1));
    EXPECT_FALSE(snow(2));
    EXPECT_TRUE(snow(3)); // an observation on snow goes before a value from history
    EXPECT_FALSE(snow(4));
    EXPECT_TRUE(snow(5));
    EXPECT_EQ(cells.observations, (std::vector<float>{9, 5, 0, 5, 2, 0}));
    EXPECT_EQ(cells.deviations[0], 1);
    EXPECT_TRUE(std::isnan(cells.deviations[1]));
    EXPECT_EQ(cells.deviations[3], 2);
}

TEST(Judge, WinterRuleOfAPoorSnowFreeCell) {
    auto row = composite({5}, {2}, {1});
    row.floats(Role::radiance, {7}, -999.9, true)
        .words(Role::observations, {5}, true)
        .bytes(Role::quality, {0}, true);
    CellRules rules;
    rules.quality = {0};
    // It was seen without snow: its refusal is not covered up.
    EXPECT_EQ(states(row.judged(rules)), (States{poor_quality}));
    rules.least_observations = 3;
    EXPECT_EQ(states(row.judged(rules)), (States{observed}));
}

TEST(Judge, SnowCoveredRuleMarksSnow) {
    CellRules rules;
    rules.snow = SnowRule::snow_covered;
    const auto cells = composite({5, float_fill}, {9, 0}, {0, 255}).judged(rules);
    EXPECT_NE(cells.states[0] & StateByte::snow, 0);
    EXPECT_EQ(cells.states[1] & StateByte::snow, 0);
}

constexpr std::uint16_t bits(int day, int quality, int cloudy, int snow) {
    return static_cast<std::uint16_t>(day | quality << 4 | cloudy << 6 | snow << 10);
}

TEST(Judge, AtSensorByCloudMaskBits) {
    Row row("VNP46A1");
    row.floats(Role::radiance, {1, 1, 1, 1, 1, 1, float_fill, -0.3F}, -999.9)
        .words(Role::cloud, {bits(0, 3, 0, 0), bits(1, 3, 0, 0), bits(0, 0, 0, 0), bits(0, 3, 2, 0),
                             bits(0, 1, 1, 1), 65535, bits(0, 3, 0, 0), bits(0, 3, 0, 0)});
    const auto cells = row.judged();
    EXPECT_EQ(states(cells), (States{observed, poor_quality, poor_quality, cloud, observed,
                                     poor_quality, fill, observed}));
    EXPECT_NE(cells.states[4] & StateByte::snow, 0);
    CellRules rules;
    rules.worst_cloud = 2;
    EXPECT_EQ(states(row.judged(rules))[3], observed);
    rules.worst_cloud = 0;
    EXPECT_EQ(states(row.judged(rules))[4], cloud);
    rules.quality = {3};
    rules.worst_cloud = 1;
    EXPECT_EQ(states(row.judged(rules))[4], poor_quality);
}

Row day(const std::string& collection) {
    Row row("VNP46A2");
    row.raster().collection = collection;
    constexpr auto clear = bits(0, 3, 0, 0);
    row.floats(Role::radiance, {1, 1, 1, 1, 1, float_fill, float_fill, float_fill}, -999.9)
        .bytes(Role::quality, {0, 1, 2, 255, 0, 255, 0, 255})
        .words(Role::cloud,
               {clear, clear, clear, clear, bits(0, 3, 3, 0), clear, clear, bits(0, 3, 3, 0)})
        .bytes(Role::snow, {0, 1, 0, 0, 0, 255, 0, 0});
    return row;
}

TEST(Judge, DayOfBothCollections) {
    const auto second = day("002").judged();
    EXPECT_EQ(states(second), (States{observed, poor_quality, poor_quality, no_observation, cloud,
                                      no_observation, fill, cloud}));
    EXPECT_NE(second.states[1] & StateByte::snow, 0);
    EXPECT_EQ(second.states[5] & StateByte::snow, 0);
    // 1 was "high quality, ephemeral" then.
    EXPECT_EQ(states(day("001").judged())[1], observed);
    EXPECT_EQ(states(day("001").judged())[2], poor_quality);
    CellRules rules;
    rules.quality = {0, 2};
    EXPECT_EQ(states(day("002").judged(rules))[2], observed);
}

TEST(Judge, FilledDayTellsWhatWasSeenToday) {
    Row row("VNP46A2");
    row.floats(Role::radiance, {1, 1, 1, float_fill, float_fill}, -999.9)
        .bytes(Role::days_since, {0, 1, 255, 255, 3})
        .bytes(Role::snow, {0, 0, 0, 0, 0});
    CellRules rules;
    rules.gap_filled = true;
    EXPECT_EQ(states(row.judged(rules)),
              (States{observed, gap_filled, gap_filled, no_observation, fill}));
    row.bytes(Role::quality, {4, 4, 4, 4, 4});
    rules.quality = {0};
    EXPECT_EQ(states(row.judged(rules)),
              (States{poor_quality, gap_filled, gap_filled, no_observation, fill}));
}

TEST(Judge, PlainOnlyWhereNothingIsToBeWorkedOut) {
    Row declared("declared");
    declared.floats(Role::radiance, {1});
    EXPECT_TRUE(plain(declared.raster(), {}));
    CellRules cut;
    cut.negative = false;
    EXPECT_FALSE(plain(declared.raster(), cut));
    declared.raster().layers[0].first->decoding.valid_min = 0;
    EXPECT_TRUE(plain(declared.raster(), cut));
    declared.words(Role::observations, {1});
    EXPECT_FALSE(plain(declared.raster(), {}));
}

TEST(Judge, LayerThatWasNotReadIsRefused) {
    Row row("EOG-VCMCFG");
    row.floats(Role::radiance, {1});
    row.raster().layers[static_cast<std::size_t>(Role::observations)].first = RoleLayer{};
    EXPECT_THROW(static_cast<void>(row.judged()), Error);
}

TEST(Judge, RowsOfAPaneAndLongRows) {
    // More than one stretch a row, a view that is wider than the pane, memory used again.
    constexpr std::int32_t width = 1300;
    constexpr std::int32_t height = 3;
    constexpr std::ptrdiff_t stride = 1400;
    std::vector<float> cells(static_cast<std::size_t>(stride) * height, -1);
    std::vector<std::uint8_t> counts(cells.size(), 0);
    ProductRaster raster;
    raster.product = "EOG-VNL";
    raster.layers[static_cast<std::size_t>(Role::radiance)].first = RoleLayer{};
    raster.layers[static_cast<std::size_t>(Role::observations)].first = RoleLayer{};
    RoleViews views;
    views.first[0] = {CellType::float32, reinterpret_cast<const std::byte*>(cells.data()), stride};
    views.first[1] = {CellType::uint8, reinterpret_cast<const std::byte*>(counts.data()), stride};
    for (std::int32_t row = 0; row < height; ++row) {
        for (std::int32_t column = 0; column < width; ++column) {
            const auto i = static_cast<std::size_t>(row * stride + column);
            cells[i] = static_cast<float>(row * width + column);
            counts[i] = static_cast<std::uint8_t>(column % 3);
        }
    }
    JudgedCells out;
    for (int again = 0; again < 2; ++again) {
        judge(raster, {}, views, width, height, out);
        const auto* const memory = out.values.data();
        ASSERT_EQ(out.values.size(), static_cast<std::size_t>(width * height));
        for (std::size_t i = 0; i < out.values.size(); ++i) {
            ASSERT_EQ(out.values[i], static_cast<float>(i));
            ASSERT_EQ(state_of(out.states[i]) == observed, i % width % 3 != 0) << i;
        }
        judge(raster, {}, views, 10, 2, out);
        judge(raster, {}, views, width, height, out);
        EXPECT_EQ(out.values.data(), memory);
    }
}

} // namespace
} // namespace halflight::lights

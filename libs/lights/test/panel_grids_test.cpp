// SPDX-License-Identifier: Apache-2.0
// One field seen on the grids of two products, half a cell apart.
#include "clip_fixture.hpp"

namespace halflight::lights {
namespace {

class TwoGrids : public ClipFolder {
  protected:
    static constexpr double half = cell / 2;
    /// Smooth, at most 21; it changes by less than 7 a degree.
    static double field(double lon, double lat) {
        return 11 + 6 * std::sin(0.7 * lon) + 4 * std::cos(0.6 * lat);
    }
    /// The field at the centres of cells whose first has its corner there.
    static made::Cell sampled(double west, double north) {
        return [=](int column, int row) {
            return field(west + (column + 0.5) * cell, north - (row + 0.5) * cell);
        };
    }
    /// Edges on multiples of the cell size.
    [[nodiscard]] std::string black_marble(const made::Cell& cells) const {
        made::Granule granule;
        granule.cells["NearNadir_Composite_Snow_Free"] = cells;
        return made::write_granule(folder(), granule).string();
    }
    /// Centres there: everything half a cell to the north-west.
    [[nodiscard]] std::string composite(const made::Cell& cells) const {
        made::Picture picture{.west = 120 - half, .north = 40 + half};
        picture.bands = {cells};
        return made::write_composite(
                   folder(),
                   "SVDNB_npp_20200101-20200131_75N060E_vcmcfg_v10_c202006071200.avg_rade9h.tif",
                   picture, [](int, int) { return 6.0; })
            .string();
    }
    std::vector<PanelRow> panel(const std::string& file) const {
        PanelSpec of = spec({});
        of.product = {};
        of.rasters = {file};
        of.statistics = raster::parse_statistics("sum,count,integral,covered_area").value();
        return rows_of(of);
    }
};

TEST_F(TwoGrids, IntegralsAgreeWithinTheErrorOfHalfACell) {
    write_layer({ragged("a", 123.1, 33.3, 1.3), ragged("b", 126.4, 36.2, 2.2)});
    const auto marble = panel(black_marble(sampled(120, 40)));
    const auto eog = panel(composite(sampled(120 - half, 40 + half)));
    ASSERT_EQ(marble.size(), 2U);
    ASSERT_EQ(eog.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        // A value stands for places up to half a diagonal from its cell's centre.
        const double most = 7 * half * std::sqrt(2.0) * marble[i].row.values[3];
        const double apart = std::abs(marble[i].row.values[2] - eog[i].row.values[2]);
        EXPECT_LT(apart, most);
        EXPECT_LT(apart / marble[i].row.values[2], 2e-3);
        EXPECT_GT(apart / marble[i].row.values[2], 1e-9) << "two grids, not one";
        // Shares are taken in the plane: parts of cells have their row's mean width.
        EXPECT_NEAR(eog[i].row.values[3] / marble[i].row.values[3], 1, 1e-5);
    }
}

TEST_F(TwoGrids, ShiftedByHandTheyAgreeToRounding) {
    // The same numbers in the cells, and zones moved as the grid is.
    const made::Cell numbers = sampled(120, 40);
    const raster::Zone zone = ragged("a", 123.1, 33.3, 1.3);
    write_layer({zone});
    const auto marble = panel(black_marble(numbers));
    raster::Zone moved = zone;
    for (raster::Point& point : moved.parts[0].outer) {
        point.lon_deg -= half;
        point.lat_deg += half;
    }
    write_layer({moved});
    const std::string file = composite(numbers);
    const auto eog = panel(file);
    EXPECT_NEAR(eog[0].row.values[0] / marble[0].row.values[0], 1, 1e-11);
    EXPECT_NEAR(eog[0].row.values[1] / marble[0].row.values[1], 1, 1e-11);
    write_layer({zone});
    const auto unmoved = panel(file);
    EXPECT_GT(std::abs(unmoved[0].row.values[0] / marble[0].row.values[0] - 1), 1e-4)
        << "the shift is not ignored";
}

TEST_F(TwoGrids, TheyAreNeverMixedInOnePanel) {
    write_layer({ragged("a", 123.1, 33.3, 1.3)});
    PanelSpec both = spec({});
    both.product = {};
    both.rasters = {black_marble(sampled(120, 40)), composite(sampled(120 - half, 40 + half))};
    EXPECT_TRUE(holds(refusal(both), "two products")) << refusal(both);
}

} // namespace
} // namespace halflight::lights

// SPDX-License-Identifier: Apache-2.0
// product_real_test.cpp - real rasters, where they are at hand.
#include <gtest/gtest.h>

#include "halflight/lights/product.hpp"
#include "lights_fixture.hpp"

namespace halflight::lights {
namespace {

using raster::CellState;
using raster::StateByte;

ProductSpec declared() {
    ProductSpec spec;
    spec.product = "declared";
    return spec;
}

class RealLights : public testing::Test {
  protected:
    void SetUp() override {
        if (!std::filesystem::exists(shared_lights())) {
            GTEST_SKIP() << "no real rasters at " << shared_lights() << ": set HALFLIGHT_SHARED";
        }
    }
};

TEST_F(RealLights, ExportsOfKenya) {
    Opened opened(shared_lights() /
                      "kenya_vnp46a4/VNP46A4_NearNadir_Composite_Snow_Free_qflag_t2020.tif",
                  {});
    ASSERT_TRUE(opened.rasters()) << opened.fault();
    EXPECT_EQ(to_string(opened.raster().period), "2020");
    const auto cells = opened.judged({});
    std::size_t zeros = 0;
    for (std::size_t i = 0; i < cells.cells.values.size(); ++i) {
        if (cells.cells.states[i] == 0) {
            ASSERT_GE(cells.cells.values[i], 0.5F);
        } else {
            zeros += (cells.cells.states[i] & StateByte::censored) != 0 ? 1U : 0U;
        }
    }
    EXPECT_GT(zeros, cells.cells.values.size() / 2);
}

TEST_F(RealLights, CubeOfMumbaiHasItsMonthTwiceAndUnseenCells) {
    Opened opened(shared_lights() / "mumbai_eog_monthly/mumbai_radiance.nc", {});
    ASSERT_TRUE(opened.rasters()) << opened.fault();
    const auto& rasters = opened.rasters().value();
    ASSERT_EQ(rasters.size(), 131U);
    EXPECT_EQ(to_string(rasters[7].period), "2012-11");
    EXPECT_EQ(rasters[7].period, rasters[8].period);
    std::size_t unseen = 0;
    float largest = 0;
    for (std::size_t i = 0; i < rasters.size(); ++i) {
        const auto cells = opened.judged({}, i);
        unseen += cells.count(CellState::no_observation);
        for (std::size_t j = 0; j < cells.cells.values.size(); ++j) {
            if (cells.cells.states[j] == 0) {
                largest = std::max(largest, cells.cells.values[j]);
            }
        }
    }
    EXPECT_EQ(unseen, 38790U);
    EXPECT_NEAR(largest, 4331, 1);
}

TEST_F(RealLights, SaoTome) {
    const auto folder = shared_lights() / "sao_tome_eog";
    Opened old(folder / "NL_STP_OLS.Y_1992_STABLE_LIGHTS_GADM-2.8-SHPZIP.tif", {});
    ASSERT_TRUE(old.rasters()) << old.fault();
    EXPECT_EQ(old.raster().product, "DMSP-OLS");
    EXPECT_EQ(to_string(old.raster().period), "1992");
    const auto name = folder / "NL_STP_VIIRS.M_201401_VCMCFG_GADM-2.8-SHPZIP.tif";
    EXPECT_FALSE(Opened(name, {}).rasters());
    ProductSpec spec;
    spec.without_counts = true;
    Opened opened(name, spec);
    ASSERT_TRUE(opened.rasters()) << opened.fault();
    EXPECT_EQ(to_string(opened.raster().period), "2014-01");
    const auto cells = opened.judged({});
    std::size_t negative = 0;
    for (std::size_t i = 0; i < cells.cells.values.size(); ++i) {
        negative += cells.cells.states[i] == 0 && cells.cells.values[i] < 0 ? 1U : 0U;
    }
    EXPECT_EQ(negative, 985U);
    // Of 4,681 cells with a number 300 read 0, which without counts may be anything.
    EXPECT_EQ(cells.count(CellState::observed), 4381U);
    EXPECT_EQ(cells.count(CellState::no_observation), 300U);
}

TEST_F(RealLights, PictureOfNorthKoreaOnlyAsDeclared) {
    const auto name = shared_lights() / "prk_2016_8bit/blackmarble2016_gray_nk_15s.tif";
    EXPECT_FALSE(Opened(name, {}).rasters());
    auto spec = declared();
    spec.declared.note = "picture, not radiance";
    spec.declared.unit = "grey level";
    Opened opened(name, spec);
    ASSERT_TRUE(opened.rasters()) << opened.fault();
    EXPECT_EQ(to_string(opened.raster().period), "2016");
    EXPECT_EQ(opened.raster().note, "picture, not radiance");
    EXPECT_TRUE(plain(opened.raster(), {}));
}

} // namespace
} // namespace halflight::lights

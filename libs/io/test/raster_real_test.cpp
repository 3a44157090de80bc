// SPDX-License-Identifier: Apache-2.0
// Real files, where they are at hand: grids, sizes and sums as gdalinfo and the publishers have
// them.
#include "raster_fixture.hpp"

#include <limits>

namespace halflight::io {
namespace {

using namespace test;

class RasterReal : public testing::Test {
  protected:
    void SetUp() override {
        folder = shared_lights();
        if (!std::filesystem::is_directory(folder)) {
            GTEST_SKIP() << "no real rasters at " << folder << ": set HALFLIGHT_SHARED";
        }
    }
    std::filesystem::path folder;
};

struct Summary {
    double sum = 0;
    double largest = -std::numeric_limits<double>::infinity();
    int used = 0;
    int negative = 0;
};

/// Over cells of a float32 layer that are finite and not the fill.
Summary summarise(const RasterFile& file, std::size_t layer) {
    RasterScratch scratch;
    const LayerInfo& info = file.info().layers[layer];
    const auto window = whole(info);
    const std::string bytes = bytes_of(file.read(layer, window, scratch), window);
    Summary result;
    for (std::size_t i = 0; i < bytes.size(); i += sizeof(float)) {
        float cell = 0;
        std::memcpy(&cell, bytes.data() + i, sizeof(cell));
        const double value = static_cast<double>(cell);
        if (std::isfinite(value) && value != info.decoding.fill) {
            result.sum += value;
            result.largest = std::max(result.largest, value);
            ++result.used;
            result.negative += value < 0 ? 1 : 0;
        }
    }
    return result;
}

void expect_grid(const RasterInfo& info, std::int64_t cells_per_degree, double phase,
                 std::int64_t width, std::int64_t height, double west, double north) {
    ASSERT_TRUE(info.grid) << info.grid_fault;
    const raster::Grid& grid = *info.grid;
    EXPECT_EQ(grid.lattice.cells_per_degree, cells_per_degree);
    EXPECT_EQ(grid.lattice.phase_x, phase);
    EXPECT_EQ(grid.lattice.phase_y, phase);
    EXPECT_EQ(grid.width, width);
    EXPECT_EQ(grid.height, height);
    const double hundredth = 0.01 / static_cast<double>(cells_per_degree);
    EXPECT_NEAR(std::remainder(grid.lattice.lon_of(static_cast<double>(grid.west)) - west, 360.0),
                0, hundredth);
    EXPECT_NEAR(grid.lattice.lat_of(static_cast<double>(grid.north)), north, hundredth);
}

TEST_F(RasterReal, Kenya) {
    for (const char* year : {"2020", "2021", "2022", "2023"}) {
        const RasterFile file = RasterFile::open(
            folder / "kenya_vnp46a4" /
            (std::string("VNP46A4_NearNadir_Composite_Snow_Free_qflag_t") + year + ".tif"));
        expect_grid(file.info(), 240, 0, 1924, 2348, 33.908333333333331, 5.0625);
        EXPECT_EQ(file.info().layers[0].type, raster::CellType::float32);
        EXPECT_EQ(file.info().layers[0].name, std::string("t") + year);
        if (year == std::string("2020")) {
            EXPECT_NEAR(summarise(file, 0).largest, 153, 1e-4);
        }
    }
}

TEST_F(RasterReal, PuertoRico) {
    const std::string stem =
        folder / "puerto_rico_vnp46a3" / "VNP46A3_NearNadir_Composite_Snow_Free_qflag_t2017_";
    const RasterFile before = RasterFile::open(stem + "09.tif");
    const RasterFile after = RasterFile::open(stem + "10.tif");
    expect_grid(before.info(), 240, 0, 655, 152, -67.95, 18.516666666666666);
    EXPECT_EQ(before.info().grid, after.info().grid);
    EXPECT_NEAR(summarise(before, 0).largest, 154.3, 1e-4);
    EXPECT_NEAR(summarise(after, 0).largest, 161.5, 1e-4);
    EXPECT_LT(summarise(after, 0).sum, 0.45 * summarise(before, 0).sum);
}

TEST_F(RasterReal, SaoTome) {
    const RasterFile viirs = RasterFile::open(folder / "sao_tome_eog" /
                                              "NL_STP_VIIRS.M_201401_VCMCFG_GADM-2.8-SHPZIP.tif");
    expect_grid(viirs.info(), 240, 0.5, 241, 408, 6.4604171987, 1.7020827466);
    const Summary seen = summarise(viirs, 0);
    EXPECT_EQ(seen.used, 4681);
    EXPECT_EQ(seen.negative, 985);
    // DMSP counts whole numbers of 8 bits; this copy holds them as single precision.
    const RasterFile dmsp = RasterFile::open(folder / "sao_tome_eog" /
                                             "NL_STP_OLS.Y_1992_STABLE_LIGHTS_GADM-2.8-SHPZIP.tif");
    expect_grid(dmsp.info(), 120, 0.5, 120, 206, 6.4624992536, 1.7041669594);
    EXPECT_EQ(dmsp.info().layers[0].type, raster::CellType::float32);
    EXPECT_EQ(summarise(dmsp, 0).largest, 16);
}

TEST_F(RasterReal, Picture2016) {
    const RasterFile file =
        RasterFile::open(folder / "prk_2016_8bit" / "blackmarble2016_gray_nk_15s.tif");
    expect_grid(file.info(), 240, 0, 2160, 1560, 123.5, 43.5);
    EXPECT_EQ(file.info().layers[0].type, raster::CellType::uint8);
    EXPECT_TRUE(file.direct(0));
}

TEST_F(RasterReal, Mumbai) {
    const RasterFile light = RasterFile::open(folder / "mumbai_eog_monthly" / "mumbai_radiance.nc");
    const RasterFile clear = RasterFile::open(folder / "mumbai_eog_monthly" / "mumbai_clouds.nc");
    for (const RasterFile* file : {&light, &clear}) {
        expect_grid(file->info(), 240, 0.5, 48, 101, 72.78125202225, 19.26874955415);
        ASSERT_EQ(file->info().layers.size(), 131U);
        ASSERT_EQ(file->info().layer_days.size(), 131U);
        EXPECT_EQ(file->info().layer_days.front(), 15431);                 // 2012-04-01
        EXPECT_EQ(file->info().layer_days.back(), 19358);                  // 2023-01-01
        EXPECT_EQ(file->info().layer_days[7], file->info().layer_days[8]); // stored twice
    }
    RasterScratch scratch;
    double largest = 0;
    int unseen = 0;
    int dark = 0;
    for (std::size_t layer = 0; layer < 131; ++layer) {
        const auto window = whole(light.info().layers[layer]);
        const std::string values = bytes_of(light.read(layer, window, scratch), window);
        const std::string counts = bytes_of(clear.read(layer, window, scratch), window);
        largest = std::max(largest, summarise(light, layer).largest);
        for (std::size_t i = 0; i < counts.size() / 2; ++i) {
            std::uint16_t count = 0;
            float value = 0;
            std::memcpy(&count, counts.data() + 2 * i, 2);
            std::memcpy(&value, values.data() + 4 * i, 4);
            unseen += count == 0 ? 1 : 0;
            dark += count == 0 && value == 0 ? 1 : 0;
        }
    }
    EXPECT_EQ(unseen, 38790);
    EXPECT_EQ(dark, 38790);
    EXPECT_NEAR(largest, 4331, 1);
}

} // namespace
} // namespace halflight::io

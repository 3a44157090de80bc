// SPDX-License-Identifier: Apache-2.0
// product_composite_test.cpp - EOG composites, cubes, DMSP and exports to GeoTIFF, end to end.
#include <gtest/gtest.h>

#include "halflight/lights/product.hpp"
#include "lights_fixture.hpp"
#include "made_lights.hpp"

#include <limits>

namespace halflight::lights {
namespace {

using made::Picture;
using raster::CellState;
using raster::StateByte;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

made::Cell always(double value) {
    return [value](int, int) { return value; };
}

class ProductComposite : public LightsFolder {};

Picture export_of(const std::string& band) {
    return {.description = band, .bands = {[](int column, int) {
                                     return column == 0 ? none : column == 1 ? 0.0 : 3.0;
                                 }}};
}

TEST_F(ProductComposite, ExportOfAComposite) {
    const auto path = folder() / "VNP46A3_NearNadir_Composite_Snow_Free_qflag255_1_t2017_09.tif";
    made::write_picture(path, export_of("t2017_09"));
    Opened opened(path, {});
    ASSERT_TRUE(opened.rasters()) << opened.fault();
    EXPECT_EQ(opened.raster().product, "VNP46A3");
    EXPECT_EQ(to_string(opened.raster().period), "2017-09");
    ASSERT_EQ(opened.raster().remarks.size(), 3U);
    EXPECT_EQ(opened.raster().remarks[1], "quality flags dropped before: 255_1");
    EXPECT_TRUE(plain(opened.raster(), {}));
    const auto cells = opened.judged({});
    EXPECT_EQ(cells.state(0, 0), CellState::no_observation);
    EXPECT_EQ(cells.state(1, 0), CellState::observed);
    EXPECT_EQ(cells.mark(1, 0), StateByte::censored);
    EXPECT_EQ(cells.mark(2, 0), 0);
}

TEST_F(ProductComposite, ExportIsNotMoreThanItIs) {
    const auto fault = [&](const std::string& name, const std::string& band, ProductSpec spec) {
        made::write_picture(folder() / name, export_of(band));
        return Opened(folder() / name, spec).fault();
    };
    const std::string annual = "VNP46A4_NearNadir_Composite_Snow_Free_qflag_t2020.tif";
    EXPECT_EQ(fault(annual, "t2021", {}), annual + ": the name tells 2020, but its band 2021");
    ProductSpec spec;
    spec.rules.angle = Angle::off_nadir;
    EXPECT_EQ(fault(annual, "t2020", spec), annual + ": it holds the NearNadir composite alone");
    spec = {};
    spec.rules.snow = SnowRule::snow_covered;
    EXPECT_EQ(fault(annual, "t2020", spec), annual + ": it holds the snow-free composite alone");
    spec = {};
    spec.rules.quality = {0};
    EXPECT_EQ(fault(annual, "t2020", spec),
              annual + ": quality flags are chosen, but VNP46A4 has no layer of them here");
    spec = {};
    spec.rules.least_observations = 4;
    EXPECT_EQ(
        fault(annual, "t2020", spec),
        annual +
            ": at least 4 observations are asked for, but VNP46A4 has no layer of counts here");
    const std::string month = "VNP46A4_NearNadir_Composite_Snow_Free_qflag_t2020_01.tif";
    EXPECT_EQ(fault(month, "", {}),
              month + ": the name tells 2020_01, but a period of VNP46A4 is a year");
    const std::string filled = "VNP46A2_Gap_Filled_DNB_BRDF-Corrected_NTL_qflag_t2020_01_05.tif";
    EXPECT_EQ(fault(filled, "", {}),
              filled + ": it holds the gap-filled layer, in which filled cells cannot be told from "
                       "seen ones");
}

const std::string monthly = "SVDNB_npp_20220501-20220531_75N060E_vcmslcfg_v10_c202206071200";
const std::string annual = "VNL_v21_npp_2013_global_vcmcfg_c202205302300";

/// On EOG's own grid: centres on multiples of the cell size.
Picture composite_picture() {
    return {.west = 120 - 0.125, .north = 40 + 0.125, .bands = {[](int column, int) {
                                                          return column < 2    ? 0.0
                                                                 : column == 2 ? -0.4
                                                                               : 3.0;
                                                      }}};
}
double composite_counts(int column, int /*row*/) {
    return column == 0 ? 0 : 6;
}

TEST_F(ProductComposite, MonthlyComposite) {
    for (const std::string layer : {".avg_rade9h.tif", ".avg_rade9.tif"}) {
        const auto path =
            made::write_composite(folder(), monthly + layer, composite_picture(), composite_counts);
        ASSERT_EQ(companions_of(path, {}),
                  (std::vector<std::string>{(folder() / (monthly + ".cf_cvg.tif")).string()}));
        Opened opened(path, {});
        ASSERT_TRUE(opened.rasters()) << opened.fault();
        const auto& raster = opened.raster();
        EXPECT_EQ(raster.product, "EOG-VCMSLCFG");
        EXPECT_EQ(raster.collection, "v10");
        EXPECT_EQ(raster.tile, "75N060E");
        EXPECT_EQ(raster.produced, "202206071200");
        EXPECT_EQ(to_string(raster.period), "2022-05");
        EXPECT_EQ(raster.grid.lattice.phase_x, 0.5);
        EXPECT_TRUE(raster.remarks.empty());
        const auto cells = opened.judged({});
        EXPECT_EQ(cells.state(0, 0), CellState::no_observation);
        EXPECT_EQ(cells.state(1, 0), CellState::observed);
        EXPECT_EQ(cells.mark(1, 0), 0);
        EXPECT_EQ(cells.value(1, 0), 0);
        EXPECT_FLOAT_EQ(cells.value(2, 0), -0.4F);
        EXPECT_EQ(cells.cells.observations[3], 6);
    }
}

TEST_F(ProductComposite, CompositeWithoutCountsIsRefusedUnlessAsked) {
    const auto path =
        made::write_composite(folder(), monthly + ".avg_rade9h.tif", composite_picture(), {});
    ProductSpec spec;
    EXPECT_EQ(Opened(path, spec).fault(),
              monthly + ".avg_rade9h.tif: the counts of cloud-free observations (" + monthly +
                  ".cf_cvg.tif) are missing: without them a cell that nobody saw reads 0");
    spec.without_counts = true;
    Opened opened(path, spec);
    ASSERT_TRUE(opened.rasters()) << opened.fault();
    EXPECT_EQ(
        opened.raster().remarks,
        (std::vector<std::string>{"no counts of observations: cells of 0 are taken as not seen"}));
    const auto cells = opened.judged({});
    EXPECT_EQ(cells.state(0, 0), CellState::no_observation);
    EXPECT_EQ(cells.state(1, 0), CellState::no_observation);
    EXPECT_EQ(cells.state(2, 0), CellState::observed);
}

TEST_F(ProductComposite, AnnualComposites) {
    for (const std::string layer :
         {"average", "average_masked", "median", "median_masked", "minimum", "maximum"}) {
        const auto path = made::write_composite(folder(), annual + "." + layer + ".dat.tif",
                                                composite_picture(), composite_counts);
        Opened opened(path, {});
        ASSERT_TRUE(opened.rasters()) << opened.fault();
        EXPECT_EQ(opened.raster().product, "EOG-VNL");
        EXPECT_EQ(opened.raster().collection, "v21");
        EXPECT_EQ(to_string(opened.raster().period), "2013");
        EXPECT_EQ(opened.raster().remarks.size(), layer.ends_with("_masked") ? 1U : 0U);
        EXPECT_EQ(opened.judged({}).state(0, 0), CellState::no_observation);
    }
    const auto first = made::write_composite(
        folder(), "VNL_v21_npp_201204-201212_global_vcmcfg_c202205302300.median.dat.tif",
        composite_picture(), composite_counts);
    EXPECT_EQ(to_string(Opened(first, {}).raster().period), "2012-04/2012-12");
    const auto latest = made::write_composite(
        folder(), "VNL_npp_2024_global_vcmslcfg_v2_c202502261200.average.dat.tif",
        composite_picture(), composite_counts);
    EXPECT_EQ(to_string(Opened(latest, {}).raster().period), "2024");
}

TEST_F(ProductComposite, CompositesThatLie) {
    const auto fault = [&](const std::string& name, const Picture& picture, ProductSpec spec = {}) {
        return Opened(made::write_composite(folder(), name, picture, composite_counts), spec)
            .fault();
    };
    const std::string elsewhere =
        "SVDNB_npp_20220501-20220531_00N060W_vcmslcfg_v10_c202206071200.avg_rade9h.tif";
    EXPECT_EQ(fault(elsewhere, composite_picture()),
              elsewhere + ": the name tells tile 00N060W, but its cells lie at 119.875 to 129.875 "
                          "east, 30.125 to 40.125 north");
    const std::string half =
        "SVDNB_npp_20220501-20220515_75N060E_vcmslcfg_v10_c202206071200.avg_rade9h.tif";
    EXPECT_EQ(fault(half, composite_picture()),
              half + ": the name tells 20220501-20220515, which is no month");
    const std::string counts = monthly + ".cf_cvg.tif";
    EXPECT_EQ(fault(counts, composite_picture()),
              counts + ": it holds counts of observations, not radiance");
    auto zero_fill = composite_picture();
    zero_fill.fill = 0;
    const auto name = monthly + ".avg_rade9h.tif";
    EXPECT_EQ(fault(name, zero_fill),
              name + ": its fill value 0 lies among the values that cells have (-100 to 1000000)");
    ProductSpec other;
    other.product = "EOG-VCMCFG";
    EXPECT_EQ(fault(name, composite_picture(), other),
              name + ": it is EOG-VCMSLCFG, not EOG-VCMCFG");
    other = {};
    other.declared.scale = 0.1;
    EXPECT_EQ(fault(name, composite_picture(), other),
              name + ": scale, offset, fill, floor, quality band and unit are those of "
                     "EOG-VCMSLCFG, and others are declared");
}

TEST_F(ProductComposite, CountsOfAnotherGridAreRefused) {
    const auto name = monthly + ".avg_rade9h.tif";
    made::write_composite(folder(), name, composite_picture(), {});
    auto shifted = composite_picture();
    shifted.west += 0.25;
    made::write_picture(folder() / (monthly + ".cf_cvg.tif"), shifted);
    EXPECT_EQ(Opened(folder() / name, {}).fault(),
              monthly + ".cf_cvg.tif: its cells are not those of " + name);
}

TEST_F(ProductComposite, CubeStepsAndAMonthTwice) {
    const auto month = [](int year, unsigned number) {
        return to_date({year, static_cast<int>(number), 1}).days;
    };
    const std::vector<int> days{month(2012, 10), month(2012, 11), month(2012, 11), month(2012, 12)};
    std::vector<made::Cell> lights;
    std::vector<made::Cell> counts;
    for (int step = 0; step < 4; ++step) {
        lights.push_back(always(step));
        counts.push_back(always(step == 1 ? 0 : 10 + step));
    }
    auto shape = composite_picture();
    made::write_cube(folder() / "city_radiance.nc", shape, days, lights);
    made::write_cube(folder() / "city_clouds.nc", shape, days, counts);
    Opened opened(folder() / "city_radiance.nc", {});
    ASSERT_TRUE(opened.rasters()) << opened.fault();
    ASSERT_EQ(opened.rasters().value().size(), 4U);
    EXPECT_EQ(opened.raster(0).product, "EOG-VCMCFG");
    EXPECT_EQ(to_string(opened.raster(2).period), "2012-11");
    EXPECT_EQ(opened.raster(2).remarks,
              (std::vector<std::string>{"2012-11 is stored twice, as step 2 and step 3 of " +
                                        (folder() / "city_radiance.nc").string()}));
    EXPECT_TRUE(opened.raster(3).synthetic);
    EXPECT_EQ(opened.judged({}, 0).state(0, 0), CellState::observed); // seen, and dark
    EXPECT_EQ(opened.judged({}, 1).state(0, 0), CellState::no_observation);
    EXPECT_EQ(opened.judged({}, 3).value(0, 0), 3);
    EXPECT_EQ(opened.judged({}, 3).cells.observations[0], 13);
    std::filesystem::remove(folder() / "city_clouds.nc");
    ProductSpec spec;
    spec.product = "EOG-VCMCFG";
    EXPECT_EQ(
        Opened(folder() / "city_radiance.nc", spec).fault(),
        "city_radiance.nc: the counts of cloud-free observations (cf_cvg) are missing: without "
        "them a cell that nobody saw reads 0");
}

TEST_F(ProductComposite, CubeWhoseCountsAreOfOtherMonths) {
    const auto shape = composite_picture();
    made::write_cube(folder() / "x_radiance.nc", shape, {15340}, {always(1)});
    made::write_cube(folder() / "x_clouds.nc", shape, {15371}, {always(1)});
    EXPECT_EQ(Opened(folder() / "x_radiance.nc", {}).fault(),
              "x_clouds.nc: its steps in time are not those of x_radiance.nc");
}

TEST_F(ProductComposite, DmspNumbers) {
    Picture picture{.stored = made::Stored::uint8,
                    .bands = {[](int column, int) {
                        return column == 0 ? 255.0 : column == 1 ? 63.0 : column == 2 ? 0.0 : 7.0;
                    }}};
    for (const std::string layer : {"stable_lights.avg_vis", "avg_vis", "avg_lights_x_pct"}) {
        const auto path = folder() / ("F182013.v4c_web." + layer + ".tif");
        made::write_picture(path, picture);
        Opened opened(path, {});
        ASSERT_TRUE(opened.rasters()) << opened.fault();
        EXPECT_EQ(opened.raster().product, "DMSP-OLS");
        EXPECT_EQ(opened.raster().collection, "v4c_web");
        EXPECT_EQ(to_string(opened.raster().period), "2013");
        EXPECT_EQ(opened.raster().unit, "DN");
        EXPECT_EQ(opened.raster().remarks.back(), "satellite F18");
        const auto cells = opened.judged({});
        EXPECT_EQ(cells.state(0, 0), CellState::fill);
        EXPECT_EQ(cells.state(1, 0), CellState::observed);
        EXPECT_EQ(cells.state(2, 0), CellState::observed);
    }
    EXPECT_EQ(find_product("DMSP-OLS")->saturation, 63);
    picture.fill = 0;
    made::write_picture(folder() / "F182013.v4c_web.avg_vis.tif", picture);
    EXPECT_EQ(Opened(folder() / "F182013.v4c_web.avg_vis.tif", {}).fault(),
              "F182013.v4c_web.avg_vis.tif: its fill value 0 lies among the values that cells have "
              "(0 to 63)");
    made::write_picture(folder() / "F182013.v4c_web.pct_lights.tif", picture);
    EXPECT_EQ(Opened(folder() / "F182013.v4c_web.pct_lights.tif", {}).fault(),
              "F182013.v4c_web.pct_lights.tif: 'pct_lights' is no layer of lights");
}

} // namespace
} // namespace halflight::lights

// SPDX-License-Identifier: Apache-2.0
// product_test.cpp - bands that the analyst declares, periods of names, the table of products.
#include <gtest/gtest.h>

#include "halflight/lights/product.hpp"
#include "lights_fixture.hpp"
#include "made_lights.hpp"

#include <limits>

namespace halflight::lights {
namespace {

using made::Picture;
using raster::CellState;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

made::Cell always(double value) {
    return [value](int, int) { return value; };
}

class Product : public LightsFolder {};

ProductSpec declared() {
    ProductSpec spec;
    spec.product = "declared";
    return spec;
}

TEST_F(Product, DeclaredBandWithAllThatCanBeDeclared) {
    const auto path = folder() / "lights_2016-07.tif";
    made::write_picture(path,
                        {.stored = made::Stored::uint16,
                         .bands = {always(4),
                                   [](int column, int) {
                                       return column == 0 ? 900.0 : column == 1 ? 65535.0 : 25.0;
                                   },
                                   [](int column, int) { return column == 2 ? 0.0 : 5.0; },
                                   [](int column, int) { return column == 3 ? 1.0 : 0.0; }}});
    auto spec = declared();
    spec.declared.radiance = "2";
    spec.declared.observations = "3";
    spec.declared.quality = "4";
    spec.declared.scale = 0.1;
    spec.declared.offset = -1;
    spec.declared.fill = 900;
    spec.declared.floor = 0.2;
    spec.declared.unit = "nW/cm2/sr";
    spec.declared.note = "a test";
    spec.rules.quality = {0};
    Opened opened(path, spec);
    ASSERT_TRUE(opened.rasters()) << opened.fault();
    const auto& raster = opened.raster();
    EXPECT_EQ(raster.unit, "nW/cm2/sr");
    EXPECT_EQ(raster.note, "a test");
    EXPECT_EQ(raster.floor, 0.2);
    EXPECT_EQ(to_string(raster.period), "2016-07");
    const auto cells = opened.judged(spec.rules);
    EXPECT_EQ(cells.state(0, 0), CellState::fill);
    EXPECT_FLOAT_EQ(cells.value(1, 0), 6552.5F);
    EXPECT_EQ(cells.state(2, 0), CellState::no_observation);
    EXPECT_EQ(cells.state(3, 0), CellState::poor_quality);
    EXPECT_FLOAT_EQ(cells.value(4, 0), 1.5F);
}

TEST_F(Product, DeclaredCountsOfAFileByPeriod) {
    made::write_picture(folder() / "lights_201607.tif", {.bands = {always(0)}});
    made::write_picture(folder() / "seen_201607.tif",
                        {.stored = made::Stored::uint8, .bands = {always(9), always(0)}});
    auto spec = declared();
    spec.declared.observations = "seen_{}.tif:2";
    const auto path = folder() / "lights_201607.tif";
    EXPECT_EQ(companions_of(path, spec),
              (std::vector<std::string>{(folder() / "seen_201607.tif").string()}));
    Opened opened(path, spec);
    ASSERT_TRUE(opened.rasters()) << opened.fault();
    EXPECT_EQ(opened.judged({}).state(0, 0), CellState::no_observation);
    spec.declared.observations = "gone_{}.tif:1";
    EXPECT_EQ(Opened(path, spec).fault(),
              "lights_201607.tif: the file of its counts, 'gone_{}.tif', is not there");
}

TEST_F(Product, DeclaredTakesNaNAsFillOnlyWhereTheFileSaysSo) {
    made::write_picture(folder() / "a_2016.tif", {.bands = {always(none)}});
    EXPECT_EQ(Opened(folder() / "a_2016.tif", declared()).judged({}).state(0, 0),
              CellState::not_finite);
    made::write_picture(folder() / "b_2016.tif", {.fill = none, .bands = {always(none)}});
    EXPECT_EQ(Opened(folder() / "b_2016.tif", declared()).judged({}).state(0, 0), CellState::fill);
}

TEST_F(Product, DeclaredFaults) {
    const auto fault = [&](const std::string& name, const ProductSpec& spec,
                           const Picture& picture = {}) {
        made::write_picture(folder() / name, picture);
        return Opened(folder() / name, spec).fault();
    };
    EXPECT_EQ(fault("lights.tif", declared()), "lights.tif: the name tells no period");
    EXPECT_EQ(fault("a_2016_and_2017.tif", declared()),
              "a_2016_and_2017.tif: the name tells two periods, '2016' and '2017'");
    auto spec = declared();
    spec.declared.radiance = "2";
    EXPECT_EQ(fault("a_2016.tif", spec), "a_2016.tif: there is no band '2'");
    spec = declared();
    spec.declared.quality = "1";
    EXPECT_EQ(fault("a_2016.tif", spec),
              "a_2016.tif: a quality band is declared, but not which of its flags are good");
    EXPECT_EQ(fault("a_2016.tif", declared(), {.scale = 0.0}),
              "a_2016.tif: layer 'band 1' has the scale 0, which makes every value the same");
    spec = {};
    spec.product = "VNP46";
    EXPECT_EQ(fault("a_2016.tif", spec), "a_2016.tif: 'VNP46' is no product");
    spec.product = "VNP46A3";
    EXPECT_EQ(fault("a_2016.tif", spec), "a_2016.tif: neither name nor content are of VNP46A3");
    EXPECT_EQ(fault("a_2016.tif", {}),
              "a_2016.tif: neither name nor content are of a product that is known");
    spec.product = "EOG-VCMCFG";
    EXPECT_EQ(fault("a_2016.tif", spec),
              "a_2016.tif: the name tells the period 2016, but EOG-VCMCFG comes by month");
}

TEST_F(Product, PeriodsOfNames) {
    const std::vector<std::pair<std::string, std::string>> names{
        {"x_20160701-20160731.tif", "2016-07"},
        {"x_2016-07-15.tif", "2016-07-15"},
        {"x_2016_07_15.tif", "2016-07-15"},
        {"x_20160715.tif", "2016-07-15"},
        {"x.A2016183.tif", "2016-07-01"},
        {"x_2016-07.tif", "2016-07"},
        {"x_201607.tif", "2016-07"},
        {"x2016_grey_15s.tif", "2016"},
        {"x_2016_13.tif", "2016"},
        {"x_v2_2016_c202206071200.tif", "2016"}};
    for (const auto& [name, period] : names) {
        made::write_picture(folder() / name, {.width = 2, .height = 2});
        Opened opened(folder() / name, declared());
        ASSERT_TRUE(opened.rasters()) << opened.fault();
        EXPECT_EQ(to_string(opened.raster().period), period) << name;
    }
}

TEST_F(Product, EveryProductIsNamedOnce) {
    for (const auto& info : products()) {
        EXPECT_EQ(find_product(info.name), &info);
        EXPECT_FALSE(info.title.empty());
        EXPECT_FALSE(info.value_unit.empty());
    }
    EXPECT_EQ(find_product("VNP46A5"), nullptr);
    EXPECT_EQ(find_product("VNP46A3")->floor, 0.5);
    EXPECT_EQ(find_product("VNP46A2")->floor, std::nullopt);
}

} // namespace
} // namespace halflight::lights

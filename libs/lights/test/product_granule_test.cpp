// SPDX-License-Identifier: Apache-2.0
// product_granule_test.cpp - Black Marble granules of every product and both collections, end to
// end.
#include <gtest/gtest.h>

#include "halflight/lights/product.hpp"
#include "lights_fixture.hpp"
#include "made_lights.hpp"

#include <limits>

namespace halflight::lights {
namespace {

using made::Granule;
using raster::CellState;
using raster::StateByte;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

made::Cell always(double value) {
    return [value](int, int) { return value; };
}

class ProductGranule : public LightsFolder {};

struct Case {
    std::string product;
    int collection;
};
void PrintTo(const Case& one, std::ostream* out) {
    *out << one.product << " collection " << one.collection;
}
class EveryGranule : public LightsFolder, public testing::WithParamInterface<Case> {};

/// First days that the product's periods may have.
Date first_day(const std::string& product) {
    return product.back() == '4'   ? to_date({2020, 1, 1})
           : product.back() == '3' ? to_date({2020, 3, 1})
                                   : to_date({2020, 3, 17});
}
std::string period_text(const std::string& product) {
    return product.back() == '4' ? "2020" : product.back() == '3' ? "2020-03" : "2020-03-17";
}

TEST_P(EveryGranule, EndToEnd) {
    Granule granule{.product = GetParam().product,
                    .collection = GetParam().collection,
                    .day = first_day(GetParam().product)};
    // A cell without a value, an odd one, and the pattern elsewhere.
    const auto cells = [](int column, int row) {
        return column == 3 && row == 2   ? none
               : column == 4 && row == 2 ? 0.7
                                         : made::pattern(column, row);
    };
    for (const auto& layer : made::granule_radiance(granule)) {
        if (layer.find("Snow_Covered") == std::string::npos) {
            granule.cells[layer] = cells;
        }
    }
    granule.cells["NearNadir_Composite_Snow_Free_Num"] = [](int column, int row) {
        return column == 3 && row == 2 ? 0.0 : 9.0;
    };
    const auto path = made::write_granule(folder(), granule);
    for (const bool gap : {false, true}) {
        ProductSpec spec;
        spec.rules.gap_filled = gap;
        Opened opened(path, spec);
        ASSERT_TRUE(opened.rasters()) << opened.fault();
        const auto& raster = opened.raster();
        EXPECT_EQ(raster.product, granule.product);
        EXPECT_EQ(raster.collection, granule.collection == 1 ? "001" : "002");
        EXPECT_EQ(raster.tile, "h30v05");
        EXPECT_EQ(raster.produced, "2024001000000");
        EXPECT_EQ(to_string(raster.period), period_text(granule.product));
        EXPECT_EQ(raster.unit, "nW/cm2/sr");
        EXPECT_TRUE(raster.synthetic);
        EXPECT_TRUE(raster.remarks.empty()) << raster.remarks.front();
        EXPECT_EQ(raster.grid, *raster::make_grid(120, 40, 0.25, 0.25, 40, 40));
        EXPECT_FALSE(plain(raster, spec.rules));
        const auto judged = opened.judged(spec.rules);
        EXPECT_EQ(judged.state(4, 2), CellState::observed);
        EXPECT_FLOAT_EQ(judged.value(4, 2), 0.7F);
        EXPECT_FLOAT_EQ(judged.value(39, 39), static_cast<float>(made::pattern(39, 39)));
        EXPECT_NE(judged.state(3, 2), CellState::observed);
        EXPECT_EQ(judged.count(CellState::observed), 40U * 40U - 1);
    }
}
INSTANTIATE_TEST_SUITE_P(BothCollections, EveryGranule,
                         testing::Values(Case{"VNP46A1", 1}, Case{"VNP46A1", 2}, Case{"VNP46A2", 1},
                                         Case{"VNP46A2", 2}, Case{"VNP46A3", 1}, Case{"VNP46A3", 2},
                                         Case{"VNP46A4", 1}, Case{"VNP46A4", 2}, Case{"VJ146A1", 1},
                                         Case{"VJ146A1", 2}, Case{"VJ146A2", 1}, Case{"VJ146A2", 2},
                                         Case{"VJ146A3", 1}, Case{"VJ146A3", 2}, Case{"VJ146A4", 1},
                                         Case{"VJ146A4", 2}),
                         [](const auto& one) {
                             return one.param.product + "_c" + std::to_string(one.param.collection);
                         });

TEST_F(ProductGranule, WholeTile) {
    const auto path = made::write_granule(folder(), {.product = "VNP46A2", .size = 2400});
    Opened opened(path, {});
    ASSERT_TRUE(opened.rasters()) << opened.fault();
    EXPECT_EQ(opened.raster().grid, (raster::Grid{{}, 30 * 2400, 5 * 2400, 2400, 2400}));
}

TEST_F(ProductGranule, CompositeByAngleAndWinterRule) {
    Granule granule{.product = "VNP46A4"};
    granule.cells = {{"AllAngle_Composite_Snow_Free", always(5)},
                     {"AllAngle_Composite_Snow_Covered", always(8)},
                     {"AllAngle_Composite_Snow_Covered_Num", always(4)},
                     {"AllAngle_Composite_Snow_Covered_Quality", always(0)},
                     {"AllAngle_Composite_Snow_Free_Num",
                      [](int column, int) { return column < 20 ? 3.0 : 0.0; }},
                     {"NearNadir_Composite_Snow_Free", always(0)}};
    const auto path = made::write_granule(folder(), granule);
    ProductSpec spec;
    const auto near = Opened(path, spec).judged(spec.rules);
    EXPECT_EQ(near.state(0, 0), CellState::observed);
    EXPECT_NE(near.mark(0, 0) & StateByte::censored, 0); // 0 is "below 0.5"
    spec.rules.angle = Angle::all_angle;
    const auto all = Opened(path, spec).judged(spec.rules);
    EXPECT_EQ(all.value(0, 0), 5);
    EXPECT_EQ(all.value(30, 0), 8);
    EXPECT_EQ(all.mark(30, 0), StateByte::snow);
    spec.rules.snow = SnowRule::snow_free;
    EXPECT_EQ(Opened(path, spec).judged(spec.rules).state(30, 0), CellState::no_observation);
    spec.rules.snow = SnowRule::snow_covered;
    const auto covered = Opened(path, spec).judged(spec.rules);
    EXPECT_EQ(covered.value(0, 0), 8);
    EXPECT_EQ(covered.mark(0, 0), StateByte::snow);
}

TEST_F(ProductGranule, GapFilledDayIsNotTheDay) {
    Granule granule{.product = "VNP46A2", .day = to_date({2021, 1, 5})};
    granule.cells = {{"DNB_BRDF-Corrected_NTL", always(none)},
                     {"Mandatory_Quality_Flag", always(255)},
                     {"Gap_Filled_DNB_BRDF-Corrected_NTL", always(4)},
                     {"Latest_High_Quality_Retrieval", always(6)}};
    const auto path = made::write_granule(folder(), granule);
    ProductSpec spec;
    EXPECT_EQ(Opened(path, spec).judged(spec.rules).state(0, 0), CellState::no_observation);
    spec.rules.gap_filled = true;
    const auto filled = Opened(path, spec).judged(spec.rules);
    EXPECT_EQ(filled.state(0, 0), CellState::gap_filled);
    EXPECT_EQ(filled.value(0, 0), 4);
}

TEST_F(ProductGranule, NameOfOnesOwnNeedsTheAttributes) {
    const auto path = made::write_granule(folder(), {.file_name = "pyongyang.h5"});
    Opened opened(path, {});
    ASSERT_TRUE(opened.rasters()) << opened.fault();
    EXPECT_EQ(opened.raster().product, "VNP46A3");
    EXPECT_EQ(opened.raster().tile, "h30v05");
}

TEST_F(ProductGranule, NameAloneIsEnoughWhereAttributesAreGone) {
    Granule granule;
    for (const char* key : {"ShortName", "VersionID", "HorizontalTileNumber", "VerticalTileNumber",
                            "RangeBeginningDate", "RangeEndingDate"}) {
        granule.attributes[key] = "";
    }
    Opened opened(made::write_granule(folder(), granule), {});
    ASSERT_TRUE(opened.rasters()) << opened.fault();
    EXPECT_EQ(opened.raster().tile, "h30v05");
    EXPECT_EQ(to_string(opened.raster().period), "2020-01");
}

struct Lie {
    std::string name; ///< of the test
    Granule granule = {};
    std::string message = {};
};
void PrintTo(const Lie& lie, std::ostream* out) {
    *out << lie.name;
}
class GranuleThatLies : public LightsFolder, public testing::WithParamInterface<Lie> {};

TEST_P(GranuleThatLies, IsOneClearLine) {
    Opened opened(made::write_granule(folder(), GetParam().granule), {});
    ASSERT_FALSE(opened.rasters());
    EXPECT_EQ(opened.fault(), GetParam().message);
    EXPECT_FALSE(opened.hint().empty());
}

using LayerNumbers = std::map<std::string, std::map<std::string, std::optional<double>>>;
const std::string radiance = "NearNadir_Composite_Snow_Free";
const std::string january = "VNP46A3.A2020001.h30v05.002.2024001000000.h5: ";

INSTANTIATE_TEST_SUITE_P(
    All, GranuleThatLies,
    testing::Values(
        Lie{"Date",
            {.file_name = "VNP46A3.A2020032.h30v05.002.2024001000000.h5"},
            "VNP46A3.A2020032.h30v05.002.2024001000000.h5: the name tells 2020-02-01, its own "
            "attributes 2020-01-01"},
        Lie{"Tile",
            {.file_name = "VNP46A3.A2020001.h31v05.002.2024001000000.h5"},
            "VNP46A3.A2020001.h31v05.002.2024001000000.h5: the name tells tile h31v05, its own "
            "attributes h30v05"},
        Lie{"Product",
            {.file_name = "VNP46A4.A2020001.h30v05.002.2024001000000.h5"},
            "VNP46A4.A2020001.h30v05.002.2024001000000.h5: the name tells product VNP46A4, its own "
            "attributes VNP46A3"},
        Lie{"Collection",
            {.file_name = "VNP46A3.A2020001.h30v05.001.2024001000000.h5"},
            "VNP46A3.A2020001.h30v05.001.2024001000000.h5: the name tells collection 001, its own "
            "attributes 002"},
        Lie{"Bounds",
            {.attributes = {{"WestBoundingCoord", "130"}}},
            january + "tile h30v05 has its WestBoundingCoord at 120, the file tells 130"},
        Lie{"NotTheFirst",
            {.day = to_date({2020, 1, 2})},
            "VNP46A3.A2020002.h30v05.002.2024001000000.h5: 2020-01-02 is not the first day of a "
            "month, as VNP46A3 has it"},
        Lie{"End",
            {.attributes = {{"RangeEndingDate", "2020-03-31"}}},
            january + "its attributes tell 2020-01-01 to 2020-03-31, which is not 2020-01"},
        Lie{"NoSuchTile",
            {.h = 36},
            "VNP46A3.A2020001.h36v05.002.2024001000000.h5: there is no tile h36v05 (h00 to h35, "
            "v00 to v17)"},
        Lie{"NotMadeAndSmall",
            {.attributes = {{"synthetic", ""}}},
            january + "its layers have 40 x 40 cells, a tile has 2400 x 2400"},
        Lie{"NoCounts",
            {.without = {radiance + "_Num"}},
            january + "the layer 'NearNadir_Composite_Snow_Free_Num' (observations) is missing"},
        Lie{"NoQuality",
            {.without = {radiance + "_Quality"}},
            january + "the layer 'NearNadir_Composite_Snow_Free_Quality' (quality) is missing"},
        Lie{"NoSnowCovered",
            {.without = {"NearNadir_Composite_Snow_Covered"}},
            january + "the layer 'NearNadir_Composite_Snow_Covered' (radiance) is missing"},
        Lie{"NoRadiance",
            {.product = "VNP46A1", .without = {"DNB_At_Sensor_Radiance"}},
            "VNP46A1.A2020001.h30v05.002.2024001000000.h5: the layer 'DNB_At_Sensor_Radiance' "
            "(radiance) is missing"},
        Lie{"NoCloudMask",
            {.product = "VNP46A2", .without = {"QF_Cloud_Mask"}},
            "VNP46A2.A2020001.h30v05.002.2024001000000.h5: the layer 'QF_Cloud_Mask' (cloud) is "
            "missing"},
        Lie{"NoFlags",
            {.product = "VNP46A2", .without = {"Mandatory_Quality_Flag"}},
            "VNP46A2.A2020001.h30v05.002.2024001000000.h5: the layer 'Mandatory_Quality_Flag' "
            "(quality) is missing"},
        Lie{"ScaleOfZero",
            {.collection = 1, .layer_attributes = LayerNumbers{{radiance, {{"scale_factor", 0}}}}},
            "VNP46A3.A2020001.h30v05.001.2024001000000.h5: layer 'NearNadir_Composite_Snow_Free' "
            "has the scale_factor 0"},
        Lie{"NoScale",
            {.collection = 1, .layer_attributes = LayerNumbers{{radiance, {{"scale_factor", {}}}}}},
            "VNP46A3.A2020001.h30v05.001.2024001000000.h5: layer 'NearNadir_Composite_Snow_Free' "
            "has no scale_factor: its whole numbers have no unit"},
        Lie{"FillAmongFloats",
            {.layer_attributes = LayerNumbers{{radiance, {{"_FillValue", 65535}}}}},
            january + "layer 'NearNadir_Composite_Snow_Free' has the _FillValue 65535, which lies "
                      "among its values or outside its type; documented is -999.9"},
        Lie{"FillAmongTenths",
            {.collection = 1, .layer_attributes = LayerNumbers{{radiance, {{"_FillValue", 0}}}}},
            "VNP46A3.A2020001.h30v05.001.2024001000000.h5: layer 'NearNadir_Composite_Snow_Free' "
            "has the _FillValue 0, which lies among its values or outside its type; documented is "
            "65535"},
        Lie{"AnotherScale",
            {.layer_attributes = LayerNumbers{{radiance, {{"scale_factor", 0.1}}}}},
            january + "layer 'NearNadir_Composite_Snow_Free' has scale_factor 0.1 and offset 0, "
                      "documented 1 and 0"},
        Lie{"AnotherFill",
            {.layer_attributes = LayerNumbers{{radiance, {{"_FillValue", -1000}}}}},
            january + "layer 'NearNadir_Composite_Snow_Free' has the _FillValue -1000, documented "
                      "is -999.9"},
        Lie{"AnotherScaleOfDeviations",
            {.layer_attributes = LayerNumbers{{radiance + "_Std", {{"scale_factor", 10}}}}},
            january + "layer 'NearNadir_Composite_Snow_Free_Std' has scale_factor 10, documented "
                      "1"},
        Lie{"FillAmongFlags",
            {.layer_attributes = LayerNumbers{{radiance + "_Quality", {{"_FillValue", 0}}}}},
            january + "layer 'NearNadir_Composite_Snow_Free_Quality' has the _FillValue 0, "
                      "documented 255"}),
    [](const auto& one) { return one.param.name; });

TEST_F(ProductGranule, WhatIsAcceptedIsARemark) {
    Granule granule{.collection = 1, .without = {radiance + "_Std"}};
    granule.layer_attributes = {{radiance, {{"scale_factor", 0.01}, {"_FillValue", {}}}}};
    granule.cells[radiance] = always(2.5); // stored as 25
    ProductSpec accepting;
    accepting.accept_attributes = true;
    Opened opened(made::write_granule(folder(), granule), accepting);
    ASSERT_TRUE(opened.rasters()) << opened.fault();
    EXPECT_EQ(
        opened.raster().remarks,
        (std::vector<std::string>{
            "layer 'NearNadir_Composite_Snow_Free' has scale_factor 0.01 and "
            "offset 0, documented 0.1 and 0; the file's own is used",
            "layer 'NearNadir_Composite_Snow_Free' has no _FillValue; the documented 65535 is "
            "used",
            "no layer 'NearNadir_Composite_Snow_Free_Std': no sampling error"}));
    EXPECT_FLOAT_EQ(opened.judged({}).value(0, 0), 0.25F);
}

} // namespace
} // namespace halflight::lights
